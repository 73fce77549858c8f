/** What the state says of the backward pass on view: which step, which point, which unit. */

import { layerOf, loudestUnit, passSteps, steepestInput } from "./pass.js";

export const PASS = "backward_pass";

/** Of so many points the numbers are listed; of a very large batch not all. @param {any} answer */
export const rowsOf = (answer) => answer.rows ?? answer.losses.length;

/**
 * The pass as it is looked at; null where none is, where it belongs to another network, or while
 * training runs away under it.
 * @param {any} state derived
 * @returns {{answer: any, steps: import("./pass.js").Step[], at: number, step: import("./pass.js").Step, sample: number,
 *   focus: {layer: number, unit: number, input: number|null}, source: any, applied: any}|null}
 */
export function passOf(state) {
  const pass = state.choices?.[PASS];
  if (state.instrument !== PASS || !pass?.answer || state.playing || !state.slices) return null;
  const { answer } = pass;
  const fits = pass.network === state.network && answer.layers.length === state.slices.length
    && state.slices.every(({ fanIn, fanOut }, layer) => answer.layers[layer].weights.length === fanIn && answer.layers[layer].biases.length === fanOut);
  if (!fits) return null;
  const steps = passSteps(answer.layers.length);
  const at = Math.min(pass.at, steps.length - 1);
  const step = steps[at];
  const sample = Math.min(pass.sample, rowsOf(answer) - 1);
  return { answer, steps, at, step, sample, focus: focusOf(pass, answer, step, sample), source: pass.source, applied: pass.applied };
}

/** The layer of the step, or in the update the chosen one; in it the chosen unit, or the one with the largest part in the
 * error; of its weights the chosen one (null: the bias), or the one with the steepest gradient. */
function focusOf({ units, layer: chosen, input }, answer, step, sample) {
  const last = answer.layers.length - 1;
  const layer = step.kind === "update" ? Math.min(chosen ?? last, last) : layerOf(step, answer.layers.length);
  const { weights, biases } = answer.layers[layer];
  const wanted = units[layer];
  const unit = wanted !== undefined && wanted < biases.length ? wanted : loudestUnit(answer, layer, sample);
  const known = input && input.layer === layer && input.unit === unit && (input.index === null || input.index < weights.length);
  return { layer, unit, input: known ? input.index : steepestInput(answer, { layer, unit }) };
}
