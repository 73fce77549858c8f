import assert from "node:assert/strict";
import test from "node:test";
import { cellAt, paintClasses, paintScalar, paintUnit, quantise } from "../../static/js/lib/pixels.js";

const ramp = Uint32Array.from({ length: 256 }, (_, i) => i);
const domain = { x1: [-6, 6], x2: [0, 10] };

test("the row of the lowest x2 is painted at the bottom", () => {
  const out = new Uint32Array(4);
  paintScalar(Uint8Array.of(1, 2, 3, 4), 2, ramp, out);
  assert.deepEqual([...out], [3, 4, 1, 2]);
});

test("unit maps have the same way up as the surface", () => {
  const out = new Uint32Array(4);
  paintUnit(Int8Array.of(0, 0, 0, 0, -127, 0, 1, 127), 1, 2, ramp, out);
  assert.deepEqual([...out], [129, 255, 1, 128]);
});

test("classes take the palette of their label at their confidence", () => {
  const out = new Uint32Array(1);
  paintClasses(Uint8Array.of(1), Uint8Array.of(200), 1, [ramp, ramp.map((i) => i + 1000)], out);
  assert.deepEqual([...out], [1200]);
});

test("wrong sizes are refused", () => {
  assert.throws(() => paintScalar(new Uint8Array(3), 2, ramp, new Uint32Array(4)), /not 2 × 2/);
  assert.throws(() => paintUnit(new Int8Array(4), 1, 2, ramp, new Uint32Array(4)), /does not fit/);
});

test("quantise keeps zero at zero and brings the largest size to 127", () => {
  const { values, scale } = quantise([[0, -5], [2.5, 1]]);
  assert.deepEqual([...values], [0, -127, 64, 25]);
  assert.equal(scale, 5);
});

test("quantise leaves a grid of zeros alone", () => {
  assert.deepEqual([...quantise([[0]]).values], [0]);
});

test("cellAt finds the corners of the domain", () => {
  assert.deepEqual([cellAt(domain, 100, -6, 0), cellAt(domain, 100, 6, 0), cellAt(domain, 100, 6, 10)], [0, 99, 9999]);
});

test("cellAt is null outside of the domain", () => assert.equal(cellAt(domain, 100, 7, 1), null));
