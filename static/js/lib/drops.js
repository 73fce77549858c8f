/** What can be dropped on the page, and who takes it: each kind registers itself here. */

/** @typedef {{kind: string, endings: string[], take: (file: File) => any}} FileTaker endings with their dot, in small letters */
/** @typedef {{kind: string, accepts: (text: string) => boolean, take: (text: string) => any}} TextTaker */

export function createDrops() {
  /** @type {FileTaker[]} */
  const ofFiles = [];
  /** @type {TextTaker[]} */
  const ofTexts = [];

  return {
    /** Take files whose names end like this. @param {FileTaker} taker */
    registerFiles: (taker) => void ofFiles.push(taker),
    /** Take texts and addresses that are dropped from elsewhere. @param {TextTaker} taker */
    registerTexts: (taker) => void ofTexts.push(taker),
    /** @param {string} name of a file @returns {FileTaker|null} */
    takerOf: (name) => ofFiles.find(({ endings }) => endings.some((ending) => name.toLowerCase().endsWith(ending))) ?? null,
    takesTexts: () => ofTexts.length > 0,
    /** @param {string} text @returns {TextTaker|null} */
    takerOfText: (text) => ofTexts.find(({ accepts }) => accepts(text)) ?? null,
    /** What can be dropped, in the order in which it was registered. @returns {string[]} kinds of files */
    kinds: () => ofFiles.map(({ kind }) => kind),
    endings: () => ofFiles.flatMap(({ endings }) => endings),
  };
}
