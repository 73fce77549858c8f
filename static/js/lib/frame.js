/** Binary frames: MessagePack outside, little-endian typed arrays inside. */

const KINDS = { f4: Float32Array, f8: Float64Array, u4: Uint32Array, u1: Uint8Array, i1: Int8Array };

/**
 * @param {{dtype: string, shape: number[], data: Uint8Array}} packed
 * @returns {Float32Array|Float64Array|Uint32Array|Uint8Array|Int8Array}
 */
export function unpackArray({ dtype, shape, data }) {
  const Kind = KINDS[dtype];
  if (!Kind) throw new Error(`unknown dtype: ${dtype}`);
  const length = shape.reduce((product, n) => product * n, 1);
  if (data.byteLength !== length * Kind.BYTES_PER_ELEMENT) {
    throw new Error(`array of shape ${shape} and dtype ${dtype} has ${data.byteLength} bytes`);
  }
  // A view of wider numbers must start at a multiple of their size, which packing does not keep.
  const aligned = data.byteOffset % Kind.BYTES_PER_ELEMENT === 0 ? data : data.slice();
  return new Kind(aligned.buffer, aligned.byteOffset, length);
}

const isPacked = (value) => value !== null && typeof value === "object" && value.data instanceof Uint8Array;

const isBranch = (value) => value !== null && typeof value === "object" && !(value instanceof Uint8Array);

/** Unpack every array of a decoded map, at any depth, and put its shape beside it as "<name>_shape". */
function unpackAll(map) {
  if (Array.isArray(map)) return map.map((entry) => (isBranch(entry) ? unpackAll(entry) : entry));
  const result = {};
  for (const [key, value] of Object.entries(map)) {
    if (isPacked(value)) {
      result[key] = unpackArray(value);
      result[`${key}_shape`] = value.shape;
    } else if (isBranch(value)) {
      result[key] = unpackAll(value);
    } else {
      result[key] = value;
    }
  }
  return result;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {(bytes: Uint8Array) => any} [decode] MessagePack decoder
 */
export function decodeFrame(buffer, decode = globalThis.MessagePack.decode) {
  return unpackAll(decode(new Uint8Array(buffer)));
}
