/** Cards that explain: a concept in plain words, and a catalog entry with formula and graph. */

import { jumpsOf, pathOf } from "./activation_path.js";
import { el, mathNode, svg } from "./dom.js";
import { openPopover } from "./popover.js";

/**
 * @param {Element} anchor
 * @param {string} topic key under "explain"
 * @param {ReturnType<import("./i18n.js").createTexts>} texts
 * @param {Node[]} [extra] further parts, such as catalog entries
 */
export function explain(anchor, topic, texts, extra = []) {
  const { t, has } = texts;
  const title = t(`explain.${topic}.title`);
  const paragraphs = ["text", "more"].filter((part) => has(`explain.${topic}.${part}`));
  const content = el("div", { class: "explanation" },
    el("h3", {}, title),
    ...paragraphs.map((part) => el("p", {}, t(`explain.${topic}.${part}`))),
    ...extra);
  return openPopover(anchor.closest(".field") ?? anchor, content, { label: title, closeLabel: t("app.close"), name: "explanation-card" });
}

/**
 * A catalog entry: name, what to know about it, its formulas, its graph.
 * @param {string} family such as "activations" @param {any} entry of the catalog
 * @param {ReturnType<import("./i18n.js").createTexts>} texts
 */
export function entryCard(family, entry, { t, nameOf, aboutOf }) {
  const about = aboutOf(family, entry.key);
  const formulas = [["mathml", ""], ["derivative_mathml", t("explain.derivative")]].filter(([field]) => entry[field] && entry.key !== "none");
  return el("section", { class: "entry" },
    el("h4", {}, nameOf(family, entry.key)),
    about && el("p", {}, about),
    el("div", { class: "entry-maths" },
      el("div", { class: "formulas" }, ...formulas.map(([field, label]) =>
        el("div", { class: "formula" }, label && el("span", { class: "formula-label" }, label), mathNode(entry[field])))),
      entry.graph && activationGraph(entry.graph, t)));
}

/** φ in ink and φ′ in the hue of gradients. @param {{z: number[], a: number[], slope: number[]}} graph @param {(key: string) => string} t */
export function activationGraph({ z, a, slope }, t) {
  const [width, height] = [150, 96];
  const values = [...a, ...slope].filter(Number.isFinite);
  const low = Math.min(-0.2, ...values.map((v) => Math.max(v, -1.5)));
  const high = Math.max(1.1, ...values.map((v) => Math.min(v, 2)));
  const x = (v) => ((v - z[0]) / (z.at(-1) - z[0])) * width;
  const y = (v) => height - ((v - low) / (high - low)) * height;
  const path = (ys) => pathOf(z, ys, jumpsOf(z, ys), x, y);
  return el("figure", { class: "graph" },
    svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": t("explain.graph") },
      svg("path", { class: "graph-axis", d: `M0 ${y(0)}H${width}M${x(0)} 0V${height}` }),
      svg("path", { class: "graph-slope", d: path(slope) }),
      svg("path", { class: "graph-value", d: path(a) })),
    el("figcaption", {}, el("span", { class: "graph-key value" }, "φ(z)"), el("span", { class: "graph-key slope" }, "φ′(z)")));
}
