/** One line under the diagram: how large the network is, and how many steps an epoch has. */

import { networkOf, statusOf } from "../lib/derive.js";
import { setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { followable, stepsPerEpoch } from "../lib/pace.js";

/**
 * @param {HTMLElement} element
 * @param {{texts: any}} parts
 */
export function createFoot(element, { texts: { t, language } }) {
  return {
    update(state) {
      if (!state.ready) return;
      const { layers } = networkOf(state);
      const parameters = statusOf(state)?.parameters ?? state.total;
      const cut = count(state.live?.mask, 0);
      const frozen = count(state.live?.frozen, 1);
      const parts = [
        t("network.parameters", { count: formatCount(parameters, language), amount: parameters }),
        t("network.hidden_layers", { count: layers.length }),
        cut ? t("network.cut", { count: cut }) : t("network.fully_connected"),
        frozen && t("network.frozen", { count: frozen }),
        state.data && stepsOf(state),
        leavesOut(state) && t("network.left_out"),
      ].filter(Boolean);
      setText(element, parts.join(" · "));
    },
    destroy() {},
  };

  /** An epoch has ⌈n / b⌉ updates. */
  function stepsOf(state) {
    const data = state.data.train.label.length;
    const batch = Math.min(networkOf(state).batch_size, data);
    const steps = stepsPerEpoch(data, batch);
    return t("network.steps", { data: formatCount(data, language), batch: formatCount(batch, language), steps: formatCount(steps, language), amount: steps });
  }
}

/** Whether units are dark because dropout left them out of the step that was just taken. */
const leavesOut = (state) => Boolean(state.live?.kept) && followable(state) && state.live.kept.some((share) => share < 1);

/** How many entries of an array, if there is one, have a value. */
function count(array, wanted) {
  return array ? array.reduce((sum, value) => sum + (value === wanted ? 1 : 0), 0) : 0;
}
