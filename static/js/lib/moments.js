/** Moments of a training that one can go back to, oldest first; behind the last one lies the present. */

/** @typedef {{id: number, epochs: number[], iterations: number[], train_losses: (number|null)[]}} Moment */

/** Where a moment stands among all; the present, or one that is no longer there, at the end. @param {Moment[]} moments @param {number|null} id */
export function positionOf(moments, id) {
  const at = id === null ? -1 : moments.findIndex((moment) => moment.id === id);
  return at < 0 ? moments.length : at;
}

/** How far a network had come; one that was not there yet, as far as the first. @param {Moment} moment @param {number} network */
export const epochOf = ({ epochs }, network) => epochs[network] ?? epochs[0];

/**
 * Ask for the latest wish only: while one is under way, of all that come meanwhile the last counts.
 * @template T
 * @param {(wish: T) => Promise<any>} ask @returns {(wish: T) => Promise<void>}
 */
export function latestOnly(ask) {
  let waiting = [];
  let busy = false;
  return async (wish) => {
    waiting = [wish];
    if (busy) return;
    busy = true;
    try {
      while (waiting.length) await ask(waiting.pop());
    } finally {
      busy = false;
    }
  };
}
