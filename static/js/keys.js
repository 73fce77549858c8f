/** Keys that act anywhere on the page, and whether Space is for play or for what has the focus. */

import { hidesKey } from "./lib/hiding.js";
import { intentOf, movesFocus, penKeyOf } from "./lib/keyboard.js";

/**
 * @param {{addEventListener: (type: string, listener: (event: any) => void, options?: any) => void}} page
 * @param {{store: any, intents: Record<string, () => void>, pressPen: (key: any) => void, covered: () => boolean}} parts
 *   intents: what each intent does; pressPen: takes a key while points are drawn; covered: whether a dialog has the keys
 */
export function listenToKeys(page, { store, intents, pressPen, covered }) {
  // What was pressed with a pointer keeps the focus; Space is for play then, until a key moves the focus.
  let pointing = false;
  let taken = false;

  function act(event) {
    if (movesFocus(event)) pointing = false;
    const { drawing, experiment, hide } = store.getState();
    const pen = drawing && !event.repeat ? penKeyOf(event, covered()) : null;
    if (pen) {
      event.preventDefault();
      pressPen(pen);
      return;
    }
    // A key held down undoes on and on, but plays and steps only once.
    const once = event.repeat && !event.ctrlKey && !event.metaKey;
    const intent = once ? null : intentOf(event, covered(), pointing);
    taken = Boolean(intent && experiment && !hidesKey(hide, intent));
    if (!taken) return;
    event.preventDefault();
    intents[intent]();
  }

  page.addEventListener("pointerdown", () => { pointing = true; }, { capture: true });
  page.addEventListener("keydown", act);
  page.addEventListener("keyup", (event) => {
    // Some browsers press a button when the key goes up.
    if (event.key === " " && taken) event.preventDefault();
  });
}
