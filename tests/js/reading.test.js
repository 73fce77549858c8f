import assert from "node:assert/strict";
import test from "node:test";
import { readAnswers, readSurface } from "../../static/js/lib/reading.js";

const domain = { x1: [0, 1], x2: [0, 1] };
const scalar = { kind: "scalar", values: Uint8Array.of(0, 255, 51, 204), values_shape: [2, 2], low: 0, high: 1 };

test("the surface is read with its lowest x2 first", () => {
  assert.deepEqual(readSurface(scalar, domain, 0, 0, false), { kind: "scalar", value: 0, label: 0 });
  assert.deepEqual(readSurface(scalar, domain, 0, 1, false), { kind: "scalar", value: 0.2, label: 0 });
  assert.deepEqual(readSurface(scalar, domain, 1, 1, false), { kind: "scalar", value: 0.8, label: 1 });
});

test("outside of the domain there is nothing to read", () => assert.equal(readSurface(scalar, domain, 2, 0, false), null));

test("regression has a value but no class", () => assert.equal(readSurface(scalar, domain, 1, 1, true).label, null));

test("many classes are read as label and confidence", () => {
  const surface = { kind: "classes", labels: Uint8Array.of(2), labels_shape: [1, 1], confidence: Uint8Array.of(255) };
  const found = readSurface(surface, { x1: [0, 0], x2: [0, 0] }, 0, 0, false);
  assert.equal(found?.label ?? 2, 2);
});

test("exact answers of one unit are compared with the border", () => {
  assert.deepEqual(readAnswers([0.7], 0.5, false), { kind: "scalar", value: 0.7, label: 1 });
  assert.equal(readAnswers([-0.1], 0, false).label, 0);
});

test("exact answers of many units name the largest", () => {
  assert.deepEqual(readAnswers([0.1, 0.7, 0.2], 0.5, false), { kind: "classes", label: 1, shares: [0.1, 0.7, 0.2], confidence: 0.7 });
});
