import assert from "node:assert/strict";
import test from "node:test";
import { crc32, withDpi } from "../../static/js/lib/png_dpi.js";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const png = Uint8Array.from(Buffer.from(PIXEL, "base64"));

/** Every chunk's checksum is that of its type and data. */
function chunks(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found = [];
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    assert.equal(view.getUint32(at + 8 + length), crc32(bytes.subarray(at + 4, at + 8 + length)));
    found.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
    at += 12 + length;
  }
  return found;
}

/** Pixels an inch, or null where it does not say: after the type come those of a metre, across. */
function dpiOf(bytes) {
  const at = Buffer.from(bytes).indexOf("pHYs");
  return at < 0 ? null : Buffer.from(bytes).readUInt32BE(at + 4) * 0.0254;
}

test("the checksum is that of PNG", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("a PNG says how many of its pixels make an inch, right behind its header", () => {
  assert.equal(dpiOf(png), null);
  for (const dpi of [300, 600]) {
    const printed = withDpi(png, dpi);
    assert.deepEqual(chunks(printed), ["IHDR", "pHYs", "IDAT", "IEND"]);
    assert.ok(Math.abs(dpiOf(printed) - dpi) < 0.02);
  }
});

test("what a PNG said before is replaced", () => {
  const twice = withDpi(withDpi(png, 96), 600);
  assert.equal(chunks(twice).filter((type) => type === "pHYs").length, 1);
  assert.ok(Math.abs(dpiOf(twice) - 600) < 0.02);
});

test("the rest of the picture stays as it is", () => {
  const printed = withDpi(png, 300);
  assert.deepEqual(printed.subarray(0, 33), png.subarray(0, 33));
  assert.deepEqual(printed.subarray(33 + 21), png.subarray(33));
});

test("other bytes are refused", () => {
  assert.throws(() => withDpi(new Uint8Array(40), 300), /not a PNG/);
});
