/** Addresses that describe an experiment: what stands after the "#", and what is made of it. */

const OTHER_PLAYGROUND = /^(https?:\/\/)?(www\.)?playground\.tensorflow\.org/i;
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The part of an address that describes an experiment; null for none, such as "#network". @param {string|null|undefined} hash @returns {string|null} */
export const experimentIn = (hash) => (hash?.includes("=") ? hash : null);

/**
 * What one of our own addresses hides and shows, without asking the server.
 * @param {string|null|undefined} hash
 * @returns {{hide: string[], view: {showTest: boolean, hard: boolean}}}
 */
export function besideIn(hash) {
  const fields = new URLSearchParams((hash ?? "").replace(/^#/, ""));
  if (fields.get("v") !== "1") return { hide: [], view: { showTest: false, hard: false } };
  const on = (key) => ["true", "1"].includes(fields.get(key) ?? "");
  return { hide: (fields.get("hide") ?? "").split(",").filter(Boolean), view: { showTest: on("show_test"), hard: on("hard") } };
}

/** What to ask the server for a link with. @param {{hide?: string[], view?: {showTest?: boolean, hard?: boolean}, weights?: boolean}} wishes @returns {string} */
export function linkQuery({ hide = [], view = {}, weights = false }) {
  const fields = new URLSearchParams();
  if (weights) fields.set("weights", "true");
  if (hide.length) fields.set("hide", hide.join(","));
  if (view.showTest) fields.set("show_test", "true");
  if (view.hard) fields.set("hard", "true");
  const text = fields.toString();
  return text && `?${text}`;
}

/** Whether a text is a link and nothing else, so that it can be opened wherever it is pasted. @param {string} text @returns {boolean} */
export function looksLikeLink(text) {
  const bare = text.trim().replace(/^[<"'“(]/, "");
  if (/\s/.test(bare)) return false;
  if (OTHER_PLAYGROUND.test(bare)) return true;
  const hash = /^(#|https?:\/\/[^#])/i.test(bare) ? bare.search(/#|%23/) : -1;
  return hash >= 0 && /=|%3D/i.test(bare.slice(hash));
}

/** The address of the page with an experiment. @param {{origin: string, pathname: string}} place @param {string} fragment @param {{embed?: boolean}} [how] */
export const pageAddress = ({ origin, pathname }, fragment, { embed = false } = {}) => `${origin}${pathname}${embed ? "?embed" : ""}${fragment}`;

/** Whether an address can be reached from this computer only. @param {string} hostname */
export const isLocal = (hostname) => LOCAL.test(hostname);

/** What to put into a web page to show the experiment there. @param {string} address @param {string} title */
export function embedCode(address, title) {
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  return `<iframe src="${safe(address)}" title="${safe(title)}" width="1000" height="700" style="border: 0"></iframe>`;
}

/**
 * A storage whose keys are apart from those of others in the same tab: frames of one page share theirs.
 * @param {Storage|null} storage @param {string} name
 */
export function apart(storage, name) {
  if (!storage) return null;
  return { getItem: (key) => storage.getItem(`${name} ${key}`), setItem: (key, value) => storage.setItem(`${name} ${key}`, value) };
}
