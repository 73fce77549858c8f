/** One line under the diagram: how large the network is. */

import { networkOf, statusOf } from "../lib/derive.js";
import { setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";

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
      const cut = state.live?.mask ? state.live.mask.reduce((sum, kept) => sum + (kept ? 0 : 1), 0) : 0;
      const parts = [
        t("network.parameters", { count: formatCount(parameters, language), amount: parameters }),
        t("network.hidden_layers", { count: layers.length }),
        cut ? t("network.cut", { count: cut }) : t("network.fully_connected"),
      ];
      setText(element, parts.join(" · "));
    },
    destroy() {},
  };
}
