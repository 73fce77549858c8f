import { BACKWARD_PASS } from "./backward_pass.js";
import { HISTOGRAMS } from "./histograms.js";
import { LANDSCAPE } from "./landscape.js";
import { SPACE } from "./space.js";

/** The instruments beside the gradients, in the order of their tabs.
 *
 * Each is {key, create, wish}: key names its texts under "instruments"; create(element, parts)
 * fills its panel, once, when it is first looked at, and returns {update, show, hide, destroy};
 * wish(state) says what frames must carry for it, or null. `parts` has `tools` besides what views
 * have: a place in the panel's head that is seen only with this tab. Update is called for the tab
 * on view alone, and with no previous state right after show. What a person chose in it is kept
 * with actions.choose(key, change) as state.choices[key]. */

/** @type {{key: string, create: (element: HTMLElement, parts: any) => any, wish?: (state: any) => any}[]} */
export const INSTRUMENTS = [HISTOGRAMS, SPACE, LANDSCAPE, BACKWARD_PASS];
