/** What can be taken away from the page, in the order of the tabs of the dialog.
 *
 * Each is {key, load}: key names its texts under "share"; load() fetches what makes the tab, when
 * it is first looked at, as the page begins without it. That is create(element, parts), which fills
 * the panel and returns {show, hide, update, take, destroy}, all but update as it needs them: show()
 * whenever the panel comes into sight, hide() when it leaves it, update(state, previous) while it is
 * in sight, take(given) what it is opened with. `parts` has `close`, which closes the dialog. */

/** @type {{key: string, load: () => Promise<(element: HTMLElement, parts: any) => any>}[]} */
export const SHARES = [
  { key: "link", load: async () => (await import("./link.js")).createLinkShare },
  { key: "code", load: async () => (await import("./code.js")).createCodeShare },
  { key: "figures", load: async () => (await import("./figures.js")).createFigures },
  { key: "file", load: async () => (await import("./file.js")).createFileShare },
];
