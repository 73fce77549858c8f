/** The recorded curves of the network on view, kept in step with the server's bounded record. */

/** @typedef {{version: number, revision: number, epoch: number[], train_loss: number[], test_loss: number[],
 *   train_accuracy: number[], test_accuracy: number[], gradients: number[][], deltas: number[][]}} History
 *   gradients: norms of ∂J/∂W layer by layer; deltas: of ∂J/∂z */

const CURVES = ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"];
/** Curves of all layers, by the name of what is measured now. */
const NORMS = { gradients: "weights", deltas: "deltas" };

/** A loss so many times as large as the first one is on its way to infinity. */
const RUNAWAY = 1e6;

/** @returns {History} */
export function emptyHistory() {
  return { version: -1, revision: 0, epoch: [], train_loss: [], test_loss: [], train_accuracy: [], test_accuracy: [], gradients: [], deltas: [] };
}

/**
 * Take in the points that a frame brings. A changed version, or a start at 0, replaces everything.
 * @param {History} history
 * @param {any} update "history" of a decoded frame
 * @returns {History} the same object where nothing changed
 */
export function mergeHistory(history, update) {
  const added = update.epoch.length;
  const replaced = update.version !== history.version || (update.start === 0 && added > 0);
  if (!replaced && added === 0) return history;
  const next = { version: update.version, revision: history.revision + 1 };
  for (const curve of CURVES) {
    const kept = replaced ? [] : history[curve].slice(0, update.start);
    next[curve] = kept.concat(Array.from(update[curve], (x) => (Number.isFinite(x) ? x : null)));
  }
  for (const curve of Object.keys(NORMS)) {
    next[curve] = (replaced ? [] : history[curve].slice(0, update.start)).concat(rowsOf(update[curve], update[`${curve}_shape`]));
  }
  return next;
}

function rowsOf(norms, [points, layers] = [0, 0]) {
  return Array.from({ length: points }, (_, i) => Array.from(norms.subarray(i * layers, (i + 1) * layers)));
}

/**
 * The same for every network, where there are several. @param {History[]} histories @param {{history: any}[]|undefined} rivals of a frame
 * @returns {History[]} the same array where nothing changed
 */
export function mergeAll(histories, rivals = []) {
  const merged = rivals.map(({ history }, n) => mergeHistory(histories[n] ?? emptyHistory(), history));
  return merged.length === histories.length && merged.every((history, n) => history === histories[n]) ? histories : merged;
}

/**
 * The curves with the present moment at their end, where training has gone past the last point.
 * @param {History} history
 * @param {{epoch: number}|null} status of the network, epoch with its fraction
 * @param {{weights: number[], deltas: number[]}|null} statistics
 */
export function withLiveEnd(history, status, statistics) {
  const last = history.epoch.at(-1) ?? -Infinity;
  if (!status || !statistics || !(status.epoch > last)) return history;
  const live = { ...history };
  for (const curve of CURVES) live[curve] = [...history[curve], status[curve] ?? null];
  for (const [curve, name] of Object.entries(NORMS)) live[curve] = [...history[curve], statistics[name] ?? []];
  return live;
}

/**
 * At most so many points, evenly chosen, the last one always: a chart a few hundred pixels wide shows no more.
 * @param {History} history @param {number} [most] @returns {History}
 */
export function thinned(history, most = 400) {
  const points = history.epoch.length;
  if (points <= most) return history;
  const stride = Math.ceil(points / most);
  const keep = (_, i) => i % stride === 0 || i === points - 1;
  const thin = { ...history };
  for (const curve of [...CURVES, ...Object.keys(NORMS)]) thin[curve] = history[curve].filter(keep);
  return thin;
}

/**
 * How differently the first and the last layer learn, by the size of their gradients.
 * @param {number[]} norms L2 of ∂J/∂W per layer, the output layer last
 * @returns {{kind: "none"|"unknown"|"dead"|"zero"|"even"|"slower"|"faster", ratio?: number, layers: number}}
 */
export function comparePace(norms) {
  const layers = norms.length;
  if (!layers) return { kind: "none", layers };
  if (!norms.every(Number.isFinite)) return { kind: "unknown", layers };
  const first = norms[0];
  const last = norms[layers - 1];
  if (norms.every((norm) => norm === 0)) return { kind: "dead", layers };
  if (layers < 2) return { kind: "none", layers };
  if (norms.includes(0)) return { kind: "zero", layers };
  const ratio = last / first;
  if (ratio >= 10) return { kind: "slower", ratio, layers };
  if (ratio <= 0.1) return { kind: "faster", ratio: 1 / ratio, layers };
  return { kind: "even", ratio, layers };
}

/** A start so many times as high as nearly all that follows is a spike, too. */
const STEEP = 25;

/**
 * How high a chart of losses must reach: to the largest, but single spikes and a loss that runs
 * away may leave it, so that they do not press everything else flat. Where it began is seen.
 * @param {(number|null)[]} losses
 */
export function heightOf(losses) {
  const finite = losses.filter((loss) => loss !== null && Number.isFinite(loss));
  if (!finite.length) return 1;
  const [first] = finite;
  const sorted = finite.sort((a, b) => a - b);
  const most = sorted.at(-1);
  const within = sorted[Math.floor((sorted.length - 1) * 0.97)];
  const usual = most > RUNAWAY * first ? Math.min(within, 5 * first) : within;
  const start = first <= STEEP * usual ? first : 0;
  return Math.max(start, most > 5 * usual ? 2 * usual : most) || 1;
}
