/** One place for the page's state. */

/**
 * @template S
 * @param {S} initial
 * @returns {{getState: () => S, getInitialState: () => S,
 *   setState: (partial: Partial<S> | ((state: S) => Partial<S>)) => void,
 *   subscribe: (listener: (state: S, previous: S) => void) => () => void}}
 */
export function createStore(initial) {
  let state = initial;
  const listeners = new Set();

  function setState(partial) {
    const change = typeof partial === "function" ? partial(state) : partial;
    const same = Object.keys(change).every((key) => Object.is(change[key], state[key]));
    if (same) return;
    const previous = state;
    state = { ...state, ...change };
    for (const listener of listeners) listener(state, previous);
  }

  return {
    getState: () => state,
    getInitialState: () => initial,
    setState,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
