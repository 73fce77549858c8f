/** The session that the page shows: made, found again after a reload, kept in step with the server. */

import { besideIn, experimentIn } from "./lib/address.js";
import { throttle } from "./lib/animation.js";
import { decodeFrame } from "./lib/frame.js";
import { emptyHistory, mergeAll, mergeHistory } from "./lib/history.js";
import * as protocol from "./protocol.js";

const RESOLUTION = 100;
/** Of a network that rests and is measured quickly the picture is finer. */
const FINE = 200;
const UNIT_RESOLUTION = 24;
const MOMENTS_EVERY = 600;

/** So many frames are held for the next refreshes: as many as the screen catches up with after a chart was drawn. */
const MOST_HELD = 2;

/** A second has so many refreshes; at no more steps than that, frames come one by one. */
const REFRESHES = 60;

/** A frame that differs from the one before in one of these shows an edit, another network, a pause or another moment. */
const ASKED_FOR = ["network", "structure_revision", "data_revision", "playing", "looking"];

/** Whether a frame shows nothing but that training goes on. */
const goesOn = (before, frame) => frame.playing && ASKED_FOR.every((field) => frame[field] === before[field]);

/**
 * @param {{store: any, transport: any, storage: Storage|null, notify: (key: string, values?: any, level?: string) => void,
 *   wish?: (state: any) => any, decode?: (buffer: ArrayBuffer) => any}} parts
 */
export function createSession({ store, transport, storage, notify, wish = () => null, decode = decodeFrame }) {
  /** The frame that waits for the screen, those after it, and the number of the last one if the server was not told of it. */
  let waiting = null;
  let held = [];
  let owed = null;
  let told = "";

  /**
   * Show the session that the address names, or that of this tab, or start one.
   * @param {string|null} [named] @param {string|null} [hash] what the address describes: by this tab, or by whoever made the link
   * @param {boolean} [own] whether it is known to be of this tab
   */
  async function start(named = null, hash = null, own = false) {
    const link = experimentIn(hash);
    if (link && !named && !own && link !== read("address")) return startWith(link);
    const { hide, view } = besideIn(link);
    store.setState({ hide, view });
    const id = named ?? read("session");
    if (!id) return create({});
    try {
      return open(await transport.request("GET", `/sessions/${encodeURIComponent(id)}`));
    } catch (error) {
      if (error.status === 404) return recreate("session.forgotten");
      throw error;
    }
  }

  /** A link takes the place of what this tab had, which undo brings back; a link that is none changes nothing. */
  async function startWith(link) {
    const id = read("session");
    try {
      const opened = (id && await openHere(id, link)) || await transport.request("POST", "/sessions/link", { address: link });
      open(opened);
      arrive(opened.link, opened.id === id);
      write("address", link);
    } catch (error) {
      if (error.status !== 422) throw error;
      await start();
      turnAway(error);
    }
  }

  /** Null where the server no longer has the session. */
  async function openHere(id, link) {
    const where = `/sessions/${encodeURIComponent(id)}`;
    try {
      const edit = await transport.request("PUT", `${where}/link`, { address: link });
      return { ...await transport.request("GET", where), link: edit.link };
    } catch (error) {
      if (error.status === 404) return null;
      throw error;
    }
  }

  /** Take over what a link holds beside its experiment; one that is just as it was needs few words. @param {any} link @param {boolean} [undoable] */
  function arrive({ hide, view, source, warnings }, undoable = true) {
    const exact = source === "playground" && !warnings.length;
    const { hide: hidden, view: viewed, undo } = store.getState();
    store.setState({
      hide, view: { showTest: view.show_test ?? false, hard: view.hard ?? false },
      arrival: exact ? null : { source, warnings, refused: null },
      // What undo brings back beside the experiment, as long as this is the step that it takes back.
      before: undoable ? { hide: hidden, view: viewed, undo } : null,
    });
    if (exact && undoable) notify("links.opened.playground", {}, "good");
  }

  /** A link could not be opened. @param {any} refused */
  const turnAway = (refused) => store.setState({ arrival: { source: null, warnings: [], refused } });

  async function create(experiment) {
    open(await transport.request("POST", "/sessions", experiment));
  }

  /** The server no longer has the session: begin anew from the experiment as it last was. */
  async function recreate(reason) {
    const kept = JSON.parse(read("experiment") ?? "{}");
    try {
      await create(kept);
    } catch (error) {
      if (error.status !== 422) throw error;
      await create({});
    }
    notify(reason, {}, "warning");
  }

  /** Show a session in place of any other. @param {any} session as the server describes it */
  function open(session) {
    forgetFrames();
    store.setState({ id: session.id, connection: "connecting", frame: null, data: null, history: emptyHistory(), histories: [], network: 0, moments: [], timeline: null, looking: null, data_revision: null, structure_revision: null, revision: null, arrival: null, before: null });
    write("session", session.id);
    take(session);
    transport.connect(session.id, { onMessage, onFrame, onState });
  }

  /** Take over what an answer or a message says of the session. @param {any} said */
  function take(said) {
    // Answers and messages come by two ways: one may be overtaken by a newer one.
    if (said.revision < store.getState().revision) return;
    const change = {};
    for (const field of ["revision", "experiment", "status", "structure_revision", "engine", "undo", "redo", "looking", "timeline"]) {
      if (said[field] !== undefined) change[field] = said[field];
    }
    // What a paused session was last played at is the page's to choose.
    if (said.play && said.status?.playing) change.play = said.play;
    if (said.status) change.playing = agreed(said.status.playing);
    if (said.experiment) change.network = Math.min(store.getState().network, Math.max(0, (said.experiment.networks?.length ?? 1) - 1));
    const { timeline } = store.getState();
    store.setState(change);
    followTimeline(timeline);
    if (said.experiment) write("experiment", JSON.stringify(said.experiment));
    if (said.data_revision !== undefined && said.data_revision !== store.getState().data_revision) {
      store.setState({ data_revision: said.data_revision });
      refreshData();
    }
  }

  const refreshMoments = throttle(async () => {
    const { id, timeline } = store.getState();
    try {
      const { moments } = await transport.request("GET", `/sessions/${encodeURIComponent(id)}/timeline`);
      if (store.getState().id === id) store.setState({ moments });
    } catch {
      // The moments that are shown stay; the next change asks again.
      if (store.getState().timeline === timeline) store.setState({ timeline: null });
    }
  }, MOMENTS_EVERY);

  /** @param {any} before the timeline's version that was known */
  function followTimeline(before) {
    const { timeline } = store.getState();
    if (timeline !== null && timeline !== undefined && timeline !== before) refreshMoments();
  }

  async function refreshData() {
    const { id, data_revision: revision } = store.getState();
    const current = () => store.getState().id === id && store.getState().data_revision === revision;
    try {
      const data = await transport.request("GET", `/sessions/${encodeURIComponent(id)}/data`);
      if (current()) store.setState({ data });
    } catch {
      // The points that are shown stay; the next frame asks again. Whether the session is gone, the stream tells.
      if (current()) store.setState({ data_revision: null });
    }
  }

  function onMessage(message) {
    if (message.type === "session") take(message.session);
    else if (message.type === "closed") endedBecause(message.reason);
    else notify("error.refused", { refusal: message.error }, "error");
  }

  /**
   * Frames do not come as evenly as a screen is refreshed. So what comes while one waits for the
   * screen is held for the next refreshes, unless it shows what somebody has just asked for. A page
   * that holds enough tells the server only when there is room again, so that it is not flooded.
   */
  function onFrame(buffer) {
    const frame = decode(buffer);
    const newest = held.at(-1) ?? waiting;
    if (newest && goesOn(newest, frame)) {
      held.push(frame);
    } else {
      held.splice(0).forEach(show);
      show(frame);
    }
    owed = frame.frame;
    payTaken();
  }

  /** The frame that was shown is on the screen. */
  function drawn() {
    waiting = null;
    if (held.length) show(held.shift());
    payTaken();
  }

  /** Whether the next two refreshes have their frames, should a drawing make them late, or wait for none. */
  function spare() {
    const { playing, play } = store.getState();
    const slow = play.rate !== null && play.rate <= REFRESHES;
    return held.length > 0 || !playing || slow;
  }

  function payTaken() {
    if (owed === null || held.length >= MOST_HELD) return;
    transport.tell(protocol.taken(owed));
    owed = null;
  }

  function forgetFrames() {
    waiting = owed = null;
    held = [];
  }

  function show(frame) {
    waiting = frame;
    const { network, history, histories, data_revision: known, timeline } = store.getState();
    // A frame may still be of the network that was looked at before.
    const own = (frame.network ?? network) === network;
    const change = { frame, playing: agreed(frame.playing), history: own ? mergeHistory(history, frame.history) : history, histories: mergeAll(histories, frame.rivals) };
    for (const field of ["timeline", "looking"]) if (frame[field] !== undefined) change[field] = fieldOf(frame, field);
    store.setState(change);
    followTimeline(timeline);
    if (frame.data_revision !== known) {
      store.setState({ data_revision: frame.data_revision });
      refreshData();
    }
  }

  /** A frame names the moment that is looked at by its id, a session says more of it. */
  function fieldOf(frame, field) {
    const known = store.getState()[field];
    if (field !== "looking" || frame.looking === null) return frame[field];
    return known?.id === frame.looking ? known : { id: frame.looking, epoch: frame.networks[frame.network].epoch };
  }

  /** Frames sent before the press of a button reached the server must not turn the button back. */
  function agreed(playing) {
    const { wanted } = store.getState();
    if (wanted === null || wanted === playing) {
      store.setState({ wanted: null });
      return playing;
    }
    return wanted;
  }

  function onState(state) {
    const before = store.getState().connection;
    store.setState({ connection: state === "gone" ? "lost" : state });
    if (state === "open") {
      forgetFrames();
      sendView();
      if (before === "lost") notify("session.regained", {}, "good");
    }
    if (state === "gone") startAgain("session.forgotten");
  }

  /** A server that goes down may come back with the session; one that ended it will not. */
  function endedBecause(reason) {
    if (reason !== "shutdown") startAgain(`session.${reason}`);
  }

  function startAgain(reason) {
    transport.disconnect();
    store.setState({ connection: "connecting" });
    recreate(reason).catch((error) => store.setState({ problem: error }));
  }

  /** Tell the server what is looked at; a hidden page gets no frames. @param {{changed?: boolean}} [when] only where it differs from what was told last */
  function sendView({ changed = false } = {}) {
    const state = store.getState();
    const active = globalThis.document?.visibilityState !== "hidden";
    const fine = !state.playing && (state.frame?.engine ?? state.engine) === "compiled";
    const resolution = Math.min(fine ? FINE : RESOLUTION, state.catalog?.limits.resolution ?? RESOLUTION);
    const view = protocol.view({ network: state.network, resolution, unitResolution: UNIT_RESOLUTION, active, instrument: wish(state) });
    const text = JSON.stringify(view);
    if (!(changed && text === told) && transport.tell(view)) told = text;
  }

  const read = (key) => storage?.getItem(key) ?? null;
  const write = (key, value) => storage?.setItem(key, value);

  return { start, open, take, arrive, turnAway, sendView, drawn, spare };
}
