/** The steps of a backward pass in words: one idea each, with the very numbers. */

import { formatCount, formatNumber } from "./format.js";
import { storedNumbers } from "./pass.js";

/** A slope below lets so little of the error through that it deserves a word. */
const FLAT = 0.05;
/** The two engines add up in another order: so much is the rounding of last digits. */
const ROUNDING = 1e-12;

/**
 * @param {any} pass as passOf() describes it
 * @param {{t: (key: string, values?: any) => string, names: {features: string[], target: string, activation: string, normalization: string|null, optimizer: string, rate: number|null}}} words
 * @returns {{title: string, text: string, notes: string[]}}
 */
export function wordsOf(pass, { t, names }) {
  const { answer, step, sample, focus } = pass;
  const count = answer.losses.length;
  const last = answer.layers.length - 1;
  const layer = answer.layers[focus.layer];
  const { unit } = focus;
  const place = { layer: focus.layer + 1, unit: unit + 1, count };
  const told = (key, values = {}) => t(`pass.${key}`, { ...place, ...values });
  const say = (key, values = {}, notes = []) => ({ title: told(`${key}.title`), text: told(`${key}.text`, values), notes: notes.filter(Boolean) });

  switch (step.kind) {
    case "input": {
      const features = names.features.map((name, i) => `${name} = ${formatNumber(answer.features[sample][i])}`).join(", ");
      return say("input", { features, target: names.target }, [
        count > 1 && told("input.batch", { number: sample + 1 }), told("input.choose"),
      ]);
    }
    case "forward": {
      const values = { z: formatNumber(layer.z[sample][unit]), a: formatNumber(layer.a[sample][unit]), activation: names.activation, target: names.target };
      if (focus.layer === last) return say(layer.units > 1 ? "outputs" : "output", values);
      return say("forward", values, [
        layer.normalized && told("forward.normalized", { name: names.normalization }),
        layer.kept && layer.kept[sample][unit] === 0 && told("forward.dropped"),
        layer.kept && layer.kept[sample][unit] > 1 && told("forward.kept", { scale: formatNumber(layer.kept[sample][unit]) }),
      ]);
    }
    case "loss":
      return say("loss", { loss: formatNumber(answer.losses[sample]), target: names.target }, [
        count > 1 && told("loss.batch", { mean: formatNumber(answer.loss) }),
        answer.penalty > 0 && told("loss.penalty", { penalty: formatNumber(answer.penalty) }),
      ]);
    case "delta":
      return focus.layer === last ? outputDelta(say, told, layer.delta[sample][unit], count) : hiddenDelta(say, told, layer, sample, unit);
    case "gradient":
      return say("gradient", {}, [count > 1 && told("gradient.batch"), layer.gradient.gamma && told("gradient.normalized")]);
    default:
      return updateWords(pass, say, told, names);
  }
}

function outputDelta(say, told, delta, count) {
  const way = delta < 0 ? "up" : delta > 0 ? "down" : "none";
  return say("delta_output", { delta: formatNumber(delta) }, [told(`delta_output.${way}`), count > 1 && told("delta_output.batch")]);
}

function hiddenDelta(say, told, layer, sample, unit) {
  const slope = layer.slope ? layer.slope[sample][unit] : null;
  const dropped = layer.kept && layer.kept[sample][unit] === 0;
  const flat = !dropped && slope !== null && Math.abs(slope) < FLAT;
  return say("delta", { delta: formatNumber(layer.delta[sample][unit]), slope: formatNumber(slope) }, [
    dropped && told("delta.dropped"),
    flat && told(slope === 0 ? "delta.blocked" : "delta.flat"),
    layer.normalized && told("delta.normalized"),
  ]);
}

function updateWords({ answer, applied }, say, told, names) {
  if (!applied) {
    const { kept, parameters } = storedNumbers(answer);
    return say("update", { rate: formatNumber(names.rate), optimizer: names.optimizer }, [
      told("update.not_yet"), told("update.memory", { kept: formatCount(kept), parameters: formatCount(parameters) }),
    ]);
  }
  const { difference, before, after } = applied;
  return say("applied", {}, [
    difference !== null && told(difference < ROUNDING ? "applied.exact" : "applied.near", { difference: formatNumber(difference) }),
    after !== null && told(after < before ? "applied.better" : "applied.worse", { before: formatNumber(before), after: formatNumber(after) }),
  ]);
}
