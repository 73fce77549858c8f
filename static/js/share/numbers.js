/** The numbers of the network on view as tables: what is in each, how long it is, and where to get it. */

import { fileName } from "../figures/words.js";
import { wholeCurves } from "../lib/curves.js";
import { networkOf } from "../lib/derive.js";
import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { saveBlob } from "../lib/save.js";

const pointsOf = ({ data }) => (data ? data.train.label.length + data.test.label.length : 0);
/** Batch normalisation keeps two running statistics a unit besides what is learnt. */
const statisticsOf = (state) => networkOf(state).layers.reduce((sum, { normalization, units }) => sum + (normalization === "batch" ? 2 * units : 0), 0);

/** Each table: where it is, and how many rows it has below its head. */
const TABLES = {
  data: { rest: () => "/data.csv", rows: pointsOf },
  history: { rest: (n) => `/networks/${n}/history.csv`, rows: (state) => wholeCurves(state).epoch.length },
  weights: { rest: (n) => `/networks/${n}/weights.csv`, rows: (state) => state.total + statisticsOf(state) },
  predictions: { rest: (n) => `/networks/${n}/predictions.csv`, rows: pointsOf },
};

/** @param {{actions: any, t: (key: string, values?: any) => string, tell: (text: string, trouble?: boolean) => void, reasonOf: (error: any) => string}} means */
export function createNumbers({ actions, t, tell, reasonOf }) {
  let latest = null;
  const rows = Object.keys(TABLES).map((key) => {
    const size = el("span", { class: "table-size" });
    // An address of its own, so that it can be copied into a script as well.
    const link = el("a", { class: "button small", dataset: { table: key }, "aria-label": t("share.figures.download", { name: t(`share.figures.tables.${key}.name`) }), onclick: (event) => take(event, key) }, icon("save"), "CSV");
    return { key, size, link, node: el("li", {}, el("div", {}, el("b", {}, t(`share.figures.tables.${key}.name`)), size, el("p", {}, t(`share.figures.tables.${key}.about`))), link) };
  });
  const heading = el("h3", {}, t("share.figures.numbers"));
  const element = el("section", { class: "tables-csv", "aria-label": t("share.figures.numbers") }, heading, el("ul", {}, ...rows.map(({ node }) => node)));

  async function take(event, key) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const state = latest;
    const name = fileName(state, key, "csv");
    tell(t("share.figures.busy", { name }));
    setAttribute(event.currentTarget, "aria-busy", "true");
    const { link } = rows.find((row) => row.key === key);
    try {
      const { blob } = await actions.download(TABLES[key].rest(state.network));
      saveBlob(blob, name);
      tell(t("share.figures.saved", { name }));
    } catch (error) {
      tell(reasonOf(error), true);
    } finally {
      setAttribute(link, "aria-busy", null);
    }
  }

  return {
    element,
    update(state) {
      latest = state;
      const several = state.experiment.networks.length > 1;
      setText(heading, several ? t("share.figures.numbers_of", { name: networkOf(state).name }) : t("share.figures.numbers"));
      for (const { key, size, link } of rows) {
        setText(size, t("share.figures.rows", { count: TABLES[key].rows(state), rows: formatCount(TABLES[key].rows(state)) }));
        setAttribute(link, "href", `/api/sessions/${encodeURIComponent(state.id)}${TABLES[key].rest(state.network)}`);
        setAttribute(link, "download", fileName(state, key, "csv"));
      }
    },
  };
}
