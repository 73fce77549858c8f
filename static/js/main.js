/** Composition root: makes the store, the session and the views, and connects them. */

import { createActions } from "./actions.js";
import { createAddress } from "./address.js";
import { INSTRUMENTS } from "./instruments/index.js";
import { listenToKeys } from "./keys.js";
import { apart, besideIn, looksLikeLink, pageAddress } from "./lib/address.js";
import { createAnimator } from "./lib/animation.js";
import { createDerive } from "./lib/derive.js";
import { createDrops } from "./lib/drops.js";
import { explain } from "./lib/explain.js";
import { emptyHistory } from "./lib/history.js";
import { createTexts } from "./lib/i18n.js";
import { lastDataOf } from "./lib/last_data.js";
import { lazily, whyMissing } from "./lib/lazily.js";
import { createNotices } from "./lib/notices.js";
import { readPalette } from "./lib/palette.js";
import { createPlotting } from "./lib/plot.js";
import { saveBlob } from "./lib/save.js";
import { USUAL_SPEED } from "./lib/speed.js";
import { looksLikeTable } from "./lib/table_text.js";
import { createSession } from "./session.js";
import { SHARES } from "./share/index.js";
import { createStore } from "./store.js";
import { createTransport } from "./transport.js";
import { createDataPanel } from "./views/data_panel.js";
import { createDrawTools } from "./views/draw_tools.js";
import { createDrawing } from "./views/drawing.js";
import { createDropZone } from "./views/drop_zone.js";
import { createDuels } from "./views/duels.js";
import { createEngine } from "./views/engine.js";
import { createFeatures } from "./views/features.js";
import { createFigureButtons } from "./views/figure_buttons.js";
import { createFoot } from "./views/foot.js";
import { createGradientChart } from "./views/gradient_chart.js";
import { createHidden } from "./views/hidden.js";
import { createHint } from "./views/hint.js";
import { createInstruments } from "./views/instruments.js";
import { createLayerHeaders } from "./views/layer_headers.js";
import { createLineChoice } from "./views/line_choice.js";
import { createLinkNotices } from "./views/link_notices.js";
import { createLinks } from "./views/links.js";
import { createLossChart } from "./views/loss_chart.js";
import { createMarks } from "./views/marks.js";
import { createMessages } from "./views/messages.js";
import { createNetworks } from "./views/networks.js";
import { createOutput } from "./views/output.js";
import { createPreferences } from "./views/preferences.js";
import { createRivals } from "./views/rivals.js";
import { createSettings } from "./views/settings.js";
import { createShare } from "./views/share.js";
import { createTimeline } from "./views/timeline.js";
import { createToasts } from "./views/toasts.js";
import { createToolbar } from "./views/toolbar.js";
import { createStepRelation } from "./views/step_relation.js";
import { createUnitInspector } from "./views/unit_inspector.js";
import { createUnits } from "./views/units.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const { catalog } = boot;
const hideable = Object.fromEntries(boot.hideable.map(({ group, names }) => [group, names]));
const texts = createTexts(boot.texts, boot.language);
const $ = (id) => document.getElementById(id);
const embedded = "embed" in document.documentElement.dataset;

const store = createStore({
  catalog, id: null, connection: "connecting", experiment: null, status: null, data: null, previews: null,
  data_revision: null, structure_revision: null, revision: null, network: 0, frame: null, history: emptyHistory(), histories: [], activations: null,
  undo: 0, redo: 0, looking: null, timeline: null, moments: [], lines: "weights", flow: null, duel: null,
  playing: false, wanted: null, played: false, steppedBy: null, play: { unit: "epochs", rate: USUAL_SPEED },
  view: { showTest: false, hard: false }, hide: besideIn(location.hash).hide, address: null, arrival: null, before: null, hovered: null, curve: "loss", notices: [], problem: null, refusals: 0,
  drawing: false, pen: { tool: "brush", label: 1, target: 1, width: 0, density: 3 }, strokes: [], blank: false, lastOwn: {},
  lastDataset: {}, palette: readPalette(), diagramSize: null, instrument: "gradients", expanded: false, choices: {},
});

const notify = createNotices(store);

/** What the tab on view needs in every frame. */
function wishOf(state) {
  return INSTRUMENTS.find(({ key }) => key === state.instrument)?.wish?.(state) ?? null;
}

const storageOfTab = storageOf("sessionStorage");
const tabStorage = embedded ? apart(storageOfTab, `embed ${location.hash}`) : storageOfTab;
const homeStorage = storageOf("localStorage");
const transport = createTransport();
const session = createSession({ store, transport, storage: tabStorage, notify, wish: wishOf });
const actions = createActions({ store, transport, session, notify });
const plotting = createPlotting(boot.plotly, session.spare);

const parts = { actions, texts, catalog, plotting };
const instruments = [{ key: "gradients", create: createGradientChart }, ...INSTRUMENTS];
const inspector = createUnitInspector(parts);
const stepRelation = createStepRelation($("toolbar"), parts);
const output = createOutput($("output"), parts);
const share = createShare($("share"), document.querySelector("[data-action=share]"), { ...parts, hideable, framed: boot.framed }, SHARES);
const bring = lazily(
  async () => (await import("./views/bring.js")).createBring($("bring"), { actions, texts, catalog, longest: boot.request_bytes, save: saveBlob }),
  () => notify(whyMissing(store.getState()), {}, "error"),
);
const hidesTables = () => store.getState().hide.some((name) => ["own-data", "data"].includes(name));
const drops = createDrops();
drops.registerFiles({ kind: "table", endings: [".csv", ".tsv", ".tab", ".txt"], take: (file) => hidesTables() || bring.open({ file }) });
drops.registerTexts({ kind: "link", accepts: looksLikeLink, take: actions.openLinkAnywhere });
drops.registerFiles({ kind: "session", endings: [".safetensors"], take: (file) => store.getState().hide.includes("share") || share.open("file", file) });
const views = [
  createToolbar($("toolbar"), parts),
  createSettings($("settings"), parts),
  createMessages($("messages"), parts),
  createDataPanel($("data"), parts),
  createFeatures($("features"), parts),
  createLayerHeaders($("layer-headers"), parts),
  createUnits($("units"), { ...parts, openInspector: inspector.open }),
  createLinks($("links"), parts),
  createMarks($("links")),
  createNetworks($("networks"), { ...parts, limits: catalog.limits }),
  createDuels($("networks"), $("duel"), parts),
  createLineChoice($("line-choice"), parts),
  output,
  createDrawing($("output"), { ...parts, plane: output.plane, pen: () => store.getState().pen }),
  createDrawTools($("output"), parts),
  createRivals($("output"), parts),
  createLossChart($("loss"), parts),
  createTimeline($("loss"), { ...parts, limits: catalog.limits }),
  createInstruments($("instruments"), parts, instruments),
  createFigureButtons($, { ...parts, open: share.open }),
  createFoot($("network-foot"), parts),
  createToasts($("toasts"), parts),
  createEngine($("engine"), parts),
  createHidden($("hidden-note"), { actions, texts, groups: hideable }),
  createLinkNotices($("arrival"), parts),
  createHint(document.querySelector("[data-action=play]"), { texts, storage: homeStorage }),
  inspector,
  stepRelation,
  share,
  bring,
  createDropZone(document, { texts, drops, notify, open: () => Boolean(store.getState().experiment) }),
];
createPreferences($("preferences"), {
  texts, dialog: $("help"), storage: homeStorage,
  onTheme: () => store.setState({ palette: readPalette() }),
  onLanguage(language) {
    document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`;
    const here = new URL(location.href);
    here.searchParams.delete("lang");
    // To the address that the page has already, with a place on it, the browser would not load it again.
    if (here.href === location.href) location.reload();
    else location.replace(here);
  },
});

const derive = createDerive();
let drawn = null;
let drawnFrame = null;
const draw = createAnimator(() => {
  const state = derive(store.getState());
  for (const view of views) view.update(state, drawn);
  // Before all is there, views draw nothing or little, so that there is nothing to compare with.
  drawn = state.ready && state.layout ? state : null;
  if (state.frame !== drawnFrame) {
    drawnFrame = state.frame;
    if (drawnFrame) session.drawn();
  }
});
store.subscribe(draw);

const diagram = $("diagram");
new ResizeObserver(() => {
  const size = { width: diagram.clientWidth, height: diagram.clientHeight };
  const before = store.getState().diagramSize;
  if (size.width !== before?.width || size.height !== before?.height) store.setState({ diagramSize: size });
}).observe(diagram);

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-explain]");
  if (mark?.dataset.explain) explain(mark.closest(".counters") ?? mark, mark.dataset.explain, texts, mark.dataset.explain === "epoch" ? [stepRelation.card()] : []);
});

document.querySelector("[data-action=bring]").addEventListener("click", () => bring.open());

const intents = {
  play: actions.togglePlay, step: () => actions.step("epochs"), batch: () => actions.step("batches"), sample: () => actions.step("samples"),
  reset: actions.reset, redraw: actions.redraw, undo: actions.undo, redo: actions.redo, help: () => $("help").showModal(),
  test: () => actions.setView({ showTest: !store.getState().view.showTest }),
  hard: () => actions.setView({ hard: !store.getState().view.hard }),
  draw: actions.startDrawing,
};
listenToKeys(document, {
  store, intents, pressPen: actions.pressPen,
  covered: () => Boolean(document.querySelector("dialog[open], [popover]:popover-open")),
});

document.addEventListener("visibilitychange", () => session.sendView());

store.subscribe((state, previous) => {
  const watched = ["network", "instrument", "choices", "experiment", "playing", "engine"];
  const same = watched.every((field) => state[field] === previous[field]) && state.frame?.engine === previous.frame?.engine;
  if (!state.experiment || same) return;
  session.sendView({ changed: true });
});

store.subscribe((state, previous) => {
  if (state.experiment && state.experiment !== previous.experiment) store.setState(lastDataOf(state.experiment, state));
});

function storageOf(kind) {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

const address = createAddress({
  store, transport, storage: tabStorage, open: actions.openLinkAnywhere,
  place: { hash: () => location.hash, replace: (hash) => embedded || history.replaceState({ ...history.state, own: true }, "", hash) },
});
window.addEventListener("hashchange", address.changed);
// Where another session has taken the place of the one that the address names, a reload must not go back to it.
store.subscribe(({ id }, previous) => {
  const here = new URL(location.href);
  if (!id || id === previous.id || [null, id].includes(here.searchParams.get("session"))) return;
  here.searchParams.delete("session");
  history.replaceState(history.state, "", here);
});
const fullPage = document.querySelector("[data-action=full-page]");
store.subscribe((state, previous) => {
  if (fullPage && state.address !== previous.address) fullPage.href = pageAddress(location, state.address);
});
document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const elsewhere = event.defaultPrevented || event.target.closest?.("input, textarea, [contenteditable], dialog[open]");
  if (elsewhere || !store.getState().experiment) return;
  if (looksLikeTable(text) && !hidesTables()) bring.open({ text });
  if (!looksLikeLink(text)) return;
  event.preventDefault();
  actions.openLinkAnywhere(text);
});

// A reload can overtake the address: the browser then comes back to the one before, which is still this page's own.
const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
session.start(new URLSearchParams(location.search).get("session"), location.hash, reloaded && Boolean(history.state?.own)).catch((problem) => store.setState({ problem }));
transport.request("GET", "/previews").then((previews) => store.setState({ previews })).catch(() => {});
requestAnimationFrame(() => setTimeout(() => plotting.load().catch(() => notify("error.plotly", {}, "error")), 0));
