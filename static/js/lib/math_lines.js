/** Formulas do not wrap by themselves: taken apart before their signs, they can. */

const RELATIONS = new Set(["=", "≈"]);
const SUMS = new Set(["+", "−", "-"]);
const MATHML = "http://www.w3.org/1998/Math/MathML";

const isSign = (node) => node?.localName === "mo";

/** Where a new part may begin: at a relation, and at a plus or minus between two terms. */
function breaksBefore(node, before) {
  if (!isSign(node) || !before) return false;
  const sign = node.textContent.trim();
  return RELATIONS.has(sign) || (SUMS.has(sign) && (!isSign(before) || before.textContent === "⋯"));
}

/** @param {Element[]} nodes of one line @returns {Element[][]} its parts, none of which is broken */
function partsOf(nodes) {
  const parts = [];
  nodes.forEach((node, i) => {
    if (i === 0 || breaksBefore(node, nodes[i - 1])) parts.push([]);
    parts.at(-1).push(node);
  });
  return parts;
}

function rowOf(nodes, name = "") {
  const row = document.createElementNS(MATHML, "mrow");
  if (name) row.setAttribute("class", name);
  row.append(...nodes);
  return row;
}

/** First in its row, a sign between two terms would be taken for one before a number, and lose the room around it. */
function partRow(nodes, i) {
  if (i > 0) nodes[0].setAttribute("form", "infix");
  return rowOf(nodes);
}

/** A sum in brackets can be longer than any line: it may be broken as well. @param {Element[]} nodes @returns {Element[]} */
function opened(nodes) {
  return nodes.flatMap((node) => {
    const inner = node.localName === "mrow" ? [...node.children] : [];
    if (partsOf(inner).length < 2) return [node];
    // One on each line, they would be as high as what happens to stand there.
    for (const bracket of inner.filter((part) => part.getAttribute("fence"))) bracket.setAttribute("stretchy", "false");
    return opened(inner);
  });
}

/** The lines of a formula: the rows of the table that it consists of, or itself. @param {Element} content */
function linesOf(content) {
  const only = content.children.length === 1 && content.firstElementChild.localName === "mtable" ? content.firstElementChild : null;
  if (!only) return [[...content.children]];
  return [...only.children].map((row) => [...row.children].flatMap((cell) => [...cell.children]));
}

/** Let a formula wrap: a row for each line, in it one for each part. @param {Element} math @returns {Element} the same */
export function wrapping(math) {
  const content = math.children.length === 1 && math.firstElementChild.localName === "mrow" ? math.firstElementChild : math;
  math.replaceChildren(...linesOf(content).map((line) => rowOf(partsOf(opened(line)).map(partRow), "math-line")));
  return math;
}
