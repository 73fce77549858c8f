/** The output: the network's answer over the plane, the points, and a reading at any place. */

import { classColor, css, diverging } from "../lib/color.js";
import { debounce, throttle } from "../lib/animation.js";
import { describeSurface } from "../lib/describe.js";
import { statusOf } from "../lib/derive.js";
import { el, fitCanvas, icon, setAttribute, setText } from "../lib/dom.js";
import { formatNumber, formatPercent, formatWeight } from "../lib/format.js";
import { drawLight } from "../lib/lights.js";
import { followable } from "../lib/pace.js";
import { nearestPoint } from "../lib/pass.js";
import { PASS, passOf } from "../lib/pass_view.js";
import { fromScreen, rangesIn, sameRanges, toScreen } from "../lib/plane.js";
import { baseLayout } from "../lib/plot.js";
import { axisNames, classNameOf, drawPoint, pointTraces } from "../lib/points.js";
import { readAnswers, readSurface } from "../lib/reading.js";
import { createSurfacePainter, pictureBox } from "../lib/surface_painter.js";

const MARGIN = { l: 30, t: 8, r: 8, b: 24 };
/** A click this near to a point, in pixels, means that point; moved further, it was a drag. */
const REACH = 14;
const STILL = 4;
/** Of so many classes there is room to write out the names. */
const MOST_NAMES = 4;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, plotting: any}} parts
 */
export function createOutput(element, { actions, texts, plotting }) {
  const { t, nameOf } = texts;
  const className = (label) => classNameOf(latest, label, texts);
  const canvas = el("canvas", { class: "surface-canvas", "aria-hidden": "true" });
  const plotElement = el("div", { class: "surface-plot" });
  const cross = el("div", { class: "cross", hidden: true });
  const alternative = el("p", { class: "unseen", id: "surface-text" });
  const surface = el("div", {
    class: "surface", tabindex: "0", role: "group", "aria-label": t("output.surface"), "aria-describedby": "surface-text",
  }, canvas, plotElement, cross);
  const legend = el("div", { class: "legend" });
  const showTest = el("input", { type: "checkbox", dataset: { control: "show-test" }, onchange: (event) => actions.setView({ showTest: event.target.checked }) });
  const hard = el("input", { type: "checkbox", dataset: { control: "hard" }, onchange: (event) => actions.setView({ hard: event.target.checked }) });
  const unzoom = el("button", { type: "button", class: "button square small unzoom", hidden: true, "aria-label": t("output.unzoom"), title: t("output.unzoom"), onclick: () => resetZoom() }, icon("zoom-out"));
  const options = el("div", { class: "output-options" },
    el("label", { class: "check" }, showTest, el("span", { class: "rim test" }), t("output.show_test")),
    el("label", { class: "check" }, hard, t("output.hard")), unzoom);
  const reading = el("div", { class: "reading", "aria-live": "polite" });
  element.querySelector(".panel-body").append(surface, alternative, legend, options, reading);
  const title = element.querySelector("[data-show=title]");

  const painter = createSurfacePainter();
  const plot = plotting.create(plotElement, { onready: () => { plotDrawn = true; draw(); } });
  let plotDrawn = false;
  let latest = null;
  let ranges = null;
  let size = { width: 0, height: 0 };
  let place = null;
  let settled = Promise.resolve();
  let onview = () => {};

  // A new size is told too, and may come while the axes still wait for their new ranges.
  plot.on("plotly_relayout", (change) => Object.keys(change).some((key) => key.includes("axis")) && zoomTo(plot.geometry()));
  plot.on("plotly_relayouting", (change) => zoomTo(rangesIn(change, ranges)));
  surface.addEventListener("pointermove", (event) => probeAt(latest?.drawing ? null : placeOf(event)));
  surface.addEventListener("pointerleave", () => probeAt(null));
  surface.addEventListener("keydown", onKey);
  surface.addEventListener("blur", () => probeAt(null));
  surface.addEventListener("pointerdown", onPress);
  const askExactly = debounce((at) => at === place && actions.probe(at), 110);
  const askAgain = throttle(() => place && actions.probe(place), 400);
  const describe = throttle(() => latest && setText(alternative, describeSurface(latest, statusOf(latest), t)), 1000);
  const observer = new ResizeObserver(() => fit());
  observer.observe(surface);

  const plotBox = () => ({ left: MARGIN.l, top: MARGIN.t, width: size.width - MARGIN.l - MARGIN.r, height: size.height - MARGIN.t - MARGIN.b });
  const domainRanges = () => latest?.data && { x: latest.data.domain.x1, y: latest.data.domain.x2 };

  function fit() {
    size = { width: surface.clientWidth, height: surface.clientHeight };
    plot.resize();
    draw();
    onview();
  }

  // Zoom: Plotly owns the axes, the picture under it follows.

  function zoomTo(next) {
    if (!next) return;
    ranges = next;
    const whole = domainRanges();
    unzoom.hidden = !whole || sameRanges(ranges, whole);
    draw();
    onview();
  }

  function resetZoom() {
    const whole = domainRanges();
    plot.relayout({ "xaxis.range": [...whole.x], "yaxis.range": [...whole.y] });
  }

  // Points

  function drawPoints() {
    const { data, view, palette } = latest;
    if (!data) return;
    // While points are drawn by hand they lie in a layer of their own, which follows the hand.
    const traces = pointTraces(latest, latest.drawing ? [] : view.showTest ? ["train", "test"] : ["train"], texts);
    const base = baseLayout(palette);
    const axis = { ...base.xaxis, zeroline: true, zerolinecolor: palette.css.zeroLine, showgrid: false, ticks: "outside", ticklen: 3, nticks: 7 };
    settled = plot.react(traces, {
      ...base,
      margin: MARGIN,
      hovermode: "closest",
      dragmode: "zoom",
      uirevision: `${latest.id}${JSON.stringify(data.domain)}`,
      xaxis: { ...axis, range: [...data.domain.x1] },
      yaxis: { ...axis, range: [...data.domain.x2] },
      annotations: axisNames(latest, texts),
    });
  }

  // Picture

  const isOutputUnit = (hovered) => hovered?.kind === "unit" && latest.layout.columns[hovered.layer]?.kind === "output";

  function unitIndex(layer, unit) {
    return latest.layout.columns.slice(0, layer).reduce((sum, column) => sum + column.count, unit);
  }

  function picture() {
    const { live, hovered, palette, classes, view, data } = latest;
    const options = { palette, classes, hard: view.hard && classes !== null };
    if (hovered?.kind === "feature") return data?.feature_maps ? painter.paintFeature(data.feature_maps[hovered.key], options) : null;
    if (!live) return null;
    if (isOutputUnit(hovered) && latest.outputs === 1) return painter.paintOutput(live, options);
    if (hovered && hovered.layer < latest.layout.columns.length) {
      const output = isOutputUnit(hovered) ? { ...latest, unit: hovered.unit } : null;
      return painter.paintUnit(live, unitIndex(hovered.layer, hovered.unit), output, options);
    }
    return painter.paintOutput(live, options);
  }

  function draw() {
    if (!latest?.data || !size.width) return;
    const context = fitCanvas(canvas, size.width, size.height);
    const box = plotBox();
    const source = picture();
    context.clearRect(0, 0, size.width, size.height);
    if (!source) return;
    context.save();
    context.beginPath();
    context.roundRect(box.left, box.top, box.width, box.height, 3);
    context.clip();
    const to = pictureBox(latest.data.domain, ranges ?? domainRanges(), box, source.width);
    context.imageSmoothingEnabled = true;
    context.drawImage(source, to.x, to.y, to.width, to.height);
    if (!plotDrawn && !latest.drawing) drawPlainPoints(context, box);
    drawBatch(context, box);
    context.restore();
  }

  const shownRanges = () => ranges ?? domainRanges();
  const onScreen = (box, x1, x2) => toScreen(shownRanges(), box, x1, x2);

  /** Until Plotly is there, the points must not be missing. */
  function drawPlainPoints(context, box) {
    const { data: { train, test }, palette, classes } = latest;
    const look = { count: train.label.length + test.label.length, rim: palette.css.rimTrain };
    for (const [i, label] of train.label.entries()) {
      const [x, y] = onScreen(box, train.x1[i], train.x2[i]);
      drawPoint(context, { x, y }, { ...look, fill: css(classes === null ? diverging(palette.scale, label) : classColor(palette, label, classes)) });
    }
  }

  /** The points of the pass that is looked at, or of the last update where it can be followed by eye. */
  function drawBatch(context, box) {
    const { live, data: { train }, palette } = latest;
    const look = { color: palette.css.gradient, few: train.label.length <= 8 };
    const pass = passOf(latest);
    if (pass) {
      const { x1, x2 } = pass.answer.source;
      x1.forEach((x, i) => drawLight(context, onScreen(box, x, x2[i]), { ...look, ringed: x1.length > 1 && i === pass.sample }));
    } else if (live?.batch && followable(latest)) {
      for (const index of live.batch) {
        if (index < train.label.length) drawLight(context, onScreen(box, train.x1[index], train.x2[index]), look);
      }
    }
  }

  // Choosing a point to take a step with

  function pointsOnScreen() {
    const { data, view } = latest;
    const box = plotBox();
    return (view.showTest ? ["train", "test"] : ["train"]).flatMap((set) => data[set].label.map((_, index) => {
      const [x, y] = onScreen(box, data[set].x1[index], data[set].x2[index]);
      return { set, index, x, y };
    }));
  }

  /** The point nearest to a place on the screen, if any is near, is what the pass begins with. */
  function pick(x, y, reach) {
    const { data } = latest;
    const found = nearestPoint(pointsOnScreen(), x, y, reach);
    if (!found) return;
    const { set, index } = found;
    const { x1, x2, label } = data[set];
    actions.choose(PASS, { picked: set === "train" ? { kind: "train", index } : { kind: "point", x1: x1[index], x2: x2[index], label: label[index] } });
  }

  const picking = () => latest?.ready && latest.data && latest.instrument === PASS && !latest.playing && !latest.drawing;

  /** Let go where it was pressed. Plotly lays a cover over the page meanwhile, so the page is listened to. */
  function onPress(event) {
    if (!picking() || event.button !== 0) return;
    document.addEventListener("pointerup", (end) => {
      const moved = Math.hypot(end.clientX - event.clientX, end.clientY - event.clientY);
      if (moved > STILL || !picking()) return;
      const bounds = surface.getBoundingClientRect();
      pick(end.clientX - bounds.left, end.clientY - bounds.top, event.pointerType === "touch" ? 2 * REACH : REACH);
    }, { once: true });
  }

  // Reading at a place

  function placeOf(event) {
    const bounds = surface.getBoundingClientRect();
    return fromScreen(shownRanges(), plotBox(), event.clientX - bounds.left, event.clientY - bounds.top);
  }

  function onKey(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const step = steps[event.key];
    const shown = ranges ?? domainRanges();
    if (event.key === "Enter" && place && picking()) pick(...onScreen(plotBox(), place.x1, place.x2), Infinity);
    if (!step || !shown) return;
    event.preventDefault();
    const middle = { x1: (shown.x[0] + shown.x[1]) / 2, x2: (shown.y[0] + shown.y[1]) / 2 };
    const from = place ?? middle;
    const fine = event.shiftKey ? 200 : 24;
    const move = (x, [low, high], by) => Math.max(low, Math.min(high, x + (by * (high - low)) / fine));
    probeAt({ x1: move(from.x1, shown.x, step[0]), x2: move(from.x2, shown.y, step[1]) }, true);
  }

  function probeAt(next, marked = false) {
    place = next;
    cross.hidden = !next || !marked;
    if (!next) return showReading(null);
    if (marked) {
      const [x, y] = onScreen(plotBox(), next.x1, next.x2);
      cross.style.transform = `translate(${x}px, ${y}px)`;
    }
    if (latest?.drawing) return;
    showReading(quickReading());
    askExactly(next);
  }

  function quickReading() {
    const { live, data, hovered } = latest ?? {};
    return live && data && !hovered ? readSurface(live.surface, data.domain, place.x1, place.x2, latest.classes === null) : null;
  }

  function exactReading() {
    const { activations, output, outputs, classes } = latest;
    if (!place || activations?.x1 !== place.x1 || activations?.x2 !== place.x2) return null;
    const answers = activations.layers.at(-1).a;
    return answers.length !== outputs ? null : readAnswers(answers, ["sigmoid", "step", "softmax"].includes(output) ? 0.5 : 0, classes === null);
  }

  /** When the network has changed: of many classes the exact shares now and then, of one value the surface at every frame. */
  function followReading() {
    askAgain();
    if (latest.outputs === 1 || !exactReading()) showReading(quickReading());
  }

  function showReading(found) {
    if (!found || !place) {
      reading.replaceChildren(el("span", { class: "reading-hint" }, t("output.reading_hint")));
      return;
    }
    const where = el("span", { class: "reading-place" }, `x₁ ${formatWeight(place.x1)}  x₂ ${formatWeight(place.x2)}`);
    const total = found.shares && latest.output === "softmax" ? sumOf(found.shares) : null;
    reading.replaceChildren(el("span", { class: "reading-line" }, where, total), ...(found.kind === "scalar" ? scalarReading(found) : classReading(found)));
  }

  function scalarReading({ value, label }) {
    const probability = latest.output === "sigmoid";
    const text = probability ? t("output.probability", { class: className(1), value: formatNumber(value, 3) }) : t("output.answer", { value: formatNumber(value, 3) });
    return [el("b", {}, text), label !== null && el("span", { class: "reading-class" }, swatch(label), className(label))].filter(Boolean);
  }

  function classReading({ label, shares, confidence }) {
    if (!shares) return [el("b", { class: "reading-class" }, swatch(label), `${className(label)} ${formatPercent(confidence, 0)}`)];
    const named = shares.length <= MOST_NAMES;
    return [el("span", { class: "shares" }, ...shares.map((share, k) =>
      el("span", { class: k === label ? "class-share best" : "class-share", title: className(k) },
        swatch(k), named && className(k), el("span", { class: "share" }, share.toFixed(2)))))];
  }

  const sumOf = (shares) => el("span", { class: "sum" }, `Σ = ${shares.reduce((sum, share) => sum + share, 0).toFixed(2)}`);

  function swatch(label) {
    const node = el("i", { class: "swatch" });
    node.style.background = css(classColor(latest.palette, label, latest.classes));
    return node;
  }

  // Legend and title

  function showLegend() {
    const { hovered, classes, live, experiment } = latest;
    const brought = Boolean(experiment.data.class_names);
    legend.classList.toggle("named", brought && !hovered && classes > 2);
    legend.classList.toggle("named-ends", brought && !hovered && classes === 2);
    if (!hovered && classes > 2) {
      const short = classes > MOST_NAMES && !brought;
      legend.replaceChildren(...Array.from({ length: classes }, (_, k) =>
        el("span", { class: "legend-class", title: className(k) }, swatch(k), el("span", { class: "legend-name" }, short ? t("output.class_short", { class: k + 1 }) : className(k)))));
      return;
    }
    const [low, high] = legendEnds(hovered, live);
    legend.replaceChildren(el("span", { title: low }, low), el("i", { class: latest.view.hard && latest.classes !== null && !hovered ? "legend-bar hard" : "legend-bar" }), el("span", { title: high }, high));
  }

  function legendEnds(hovered, live) {
    if (hovered?.kind === "feature") return [t("output.negative"), t("output.positive")];
    if (isOutputUnit(hovered) && latest.zeroOne && latest.outputs > 1) return ["0", "1"];
    if (hovered && live && !(isOutputUnit(hovered) && latest.outputs === 1)) {
      const scale = formatNumber(live.units.scale[unitIndex(hovered.layer, hovered.unit)], 2);
      return [`−${scale}`, scale];
    }
    if (latest.classes === null) return ["−1", "1"];
    const low = live?.surface.low === 0 ? "0" : "−1";
    return [`${className(0)} ${low}`, `1 ${className(1)}`];
  }

  function showTitle() {
    const { hovered } = latest;
    setAttribute(title, "data-formula", hovered?.kind === "feature" ? "" : null);
    if (!hovered) return setText(title, t("output.title"));
    if (hovered.kind === "feature") return setText(title, nameOf("features", hovered.key));
    const column = latest.layout?.columns[hovered.layer];
    const text = column?.kind === "output"
      ? t("network.short_output", { unit: hovered.unit + 1 })
      : t("network.short_unit", { layer: hovered.layer + 1, unit: hovered.unit + 1 });
    setText(title, text);
  }

  function changed(previous, ...fields) {
    return !previous?.ready || fields.some((field) => latest[field] !== previous[field]);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      let newDomain = false;
      showTest.checked = state.view.showTest;
      hard.checked = state.view.hard && state.classes !== null;
      hard.disabled = state.classes === null;
      setAttribute(hard.parentElement, "title", hard.disabled ? t("output.no_hard") : null);
      if (changed(previous, "data") && state.data) {
        const split = state.data.test.label.length > 0;
        showTest.disabled = !split;
        setAttribute(showTest.parentElement, "title", split ? null : t("output.no_test"));
        newDomain = JSON.stringify(previous?.data?.domain) !== JSON.stringify(state.data.domain);
        if (newDomain) zoomTo(domainRanges());
      }
      if (changed(previous, "drawing", "palette") || (!state.drawing && changed(previous, "data", "view", "classes")) || newDomain) drawPoints();
      setAttribute(surface, "data-drawing", state.drawing ? "" : null);
      if (changed(previous, "hovered", "classes", "palette", "view", "experiment") || (state.live !== previous.live && (state.hovered || !previous.live))) {
        showLegend();
        showTitle();
      }
      setAttribute(surface, "data-picking", picking() ? "" : null);
      if (changed(previous, "live", "hovered", "data", "view", "palette", "classes", "playing", "choices", "instrument", "steppedBy", "play")) {
        draw();
        describe();
      }
      if (changed(previous, "activations") && exactReading()) showReading(exactReading());
      else if (place && !state.drawing && state.live !== previous?.live) followReading();
      else if (!previous?.ready) showReading(null);
      setAttribute(surface, "data-hover", state.hovered ? "" : null);
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
    /** The plane for those who draw on it; onview is called whenever another part of it is shown, or in another size. */
    plane: {
      element: surface,
      box: plotBox,
      toScreen: (x1, x2) => onScreen(plotBox(), x1, x2),
      fromScreen: (x, y) => fromScreen(shownRanges(), plotBox(), x, y),
      marked: () => (cross.hidden ? null : place),
      settled: () => settled,
      follow(listener) { onview = listener; },
    },
  };
}
