/** For the curious: which engine computes, and how fast it goes at this moment. */

import { setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";

/**
 * @param {HTMLElement} element
 * @param {{texts: any}} parts
 */
export function createEngine(element, { texts: { t, language } }) {
  return {
    update({ frame, engine: said }) {
      const engine = frame?.engine ?? said;
      if (!engine) return;
      const going = frame?.playing && frame.unit === "epochs" && frame.speed;
      const speed = going ? t("help.engine.speed", { speed: formatCount(Math.round(frame.speed), language) }) : t("help.engine.resting");
      setText(element, t(`help.engine.${engine}`, { speed }));
    },
  };
}
