/** Form controls that show the state, except while a person is using them. */

import { setAttribute } from "./dom.js";

/**
 * Bind an input or select to a setting: shows it, and sends what a person chooses. While a change
 * is on its way, the control keeps what the person chose; where it was refused, it goes back.
 * @param {HTMLInputElement|HTMLSelectElement} control
 * @param {{send: (value: string) => any, live?: (value: string) => void, delay?: number|null}} options
 *   delay: send so many milliseconds after a slider has come to rest; null: only when it is let go
 */
export function bindControl(control, { send, live = () => {}, delay = null }) {
  let busy = false;
  let sent = null;
  let shown = "";
  let timer = null;

  async function commit() {
    clearTimeout(timer);
    if (control.value === "" || (control instanceof HTMLInputElement && !control.validity.valid)) {
      control.value = shown;
      return;
    }
    if (control.value === shown) {
      busy = false;
      return;
    }
    // Enter is a key first and a change then: what is on its way is not sent again.
    const { value } = control;
    if (value === sent) return;
    busy = true;
    sent = value;
    const accepted = await send(value);
    busy = false;
    if (sent === value) sent = null;
    if (accepted === false) show(shown, true);
  }

  function show(value, force = false) {
    const text = String(value);
    shown = text;
    const typing = document.activeElement === control && control instanceof HTMLInputElement && control.type === "number";
    if ((busy || typing) && !force) return;
    if (control.value !== text) control.value = text;
    live(text);
  }

  control.addEventListener("input", () => {
    if (control.type !== "number") busy = true;
    live(control.value);
    if (delay !== null) {
      clearTimeout(timer);
      timer = setTimeout(commit, delay);
    }
  });
  control.addEventListener("change", commit);
  control.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && control instanceof HTMLInputElement) commit();
  });

  return {
    /** @param {string|number} value */
    show,
    /** @param {string|null} reason why it cannot be used, or null */
    disable(reason) {
      setAttribute(control, "disabled", reason === null ? null : "");
      if (reason !== null) setAttribute(control, "title", reason);
      else if (control.dataset.title) setAttribute(control, "title", control.dataset.title);
      else setAttribute(control, "title", null);
    },
  };
}
