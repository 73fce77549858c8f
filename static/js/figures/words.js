/** What a figure is called, what it shows in words, and the name of its file. */

import { networkOf, statusOf } from "../lib/derive.js";
import { describeLoss, describeSurface } from "../lib/describe.js";
import { formatCount, formatLoss, formatPercent } from "../lib/format.js";
import { standing } from "../lib/rivals.js";

/** Figures of all networks at once. */
const OF_ALL = ["rivals", "loss", "accuracy", "gradients"];
const DESCRIBED = {
  surface: (state, t) => describeSurface(state, statusOf(state), t),
  loss: (state, t) => describeLoss(state.history, statusOf(state), t),
};

/** @param {string} key of the figure @param {any} state derived @param {any} texts @returns {{title: string, about: string, description: string}} */
export function wordsOf(key, state, { t, nameOf }) {
  const { experiment: { data: { dataset }, networks } } = state;
  const epoch = formatCount(Math.floor(statusOf(state)?.epoch ?? 0));
  const parts = [nameOf("datasets", dataset), t("share.figures.epoch", { epoch })];
  const several = networks.length > 1;
  if (several && !OF_ALL.includes(key)) parts.push(t("share.figures.network", { name: networkOf(state).name }));
  if (!several || !OF_ALL.includes(key)) parts.push(figuresOf(state, t));
  return { title: t(`share.figures.names.${key}`), about: parts.join(", "), description: DESCRIBED[key]?.(state, t) ?? structureOf(state, nameOf) };
}

function figuresOf(state, t) {
  const { loss, accuracy } = standing(statusOf(state));
  const set = t(`loss.${(statusOf(state)?.test_loss ?? null) === null ? "train" : "test"}`);
  const figures = { set, loss: formatLoss(loss), accuracy: formatPercent(accuracy, 1) };
  return t(accuracy === null ? "share.figures.standing_regression" : "share.figures.standing", figures);
}

/** The network in a line: features, layers with their activations, output, optimizer. */
function structureOf(state, nameOf) {
  const { layers, optimizer } = networkOf(state);
  return [
    state.experiment.features.map((key) => nameOf("features", key)).join(", "),
    ...layers.map(({ units, activation }) => `${units} ${nameOf("activations", activation)}`), nameOf("outputs", state.output), nameOf("optimizers", optimizer.name),
  ].join(" → ");
}

/** Data set, network, epoch, what it is: "xor-A-epoch-120-output.svg". @param {any} state derived @param {string} what @param {string} ending */
export function fileName(state, what, ending) {
  const { experiment: { data: { dataset } } } = state;
  const epoch = Math.floor(statusOf(state)?.epoch ?? 0);
  const plain = (text) => text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return `${[dataset, networkOf(state).name, "epoch", String(epoch), what].map(plain).filter(Boolean).join("-")}.${ending}`;
}
