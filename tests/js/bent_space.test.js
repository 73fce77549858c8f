import assert from "node:assert/strict";
import test from "node:test";
import { between, borders, boundsOf, crossings, eased, fitted, flatMesh, follow, nearest, onScreen, placesOf, refined, resampled, settled } from "../../static/js/lib/bent_space.js";

const SIZE = 9;
const domain = { x1: [-1, 1], x2: [-2, 2] };
const mesh = flatMesh(domain, SIZE);
const answersOf = (answer) => Float32Array.from({ length: SIZE * SIZE }, (_, i) => answer(mesh[2 * i], mesh[2 * i + 1]));

test("the flat mesh begins at the lowest corner and ends at the highest, a row per x2", () => {
  assert.deepEqual([...mesh.slice(0, 4)], [-1, -2, -0.75, -2]);
  assert.deepEqual([...mesh.slice(-2)], [1, 2]);
});

test("the decision line of a linear answer is straight", () => {
  const pieces = crossings(mesh, answersOf((x, y) => 0.5 + x + 0.3 * y), SIZE, 0.5);
  assert.ok(pieces.length >= 4 * 8);
  for (let i = 0; i < pieces.length; i += 2) assert.ok(Math.abs(pieces[i] + 0.3 * pieces[i + 1]) < 1e-6);
});

test("the line is bent with the mesh: its places are those of the crossings", () => {
  const bent = mesh.map((value, i) => (i % 2 ? value + mesh[i - 1] ** 2 : value));
  const pieces = crossings(bent, answersOf((x, y) => y - 0.1), SIZE, 0);
  for (let i = 0; i < pieces.length; i += 2) assert.ok(Math.abs(pieces[i + 1] - 0.1 - pieces[i] ** 2) < 0.02);
});

test("without a crossing there is no line, and a saddle has two", () => {
  assert.deepEqual(crossings(mesh, answersOf(() => 1), SIZE, 0.5), []);
  const square = flatMesh({ x1: [0, 1], x2: [0, 1] }, 2);
  assert.equal(crossings(square, [1, 0, 0, 1], 2, 0.5).length, 8);
});

test("borders run between labels, and three classes meet in one place", () => {
  const square = flatMesh({ x1: [0, 1], x2: [0, 1] }, 2);
  assert.deepEqual(borders(square, [0, 1, 0, 1], 2), [0.5, 0, 0.5, 1]);
  assert.equal(borders(square, [0, 1, 2, 2], 2).length, 12);
  assert.deepEqual(borders(square, [3, 3, 3, 3], 2), []);
});

test("bounds hold every place with a margin, also where all are the same", () => {
  const { x, y } = boundsOf([0, 5, 2, 5], [1, 5]);
  assert.ok(x[0] < 0 && x[1] > 2 && x[1] < 2.3);
  assert.ok(y[0] < 5 && y[1] > 5);
  assert.deepEqual(boundsOf([]), { x: [-1, 1], y: [-1, 1] });
  const zero = boundsOf([0, 0]);
  assert.ok(zero.x[1] > zero.x[0]);
});

test("bounds widen at once and narrow slowly", () => {
  const before = { x: [-1, 1], y: [0, 1] };
  assert.deepEqual(follow(null, before), before);
  const next = follow(before, { x: [-2, 0], y: [0.5, 1.5] }, 0.1);
  assert.deepEqual(next.x, [-2, 0.9]);
  assert.deepEqual(next.y, [0.05, 1.5]);
  assert.ok(!settled(next, { x: [-2, 0], y: [0.5, 1.5] }));
  assert.ok(settled({ x: [-2, 0.001], y: [0.5, 1.5] }, { x: [-2, 0], y: [0.5, 1.5] }));
});

test("a picture is filled, but not stretched beyond measure, and stands upright", () => {
  const box = { x: 10, y: 20, width: 100, height: 50 };
  const fit = fitted({ x: [0, 1], y: [0, 1] }, box);
  assert.deepEqual([...onScreen([0, 0, 1, 1], fit)], [10, 70, 110, 20]);
  const flat = fitted({ x: [0, 1], y: [0, 1e-6] }, box, 3);
  assert.equal(-flat.sy, 3 * flat.sx);
  const [, y] = onScreen([0.5, 0.5e-6], flat);
  assert.equal(y, 45);
});

test("half of the way lies half-way, and what does not match is not mixed", () => {
  const [from, to] = [Float32Array.of(0, 0), Float32Array.of(2, 4)];
  assert.deepEqual([...between(from, to, 0.5)], [1, 2]);
  assert.equal(between(from, to, 1), to);
  assert.equal(between(null, to, 0.2), to);
  assert.equal(between(Float32Array.of(1), to, 0.2), to);
  assert.deepEqual([eased(0), eased(0.5), eased(1)], [0, 0.5, 1]);
});

test("the nearest point is found only where it is near", () => {
  const places = placesOf({ x1: [0, 10], x2: [0, 10] });
  assert.equal(nearest(places, 9, 9, 5), 1);
  assert.equal(nearest(places, 5, 5, 2), null);
});

test("a refined mesh keeps its places and divides what lies between them evenly", () => {
  const fine = refined(mesh, SIZE, 3);
  const size = (SIZE - 1) * 3 + 1;
  assert.deepEqual([...fine], [...flatMesh(domain, size)].map((value, i) => (Math.abs(value - fine[i]) < 1e-6 ? fine[i] : value)));
  assert.deepEqual([...refined(mesh, SIZE, 1)], [...mesh]);
});

test("a finer grid is read where the coarser one lies", () => {
  const grid = Array.from({ length: 25 }, (_, i) => i);
  assert.deepEqual([...resampled(grid, 5, 3)], [0, 2, 4, 10, 12, 14, 20, 22, 24]);
});
