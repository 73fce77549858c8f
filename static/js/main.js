/** Composition root: makes the store, the session and the views, and connects them. */

import { createActions } from "./actions.js";
import { INSTRUMENTS } from "./instruments/index.js";
import { createAnimator } from "./lib/animation.js";
import { createDerive } from "./lib/derive.js";
import { explain } from "./lib/explain.js";
import { emptyHistory } from "./lib/history.js";
import { createTexts } from "./lib/i18n.js";
import { intentOf } from "./lib/keyboard.js";
import { readPalette } from "./lib/palette.js";
import { createPlotting } from "./lib/plot.js";
import { USUAL_SPEED } from "./lib/speed.js";
import { createSession } from "./session.js";
import { createStore } from "./store.js";
import { createTransport } from "./transport.js";
import { createDataPanel } from "./views/data_panel.js";
import { createDuels } from "./views/duels.js";
import { createEngine } from "./views/engine.js";
import { createFeatures } from "./views/features.js";
import { createFoot } from "./views/foot.js";
import { createGradientChart } from "./views/gradient_chart.js";
import { createHint } from "./views/hint.js";
import { createInstruments } from "./views/instruments.js";
import { createLayerHeaders } from "./views/layer_headers.js";
import { createLineChoice } from "./views/line_choice.js";
import { createLinks } from "./views/links.js";
import { createLossChart } from "./views/loss_chart.js";
import { createMarks } from "./views/marks.js";
import { createMessages } from "./views/messages.js";
import { createNetworks } from "./views/networks.js";
import { createOutput } from "./views/output.js";
import { createPreferences } from "./views/preferences.js";
import { createRivals } from "./views/rivals.js";
import { createSettings } from "./views/settings.js";
import { createTimeline } from "./views/timeline.js";
import { createToasts } from "./views/toasts.js";
import { createToolbar } from "./views/toolbar.js";
import { createStepRelation } from "./views/step_relation.js";
import { createUnitInspector } from "./views/unit_inspector.js";
import { createUnits } from "./views/units.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const { catalog } = boot;
const texts = createTexts(boot.texts, boot.language);
const $ = (id) => document.getElementById(id);

const store = createStore({
  catalog, id: null, connection: "connecting", experiment: null, status: null, data: null, previews: null,
  data_revision: null, structure_revision: null, network: 0, frame: null, history: emptyHistory(), histories: [], activations: null,
  undo: 0, redo: 0, looking: null, timeline: null, moments: [], lines: "weights", flow: null, duel: null,
  playing: false, wanted: null, played: false, steppedBy: null, play: { unit: "epochs", rate: USUAL_SPEED },
  view: { showTest: false, hard: false }, hovered: null, curve: "loss", notices: [], problem: null, refusals: 0,
  lastDataset: {}, palette: readPalette(), diagramSize: null, instrument: "gradients", expanded: false, choices: {},
});

let notices = 0;
function notify(key, values = {}, level = "kept") {
  const id = ++notices;
  const similar = (notice) => notice.key === key && notice.values?.what?.key === values?.what?.key;
  const others = store.getState().notices.filter((notice) => !similar(notice));
  store.setState({ notices: [...others, { id, key, values, level }].slice(-2) });
}

/** What the tab on view needs in every frame. */
function wishOf(state) {
  return INSTRUMENTS.find(({ key }) => key === state.instrument)?.wish?.(state) ?? null;
}

const tabStorage = storageOf("sessionStorage");
const homeStorage = storageOf("localStorage");
const transport = createTransport();
const session = createSession({ store, transport, storage: tabStorage, notify, wish: wishOf });
const actions = createActions({ store, transport, session, notify });
const plotting = createPlotting(boot.plotly);

const parts = { actions, texts, catalog, plotting };
const instruments = [{ key: "gradients", create: createGradientChart }, ...INSTRUMENTS];
const inspector = createUnitInspector(parts);
const stepRelation = createStepRelation($("toolbar"), parts);
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
  createOutput($("output"), parts),
  createRivals($("output"), parts),
  createLossChart($("loss"), parts),
  createTimeline($("loss"), { ...parts, limits: catalog.limits }),
  createInstruments($("instruments"), parts, instruments),
  createFoot($("network-foot"), parts),
  createToasts($("toasts"), parts),
  createEngine($("engine"), parts),
  createHint(document.querySelector("[data-action=play]"), { texts, storage: homeStorage }),
  inspector,
  stepRelation,
];
createPreferences($("preferences"), {
  texts, dialog: $("help"), storage: homeStorage,
  onTheme: () => store.setState({ palette: readPalette() }),
  onLanguage(language) {
    document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`;
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    location.replace(address);
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

const intents = {
  play: actions.togglePlay, step: () => actions.step("epochs"), batch: () => actions.step("batches"), sample: () => actions.step("samples"),
  reset: actions.reset, redraw: actions.redraw, undo: actions.undo, redo: actions.redo, help: () => $("help").showModal(),
  test: () => actions.setView({ showTest: !store.getState().view.showTest }),
  hard: () => actions.setView({ hard: !store.getState().view.hard }),
};
document.addEventListener("keydown", (event) => {
  // A key held down undoes on and on, but plays and steps only once.
  const intent = event.repeat && !event.ctrlKey && !event.metaKey ? null : intentOf(event, Boolean(document.querySelector("dialog[open], [popover]:popover-open")));
  if (!intent || !store.getState().experiment) return;
  event.preventDefault();
  intents[intent]();
});
document.addEventListener("visibilitychange", () => session.sendView());

store.subscribe((state, previous) => {
  const watched = ["network", "instrument", "choices", "experiment"];
  if (!state.experiment || watched.every((field) => state[field] === previous[field])) return;
  session.sendView({ changed: true });
});

store.subscribe((state, previous) => {
  if (state.experiment && state.experiment !== previous.experiment) {
    const { task, data } = state.experiment;
    if (state.lastDataset[task] !== data.dataset) store.setState({ lastDataset: { ...state.lastDataset, [task]: data.dataset } });
  }
});

function storageOf(kind) {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

session.start(new URLSearchParams(location.search).get("session")).catch((problem) => store.setState({ problem }));
transport.request("GET", "/previews").then((previews) => store.setState({ previews })).catch(() => {});
requestAnimationFrame(() => setTimeout(() => plotting.load().catch(() => notify("error.plotly", {}, "error")), 0));
