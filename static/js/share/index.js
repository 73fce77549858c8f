/** What can be taken away from the page, in the order of the tabs of the dialog.
 *
 * Each is {key, create}: key names its texts under "share"; create(element, parts) fills its
 * panel, once, when it is first looked at, and returns {show, hide, update, destroy}, all but
 * update as it needs them: show() whenever the panel comes into sight, hide() when it leaves it,
 * update(state, previous) while it is in sight. `parts` has `close`, which closes the dialog. */

import { LINK_TAB } from "./link.js";
import { CODE_TAB } from "./code.js";
import { FIGURES_TAB } from "./figures.js";
import { FILE_TAB } from "./file.js";

/** @type {{key: string, create: (element: HTMLElement, parts: any) => any}[]} */
export const SHARES = [LINK_TAB, CODE_TAB, FIGURES_TAB, FILE_TAB];
