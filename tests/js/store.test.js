import assert from "node:assert/strict";
import test from "node:test";
import { createStore } from "../../static/js/store.js";

test("setState merges a part and leaves the rest", () => {
  const store = createStore({ a: 1, b: 2 });
  store.setState({ b: 3 });
  assert.deepEqual(store.getState(), { a: 1, b: 3 });
});

test("setState takes a function of the present state", () => {
  const store = createStore({ n: 1 });
  store.setState((state) => ({ n: state.n + 1 }));
  assert.equal(store.getState().n, 2);
});

test("listeners get the new state and the one before", () => {
  const store = createStore({ n: 1 });
  const heard = [];
  store.subscribe((state, previous) => heard.push([state.n, previous.n]));
  store.setState({ n: 2 });
  assert.deepEqual(heard, [[2, 1]]);
});

test("setting what is already so wakes nobody", () => {
  const store = createStore({ n: 1 });
  store.subscribe(() => assert.fail("nothing has changed"));
  store.setState({ n: 1 });
});

test("subscribe returns its own undo", () => {
  const store = createStore({ n: 1 });
  const stop = store.subscribe(() => assert.fail("not listening any more"));
  stop();
  store.setState({ n: 2 });
});

test("getInitialState stays what it was", () => {
  const store = createStore({ n: 1 });
  store.setState({ n: 2 });
  assert.equal(store.getInitialState().n, 1);
});
