/** What follows from the state: computed once for each state that differs in what it depends on. */

import { networkLayout } from "./network_layout.js";
import { outputUnits, parameterSlices } from "./parameters.js";

/** @param {any} state @returns {any} the network on view, as described */
export const networkOf = (state) => state.experiment.networks[Math.min(state.network, state.experiment.networks.length - 1)];

/** @param {any} state @returns {any} its latest status: counters, losses, messages */
export const statusOf = (state) => (state.frame ?? state.status)?.networks[state.network] ?? null;

/** @param {any} catalog @param {string} family @param {string} key @returns {any} */
export const entryOf = (catalog, family, key) => catalog[family].find((entry) => entry.key === key);

/** How many points there are where they are measured or one's own; null where others can be drawn. @param {any} state @returns {number|null} */
export function fixedSamples({ experiment: { data }, catalog }) {
  return data.points?.length ?? entryOf(catalog, "datasets", data.dataset)?.samples ?? null;
}

/** Number of classes; null for regression. @param {any} state @returns {number|null} */
export function classesOf({ experiment, catalog, data }) {
  if (experiment.task === "regression") return null;
  const { dataset, classes } = experiment.data;
  if (classes) return classes;
  const known = entryOf(catalog, "datasets", dataset)?.classes?.default;
  return known ?? Math.max(2, ...[...(data?.train.label ?? []), ...(data?.test.label ?? [])].map((label) => label + 1));
}

/** The output activation that "auto" stands for. @param {string} output @param {number|null} classes */
export function resolveOutput(output, classes) {
  if (output !== "auto") return output;
  return classes === null ? "identity" : classes > 2 ? "softmax" : "sigmoid";
}

/** The losses that make sense with an output, the usual one first. @param {any} catalog @param {string} output resolved @param {string} task @returns {string[]} */
export const fittingLosses = (catalog, output, task) => entryOf(catalog, "outputs", output)?.losses[task] ?? ["mse"];

/** Outputs that can serve the task. @param {any} catalog @param {string} task @param {number|null} classes @returns {any[]} */
export function fittingOutputs(catalog, task, classes) {
  return catalog.outputs.filter((output) => {
    if (!output.tasks.includes(task)) return false;
    if (task === "regression") return true;
    const [low, high] = output.classes;
    return classes >= low && (high === null || classes <= high);
  });
}

/**
 * Make the function that adds to a state what follows from it: classes, output, outputs, slices,
 * layout, whether the output answers in 0 to 1, and the frame where it belongs to the network as described.
 */
export function createDerive() {
  const shape = remember((experiment, network, catalog, data) => {
    const state = { experiment, network, catalog, data };
    const spec = networkOf(state);
    const classes = classesOf(state);
    const output = resolveOutput(spec.output, classes);
    const losses = fittingLosses(catalog, output, experiment.task);
    const outputs = outputUnits(experiment.task, output, classes);
    const { slices, total } = parameterSlices(experiment.features.length, spec.layers, outputs);
    const zeroOne = entryOf(catalog, "outputs", output)?.coding !== "plus_minus";
    return { classes, output, outputs, zeroOne, slices, total, losses, lossName: spec.loss === "auto" ? losses[0] : spec.loss };
  });
  const layout = remember((experiment, network, catalog, outputs, size) => networkLayout({
    ...size,
    allFeatures: catalog.features.map((feature) => feature.key),
    features: experiment.features,
    units: networkOf({ experiment, network }).layers.map((layer) => layer.units),
    outputs,
  }));

  return (state) => {
    if (!state.experiment) return { ...state, ready: false };
    const { experiment, network, catalog, data, frame } = state;
    const found = shape(experiment, network, catalog, data);
    const current = frame !== null && frame.structure_revision === state.structure_revision && (frame.network ?? network) === network
      && frame.weights.length === found.total;
    const laidOut = state.diagramSize ? layout(experiment, network, catalog, found.outputs, state.diagramSize) : null;
    return {
      ...state,
      ...found,
      ready: true,
      layout: laidOut,
      hovered: isThere(state.hovered, laidOut) ? state.hovered : null,
      live: current ? frame : null,
    };
  };
}

/** A unit can be taken away while it is pointed at. */
const isThere = (hovered, layout) => hovered?.kind !== "unit" || !layout || hovered.unit < (layout.columns[hovered.layer]?.count ?? 0);

function remember(compute) {
  let given = [];
  let result;
  return (...now) => {
    if (now.length !== given.length || now.some((value, i) => !Object.is(value, given[i]))) {
      given = now;
      result = compute(...now);
    }
    return result;
  };
}
