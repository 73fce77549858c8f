/** Hand a file to the person: where downloads go. */

import { el } from "./dom.js";

/** A browser may begin to read some time after the click. */
const PATIENCE = 60_000;

/** @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), PATIENCE);
}
