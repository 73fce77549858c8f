/** What every network answers over the plane, small and side by side, while there are several. */

import { el, fitCanvas, setAttribute, setText } from "../lib/dom.js";
import { formatLoss, formatPercent } from "../lib/format.js";
import { differences, standing } from "../lib/rivals.js";
import { createSurfacePainter } from "../lib/surface_painter.js";

/** More networks than these have smaller pictures. */
const MOST_LARGE = 3;

const shortLoss = (loss) => (loss !== null && loss > 0 && loss < 0.001 ? "<0.001" : formatLoss(loss));

/**
 * @param {HTMLElement} element the output panel, below whose surface they stand
 * @param {{actions: any, texts: any}} parts
 */
export function createRivals(element, { actions, texts }) {
  const { t } = texts;
  const row = el("div", { class: "rivals", role: "group", "aria-label": t("networks.surfaces"), hidden: true });
  element.querySelector(".panel-body").append(row);
  let latest = null;
  const observer = new ResizeObserver(() => latest && paint(latest));
  observer.observe(row);
  const painter = createSurfacePainter();

  function tile(n) {
    return el("button", { type: "button", class: "rival", dataset: { network: n }, onclick: () => actions.lookAt(n) },
      el("canvas", { "aria-hidden": "true" }),
      el("span", { class: "rival-name" }, el("i", { class: "network-dot" }), el("b", {})),
      el("span", { class: "rival-figures" }, el("span", {}), el("span", {})));
  }

  function build({ experiment: { networks }, palette }) {
    while (row.children.length > networks.length) row.lastChild.remove();
    while (row.children.length < networks.length) row.append(tile(row.children.length));
    row.classList.toggle("many", networks.length > MOST_LARGE);
    element.classList.toggle("many", networks.length > MOST_LARGE);
    const differing = differences(networks, texts);
    networks.forEach(({ name }, n) => {
      const [, label] = row.children[n].children;
      label.firstChild.style.background = palette.networks[n];
      setText(label.lastChild, name);
      setAttribute(row.children[n], "title", [name, ...differing[n]].join(" · "));
    });
  }

  /** Of the picture in a tile: as wide as that, but no higher than what its row leaves beside the words. */
  function sideOf(tile) {
    const { paddingLeft, paddingTop, rowGap } = getComputedStyle(tile);
    const wide = tile.clientWidth - 2 * parseFloat(paddingLeft);
    if (getComputedStyle(row).gridAutoRows === "auto") return wide;
    const words = tile.lastChild.offsetTop + tile.lastChild.offsetHeight - tile.children[1].offsetTop;
    return Math.min(wide, Math.floor(tile.clientHeight - 2 * parseFloat(paddingTop) - parseFloat(rowGap) - words));
  }

  function paint({ frame, palette, classes, view }) {
    frame.rivals.forEach(({ surface }, n) => {
      const canvas = row.children[n]?.firstChild;
      const side = canvas ? sideOf(canvas.parentElement) : 0;
      if (side <= 0) return;
      const context = fitCanvas(canvas, side, side);
      context.drawImage(painter.paintOutput({ surface }, { palette, classes, hard: view.hard && classes !== null }), 0, 0, side, side);
    });
  }

  function tell({ experiment: { networks }, frame }) {
    networks.forEach(({ name }, n) => {
      const tile = row.children[n];
      const { loss, accuracy } = standing(frame.networks[n]);
      const [first, second] = tile.lastChild.children;
      setText(first, accuracy === null ? shortLoss(loss) : formatPercent(accuracy, 0));
      setText(second, accuracy === null ? "" : shortLoss(loss));
      const figures = { name, loss: formatLoss(loss), accuracy: formatPercent(accuracy, 0) };
      setAttribute(tile, "aria-label", t(accuracy === null ? "networks.tile_regression" : "networks.tile", figures));
    });
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      const { networks } = state.experiment;
      const several = networks.length > 1;
      if (row.hidden === several) {
        row.hidden = !several;
        element.classList.toggle("compared", several);
      }
      if (!several) return;
      const fresh = !previous?.ready || state.experiment !== previous.experiment || state.palette !== previous.palette;
      if (fresh) build(state);
      if (fresh || state.network !== previous.network) {
        [...row.children].forEach((node, n) => setAttribute(node, "aria-pressed", String(n === state.network)));
      }
      const drawn = !fresh && state.frame === previous.frame && state.view === previous.view && state.classes === previous.classes;
      if (drawn || state.frame?.rivals?.length !== networks.length) return;
      latest = state;
      paint(state);
      tell(state);
    },
    destroy() {
      observer.disconnect();
      row.remove();
    },
  };
}
