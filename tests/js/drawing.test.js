import assert from "node:assert/strict";
import test from "node:test";
import {
  applyStroke, clampInto, classCount, createBrush, createEraser, describeOwn, drawnPoints, isInside, keyOf, nearestPlace, placeOn, pointsOf,
} from "../../static/js/lib/drawing.js";

const BOX = { left: 0, top: 0, width: 300, height: 300 };
const at = (x1, x2, label = 0) => ({ x1, x2, label });
const part = (...points) => ({ x1: points.map((p) => p.x1), x2: points.map((p) => p.x2), label: points.map((p) => p.label) });
/** As random as it gets, and the same every time. */
const randoms = (seed = 1) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const gaps = (marks) => marks.flatMap((a, i) => marks.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
const brush = (more) => createBrush({ width: 0, spacing: 10, box: BOX, room: 5000, random: randoms(), ...more });

test("a click is one mark, exactly where it is, however wide the brush", () => {
  for (const width of [0, 60]) {
    const stroke = brush({ width });
    stroke.to(40, 50);
    stroke.to(40.5, 50);
    assert.deepEqual(stroke.marks, [{ x: 40, y: 50 }]);
  }
});

test("a thin brush leaves marks along its way, a spacing apart, however fast it was", () => {
  const fast = brush();
  fast.to(10, 100);
  fast.to(110, 100);
  const slow = brush();
  for (let x = 10; x <= 110; x += 1) slow.to(x, 100);
  for (const { marks } of [fast, slow]) {
    assert.equal(marks.length, 11);
    assert.ok(gaps(marks).every((gap) => gap >= 10));
    assert.ok(marks.every(({ y }) => y === 100));
  }
});

test("a wide brush scatters within its width, never closer than its spacing, and comes to an end", () => {
  const stroke = brush({ width: 60 });
  for (let round = 0; round < 40; round++) for (const x of [60, 240]) stroke.to(x, 150);
  const { marks } = stroke;
  assert.ok(marks.length > 60 && marks.length < 180, `${marks.length} marks`);
  assert.ok(gaps(marks).every((gap) => gap >= 10));
  assert.ok(marks.every(({ y }) => Math.abs(y - 150) <= 30));
  assert.ok(marks.some(({ y }) => y < 130) && marks.some(({ y }) => y > 170));
});

test("a denser brush leaves more marks", () => {
  const count = (spacing) => {
    const stroke = brush({ width: 40, spacing });
    for (let x = 20; x < 280; x += 5) stroke.to(x, 150);
    return stroke.marks.length;
  };
  assert.ok(count(7) > 2 * count(15) && count(15) > 2 * count(30));
});

test("nothing is placed outside of the plane", () => {
  const stroke = brush({ width: 60 });
  stroke.to(5, 5);
  stroke.to(5, 295);
  stroke.to(400, 400);
  assert.ok(stroke.marks.length > 10);
  assert.ok(stroke.marks.every(({ x, y }) => isInside(BOX, x, y)));
  assert.deepEqual(clampInto(BOX, -5, 400), { x: 0, y: 300 });
});

test("a full sheet takes no more marks, and says so", () => {
  const stroke = brush({ room: 3 });
  stroke.to(10, 10);
  assert.equal(stroke.full, false);
  stroke.to(200, 10);
  assert.deepEqual([stroke.marks.length, stroke.full], [3, true]);
  assert.equal(brush({ room: 0 }).full, true);
});

test("an eraser takes what lies near its way, also between two of its places", () => {
  const eraser = createEraser([{ x: 50, y: 52 }, { x: 100, y: 60 }, { x: 150, y: 50 }, { x: 220, y: 50 }], 8);
  eraser.to(40, 50);
  assert.deepEqual([...eraser.hit], []);
  eraser.to(200, 50);
  assert.deepEqual([...eraser.hit], [0, 2]);
});

test("the nearest place within reach is taken, of equals the one on top", () => {
  const places = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 0 }];
  assert.deepEqual([nearestPlace(places, 3, 0, 16), nearestPlace(places, 8, 0, 16), nearestPlace(places, 40, 0, 16)], [0, 2, -1]);
});

test("places are rounded finer than a pixel, within the plane, whatever its size", () => {
  assert.deepEqual(placeOn({ x1: [-6, 6], x2: [-6, 6] }, 1.23456789, -6.00001), { x1: 1.235, x2: -6 });
  assert.deepEqual(placeOn({ x1: [0, 0.001], x2: [0, 1e6] }, 0.000123456, 123456.789), { x1: 0.0001235, x2: 123457 });
});

test("strokes add, erase, move and begin anew", () => {
  const points = [at(1, 1), at(2, 2, 1), at(3, 3)];
  assert.deepEqual(applyStroke(points, { kind: "add", points: [at(4, 4)] }), [...points, at(4, 4)]);
  assert.deepEqual(applyStroke(points, { kind: "add", points: [at(4, 4)], fresh: true }), [at(4, 4)]);
  assert.deepEqual(applyStroke(points, { kind: "erase", keys: [keyOf(at(1, 1)), keyOf(at(2, 2, 0))] }), [at(2, 2, 1), at(3, 3)]);
  assert.deepEqual(applyStroke(points, { kind: "move", from: keyOf(at(2, 2, 1)), to: at(5, 5, 1) }), [at(1, 1), at(5, 5, 1), at(3, 3)]);
});

test("a stroke that is done already changes nothing", () => {
  const points = [at(1, 1), at(2, 2, 1)];
  const strokes = [
    { kind: "add", points: [at(3, 3), at(4, 4)] }, { kind: "add", points: [at(4, 4)], fresh: true }, { kind: "erase", keys: [keyOf(at(1, 1))] },
    { kind: "move", from: keyOf(at(2, 2, 1)), to: at(5, 5, 1) },
  ];
  for (const stroke of strokes) {
    const once = applyStroke(points, stroke);
    assert.deepEqual(applyStroke(once, stroke), once);
  }
});

test("what is drawn is what the server has, and every stroke that is on its way there", () => {
  const data = { train: part(at(1, 1), at(2, 2)), test: part(at(3, 3, 1)) };
  const state = { experiment: { data: { dataset: "xor" } }, data, strokes: [], blank: false };
  assert.deepEqual(drawnPoints(state), [at(1, 1), at(2, 2), at(3, 3, 1)]);
  const strokes = [{ stroke: { kind: "add", points: [at(4, 4)] } }, { stroke: { kind: "erase", keys: [keyOf(at(1, 1))] } }];
  assert.deepEqual(drawnPoints({ ...state, strokes }), [at(2, 2), at(3, 3, 1), at(4, 4)]);
  assert.deepEqual(drawnPoints({ ...state, strokes, blank: true }), []);
  const own = { ...state, experiment: { data: { dataset: "custom", points: [at(9, 9)] } }, strokes };
  assert.deepEqual(drawnPoints(own), [at(9, 9), at(4, 4)]);
});

test("classes follow what is drawn, and do not vanish with their last point", () => {
  assert.equal(classCount([at(0, 0, 0)]), 2);
  assert.equal(classCount([at(0, 0, 4)]), 5);
  assert.equal(classCount([at(0, 0, 0)], 3), 3);
});

test("own points keep the plane that they are drawn on, and what is set beside them", () => {
  const catalog = { datasets: [{ key: "xor", split: true }, { key: "xor_table", split: false }] };
  const domain = { x1: [-6, 6], x2: [-6, 6] };
  const state = (data, more = {}) => ({ experiment: { data: { train_fraction: 0.5, noise: 0.1, seed: 3, domain: null, ...data } }, data: { domain }, classes: 2, catalog, ...more });
  const points = [at(1, 2, 2)];
  const add = { kind: "add", points };
  const found = describeOwn(state({ dataset: "xor" }), points, add);
  assert.deepEqual(found, { dataset: "custom", points, classes: 3, domain, train_fraction: 0.5, noise: 0.1, seed: 3 });
  assert.equal(describeOwn(state({ dataset: "xor_table" }), points, add).train_fraction, 1);
  assert.equal(describeOwn(state({ dataset: "custom", train_fraction: 0.8 }), points, add).train_fraction, 0.8);
  assert.equal(describeOwn(state({ dataset: "sine" }, { classes: null }), [at(1, 2, 0.5)], add).classes, null);
  assert.equal(describeOwn(state({ dataset: "xor" }, { classes: 6 }), [at(1, 2, 1)], { ...add, fresh: true }).classes, 2);
});

test("points of a data set are listed with training first", () => {
  assert.deepEqual(pointsOf({ train: part(at(1, 2, 1)), test: part(at(3, 4)) }), [at(1, 2, 1), at(3, 4)]);
});
