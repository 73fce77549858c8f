/** Where each class wins on a bent mesh: areas and the lines between them, cut where two classes are equally likely,
 * which is between the places of the mesh. */

/** @typedef {[number, number]} Place */

/** Of each class, how likely it is at every place, so that between places it runs straight: the logarithm is what softmax makes shares of.
 * @param {{size: number, grids: ((row: number, column: number) => number)[]}} answers */
export function scoresOf({ size, grids }) {
  return grids.map((at) => Float64Array.from({ length: size * size }, (_, i) => Math.log(Math.max(Number.MIN_VALUE, at(Math.floor(i / size), i % size)))));
}

/** @param {ArrayLike<number>[]} scores @returns {Uint8Array} the class that wins at each place */
export function winnersOf(scores) {
  return Uint8Array.from(scores[0], (_, i) => scores.reduce((best, score, label) => (score[i] > scores[best][i] ? label : best), 0));
}

/**
 * A cell of the mesh in which several classes win, cut up; null where one wins in all of it.
 * @param {ArrayLike<number>} mesh @param {number} size @param {number} corner of the cell, its lowest place
 * @param {ArrayLike<number>} winners @param {ArrayLike<number>[]} scores @returns {{areas: {label: number, ring: Place[]}[], lines: number[]}|null}
 */
export function cutCell(mesh, size, corner, winners, scores) {
  const ring = [corner, corner + 1, corner + size + 1, corner + size];
  const labels = new Set(ring.map((at) => winners[at]));
  if (labels.size === 1) return null;
  const crossings = ring.map((a, i) => crossing(mesh, a, ring[(i + 1) % 4], winners, scores));
  const found = crossings.filter((place) => place !== null);
  const middle = labels.size > 2 ? middleOf(found) : null;
  const ringOf = (label) => ring.flatMap((at, i) => (winners[at] === label ? [crossings[(i + 3) % 4], placeOf(mesh, at), crossings[i], crossings[i] && middle] : [])).filter((place) => place !== null);
  // Where two classes win at opposite corners, the lines join the first corner with the one opposite: its area lies on top.
  return { areas: [...labels].reverse().map((label) => ({ label, ring: ringOf(label) })), lines: (middle ? found.flatMap((place) => [place, middle]) : found).flat() };
}

const placeOf = (mesh, at) => /** @type {Place} */ ([mesh[2 * at], mesh[2 * at + 1]]);

const middleOf = (places) => /** @type {Place} */ ([0, 1].map((k) => places.reduce((sum, place) => sum + place[k], 0) / places.length));

/** @returns {Place|null} */
function crossing(mesh, a, b, winners, scores) {
  if (winners[a] === winners[b]) return null;
  const [first, second] = [scores[winners[a]], scores[winners[b]]];
  const [before, after] = [first[a] - second[a], second[b] - first[b]];
  const share = before + after > 0 ? before / (before + after) : 0.5;
  const [from, to] = [placeOf(mesh, a), placeOf(mesh, b)];
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}
