/** The address of the page: it always describes the experiment, and what comes in by it is opened. */

import { debounce } from "./lib/animation.js";
import { experimentIn, linkQuery } from "./lib/address.js";

const PAUSE = 400;
const WATCHED = ["id", "experiment", "hide", "view", "connection"];

/**
 * @param {{store: any, transport: any, storage: {setItem: (key: string, value: string) => void}|null,
 *   place: {hash: () => string, replace: (hash: string) => void}, open: (address: string) => any}} parts
 *   place: of the browser; a page in a frame of another one leaves its address as it is
 */
export function createAddress({ store, transport, storage, place, open, pause = PAUSE }) {
  let written = place.hash();

  let asked = 0;
  let opening = 0;

  async function describe() {
    const own = ++asked;
    const { id, experiment, hide, view, connection } = store.getState();
    // While a link is being opened, what is here is not yet what the address names.
    if (!experiment || connection !== "open" || opening) return;
    try {
      const link = await transport.request("GET", `/sessions/${encodeURIComponent(id)}/link${linkQuery({ hide, view })}`);
      if (store.getState().id === id && own === asked) write(link);
    } catch {
      // The address stays as it was; the next change asks again.
    }
  }

  /** Points that are too many for an address stay out of it: the short form can at least be read. */
  function write({ fragment, short }) {
    const address = fragment ?? short;
    store.setState({ address });
    // Changed by hand this very moment, the address is not written over: what it names is opened first.
    if (address === written || place.hash() !== written) return;
    place.replace(address);
    written = place.hash();
    storage?.setItem("address", written);
  }

  const describeSoon = debounce(describe, pause);
  store.subscribe((state, previous) => {
    if (WATCHED.some((field) => state[field] !== previous[field])) describeSoon();
  });

  /** The address was changed by hand, or a place on the page was jumped to. */
  async function changed() {
    const hash = place.hash();
    if (hash === written) return;
    const link = experimentIn(hash);
    written = hash;
    // What was asked before describes what was here before.
    asked += 1;
    opening += 1;
    try {
      if (link) await open(link);
    } finally {
      opening -= 1;
      describeSoon();
    }
  }

  return { changed };
}
