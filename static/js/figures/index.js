import { ACCURACY, GRADIENTS, LOSS } from "./curves.js";
import { DIAGRAM } from "./diagram.js";
import { HISTOGRAMS } from "./histograms.js";
import { LANDSCAPE_MAP, LANDSCAPE_RELIEF } from "./landscape.js";
import { RIVALS } from "./rivals.js";
import { SPACE } from "./space.js";
import { SURFACE } from "./surface.js";

/** The figures that there are, in the order of the gallery.
 *
 * Each is {key, has, load, draw, aspect, asks, needs}: key names its texts under
 * "share.figures.names"; has(state) says whether there is one now; load({state, ask, draft})
 * gathers what it shows, as a promise, ask asking the server of the session, draft for a small
 * picture at once; draw(box, content, sheet) writes it as SVG; aspect(content, sheet, width) is its
 * height as a share of its width; asks says that load asks the server even for a draft;
 * needs(state) names what must be measured first, or null. */

/** @type {{key: string, has: (state: any) => boolean, load: (given: any) => Promise<any>, draw: (box: any, content: any, sheet: any) => string,
 *   aspect: (content: any, sheet: any, width: number) => number, asks?: boolean, needs?: (state: any) => string|null}[]} */
export const FIGURES = [SURFACE, DIAGRAM, LOSS, ACCURACY, GRADIENTS, RIVALS, HISTOGRAMS, SPACE, LANDSCAPE_MAP, LANDSCAPE_RELIEF];
