import assert from "node:assert/strict";
import test from "node:test";
import { decodeFrame, unpackArray } from "../../static/js/lib/frame.js";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const vendored = new URL("../../static/vendor/msgpack-3.1.3.min.js", import.meta.url);
const module = { exports: {} };
vm.runInThisContext(`(module, exports) => {${readFileSync(vendored, "utf8")}}`)(module, module.exports);
const { encode, decode } = module.exports;

const pack = (dtype, array, shape = [array.length]) => ({
  dtype, shape, data: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
});

test("unpackArray gives back the numbers of every dtype", () => {
  const arrays = { f4: Float32Array.of(1.5, -2), f8: Float64Array.of(0.1, NaN), u4: Uint32Array.of(7, 8), u1: Uint8Array.of(0, 255), i1: Int8Array.of(-127, 127) };
  for (const [dtype, array] of Object.entries(arrays)) assert.deepEqual(unpackArray(pack(dtype, array)), array);
});

test("unpackArray reads numbers that start at an odd byte", () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(Float32Array.of(3.25, -1).buffer), 1);
  const unpacked = unpackArray({ dtype: "f4", shape: [2], data: bytes.subarray(1) });
  assert.deepEqual([...unpacked], [3.25, -1]);
});

test("unpackArray refuses a wrong length and an unknown dtype", () => {
  assert.throws(() => unpackArray(pack("f4", Float32Array.of(1), [2])), /has 4 bytes/);
  assert.throws(() => unpackArray({ dtype: "f2", shape: [1], data: new Uint8Array(2) }), /unknown dtype: f2/);
});

test("decodeFrame unpacks arrays at every depth and keeps their shapes", () => {
  const bytes = encode({
    frame: 3, mask: null, networks: [{ epoch: 1 }],
    weights: pack("f4", Float32Array.of(1, 2, 3)),
    units: { values: pack("i1", Int8Array.of(1, 2, 3, 4), [1, 2, 2]) },
  });
  const frame = decodeFrame(bytes.slice().buffer, decode);
  assert.equal(frame.frame, 3);
  assert.equal(frame.mask, null);
  assert.deepEqual(frame.networks, [{ epoch: 1 }]);
  assert.deepEqual([...frame.weights], [1, 2, 3]);
  assert.deepEqual(frame.units.values_shape, [1, 2, 2]);
});

test("decodeFrame unpacks what stands in lists", () => {
  const history = { epoch: pack("f8", Float64Array.of(0, 1)), gradients: pack("f4", Float32Array.of(1, 2, 3, 4), [2, 2]) };
  const statistics = { weights: [0.5, null], dead: [null, 0.25] };
  const { rivals } = decodeFrame(encode({ rivals: [{ history, statistics }, { history, statistics }] }).slice().buffer, decode);
  assert.equal(rivals.length, 2);
  for (const rival of rivals) {
    assert.deepEqual([...rival.history.epoch], [0, 1]);
    assert.deepEqual(rival.history.gradients_shape, [2, 2]);
    assert.deepEqual(rival.statistics, statistics);
  }
});
