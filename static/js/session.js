/** The session that the page shows: made, found again after a reload, kept in step with the server. */

import { decodeFrame } from "./lib/frame.js";
import { emptyHistory, mergeHistory } from "./lib/history.js";
import * as protocol from "./protocol.js";

const RESOLUTION = 100;
const UNIT_RESOLUTION = 24;

/**
 * @param {{store: any, transport: any, storage: Storage|null, notify: (key: string, values?: any, level?: string) => void,
 *   decode?: (buffer: ArrayBuffer) => any}} parts
 */
export function createSession({ store, transport, storage, notify, decode = decodeFrame }) {
  let waiting = false;
  let owed = null;

  /** Restore the session of this tab, or start one. */
  async function start() {
    const id = read("session");
    if (!id) return create({});
    try {
      return open(await transport.request("GET", `/sessions/${encodeURIComponent(id)}`));
    } catch (error) {
      if (error.status === 404) return recreate("session.forgotten");
      throw error;
    }
  }

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

  function open(session) {
    store.setState({ id: session.id, connection: "connecting", frame: null, data: null, history: emptyHistory(), data_revision: null, structure_revision: null });
    write("session", session.id);
    take(session);
    transport.connect(session.id, { onMessage, onFrame, onState });
    refreshData();
  }

  /** Take over what an answer or a message says of the session. @param {any} said */
  function take(said) {
    const change = {};
    for (const field of ["experiment", "status", "structure_revision", "engine"]) {
      if (said[field] !== undefined) change[field] = said[field];
    }
    // What a paused session was last played at is the page's to choose.
    if (said.play && said.status?.playing) change.play = said.play;
    if (said.status) change.playing = agreed(said.status.playing);
    store.setState(change);
    if (said.experiment) write("experiment", JSON.stringify(said.experiment));
    if (said.data_revision !== undefined && said.data_revision !== store.getState().data_revision) {
      store.setState({ data_revision: said.data_revision });
      refreshData();
    }
  }

  async function refreshData() {
    const { id, data_revision: revision } = store.getState();
    const data = await transport.request("GET", `/sessions/${encodeURIComponent(id)}/data`);
    const now = store.getState();
    if (now.id === id && now.data_revision === revision) store.setState({ data });
  }

  function onMessage(message) {
    if (message.type === "session") take(message.session);
    else if (message.type === "closed") endedBecause(message.reason);
    else notify("error.refused", { message: message.error.message }, "error");
  }

  function onFrame(buffer) {
    const frame = decode(buffer);
    received(frame);
    const { history, data_revision: known } = store.getState();
    store.setState({ frame, playing: agreed(frame.playing), history: mergeHistory(history, frame.history) });
    if (frame.data_revision !== known) {
      store.setState({ data_revision: frame.data_revision });
      refreshData();
    }
  }

  /**
   * Two places for frames: one being drawn, one on its way. So the server makes the next frame
   * while this one waits for the screen, and a page that draws slowly still is not flooded.
   */
  function received({ frame }) {
    if (waiting) owed = frame;
    else transport.tell(protocol.taken(frame));
    waiting = true;
  }

  function drawn() {
    waiting = false;
    if (owed !== null) transport.tell(protocol.taken(owed));
    owed = null;
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
    recreate(reason).catch((error) => store.setState({ problem: error }));
  }

  /** Tell the server what is looked at; a hidden page gets no frames. */
  function sendView() {
    const active = globalThis.document?.visibilityState !== "hidden";
    transport.tell(protocol.view({ network: store.getState().network, resolution: RESOLUTION, unitResolution: UNIT_RESOLUTION, active }));
  }

  const read = (key) => storage?.getItem(key) ?? null;
  const write = (key, value) => storage?.setItem(key, value);

  return { start, take, sendView, drawn };
}
