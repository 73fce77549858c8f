/** What a person can want, as calls to the server and changes of the page's own state.
 *
 * An edit answers whether it kept the weights; that is said in a toast. A refused edit changes
 * nothing: the refusal is shown as a sentence, and every control goes back to what holds. */

import { linkQuery } from "./lib/address.js";
import { fixedSamples } from "./lib/derive.js";
import { flatGradients } from "./lib/flow.js";
import { emptyHistory } from "./lib/history.js";
import { latestOnly } from "./lib/moments.js";
import * as protocol from "./protocol.js";
import { createStrokes } from "./strokes.js";

const PATIENCE = 800;

/**
 * @param {{store: any, transport: any, session: any, notify: (key: string, values?: any, level?: string) => void}} parts
 */
export function createActions({ store, transport, session, notify }) {
  const { getState, setState } = store;
  const path = (rest = "") => `/sessions/${encodeURIComponent(getState().id)}${rest}`;
  const ofNetwork = (rest = "") => path(`/networks/${getState().network}${rest}`);
  const network = () => getState().experiment.networks[getState().network];

  let duels = 0;
  let wishes = 0;

  let turn = Promise.resolve();
  /** One after the other: such an edit begins from what the one before it has made of the data. */
  const inTurn = (task) => (turn = turn.then(task, task));

  /** Whether it is still the same session that the page shows, when an answer comes. @returns {() => boolean} */
  function watchSession() {
    const { id } = getState();
    return () => getState().id === id;
  }

  /** The same of the network on view. @returns {() => boolean} */
  function watchNetwork() {
    const { network: at } = getState();
    const stays = watchSession();
    return () => stays() && getState().network === at;
  }

  /**
   * Make an edit and say what it did; rejects where it is refused. What trains has neither kept nor reset the weights.
   * Resolves to whether it is still that session which the page shows: of another one, the answer says nothing.
   */
  async function attempt(method, where, body, what = null) {
    const stays = watchSession();
    const answer = await transport.request(method, where, body);
    if (!stays()) return false;
    session.take(answer ?? {});
    const weights = what?.trains ? null : answer?.weights ?? null;
    if (what) notify("edit", { what, weights }, weights ?? "kept");
    return true;
  }

  /** The same, resolving to whether it was accepted. Other points than before also fill an empty sheet. */
  async function edit(method, where, body, what = null) {
    const stays = watchSession();
    const before = getState().experiment?.data;
    try {
      if (!await attempt(method, where, body, what)) return false;
      const now = getState().experiment?.data;
      if (now?.dataset !== before?.dataset || now?.points?.length !== before?.points?.length) setState({ blank: false });
      return true;
    } catch (error) {
      if (stays()) refuse(error);
      return false;
    }
  }

  function refuse(error) {
    const code = error.code ?? "unexpected";
    const key = code === "unreachable" ? "error.unreachable" : error.status === 404 ? "error.gone" : "error.refused";
    notify(key, { refusal: error }, "error");
    setState({ refusals: getState().refusals + 1 });
  }

  function command(message) {
    if (!transport.tell(message)) notify("error.unreachable", {}, "error");
  }

  /** Training on from the past drops what came after, which undo brings back. */
  function sayWhereFrom() {
    const { looking } = getState();
    if (looking) notify("timeline.went_on", { epoch: Math.round(looking.epoch) });
  }

  /** Show the wish at once; what frames say counts again when one agrees. */
  function want(playing) {
    const own = ++wishes;
    setState({ playing, wanted: playing, played: true });
    setTimeout(() => settle(own), PATIENCE);
  }

  /** No frame has agreed for a while. On a slow line it may still be on its way: the server is asked. */
  async function settle(own) {
    const open = () => own === wishes && getState().wanted !== null;
    if (!open()) return;
    const answer = await transport.request("GET", path()).catch(() => null);
    if (open()) setState({ wanted: null, playing: answer?.status.playing ?? getState().frame?.playing ?? false });
  }

  /** A step back or forth in the past of the session. @param {"undo"|"redo"} way */
  const travel = (way) => inTurn(async () => {
    if (way === "undo" && getState().blank) {
      setState({ blank: false });
      return true;
    }
    const { [way]: steps, before } = getState();
    if (!steps) return false;
    // What was played since is undone with the edit, so that the page must not go on as if it played.
    setState({ wanted: null });
    const accepted = await edit("POST", path(`/${way}`), undefined);
    if (accepted && way === "undo" && before?.undo === steps) setState({ hide: before.hide, view: before.view, arrival: null, before: null });
    if (accepted) notify(`toast.${way}`, {}, "good");
    return accepted;
  });

  const lookBack = latestOnly((moment) => {
    setState({ wanted: null });
    return edit("POST", path("/timeline/look"), { moment });
  });

  /** Pause, and wait until the server has heard of it: a stream that is closed at once may not tell it any more. */
  async function rest() {
    command(protocol.pause());
    await transport.request("GET", path()).catch(() => {});
  }

  const run = {
    /** Show a moment of the timeline, or with null the present again. @param {number|null} moment its id */
    lookBack,
    /** The network on view as it was at the moment looked at, as a rival of what it has become. */
    async branchOff() {
      const { looking, network: at, experiment } = getState();
      if (!looking) return false;
      const { name } = experiment.networks[at];
      const body = { moment: looking.id, network: at };
      return edit("POST", path("/timeline/branch"), body, { key: "edit.branched", values: { name, epoch: Math.round(looking.epoch) } });
    },
    undo: () => travel("undo"),
    redo: () => travel("redo"),
    togglePlay() {
      const { playing, play } = getState();
      if (!playing) sayWhereFrom();
      want(!playing);
      setState({ steppedBy: play.unit });
      command(playing ? protocol.pause() : protocol.play(play.unit, play.rate));
    },
    /** @param {"samples"|"batches"|"epochs"} unit */
    step(unit) {
      sayWhereFrom();
      want(false);
      setState({ steppedBy: unit });
      command(protocol.step(unit));
    },
    /** Speed and unit hold for the next play, and at once while playing. @param {{unit?: string, rate?: number|null}} change */
    setPlay(change) {
      const play = { ...getState().play, ...change };
      setState({ play });
      if (getState().playing) command(protocol.play(play.unit, play.rate));
    },
    /** What a link holds in place of what is here. Resolves to null, or to why not. @param {string} address */
    openLink: (address) => inTurn(async () => {
      const stays = watchSession();
      try {
        const { link, ...answer } = await transport.request("PUT", path("/link"), { address });
        if (!stays()) return null;
        setState({ wanted: null, duel: null, drawing: false, blank: false });
        session.take(answer);
        session.arrive(link);
        look.lookAt(0);
        return null;
      } catch (error) {
        return error;
      }
    }),
    /** The same, where the refusal has no place of its own. @param {string} address */
    async openLinkAnywhere(address) {
      const refused = await run.openLink(address);
      if (refused) session.turnAway(refused);
    },
    /** The link to this experiment, and how long it is; rejects with an ApiError. @param {{weights?: boolean, hide?: string[]}} wishes */
    readLink({ weights = false, hide = getState().hide }) {
      return transport.request("GET", path(`/link${linkQuery({ weights, hide, view: getState().view })}`));
    },
    dismissArrival: () => setState({ arrival: null }),
    /** Hide these controls on the page. @param {string[]} hide */
    setHidden: (hide) => setState({ hide }),
    /** The same initial weights again. */
    reset: () => edit("POST", path("/reset"), { seed: null }, { key: "edit.reset" }),
    /** New initial weights; the data stay. */
    redraw() {
      const seed = Math.floor(Math.random() * 1e6);
      return edit("POST", path("/reset"), { seed }, { key: "edit.redraw", values: { seed } });
    },
    /** @param {number} seed */
    setSeed: (seed) => edit("POST", path("/reset"), { seed }, { key: "edit.redraw", values: { seed } }),
  };

  const data = {
    /** Change some of the data's settings. @param {any} change @param {any} what */
    setData(change, what) {
      // Names belong to the points that they came with.
      const names = change.dataset || change.points ? { class_names: null, axis_names: null } : {};
      return inTurn(() => edit("PUT", path("/data"), { ...getState().experiment.data, ...names, ...change }, what));
    },
    /** What a table would become; rejects with an ApiError. @param {any} table with what is wanted, or a Blob @param {string} [query] what is said of a Blob */
    lookAtTable: (table, query = "") => transport.request("POST", `/csv/look${query}`, table),
    /** Learn from the points of a table; rejects with an ApiError. @param {any} table with what to take @param {any} what */
    bringTable: (table, what) => inTurn(async () => {
      await attempt("PUT", path("/data/csv"), table, what);
      setState({ blank: false });
    }),
    /** A data set brings its own task, and its own number of classes. @param {string} dataset */
    chooseDataset(dataset) {
      const change = { dataset, classes: null, points: null, domain: null };
      return data.setData(change, { key: "edit.dataset", entry: ["datasets", dataset] });
    },
    regenerate() {
      // Of measured data there are no other points: only those for testing are chosen anew.
      const key = fixedSamples(getState()) === null ? "edit.regenerate" : "draw.edit.split";
      return data.setData({ seed: Math.floor(Math.random() * 1e6) }, { key });
    },
    /** @param {"classification"|"regression"} task */
    setTask(task) {
      if (task === getState().experiment.task) return Promise.resolve(true);
      const { catalog, lastDataset, lastOwn } = getState();
      const dataset = catalog.datasets.find((d) => d.task === task && d.group === "classic");
      if (lastDataset[task] !== "custom") return data.chooseDataset(lastDataset[task] ?? dataset.key);
      return data.setData({ ...lastOwn[task], task }, { key: "edit.dataset", entry: ["datasets", "custom"] });
    },
    /** @param {string} key */
    toggleFeature: (key) => inTurn(async () => {
      const { features } = getState().experiment;
      const on = !features.includes(key);
      const order = getState().catalog.features.map((f) => f.key);
      const next = on ? order.filter((k) => k === key || features.includes(k)) : features.filter((k) => k !== key);
      if (!next.length) {
        notify("error.last_feature", {}, "error");
        return false;
      }
      return edit("PUT", path("/features"), next, { key: on ? "edit.feature_on" : "edit.feature_off", entry: ["features", key] });
    }),
  };

  const net = {
    /** @param {any} change of the network's settings @param {any} what */
    setNetwork: (change, what) => edit("PATCH", ofNetwork(), change, what),
    /** What is left out stays, as long as the optimizer is the same. @param {any} change of the optimizer @param {any} what */
    setOptimizer: (change, what) => net.setNetwork({ optimizer: change }, what),
    /** @param {string} activation for all hidden layers */
    setAllActivations: (activation) => inTurn(() => {
      const layers = network().layers.map((layer) => ({ ...layer, activation }));
      return net.setNetwork({ layers }, { key: "edit.activation_all", entry: ["activations", activation] });
    }),
    /** @param {number} index where the new layer stands */
    insertLayer(index) {
      const { layers } = network();
      const like = layers[Math.min(index, layers.length - 1)];
      const layer = { index, units: like ? like.units : 8, activation: like?.activation ?? "tanh" };
      return edit("POST", ofNetwork("/layers"), layer, { key: "edit.layer_added", values: { layer: index + 1 } });
    },
    /** @param {number} index */
    removeLayer: (index) =>
      edit("DELETE", ofNetwork(`/layers/${index}`), undefined, { key: "edit.layer_removed", values: { layer: index + 1 } }),
    /** @param {number} index @param {any} change @param {any} what */
    setLayer: (index, change, what) => edit("PATCH", ofNetwork(`/layers/${index}`), change, what),
    /** Some units more or fewer than the layer has when it is its turn. @param {number} index @param {number} more @param {number} most */
    addUnits: (index, more, most) => inTurn(() => {
      const layer = network().layers[index];
      const units = Math.max(1, Math.min(most, (layer?.units ?? 0) + more));
      return net.setLayer(index, { units }, { key: "edit.units", values: { layer: index + 1, units, amount: units } });
    }),
    /** One weight, or with from null a bias. @param {{layer: number, from: number|null, to: number}} place @param {{value?: number, mask?: 0|1, frozen?: 0|1}} change @param {any} what */
    setWeight: (place, change, what) => edit("PATCH", ofNetwork("/weights"), { ...place, ...change }, what),
    /** Another network beside those that are there, like the one on view, with the same start. */
    async addRival() {
      const { experiment, network: at } = getState();
      const accepted = await edit("POST", path("/networks"), { copy_of: at });
      if (!accepted) return false;
      const added = getState().experiment.networks.length - 1;
      look.lookAt(added);
      notify("edit", { what: { key: "edit.rival", values: { name: getState().experiment.networks[added].name, like: experiment.networks[at].name } }, weights: null });
      return true;
    },
    /** @param {number} n */
    removeRival(n) {
      const { experiment, network: at } = getState();
      const { name } = experiment.networks[n];
      return edit("DELETE", path(`/networks/${n}`), undefined, { key: "edit.rival_removed", values: { name } }).then((accepted) => {
        if (accepted && n < at) look.lookAt(at - 1);
        return accepted;
      });
    },
    /** A whole unit: cut off or restored, its incoming weights frozen or thawed. @param {number} layer @param {number} unit @param {{mask?: 0|1, frozen?: 0|1}} change @param {any} what */
    setUnit: (layer, unit, change, what) => edit("POST", ofNetwork("/units"), { layer, unit, ...change }, what),
    /** Take exactly the step that a backward pass has announced. @param {any} body its iteration, its name and where its points come from */
    applyPass: (body) => edit("POST", ofNetwork("/pass/apply"), body, { key: "edit.pass_applied", trains: true }),
    /** Ready-made comparisons; none where they cannot be had. @returns {Promise<any[]>} */
    async loadDuels() {
      try {
        return (await transport.request("GET", "/duels")).duels;
      } catch (error) {
        refuse(error);
        return [];
      }
    },
    /** Put a comparison in place of the experiment, from its starting weights, and play it. @param {any} duel */
    async startDuel({ key, experiment, play, seconds, norm }) {
      if (getState().playing) command(protocol.pause());
      if (!(await edit("PUT", path("/experiment?fresh=true"), experiment))) return false;
      look.lookAt(0);
      setState({ duel: { key, experiment, play, seconds, norm, seen: false, run: ++duels }, play, curve: "loss" });
      look.choose("gradients", { norm, way: "rivals" });
      want(true);
      setState({ steppedBy: play.unit });
      command(protocol.play(play.unit, play.rate));
      return true;
    },
    revealDuel: () => setState({ duel: { ...getState().duel, seen: true } }),
    leaveDuel: () => setState({ duel: null }),
    /** Do what a message advises. @param {{advice: any, reset?: boolean}} message */
    followAdvice({ advice, reset }) {
      return edit("PATCH", `${ofNetwork()}?fresh=${Boolean(reset)}`, advice, { key: "edit.advice" });
    },
  };

  const look = {
    /** @param {{kind: "unit", layer: number, unit: number}|{kind: "feature", key: string}|null} hovered */
    hover(hovered) {
      setState({ hovered });
    },
    /** @param {Partial<{showTest: boolean, hard: boolean}>} change */
    setView: (change) => setState({ view: { ...getState().view, ...change } }),
    /** @param {"loss"|"accuracy"} curve */
    setCurve: (curve) => setState({ curve }),
    /** Ask what every layer makes of one place. @param {{x1: number, x2: number}} probe */
    async probe({ x1, x2 }) {
      const stays = watchNetwork();
      const answer = await transport.request("GET", ofNetwork(`/activations?x1=${x1}&x2=${x2}`)).catch(() => null);
      if (stays()) setState({ activations: answer && { x1, x2, ...answer } });
    },
    /** @param {number} n the network to look at */
    lookAt(n) {
      const { network: at, histories } = getState();
      if (n !== at) setState({ network: n, history: histories[n] ?? emptyHistory(), hovered: null, activations: null });
    },
    /** What the lines of the diagram show. @param {"weights"|"gradients"} lines */
    setLines: (lines) => setState({ lines }),
    /** Fetch the gradients of every weight at this moment. @param {any[]} slices @param {number} total number of parameters */
    async loadFlow(slices, total) {
      const { network: at, structure_revision: revision, lines } = getState();
      if (lines !== "gradients") return;
      const stays = watchNetwork();
      try {
        const { layers, norms } = await transport.request("GET", ofNetwork("/gradients"));
        const values = flatGradients(layers, slices, total);
        if (values && stays()) setState({ flow: { network: at, revision, values, norms: norms.weights } });
      } catch {
        // The next frame asks again.
      }
    },
    /** @param {string} instrument key of the tab */
    setInstrument: (instrument) => setState({ instrument }),
    toggleExpanded() {
      if (getState().drawing) strokes.leaveDrawing();
      setState({ expanded: !getState().expanded });
    },
    /** Keep what was chosen in an instrument. @param {string} key @param {any} change */
    choose(key, change) {
      const { choices } = getState();
      setState({ choices: { ...choices, [key]: { ...choices[key], ...change } } });
    },
    /** Ask the server of the network on view; rejects with an ApiError. @param {string} rest of the address @param {string} [method] @param {any} [body] */
    askNetwork: (rest, method = "GET", body = undefined) => transport.request(method, ofNetwork(rest), body),
    /** A file of the session, and what the server calls it; rejects with an ApiError. @param {string} rest of the address */
    download: (rest) => transport.download(path(rest)),
    /** Show the session that a file holds; the one before rests on the server. Rejects with an ApiError, and then changes nothing. @param {Blob} file */
    openFile: (file) => inTurn(async () => {
      const opened = await transport.request("POST", "/sessions/file", file);
      if (getState().playing) await rest();
      setState({ wanted: null, duel: null, flow: null, activations: null, hovered: null, drawing: false, blank: false });
      session.open(opened);
      return opened;
    }),
    /** The same of the session. @param {string} rest @param {string} [method] @param {any} [body] */
    ask: (rest, method = "GET", body = undefined) => transport.request(method, path(rest), body),
    /** Say why something was refused. @param {any} error */
    refuse,
    dismissNotice: (id) => setState({ notices: getState().notices.filter((notice) => notice.id !== id) }),
  };

  const strokes = createStrokes({ store, attempt, path, inTurn, refuse, notify });

  return { ...run, ...data, ...net, ...look, ...strokes };
}
