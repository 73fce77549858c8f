/** Loss landscape: the loss over a plane through the weights, as a map or as a relief, with the way of each network on it. */

import { networkOf, statusOf } from "../lib/derive.js";
import { el, fitCanvas, icon, setAttribute, setText } from "../lib/dom.js";
import { formatCount, formatLoss, formatPercent } from "../lib/format.js";
import { wordRefusal } from "../lib/refusal.js";
import { marks, scaleOf, turned } from "../lib/terrain.js";
import { mapLayout, mapTraces, paintRelief, readRamp } from "../lib/terrain_painter.js";

const KEY = "landscape";
const RESOLUTION = 31;
const SPANS = [0.25, 0.5, 1, 2, 4];
const POLL = 250;
/** While training goes on, the way on a finished map is brought up to date so often. */
const FOLLOW = 1000;
/** A network that has left the map is followed, but not more often than this. */
const REDRAW = 3000;
const SIDE = { yaw: 0.62, pitch: 0.58 };
const TURN = Math.PI / 24;
const MARKS = 4;
const KEY_WIDTH = 56;

const chosen = (state) => ({ directions: "random", picture: "map", span: 1, seed: 0, ...state.choices?.[KEY] });

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, plotting: any}} parts
 */
function createLandscape(element, { actions, texts, plotting }) {
  const { t } = texts;
  const choose = (change) => actions.choose(KEY, change);
  const group = (name, values, pick) => values.map((value) =>
    el("button", { type: "button", dataset: { [name]: value }, onclick: () => pick(value) }, t(`instruments.landscape.${name}.${value}`)));
  const kinds = group("kinds", ["random", "path"], (directions) => choose({ directions }));
  const pictures = group("views", ["map", "relief"], (picture) => choose({ picture }));
  const span = el("select", { "aria-label": t("instruments.landscape.span"), title: t("instruments.landscape.span"), dataset: { control: "landscape-span" }, onchange: () => choose({ span: Number(span.value) }) },
    ...SPANS.map((value) => el("option", { value }, `±${value}`)));
  const again = el("button", { type: "button", class: "button", dataset: { action: "landscape" }, title: t("instruments.landscape.again_title"), onclick: () => start() }, t("instruments.landscape.again"));
  const dice = el("button", { type: "button", class: "button square small", dataset: { action: "landscape-directions" }, "aria-label": t("instruments.landscape.other"), title: t("instruments.landscape.other"), onclick: () => choose({ seed: chosen(latest).seed + 1 }) }, icon("dice"));
  const cancel = el("button", { type: "button", class: "button", dataset: { action: "landscape-cancel" }, onclick: () => stop() }, t("instruments.landscape.cancel"));
  const progress = el("progress", { max: 1, value: 0, "aria-label": t("instruments.landscape.progress") });
  const sentence = el("p", { class: "instrument-text" });
  const note = el("p", { class: "instrument-note", role: "status" });
  const mapElement = el("div", { class: "terrain-map" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const relief = el("div", { class: "relief", tabindex: "0", role: "group", "aria-label": t("instruments.landscape.relief"), onkeydown: onKey, onpointerdown: grab, ondblclick: () => turn(null) }, canvas);
  const key = el("div", { class: "terrain-key", "aria-hidden": "true" }, el("span", { class: "terrain-bar" }), el("div", { class: "terrain-values" }, ...Array.from({ length: MARKS }, () => el("span"))));
  const host = el("div", { class: "picture" }, mapElement, relief, key);
  const alternative = el("p", { class: "unseen" });
  element.classList.add("sided");
  element.append(
    el("div", { class: "instrument-side" },
      el("span", { class: "segmented small", role: "group", "aria-label": t("instruments.landscape.view") }, ...pictures),
      el("span", { class: "segmented small", role: "group", "aria-label": t("instruments.landscape.directions") }, ...kinds),
      el("div", { class: "landscape-actions" }, progress, cancel, again, dice, span), sentence, note),
    host, alternative);
  const plot = plotting.create(mapElement);
  const observer = new ResizeObserver(() => fit());
  observer.observe(host);

  let latest = null;
  let size = { width: 0, height: 0 };
  let side = SIDE;
  /** What was asked for last, and the server's latest answer to it. */
  let asked = null;
  let land = null;
  let timer = null;
  let turns = 0;
  let trouble = null;
  let begun = 0;

  // Asking the server

  const wanted = () => {
    const { directions, span: width, seed } = chosen(latest);
    return { session: latest.id, network: latest.network, structure: latest.structure_revision, data: latest.data_revision, directions, span: width, seed };
  };
  const same = (a, b) => Boolean(a && b) && Object.keys(b).every((key) => a[key] === b[key]);

  async function start() {
    const own = ++turns;
    clearTimeout(timer);
    asked = { ...wanted(), epoch: statusOf(latest)?.epoch ?? 0 };
    trouble = null;
    begun = performance.now();
    const { directions, seed, span: width } = asked;
    if (directions === "path" && asked.epoch < 1) {
      trouble = { status: 409 };
      land = null;
      return show();
    }
    try {
      const { id } = await actions.askNetwork("/landscape", "POST", { directions, seed, resolution: RESOLUTION, span: width });
      if (own !== turns) {
        // Another one is wanted by now, or none.
        await actions.ask(`/landscapes/${id}`, "DELETE").catch(() => {});
        return;
      }
      land = { id, state: "running", progress: 0, alpha: [], beta: [], loss: [], paths: [] };
      look(own);
    } catch (error) {
      if (own !== turns) return;
      trouble = error;
      land = null;
    }
    show();
  }

  /** Ask how far it is; once done, now and then how the way goes on. */
  async function look(own) {
    clearTimeout(timer);
    const { id } = land;
    try {
      const found = await actions.ask(`/landscapes/${id}`);
      if (own !== turns) return;
      land = { id, ...found };
    } catch (error) {
      if (own !== turns) return;
      // A request that was lost, or was one too many for the moment, is made again.
      if ((!error.status || error.status === 429) && !element.hidden) {
        timer = setTimeout(look, FOLLOW, own);
        return;
      }
      trouble = error;
      land = null;
      show();
      return;
    }
    show();
    if (land.state === "done") publish();
    if (element.hidden) return;
    // Another look can have been taken meanwhile: only one goes on.
    clearTimeout(timer);
    if (land.state === "running") timer = setTimeout(look, POLL, own);
    else if (land.state === "done" && latest.playing) timer = setTimeout(goOn, FOLLOW, own);
  }

  /** Where figures find it. */
  function publish() {
    const { session, network, structure, data, epoch } = asked;
    if (chosen(latest).made?.id !== land.id) choose({ made: { id: land.id, session, network, structure, data, epoch } });
  }

  function goOn(own) {
    if (hasLeft() && performance.now() - begun > REDRAW) start();
    else look(own);
  }

  /** Whether the network on view is no longer on its map. */
  function hasLeft() {
    const way = land.paths.find(({ network }) => network === latest.network);
    const outside = (axis, x) => x < axis[0] || x > axis.at(-1);
    return Boolean(way?.alpha.length) && (outside(land.alpha, way.alpha.at(-1)) || outside(land.beta, way.beta.at(-1)));
  }

  const pathHasBegun = () => (statusOf(latest)?.epoch ?? 0) >= asked.epoch + 5 && performance.now() - begun > FOLLOW;

  async function stop() {
    const { id } = land;
    clearTimeout(timer);
    turns += 1;
    land = { ...land, state: "cancelled" };
    show();
    try {
      await actions.ask(`/landscapes/${id}`, "DELETE");
    } catch (error) {
      if (error.status !== 404) actions.refuse(error);
    }
  }

  // Drawing

  function fit() {
    size = { width: host.clientWidth, height: host.clientHeight };
    plot.resize();
    if (latest) draw();
  }

  const known = () => land !== null && land.alpha?.length > 1 && land.loss.some((row) => row?.some((loss) => loss !== null));

  /** Rows that are not measured yet count as unknown. */
  function terrain() {
    const { alpha, beta, loss } = land;
    return { alpha, beta, loss: beta.map((_, row) => loss[row] ?? alpha.map(() => null)) };
  }

  function paths() {
    const { palette, experiment } = latest;
    // The network on view lies over the others.
    const last = ({ network }) => Number(network === latest.network);
    return land.paths.filter(({ alpha }) => alpha.length).sort((a, b) => last(a) - last(b)).map(({ network, alpha, beta, epochs }) => ({
      network, alpha, beta, name: experiment.networks[network]?.name ?? "", color: palette.networks?.[network] ?? palette.css.ink,
      epochs: epochs.map((epoch) => t("instruments.landscape.epoch", { epoch: formatCount(epoch) })),
    }));
  }

  function draw() {
    const { picture } = chosen(latest);
    mapElement.hidden = picture !== "map";
    relief.hidden = picture === "map";
    key.hidden = !known();
    if (!known() || !size.width) {
      canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const ground = terrain();
    const what = { terrain: ground, scale: scaleOf(ground.loss), ramp: readRamp(), paths: paths(), palette: latest.palette };
    if (picture === "map") drawMap(what);
    else drawRelief(what);
    marks(what.scale, MARKS).forEach(({ value }, i) => setText(key.lastChild.children[MARKS - 1 - i], formatLoss(value)));
    describe(what);
  }

  function drawMap(what) {
    const { explained } = land;
    const axes = explained
      ? explained.map((share, i) => t(`instruments.space.direction_${i + 1}`, { share: formatPercent(share, 0) }))
      : ["α", "β"];
    plot.react(mapTraces({ ...what, title: t("instruments.landscape.loss") }), mapLayout(what.terrain, latest.palette, axes, land.id));
  }

  function drawRelief(what) {
    const context = fitCanvas(canvas, size.width, size.height);
    context.clearRect(0, 0, size.width, size.height);
    paintRelief(context, { width: size.width - KEY_WIDTH, height: size.height }, { ...what, side });
  }

  function describe({ scale }) {
    const text = land.state === "running"
      ? t("instruments.landscape.alternative_running", { share: formatPercent(land.progress, 0) })
      : t("instruments.landscape.alternative", { low: formatLoss(scale.low), high: formatLoss(scale.high), name: networkOf(latest).name, here: formatLoss(statusOf(latest)?.train_loss) });
    setText(alternative, text);
  }

  // Turning the relief

  function turn(by) {
    side = by ? turned(side, ...by) : SIDE;
    choose({ side });
  }

  function onKey(event) {
    const by = { ArrowLeft: [-TURN, 0], ArrowRight: [TURN, 0], ArrowUp: [0, TURN], ArrowDown: [0, -TURN] }[event.key];
    if (!by) return;
    event.preventDefault();
    turn(by);
  }

  function grab(event) {
    relief.setPointerCapture(event.pointerId);
    let [x, y] = [event.clientX, event.clientY];
    const move = (next) => {
      turn([(x - next.clientX) / -140, (next.clientY - y) / 140]);
      [x, y] = [next.clientX, next.clientY];
    };
    const release = () => {
      relief.removeEventListener("pointermove", move);
      relief.removeEventListener("pointerup", release);
      relief.removeEventListener("pointercancel", release);
    };
    relief.addEventListener("pointermove", move);
    relief.addEventListener("pointerup", release);
    relief.addEventListener("pointercancel", release);
  }

  // Controls and words

  function show() {
    const { directions, picture, span: width } = chosen(latest);
    const running = land?.state === "running";
    for (const button of kinds) setAttribute(button, "aria-pressed", String(button.dataset.kinds === directions));
    for (const button of pictures) setAttribute(button, "aria-pressed", String(button.dataset.views === picture));
    span.value = String(width);
    for (const node of [progress, cancel]) node.hidden = !running;
    for (const node of [again, span]) node.hidden = running;
    dice.hidden = running || directions !== "random";
    progress.value = land?.progress ?? 0;
    setText(sentence, t(`instruments.landscape.text.${directions}`));
    setAttribute(sentence, "title", sentence.textContent);
    setText(note, noteText());
    note.classList.toggle("trouble", trouble !== null);
    draw();
  }

  function noteText() {
    if (trouble) return trouble.status === 409 && asked?.directions === "path" ? t("instruments.landscape.no_path") : wordRefusal(trouble, texts);
    if (land?.state === "cancelled") return t("instruments.landscape.cancelled");
    const epoch = statusOf(latest)?.epoch ?? 0;
    if (land?.state !== "done" || !asked || Math.abs(epoch - asked.epoch) < 0.5) return "";
    return t("instruments.landscape.as_of", { epoch: formatCount(asked.epoch) });
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fresh = !previous?.ready;
      if (state.data && !same(asked, wanted())) {
        start();
        show();
      } else if (fresh || state.choices !== previous.choices || state.palette !== previous.palette) {
        show();
        if (fresh && land) look(turns);
      } else if (state.playing !== previous.playing && land?.state === "done") {
        look(turns);
      } else if (state.frame !== previous.frame) {
        if (trouble?.status === 409 && pathHasBegun()) start();
        else setText(note, noteText());
      }
    },
    show: fit,
    hide() {
      clearTimeout(timer);
    },
    destroy() {
      clearTimeout(timer);
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** @type {{key: string, create: typeof createLandscape}} */
export const LANDSCAPE = { key: KEY, create: createLandscape };
