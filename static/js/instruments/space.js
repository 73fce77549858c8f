/** Bent space: the plane, its points and the decision line as a layer sees them, beside the plane as it is. */

import { throttle } from "../lib/animation.js";
import { between, borders, boundsOf, crossings, eased, fitted, flatMesh, follow, nearest, onScreen, placesOf, refined, resampled, settled } from "../lib/bent_space.js";
import { networkOf } from "../lib/derive.js";
import { el, fitCanvas, icon, setAttribute, setOptions, setText } from "../lib/dom.js";
import { formatNumber, formatPercent, formatWeight } from "../lib/format.js";
import { classNameOf } from "../lib/points.js";
import { paintCells, paintDecision, paintLines, paintMark, paintPoints, spaceColors } from "../lib/space_painter.js";
import { createTip, placeIn } from "../lib/tip.js";

const KEY = "space";
const SIZE = 25;
/** Of many classes only the winner is known: their borders need more places than the mesh has. */
const FINER = 3;
const FINE = (SIZE - 1) * FINER + 1;
/** How long a picture takes to become the next one, in milliseconds. */
const MORPH = 700;
const PAUSE = 900;
const BESIDE = 420;
const NEAR = 14;
const EDGE = 17;

const chosen = (state) => ({ stage: null, units: null, ...state.choices?.[KEY] });

/** Stage 0 is the plane as it is, stage l what comes out of layer l. Without a choice, the last hidden layer. */
function stageOf(state) {
  const { length } = networkOf(state).layers;
  return Math.min(chosen(state).stage ?? length, length);
}

function unitsOf(state) {
  const { units } = chosen(state);
  const count = networkOf(state).layers[stageOf(state) - 1]?.units ?? 0;
  return units && count > 2 && units.every((unit) => unit < count) ? units : null;
}

const wish = (state) => ({ kind: KEY, layer: Math.max(0, stageOf(state) - 1), units: unitsOf(state) });

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
function createSpace(element, { actions, texts }) {
  const { t } = texts;
  const choose = (change) => actions.choose(KEY, change);
  const slider = el("input", { type: "range", min: 0, step: 1, "aria-label": t("instruments.space.layer"), dataset: { control: "space-layer" },
    oninput: () => { stopWalk(); choose({ stage: Number(slider.value) }); } });
  const where = el("b", { class: "stage-name" });
  const walkButton = el("button", { type: "button", class: "button square small", dataset: { action: "walk" }, onclick: () => (walking ? stopWalk() : walk()) });
  const axes = ["x", "y"].map((axis) => el("select", { "aria-label": t(`instruments.space.axis_${axis}`), dataset: { axis }, onchange: () => chooseAxes() }));
  const sentence = el("p", { class: "instrument-text" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const host = el("div", { class: "picture" }, canvas);
  const alternative = el("p", { class: "unseen" });
  element.classList.add("sided");
  element.append(
    el("div", { class: "instrument-side" },
      el("div", { class: "stage" }, where, walkButton), slider, el("div", { class: "axes" }, ...axes), sentence),
    host, alternative);
  const tip = createTip(host);
  const observer = new ResizeObserver(() => fit());
  observer.observe(host);
  host.addEventListener("pointermove", (event) => point(placeIn(event, host)));
  host.addEventListener("pointerleave", () => point(null));

  let latest = null;
  let size = { width: 0, height: 0 };
  let seen = null;
  let bounds = null;
  let shown = null;
  let morph = null;
  let pointer = null;
  let walking = null;
  let waiting = false;

  function fit() {
    size = { width: host.clientWidth, height: host.clientHeight };
    morph = null;
    if (latest) draw();
  }

  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // What is to be seen

  /** The latest answer of the server, kept until the next one fits what is chosen. */
  function take() {
    const found = latest.live?.instrument;
    if (found?.kind !== KEY || !latest.data) return;
    const stage = stageOf(latest);
    const fits = stage === 0 || found.layer === stage - 1;
    if (!fits) return;
    const { data } = latest;
    const input = { mesh: flatMesh(data.domain, SIZE), train: placesOf(data.train), test: placesOf(data.test) };
    const view = `${stage} ${stage ? found.units ?? found.axes : ""} ${latest.structure_revision} ${latest.network}`;
    if (seen && seen.view !== view) {
      morph = shown && !still() ? { ...shown, begun: performance.now() } : null;
      bounds = null;
    }
    const places = stage ? { mesh: found.grid, train: found.train, test: found.test } : input;
    const { surface } = latest.live;
    const labels = surface.kind === "classes" ? resampled(surface.labels, surface.labels_shape[0], FINE) : null;
    seen = { view, data, stage, input, places, labels, answers: found.answers, units: found.units, explained: found.explained };
  }

  /** What must be on the picture. Between two frames the rest of the way is gone, so that it does not stay too small. */
  function boundsNow() {
    const { mesh, train, test } = seen.places;
    const wanted = boundsOf(mesh, train, latest.view.showTest ? test : []);
    bounds = still() ? wanted : follow(bounds, wanted);
    if (!latest.playing && !settled(bounds, wanted)) again();
    return bounds;
  }

  function boxes() {
    const inner = { x: EDGE, y: EDGE, width: size.width - EDGE - 6, height: size.height - 2 * EDGE };
    if (size.width < BESIDE || seen.stage === 0) return { input: null, bent: inner };
    const side = Math.min(inner.height, inner.width * 0.36);
    const gap = 34;
    return {
      input: { x: EDGE, y: EDGE + (inner.height - side) / 2, width: side, height: side },
      bent: { ...inner, x: EDGE + side + gap, width: inner.width - side - gap },
    };
  }

  // Drawing

  function draw() {
    if (!seen || !size.width || !size.height) return;
    const context = fitCanvas(canvas, size.width, size.height);
    context.clearRect(0, 0, size.width, size.height);
    const { input, bent } = boxes();
    const colors = spaceColors(latest.palette, latest);
    const fitBent = fitted(boundsNow(), bent);
    const target = moved(seen.places, fitBent);
    const share = morph ? Math.min(1, (performance.now() - morph.begun) / MORPH) : 1;
    const part = eased(share);
    shown = { mesh: between(morph?.mesh, target.mesh, part), train: between(morph?.train, target.train, part), test: between(morph?.test, target.test, part), fit: fitBent, box: bent };
    cross(context, bent, fitBent);
    picture(context, shown, colors);
    names(context, bent, axisNames());
    let flat = null;
    if (input) {
      const fitInput = fitted(boundsOf(seen.input.mesh), input, 1.5);
      flat = { ...moved(seen.input, fitInput), fit: fitInput, box: input };
      picture(context, flat, colors);
      names(context, input, ["x₁", "x₂"]);
      arrow(context, (input.x + input.width + bent.x) / 2, size.height / 2);
    }
    if (pointer) explainPlace(context, flat);
    if (share < 1) again();
    else morph = null;
    describe();
  }

  function again() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (!element.hidden) draw();
    });
  }

  const moved = ({ mesh, train, test }, fit) => ({ mesh: onScreen(mesh, fit), train: onScreen(train, fit), test: onScreen(test, fit) });

  function picture(context, { mesh, train, test, box }, colors) {
    const { palette, view } = latest;
    const { data } = seen;
    const cells = seen.labels ? refined(mesh, SIZE, FINER) : mesh;
    const size = seen.labels ? FINE : SIZE;
    paintCells(context, cells, seen.labels ?? seen.answers, size, colors);
    paintLines(context, mesh, SIZE, palette);
    const level = latest.zeroOne && latest.classes !== null ? 0.5 : 0;
    paintDecision(context, seen.labels ? borders(cells, seen.labels, size) : crossings(mesh, seen.answers, SIZE, level), palette);
    const radius = data.train.label.length <= 8 ? 6 : Math.max(2.2, Math.min(3.4, box.width / 85, box.height / 60));
    if (view.showTest) paintPoints(context, test, data.test.label, colors.pointColor, palette.css.rimTest, radius);
    paintPoints(context, train, data.train.label, colors.pointColor, palette.css.rimTrain, radius);
  }

  /** Where both axes are zero. */
  function cross(context, box, { ox, oy }) {
    context.fillStyle = latest.palette.css.line;
    if (ox > box.x && ox < box.x + box.width) context.fillRect(ox, box.y - 6, 1, box.height + 12);
    if (oy > box.y && oy < box.y + box.height) context.fillRect(box.x, oy, box.width, 1);
  }

  function axisNames() {
    if (seen.stage === 0) return ["x₁", "x₂"];
    if (seen.explained) {
      return seen.explained.map((share, i) => t(`instruments.space.direction_${i + 1}`, { share: formatPercent(share, 0) }));
    }
    const [first, second] = seen.units ?? [0, null];
    const name = (unit) => t("instruments.space.unit", { unit: unit + 1 });
    return [name(first), second === null || second === undefined ? "" : name(second)];
  }

  function names(context, box, [across, up]) {
    const { css } = latest.palette;
    context.font = `11px ${css.font}`;
    context.fillStyle = css.mute;
    context.textAlign = "right";
    context.textBaseline = "bottom";
    context.fillText(`${across} →`, box.x + box.width, Math.min(size.height, box.y + box.height + EDGE));
    context.textAlign = "left";
    context.textBaseline = "top";
    if (up) context.fillText(`↑ ${up}`, box.x, Math.max(2, box.y - EDGE + 2));
  }

  function arrow(context, x, y) {
    context.strokeStyle = latest.palette.css.mute;
    context.lineWidth = 1.6;
    context.beginPath();
    context.moveTo(x - 8, y);
    context.lineTo(x + 8, y);
    context.moveTo(x + 3, y - 5);
    context.lineTo(x + 8, y);
    context.lineTo(x + 3, y + 5);
    context.stroke();
  }

  // Pointing: the same point in both pictures

  function point(place) {
    pointer = place;
    if (!place) tip.hide();
    draw();
  }

  const within = ({ x, y }, box) => x >= box.x - EDGE && x <= box.x + box.width + EDGE && y >= box.y - EDGE && y <= box.y + box.height + EDGE;

  function explainPlace(context, flat) {
    const picture = flat && within(pointer, flat.box) ? flat : shown;
    const found = pointNear(picture);
    if (!found) return tip.hide();
    const { set, index } = found;
    for (const one of [flat, shown]) if (one) paintMark(context, one[set][2 * index], one[set][2 * index + 1], latest.palette);
    const { x1, x2, label } = seen.data[set];
    const name = latest.classes === null ? formatNumber(label[index]) : classNameOf({ experiment: latest.experiment, classes: seen.data.classes ?? latest.classes }, label[index], texts);
    tip.show(pointer.x, pointer.y, `${name} · ${t(`output.${set}`)}`, `x₁ ${formatWeight(x1[index])}  x₂ ${formatWeight(x2[index])}`);
  }

  function pointNear(picture) {
    const sets = latest.view.showTest ? ["train", "test"] : ["train"];
    for (const set of sets) {
      const index = nearest(picture[set], pointer.x, pointer.y, NEAR);
      if (index !== null && index < seen.data[set].label.length) return { set, index };
    }
    return null;
  }

  // Choices

  function chooseAxes() {
    if (axes[0].value === "") return choose({ units: null });
    const [first, second] = axes.map((select) => Number(select.value));
    choose({ units: [first, second === first || axes[1].value === "" ? (first === 0 ? 1 : 0) : second] });
  }

  /** From the plane through all layers, one after the other. */
  function walk() {
    const { length } = networkOf(latest).layers;
    let stage = 0;
    const step = () => {
      choose({ stage });
      walking = stage < length ? setTimeout(step, MORPH + PAUSE) : null;
      stage += 1;
      showWalk();
    };
    step();
  }

  function stopWalk() {
    clearTimeout(walking);
    walking = null;
    showWalk();
  }

  function showWalk() {
    const text = t(walking ? "instruments.space.stop" : "instruments.space.walk");
    setAttribute(walkButton, "aria-label", text);
    setAttribute(walkButton, "title", text);
    setAttribute(walkButton, "aria-pressed", String(Boolean(walking)));
    walkButton.replaceChildren(icon(walking ? "pause" : "play"));
  }

  function showChoice() {
    const { layers } = networkOf(latest);
    const stage = stageOf(latest);
    setAttribute(slider, "max", String(layers.length));
    slider.value = String(stage);
    slider.disabled = walkButton.disabled = layers.length === 0;
    setText(where, stage === 0 ? t("instruments.space.input") : t("instruments.space.stage", { layer: stage, of: layers.length }));
    setAttribute(slider, "aria-valuetext", where.textContent);
    const text = sentenceOf(stage, layers);
    setText(sentence, text);
    setAttribute(sentence, "title", text);
    showAxes(layers[stage - 1]?.units ?? 0);
  }

  function sentenceOf(stage, layers) {
    if (!layers.length) return t("instruments.space.text.none");
    if (stage === 0) return t("instruments.space.text.input");
    if (stage < layers.length) return t("instruments.space.text.hidden");
    const { units } = layers[stage - 1];
    return units > 2 ? t("instruments.space.text.last_many", { units }) : t("instruments.space.text.last");
  }

  function showAxes(count) {
    const units = unitsOf(latest);
    axes[0].hidden = count <= 2;
    axes[1].hidden = count <= 2 || !units;
    if (count <= 2) return;
    const options = Array.from({ length: count }, (_, unit) => ({ value: String(unit), text: t("instruments.space.unit", { unit: unit + 1 }) }));
    setOptions(axes[0], [{ value: "", text: t("instruments.space.principal") }, ...options]);
    axes[0].value = units ? String(units[0]) : "";
    if (!units) return;
    setOptions(axes[1], options.filter(({ value }) => value !== String(units[0])));
    axes[1].value = String(units[1]);
  }

  const describe = throttle(() => {
    const { layers } = networkOf(latest);
    const place = seen.stage === 0 ? t("instruments.space.input") : t("instruments.space.stage", { layer: seen.stage, of: layers.length });
    setText(alternative, t("instruments.space.alternative", { place, across: axisNames()[0], up: axisNames()[1] || "0" }));
  }, 1000);

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fresh = !previous?.ready;
      if (fresh || state.choices !== previous.choices || state.experiment !== previous.experiment || state.network !== previous.network) showChoice();
      const fields = ["live", "palette", "view", "data", "choices", "classes"];
      if (!fresh && fields.every((field) => state[field] === previous[field])) return;
      take();
      draw();
    },
    show() {
      showWalk();
      fit();
    },
    hide() {
      stopWalk();
      point(null);
    },
    destroy() {
      stopWalk();
      observer.disconnect();
    },
  };
}

/** @type {{key: string, create: typeof createSpace, wish: typeof wish}} */
export const SPACE = { key: KEY, create: createSpace, wish };
