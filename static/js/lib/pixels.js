/** Grids of numbers to pixels. Grids have row 0 at the lowest x2; pictures have it at the bottom. */

/**
 * @param {Uint8Array} values size² steps from low to high
 * @param {number} size
 * @param {Uint32Array} palette 256 pixels
 * @param {Uint32Array} out size² pixels
 */
export function paintScalar(values, size, palette, out) {
  requireSize(values, size, out);
  for (let row = 0; row < size; row++) {
    const from = row * size;
    const to = (size - 1 - row) * size;
    for (let column = 0; column < size; column++) out[to + column] = palette[values[from + column]];
  }
}

/**
 * @param {Uint8Array} labels size² class indices
 * @param {Uint8Array} confidence size² steps from 0 to 1
 * @param {number} size
 * @param {Uint32Array[]} palettes one of 256 pixels a class
 * @param {Uint32Array} out
 */
export function paintClasses(labels, confidence, size, palettes, out) {
  requireSize(labels, size, out);
  for (let row = 0; row < size; row++) {
    const from = row * size;
    const to = (size - 1 - row) * size;
    for (let column = 0; column < size; column++) {
      const palette = palettes[labels[from + column] % palettes.length];
      out[to + column] = palette[confidence[from + column]];
    }
  }
}

/**
 * Paint one of many maps that lie one after the other.
 * @param {Int8Array} values steps from -127 to 127
 * @param {number} index which map
 * @param {number} size
 * @param {Uint32Array} palette 256 pixels, the middle one for zero
 * @param {Uint32Array} out
 */
export function paintUnit(values, index, size, palette, out) {
  const offset = index * size * size;
  if (offset + size * size > values.length || out.length !== size * size) {
    throw new Error(`map ${index} of size ${size} does not fit ${values.length} values, ${out.length} pixels`);
  }
  for (let row = 0; row < size; row++) {
    const from = offset + row * size;
    const to = (size - 1 - row) * size;
    for (let column = 0; column < size; column++) out[to + column] = palette[values[from + column] + 128];
  }
}

/**
 * Quantise a grid of numbers for paintUnit: zero stays zero, the largest size becomes 127.
 * @param {number[][]} grid
 * @returns {{values: Int8Array, size: number, scale: number}}
 */
export function quantise(grid) {
  const size = grid.length;
  const flat = grid.flat();
  const scale = flat.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  return { values: Int8Array.from(flat, (v) => Math.round((127 * v) / scale)), size, scale };
}

/**
 * Read a grid at a place, or null outside its domain.
 * @param {{x1: [number, number], x2: [number, number]}} domain
 * @param {number} size @param {number} x1 @param {number} x2
 * @returns {number|null} index into a flat grid
 */
export function cellAt(domain, size, x1, x2) {
  const column = cell(domain.x1, size, x1);
  const row = cell(domain.x2, size, x2);
  return column === null || row === null ? null : row * size + column;
}

function cell([low, high], size, x) {
  if (!(x >= low && x <= high)) return null;
  return Math.min(size - 1, Math.round(((x - low) / (high - low)) * (size - 1)));
}

function requireSize(values, size, out) {
  if (values.length !== size * size || out.length !== size * size) {
    throw new Error(`a grid of ${values.length} values and ${out.length} pixels is not ${size} × ${size}`);
  }
}
