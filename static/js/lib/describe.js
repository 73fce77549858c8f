/** What each picture shows, in words: for those who cannot see it, and for the sentence beside it. */

import { comparePace } from "./history.js";
import { formatCount, formatLoss, formatPercent, roundRatio } from "./format.js";

/** @typedef {(key: string, values?: Record<string, string|number>) => string} Translate */

/** The decision surface. @param {any} state derived @param {any} status @param {Translate} t */
export function describeSurface(state, status, t) {
  if (!status) return t("describe.loading");
  const regression = state.classes === null;
  const which = status.test_accuracy === null && status.test_loss === null ? "train" : "test";
  const key = regression ? "describe.surface_regression" : "describe.surface";
  return t(key, {
    set: t(`describe.${which}`),
    share: formatPercent(status[`${which}_accuracy`], 0),
    loss: formatLoss(status[`${which}_loss`]),
    classes: state.classes ?? 0,
  });
}

/** The loss curves. @param {any} history @param {any} status @param {Translate} t */
export function describeLoss(history, status, t) {
  if (!status || history.epoch.length < 2) return t("describe.loss_empty");
  const first = history.train_loss.find((loss) => loss !== null);
  return t(status.test_loss === null ? "describe.loss_train" : "describe.loss", {
    epoch: formatCount(status.epoch), first: formatLoss(first),
    train: formatLoss(status.train_loss), test: formatLoss(status.test_loss),
  });
}

/** How all networks stand. @param {any[]} networks @param {any[]} statuses @param {Translate} t */
export function describeRivals(networks, statuses, t) {
  const lines = networks.map(({ name }, n) => t("describe.rival", { name, ...figuresOf(statuses[n]) }));
  return t("describe.rivals", { epoch: formatCount(statuses[0]?.epoch ?? 0), networks: lines.join("; ") });
}

const figuresOf = (status) => ({ train: formatLoss(status?.train_loss), test: formatLoss(status?.test_loss) });

/** How differently the layers learn, or "" where there is nothing to compare. @param {number[]|null} norms @param {Translate} t
 * @param {{train_loss?: number|null, diverged?: number|null}|null} [status] without any loss there is rightly no gradient, and after
 *   divergence gradients say nothing */
export function describePace(norms, t, status = null) {
  const pace = comparePace(norms ?? []);
  if ((status?.diverged ?? null) !== null) return t("gradients.pace.unknown");
  if (pace.kind === "dead" && status?.train_loss === 0) return t("gradients.pace.solved");
  if (pace.kind === "none") return "";
  return t(`gradients.pace.${pace.kind}`, { ratio: pace.ratio === undefined ? "" : formatCount(roundRatio(pace.ratio)) });
}

/**
 * Whose first layer is asked to learn the least and whose the most, or "" where they are much alike,
 * or where the least is asked of the one that has learnt the most, as it should be.
 * @param {{name: string, norm: number, loss: number}[]} first @param {Translate} t
 */
export function describeFirstLayers(first, t) {
  const known = first.filter(({ norm }) => norm > 0 && Number.isFinite(norm)).sort((a, b) => a.norm - b.norm);
  if (known.length < 2) return "";
  const [least, most] = [known[0], known.at(-1)];
  const ratio = most.norm / least.norm;
  return ratio < 10 || least.loss <= most.loss ? "" : t("gradients.between", { least: least.name, most: most.name, ratio: formatCount(roundRatio(ratio)) });
}

/** One unit of the diagram. @param {{kind: string, layer: number, count: number}} column @param {number} unit
 * @param {string} activation its name @param {string} bias written out @param {Translate} t */
export function describeUnit(column, unit, activation, bias, t) {
  const key = column.kind === "output" ? "network.output_unit" : "network.unit";
  return t(key, { layer: column.layer + 1, unit: unit + 1, of: column.count, activation, bias });
}
