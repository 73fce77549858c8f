/** Python for reading: which parts of a script are comments, strings, keywords, numbers, and which
 * lines hold nothing but numbers, so that they can be folded away. */

const KEYWORDS = new Set(("and as assert async await break class continue def del elif else except finally for from global if import in "
  + "is lambda nonlocal not or pass raise return try while with yield None True False").split(" "));

/** Longest first: a triple quote is no empty string. */
const PART = /(?<comment>#[^\n]*)|(?<quote>(?:\b[rbfuRBFU]{1,2})?(?:"""|'''|"|'))|(?<number>(?:\b\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_]*)/gu;

/** Lines that hold nothing but numbers and their brackets: rows of weights, points. */
const NUMBERS = /^(?=.*\S)(?:\d[eE][+-]?\d|[\s\d.,+\-()[\]])+$/;
const BRACKETS = /^[\s,()[\]]+$/;

const FEWEST_FOLDED = 6;
const SHOWN = 2;

/**
 * Cut a part of a script into tokens; together they are the part again.
 * @param {string} text @param {string|null} [open] the quotes of a string that began before it
 * @returns {{tokens: {kind: "comment"|"string"|"keyword"|"number"|"plain", text: string}[], open: string|null}} with the quotes
 *   of a string that goes on behind it
 */
export function tokenize(text, open = null) {
  const tokens = [];
  let at = 0;

  function add(kind, end) {
    if (end <= at) return;
    const last = tokens.at(-1);
    const piece = text.slice(at, end);
    if (kind === "plain" && last?.kind === kind) last.text += piece;
    else tokens.push({ kind, text: piece });
    at = end;
  }

  function addString(quotes, from) {
    const found = endOfString(text, quotes, from);
    add("string", found.end);
    return found.open;
  }

  let left = open ? addString(open, 0) : null;
  while (left === null && at < text.length) {
    PART.lastIndex = at;
    const found = PART.exec(text);
    if (!found) break;
    const end = PART.lastIndex;
    add("plain", found.index);
    const { comment, quote, number, word } = found.groups;
    if (quote) left = addString(quote.replace(/^[a-z]+/i, ""), end);
    else add(comment ? "comment" : number ? "number" : KEYWORDS.has(word) ? "keyword" : "plain", end);
  }
  add(left ? "string" : "plain", text.length);
  return { tokens, open: left };
}

/** Where a string ends of whose opening quotes `from` is the end; one of single quotes ends with its line. */
function endOfString(text, quotes, from) {
  const long = quotes.length === 3;
  const end = new RegExp(`\\\\[^]|${quotes}${long ? "" : "|\n"}`, "g");
  end.lastIndex = from;
  for (let found = end.exec(text); found; found = end.exec(text)) {
    if (found[0] === quotes) return { end: end.lastIndex, open: null };
    if (found[0] === "\n") return { end: found.index, open: null };
  }
  return { end: text.length, open: long ? quotes : null };
}

/**
 * Cut a script into blocks: lines to be read, and long runs of lines of numbers, which can be folded.
 * @param {string} code @returns {{first: number, lines: string[], folded: boolean}[]} first: number of the first line, counted from 1
 */
export function blocksOf(code) {
  const lines = code.replace(/\n$/, "").split("\n");
  const blocks = [];
  let begin = 0;
  const cut = (end, folded) => {
    if (end > begin) blocks.push({ first: begin + 1, lines: lines.slice(begin, end), folded });
    begin = end;
  };
  for (let i = 0; i < lines.length; i += 1) {
    let end = i;
    while (end < lines.length && NUMBERS.test(lines[end])) end += 1;
    while (end > i && BRACKETS.test(lines[end - 1])) end -= 1;
    if (end - i >= FEWEST_FOLDED + SHOWN) {
      cut(i + SHOWN, false);
      cut(end, true);
    }
    i = Math.max(i, end - 1);
  }
  cut(lines.length, false);
  return blocks;
}
