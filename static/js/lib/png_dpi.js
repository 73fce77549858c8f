/** How large the pixels of a PNG are to be printed: its pHYs chunk, written and read. */

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Signature, then IHDR: length, type, 13 bytes, checksum. The new chunk belongs right behind. */
const AFTER_HEADER = 8 + 4 + 4 + 13 + 4;
const METRES_PER_INCH = 0.0254;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** The checksum of PNG and zip. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Say in a PNG how many of its pixels make an inch; what it said before is left out. @param {Uint8Array} png @param {number} dpi @returns {Uint8Array} */
export function withDpi(png, dpi) {
  if (SIGNATURE.some((byte, i) => png[i] !== byte)) throw new Error("these bytes are not a PNG");
  const rest = chunksOf(png).filter(({ type, from }) => type !== "pHYs" && from >= AFTER_HEADER).map(({ from, to }) => png.subarray(from, to));
  const parts = [png.subarray(0, AFTER_HEADER), physical(dpi), ...rest];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function physical(dpi) {
  const chunk = new Uint8Array(4 + 4 + 9 + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set([..."pHYs"].map((letter) => letter.charCodeAt(0)), 4);
  const perMetre = Math.round(dpi / METRES_PER_INCH);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  view.setUint8(16, 1);
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  return chunk;
}

function chunksOf(png) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks = [];
  for (let from = SIGNATURE.length; from + 12 <= png.length;) {
    const to = from + 12 + view.getUint32(from);
    chunks.push({ type: String.fromCharCode(...png.subarray(from + 4, from + 8)), from, to });
    from = to;
  }
  return chunks;
}
