/** A view whose code is fetched when it is first opened, as the page begins without it. */

/**
 * @param {() => Promise<{open: (...given: any[]) => void, update: (state: any, previous: any) => void, destroy: () => void}>} load
 * @param {() => void} failed called when it cannot be had now; the next opening tries again
 */
export function lazily(load, failed) {
  let view = null;
  let latest = null;
  let wanted = null;

  async function make() {
    try {
      const made = await load();
      view ??= made;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      failed();
    }
  }

  return {
    /** Open it; of several openings while it is fetched the last one counts. */
    async open(...given) {
      wanted = given;
      if (!view) await make();
      if (!view || wanted !== given) return;
      view.update(latest, null);
      view.open(...given);
    },
    update(state, previous) {
      latest = state;
      view?.update(state, previous);
    },
    destroy: () => view?.destroy(),
  };
}

/** Why code could not be fetched: a server that is there has other code by now. @param {{connection: string}} state @returns {string} key of a text */
export const whyMissing = ({ connection }) => (connection === "open" ? "error.outdated" : "error.unreachable");
