import assert from "node:assert/strict";
import test from "node:test";
import { classColor, confidencePixels, diverging, divergingPixels, mix, outputPixels, parseHex, pixel } from "../../static/js/lib/color.js";

const scale = { negative: [245, 147, 34], zero: [232, 234, 235], positive: [8, 119, 189] };
const palette = { scale, classes: [[1, 1, 1], [2, 2, 2], [3, 3, 3]] };

test("parseHex reads a colour and refuses anything else", () => {
  assert.deepEqual(parseHex(" #f59322 "), [245, 147, 34]);
  assert.throws(() => parseHex("orange"), /must be #rrggbb, not orange/);
});

test("mix goes from one colour to the other", () => {
  assert.deepEqual(mix([0, 0, 0], [100, 200, 50], 0.5), [50, 100, 25]);
});

test("the scale is orange below, pale at zero, blue above", () => {
  assert.deepEqual([-1, 0, 1].map((v) => diverging(scale, v)), [scale.negative, scale.zero, scale.positive]);
});

test("values beyond the ends keep the end colours, no number is zero", () => {
  assert.deepEqual([-9, 9, NaN].map((v) => diverging(scale, v)), [scale.negative, scale.positive, scale.zero]);
});

test("pixels are little-endian RGBA", () => {
  assert.deepEqual([...new Uint8Array(Uint32Array.of(pixel([1, 2, 3])).buffer)], [1, 2, 3, 255]);
});

test("divergingPixels runs from the negative end to the positive", () => {
  const pixels = divergingPixels(scale);
  assert.deepEqual([pixels.length, pixels[0], pixels[255]], [256, pixel(scale.negative), pixel(scale.positive)]);
});

test("a hard decision knows only the two ends", () => {
  assert.equal(new Set(divergingPixels(scale, { hard: true })).size, 2);
});

test("confidence grows from pale at a tie to the class's hue", () => {
  const pixels = confidencePixels(scale.zero, [0, 0, 0], 1 / 3, { strength: 1 });
  assert.equal(pixels[255], pixel([0, 0, 0]));
  assert.equal(pixels[0], pixels[85]);
});

test("two classes take the ends of the scale, more take hues", () => {
  assert.deepEqual([classColor(palette, 0, 2), classColor(palette, 1, 2)], [scale.negative, scale.positive]);
  assert.deepEqual(classColor(palette, 2, 3), [3, 3, 3]);
});

test("a single output unit from 0 to 1 shows the whole scale", () => {
  const pixels = outputPixels(palette, { unit: 0, outputs: 1, classes: 2, zeroOne: true });
  assert.deepEqual([pixels[128], pixels[255]], [pixel(scale.negative), pixel(scale.positive)]);
});

test("an output unit of many classes goes from pale to its own hue", () => {
  const pixels = outputPixels(palette, { unit: 2, outputs: 3, classes: 3, zeroOne: true });
  assert.deepEqual([pixels[128], pixels[255]], [pixel(scale.zero), pixel([3, 3, 3])]);
});
