/** What is hidden for a lesson: which names hide a whole bar or panel, and which keys then do nothing. */

const KEYS = { play: "play", step: "step", batch: "step", sample: "step", reset: "reset", redraw: "reset", undo: "undo", redo: "undo", test: "show-test", hard: "hard", help: "text", draw: "own-data" };

/** A bar or a panel all of whose controls are hidden. @type {Record<string, string>} */
const WHOLES = { training: "settings", data: "data" };

/**
 * All that is not to be seen: a bar or panel with nothing left in it, too.
 * @param {string[]} names @param {Record<string, string[]>} groups all names that there are, by the part of the page
 * @returns {string[]}
 */
export function allHidden(names, groups) {
  const emptied = Object.entries(WHOLES).filter(([group, whole]) => groups[group].every((name) => name === whole || names.includes(name)));
  return [...new Set([...names, ...emptied.map(([, whole]) => whole)])];
}

/** What of it is really out of sight: a feature that the network uses stays. @param {string[]} names @param {string[]} features in use @returns {string[]} */
export const outOfSight = (names, features) => names.filter((name) => !features.includes(name));

/** Whether a key must do nothing, because its button is hidden. @param {string[]} names @param {string} intent */
export const hidesKey = (names, intent) => names.includes(KEYS[intent]);
