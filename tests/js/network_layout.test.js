import assert from "node:assert/strict";
import test from "node:test";
import { biasPlace, curveShare, curveY, hitTest, linkEnds, networkLayout } from "../../static/js/lib/network_layout.js";

const FEATURES = ["x1", "x2", "x1_squared", "x2_squared", "x1_times_x2", "sin_x1", "sin_x2", "cos_x1", "cos_x2", "radius"];
const layoutOf = (units, options = {}) => networkLayout({
  width: 760, height: 480, allFeatures: FEATURES, features: ["x1", "x2"], units, outputs: 1, ...options,
});

function assertApart(nodes) {
  for (let i = 1; i < nodes.length; i++) assert.ok(nodes[i].y - nodes[i - 1].y > nodes[i].size, "nodes touch");
}

test("columns run from left to right", () => {
  const xs = layoutOf([4, 3, 2]).columns.map((column) => column.x);
  assert.deepEqual(xs, xs.toSorted((a, b) => a - b));
});

test("no hidden layer leaves features and output", () => {
  const { columns, inserts } = layoutOf([]);
  assert.deepEqual([columns.length, columns[0].kind, inserts.length], [1, "output", 1]);
});

test("nodes never overlap, from one unit to the limit, in any number of layers", () => {
  for (const units of [1, 2, 8, 16, 24, 64]) {
    for (const layers of [1, 4, 10]) {
      const { columns, pitch } = layoutOf(Array(layers).fill(units));
      for (const column of columns) {
        assertApart(column.nodes);
        assert.ok(column.size < pitch, "columns touch");
      }
    }
  }
});

test("all nodes lie inside of the height", () => {
  for (const { nodes } of layoutOf([64, 16, 3]).columns) {
    for (const { y, size } of nodes) assert.ok(y - size / 2 > 80 && y + size / 2 <= 480);
  }
});

test("a layer too tall for the room says how many units it does not show", () => {
  const [column] = layoutOf([64]).columns;
  assert.equal(column.nodes.length + column.more, 64);
  assert.ok(column.more > 0);
});

test("features keep their place whether in use or not, with their index among those in use", () => {
  const { features } = layoutOf([4], { features: ["x1", "sin_x1"] });
  assert.deepEqual(features.map(({ index }) => index), [0, -1, -1, -1, -1, 1, -1, -1, -1, -1]);
});

test("lines start only at features in use", () => {
  const { from, to } = linkEnds(layoutOf([4]), 0);
  assert.deepEqual([from.length, to.length], [2, 4]);
});

test("many layers in a narrow window make the diagram wider rather than crowd it", () => {
  assert.ok(layoutOf(Array(10).fill(4), { width: 340 }).width > 340);
  assert.equal(layoutOf(Array(10).fill(4), { width: 340 }).mode, "tiny");
  assert.equal(layoutOf([4]).mode, "wide");
});

test("curves begin and end level with their ends", () => {
  assert.deepEqual([curveY(10, 90, 0), curveY(10, 90, 0.5), curveY(10, 90, 1)], [10, 50, 90]);
});

test("curveShare is the inverse of the curve's way across", () => {
  for (const t of [0.1, 0.5, 0.83]) {
    const x = 100 * (1.5 * t * (1 - t) + t ** 3);
    assert.ok(Math.abs(curveShare(0, 100, x) - t) < 1e-4);
  }
});

test("the pointer finds the line under it, within a wide margin", () => {
  const layout = layoutOf([3]);
  const { from, to } = linkEnds(layout, 0);
  const [start, end] = [from[1], to[2]];
  const [x0, x1] = [start.x + start.size / 2, end.x - end.size / 2];
  const x = x0 + (x1 - x0) * 0.9;
  const y = curveY(start.y, end.y, curveShare(x0, x1, x));
  const { layer, from: source, to: target } = hitTest(layout, x, y + 4);
  assert.deepEqual([layer, source, target], [0, 1, 2]);
});

test("the pointer finds a bias, of output units too", () => {
  const layout = layoutOf([3]);
  const { x, y } = biasPlace(layout.columns[1].nodes[0]);
  const hit = hitTest(layout, x, y);
  assert.deepEqual([hit.layer, hit.from, hit.to], [1, null, 0]);
});

test("empty space is nothing", () => assert.equal(hitTest(layoutOf([3]), 5, 5), null));
