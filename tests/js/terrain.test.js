import assert from "node:assert/strict";
import test from "node:test";
import { facets, fillBox, lossAt, marks, placer, scaleOf, seenFrom, turned } from "../../static/js/lib/terrain.js";

const axis = [-1, -0.5, 0, 0.5, 1];
const terrain = { alpha: axis, beta: axis, loss: axis.map((b) => axis.map((a) => 1 + a + 2 * b + 2)) };
const BOX = { width: 300, height: 200 };

test("losses of about one size share a linear scale, of many sizes a logarithmic one", () => {
  const linear = scaleOf([[1, 2], [3, null]]);
  assert.equal(linear.log, false);
  assert.deepEqual([1, 2, 3].map(linear.share), [0, 0.5, 1]);
  const log = scaleOf([[0.01, 1]]);
  assert.equal(log.log, true);
  assert.ok(Math.abs(log.share(0.1) - 0.5) < 1e-12);
  assert.ok(Math.abs(log.value(0.5) - 0.1) < 1e-12);
});

test("a scale copes with zero, with one value, and with nothing", () => {
  const zero = scaleOf([[0, 5]]);
  assert.equal(zero.share(0), 0);
  assert.equal(zero.share(5), 1);
  assert.ok(Number.isFinite(zero.value(0)));
  assert.equal(scaleOf([[2, 2]]).share(2), 0);
  assert.equal(scaleOf([[null, null]]), null);
  assert.equal(scaleOf([]), null);
});

test("between measured places the loss of a slope is exact, outside there is none", () => {
  assert.ok(Math.abs(lossAt(terrain, 0.3, -0.7) - (3 + 0.3 - 1.4)) < 1e-12);
  assert.ok(Math.abs(lossAt(terrain, 1, 1) - 6) < 1e-12);
  assert.equal(lossAt(terrain, 1.01, 0), null);
  assert.equal(lossAt({ ...terrain, loss: [terrain.loss[0]] }, 0, 0), null);
});

test("from straight above the land is a square with beta upwards", () => {
  const above = { yaw: 0, pitch: Math.PI / 2 };
  const [x, y] = seenFrom(above, 0.5, 1, 0.3);
  assert.ok(Math.abs(x - 0.5) < 1e-12 && Math.abs(y + 1) < 1e-12);
});

test("what is higher is seen higher", () => {
  const place = placer(terrain, scaleOf(terrain.loss), { yaw: 0.6, pitch: 0.6 }, BOX);
  assert.ok(place(0, 0, 5)[1] < place(0, 0, 1)[1]);
});

test("facets come from far to near, stay within the picture, and leave out what is not known", () => {
  const side = { yaw: 0.7, pitch: 0.6 };
  const found = facets(terrain, scaleOf(terrain.loss), side, BOX);
  assert.equal(found.length, 16);
  assert.ok(found.every(({ share, light }) => share >= 0 && share <= 1 && light >= 0 && light <= 1));
  for (const { corners } of found) for (const [x, y] of corners) assert.ok(x >= 0 && x <= 300 && y >= 0 && y <= 200, `${x} ${y}`);
  const holes = { ...terrain, loss: terrain.loss.map((row, i) => (i < 3 ? row : row.map(() => null))) };
  assert.equal(facets(holes, scaleOf(holes.loss), side, BOX).length, 8);
});

test("a near facet covers a far one", () => {
  const flat = { alpha: axis, beta: axis, loss: axis.map(() => axis.map(() => 1)) };
  const found = facets(flat, scaleOf(flat.loss), { yaw: 0, pitch: 0.5 }, BOX);
  const height = ({ corners }) => corners.reduce((sum, [, y]) => sum + y, 0);
  assert.ok(height(found[0]) < height(found.at(-1)));
});

test("turning ends before the land is seen from below or from behind the zenith", () => {
  assert.deepEqual(turned({ yaw: 1, pitch: 0.5 }, 0.2, -9), { yaw: 1.2, pitch: 0.12 });
  assert.equal(turned({ yaw: 1, pitch: 0.5 }, 0, 9).pitch, 1.45);
});

test("the key's marks go from the lowest to the highest loss", () => {
  const values = marks(scaleOf([[1, 4]])).map(({ value }) => value);
  assert.deepEqual(values, [1, 2, 3, 4]);
  assert.ok(fillBox(BOX, 0.6).s > fillBox(BOX, 1.4).s);
});
