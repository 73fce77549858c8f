/** The sheet that is drawn on: a layer over the output in which points follow the hand at once. */

import { classColor, css, diverging } from "../lib/color.js";
import { el, fitCanvas, setAttribute } from "../lib/dom.js";
import { clampInto, classCount, createBrush, createEraser, drawnPoints, isInside, keyOf, nearestPlace, placeOn, pointsOf, unlike } from "../lib/drawing.js";
import { formatCount } from "../lib/format.js";
import { drawPoint, pointSize } from "../lib/points.js";

/** Pixels between two points of one stroke, by density. */
const SPACINGS = [30, 21, 15, 10, 7];
/** An eraser is never narrower than this, a point to be moved never further away, in pixels. */
const LEAST_ERASER = 16;
const REACH = 16;
const NONE = { x1: [], x2: [], label: [] };

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any, plane: any, pen: () => any}} parts plane: the one of the output;
 *   pen: as it is at this moment, for a key and a click may come between two pictures
 */
export function createDrawing(element, { actions, texts: { t, language }, catalog, plane, pen }) {
  const sheet = el("canvas", { class: "sheet-points", "aria-hidden": "true", hidden: true });
  const layer = el("canvas", { class: "sheet", "aria-hidden": "true", hidden: true });
  plane.element.querySelector(".cross").before(sheet, layer);
  let latest = null;
  let points = [];
  let keys = [];
  let tested = new Set();
  let known = [];
  let gesture = null;
  let carried = null;
  let pointer = null;
  let covering = false;

  layer.addEventListener("pointerdown", onDown);
  layer.addEventListener("pointermove", onMove);
  layer.addEventListener("pointerup", onUp);
  layer.addEventListener("pointercancel", onUp);
  layer.addEventListener("pointerleave", () => point(null));
  plane.element.addEventListener("keydown", onKey);
  plane.follow(() => covering && paint());

  // Where things are

  function at(event) {
    const bounds = layer.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  const onScreen = ({ x1, x2 }) => {
    const [x, y] = plane.toScreen(x1, x2);
    return { x, y };
  };
  const label = () => (latest.classes === null ? pen().target : pen().label);

  function pointAt({ x, y }, value = label()) {
    const place = plane.fromScreen(x, y);
    return place && { ...placeOn(latest.data.domain, place.x1, place.x2), label: value };
  }

  // With a pointer: a gesture begins, is drawn on, and ends as one stroke.

  const GESTURES = {
    brush() {
      const { width, density } = pen();
      return { brush: createBrush({ width, spacing: SPACINGS[density - 1], box: plane.box(), room: catalog.limits.samples - points.length }) };
    },
    erase: () => ({ eraser: createEraser(points.map(onScreen), eraserReach()) }),
    move(place) {
      const index = nearestPlace(points.map(onScreen), place.x, place.y, REACH);
      return index < 0 ? null : { moved: index, to: null };
    },
  };

  const eraserReach = () => Math.max(LEAST_ERASER, pen().width) / 2;

  function onDown(event) {
    if (!latest?.drawing || event.button !== 0 || !event.isPrimary) return;
    plane.element.focus({ preventScroll: true });
    const place = at(event);
    if (!isInside(plane.box(), place.x, place.y)) return;
    carried = null;
    gesture = GESTURES[pen().tool](place);
    if (!gesture) return;
    layer.setPointerCapture(event.pointerId);
    drawOn(place);
  }

  function onMove(event) {
    if (!event.isPrimary) return;
    point(at(event), event.pointerType);
    if (!gesture) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) drawOn(at(each));
  }

  function drawOn(place) {
    if (gesture.brush) gesture.brush.to(place.x, place.y);
    if (gesture.eraser) gesture.eraser.to(place.x, place.y);
    if (gesture.moved >= 0) {
      const { x, y } = clampInto(plane.box(), place.x, place.y);
      gesture.to = pointAt({ x, y }, points[gesture.moved].label);
    }
    paint();
  }

  function onUp(event) {
    if (!event.isPrimary || !gesture) return;
    if (event.type === "pointerup" && gesture.to) drawOn(at(event));
    const done = gesture;
    gesture = null;
    if (event.pointerType !== "mouse") pointer = null;
    if (done.brush) place(done.brush.marks.map((mark) => pointAt(mark)).filter(Boolean), done.brush.full);
    if (done.eraser) erase([...done.eraser.hit]);
    if (done.to) move(done.moved, done.to);
    paint();
  }

  function point(next, kind = "mouse") {
    pointer = kind === "touch" && !gesture ? null : next;
    if (latest?.drawing) paintHand();
  }

  // With the keyboard: at the cross, which the arrow keys move.

  function onKey(event) {
    if (!latest?.drawing || event.key !== "Enter" || event.repeat || event.target !== plane.element) return;
    event.preventDefault();
    const box = plane.box();
    const marked = plane.marked();
    const here = marked ? onScreen(marked) : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const { tool } = pen();
    if (tool === "brush") place(points.length < catalog.limits.samples ? [pointAt(here)] : [], points.length >= catalog.limits.samples);
    if (tool === "erase") erase(points.flatMap((each, i) => (distance(onScreen(each), here) <= Math.max(REACH, eraserReach()) ? [i] : [])));
    if (tool === "move") carry(here);
  }

  const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

  /** The first time takes a point up, the second sets it down. */
  function carry(here) {
    const index = carried === null ? -1 : keys.indexOf(carried);
    if (index >= 0) move(index, pointAt(here, points[index].label));
    const found = index < 0 ? nearestPlace(points.map(onScreen), here.x, here.y, Infinity) : -1;
    carried = found < 0 ? null : keys[found];
    paint();
  }

  // What a gesture comes to

  function place(added, full) {
    if (full) actions.tell("draw.full", { most: formatCount(catalog.limits.samples, language) });
    const fresh = unlike(points, added);
    if (fresh.length) actions.draw({ kind: "add", points: fresh }, { key: "draw.edit.added", values: { count: fresh.length } });
  }

  function erase(indices) {
    if (!indices.length) return;
    actions.draw({ kind: "erase", keys: indices.map((i) => keys[i]) }, { key: "draw.edit.erased", values: { count: indices.length } });
  }

  function move(index, to) {
    const from = keys[index];
    if (from !== keyOf(to)) actions.draw({ kind: "move", from, to }, { key: "draw.edit.moved" });
  }

  // Picture

  const colorOf = (value, classes) => css(classes === null ? diverging(latest.palette.scale, value) : classColor(latest.palette, value, classes));

  /** Two classes are the ends of a scale, more have hues, also before the server knows of the third. */
  function classesShown() {
    if (latest.classes === null) return null;
    return classCount(gesture?.brush?.marks.length ? [...points, { label: pen().label }] : points, latest.blank ? 2 : latest.classes);
  }

  function paint() {
    if (!latest?.data || !plane.element.clientWidth) return;
    const { clientWidth: width, clientHeight: height } = plane.element;
    const { rimTest, rimTrain } = latest.palette.css;
    const context = fitCanvas(sheet, width, height);
    context.clearRect(0, 0, width, height);
    const added = gesture?.brush?.marks ?? [];
    const count = points.length + added.length;
    const classes = classesShown();
    const box = plane.box();
    const frame = { left: box.left - 1, top: box.top - 1, width: box.width + 2, height: box.height + 2 };
    const fills = new Map();
    const dot = (place, value, rim) => {
      if (!fills.has(value)) fills.set(value, colorOf(value, classes));
      if (isInside(frame, place.x, place.y)) drawPoint(context, place, { count, fill: fills.get(value), rim });
    };
    points.forEach((each, i) => {
      if (gesture?.eraser?.hit.has(i)) return;
      const now = gesture?.moved === i && gesture.to ? gesture.to : each;
      dot(onScreen(now), now.label, tested.has(keys[i]) ? rimTest : rimTrain);
      if (carried === keys[i] || gesture?.moved === i) ring(context, onScreen(now), pointSize(count) / 2 + 4);
    });
    for (const mark of added) dot(mark, label(), rimTrain);
    paintHand();
  }

  /** What the tool would touch. */
  function paintHand() {
    const { clientWidth: width, clientHeight: height } = plane.element;
    const context = fitCanvas(layer, width, height);
    context.clearRect(0, 0, width, height);
    if (!pointer || !latest.drawing || !isInside(plane.box(), pointer.x, pointer.y)) return;
    const { tool, width: across } = pen();
    if (tool === "erase") ring(context, pointer, eraserReach());
    else if (tool === "brush" && across > 0) ring(context, pointer, across / 2, colorOf(label(), latest.classes));
    else if (tool === "move" && !gesture) {
      const index = nearestPlace(points.map(onScreen), pointer.x, pointer.y, REACH);
      if (index >= 0) ring(context, onScreen(points[index]), pointSize(points.length) / 2 + 4);
    }
  }

  function ring(context, { x, y }, radius, color = latest.palette.css.ink) {
    for (const [wide, style] of [[3, latest.palette.css.card], [1.5, color]]) {
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.lineWidth = wide;
      context.strokeStyle = style;
      context.stroke();
    }
  }

  // In and out

  function cover(on) {
    covering = on;
    sheet.hidden = !on;
    layer.hidden = !on;
  }

  function enter() {
    cover(true);
    const { top, bottom } = plane.element.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) plane.element.scrollIntoView({ block: "center" });
    plane.element.focus({ preventScroll: true });
  }

  /** The layer goes when the plot shows the same points. */
  function leave() {
    const drawn = latest.data && new Set(pointsOf(latest.data).map(keyOf));
    if (latest.strokes.length || !drawn || !keys.every((key) => drawn.has(key))) return;
    plane.settled().then(() => latest.drawing || cover(false));
  }

  return {
    update(state, previous) {
      if (!state.ready || !state.data) return;
      const before = latest;
      latest = state;
      if (state.drawing && !covering) enter();
      if (!covering) return;
      const changed = (...fields) => !before || fields.some((field) => state[field] !== before[field]);
      const own = [state.data, state.experiment.data, state.strokes, state.blank];
      if (own[0] !== known[0]) tested = new Set(pointsOf({ train: NONE, test: state.data.test }).map(keyOf));
      if (own.some((value, i) => value !== known[i])) {
        points = drawnPoints(state);
        keys = points.map(keyOf);
      }
      known = own;
      setAttribute(layer, "data-tool", state.pen.tool);
      setAttribute(plane.element, "aria-label", t(state.drawing ? "draw.surface" : "output.surface"));
      if (changed("experiment", "data", "strokes", "blank", "palette", "pen", "classes", "drawing") || !previous) paint();
      if (!state.drawing) leave();
    },
    destroy() {},
  };
}
