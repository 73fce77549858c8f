import assert from "node:assert/strict";
import test from "node:test";
import { createPlotting } from "../../static/js/lib/plot.js";

/** A page whose library is loaded by hand. */
function page(t, spare) {
  const scripts = [];
  const drawings = [];
  const errors = [];
  const node = () => ({ remove() { scripts.splice(scripts.indexOf(this), 1); } });
  const stand = { document: { createElement: node, head: { append: (_, script) => scripts.push(script) } }, requestAnimationFrame: (run) => setTimeout(run, 0) };
  Object.assign(globalThis, stand);
  t.mock.method(console, "error", (error) => errors.push(error));
  t.after(() => {
    for (const name of [...Object.keys(stand), "Plotly"]) delete globalThis[name];
  });
  const arrive = () => {
    globalThis.Plotly = { react: async (element, traces) => { drawings.push(traces); } };
    scripts[0].onload();
  };
  const plot = createPlotting("plotly.js", spare).create({ clientWidth: 100, clientHeight: 50, on() {} });
  return { plot, scripts, drawings, errors, arrive };
}

test("before the library is there only the latest wish counts", async (t) => {
  const { plot, drawings, arrive } = page(t);
  plot.react([1], {});
  const drawn = plot.react([2], {});
  arrive();
  await drawn;
  assert.deepEqual(drawings, [[2]]);
});

test("a library that could not be loaded is asked for again by the next who draws", async (t) => {
  const { plot, scripts, drawings, errors, arrive } = page(t);
  const first = plot.react([1], {});
  scripts[0].onerror();
  await first;
  assert.deepEqual([scripts.length, errors.length], [0, 1]);
  const second = plot.react([2], {});
  assert.equal(scripts.length, 1);
  arrive();
  await second;
  assert.deepEqual(drawings, [[2]]);
});

test("a drawing that fails is told, and the next one is drawn", async (t) => {
  const { plot, drawings, errors, arrive } = page(t);
  const first = plot.react([1], {});
  arrive();
  globalThis.Plotly.react = async () => { throw new Error("broken"); };
  await first;
  assert.deepEqual(errors.map(({ message }) => message), ["broken"]);
  globalThis.Plotly.react = async (element, traces) => { drawings.push(traces); };
  await plot.react([2], {});
  assert.deepEqual(drawings, [[2]]);
});

test("a drawing waits for a refresh that leaves it time, but not for ever", async (t) => {
  let asked = 0;
  let busy = 3;
  const { plot, drawings, arrive } = page(t, () => ++asked > busy);
  const first = plot.react([1], {});
  arrive();
  await first;
  assert.equal(asked, 0);
  await plot.react([2], {});
  assert.equal(asked, 4);
  [asked, busy] = [0, Infinity];
  await plot.react([3], {});
  assert.deepEqual([asked, drawings], [6, [[1], [2], [3]]]);
});
