import assert from "node:assert/strict";
import test from "node:test";
import { blocksOf, tokenize } from "../../static/js/lib/python_tokens.js";

const kinds = (text, open) => tokenize(text, open).tokens.filter(({ text: part }) => part.trim()).map(({ kind, text: part }) => [kind, part.trim()]);

test("comments, strings, keywords and numbers are told apart", () => {
  assert.deepEqual(kinds('for x in range(10):  # "all"'), [
    ["keyword", "for"], ["plain", "x"], ["keyword", "in"], ["plain", "range("], ["number", "10"], ["plain", "):"], ["comment", '# "all"'],
  ]);
  assert.deepEqual(kinds("name = \"a # b\" + f'{x:.3f}'"), [["plain", "name ="], ["string", '"a # b"'], ["plain", "+"], ["string", "f'{x:.3f}'"]]);
});

test("numbers are whole: fractions, powers of ten, none within names", () => {
  assert.deepEqual(kinds("a1 = -1.5e-07 + 2. + .5 + 1_000"), [
    ["plain", "a1 = -"], ["number", "1.5e-07"], ["plain", "+"], ["number", "2."], ["plain", "+"], ["number", ".5"], ["plain", "+"], ["number", "1_000"],
  ]);
  assert.deepEqual(kinds("Z1 @ W2.T"), [["plain", "Z1 @ W2.T"]]);
});

test("keywords are whole words", () => {
  assert.deepEqual(kinds("information = forward"), [["plain", "information = forward"]]);
  assert.deepEqual(kinds("return None"), [["keyword", "return"], ["keyword", "None"]]);
});

test("a string of one quote ends with its line, and not with an escaped quote", () => {
  assert.deepEqual(kinds('s = "it\\"s" # x'), [["plain", "s ="], ["string", '"it\\"s"'], ["comment", "# x"]]);
  assert.deepEqual(kinds('s = "left\nx = 1'), [["plain", "s ="], ["string", '"left'], ["plain", "x ="], ["number", "1"]]);
});

test("a string of three quotes goes on over lines, and over parts of a script", () => {
  assert.deepEqual(kinds('"""A\n"quoted" text."""\nx'), [["string", '"""A\n"quoted" text."""'], ["plain", "x"]]);
  const first = tokenize('x = np.array("""\n1 2');
  assert.equal(first.open, '"""');
  assert.deepEqual(kinds('3 4\n""".split(), 5', first.open), [["string", '3 4\n"""'], ["plain", ".split(),"], ["number", "5"]]);
  assert.equal(tokenize('3 4\n""".split()', first.open).open, null);
  assert.deepEqual(tokenize("3 4", first.open), { tokens: [{ kind: "string", text: "3 4" }], open: '"""' });
});

test("tokens together are the text again", () => {
  const text = 'def f(x):\n    """φ(z) = ½ z"""\n    return np.where(x >= 0.0, 1.0, 0.01 * x)  # ∂J/∂z\n';
  assert.equal(tokenize(text).tokens.map((token) => token.text).join(""), text);
  assert.deepEqual(tokenize("").tokens, []);
});

test("long runs of numbers are folded after their first lines, and nothing is lost", () => {
  const rows = Array.from({ length: 40 }, (_, i) => `    [${i}.5, -1e-05],`);
  const lines = ["import numpy as np", "W1 = np.array([", ...rows, "])", "x = 1"];
  const blocks = blocksOf(`${lines.join("\n")}\n`);
  assert.deepEqual(blocks.map(({ first, lines: { length }, folded }) => [first, length, folded]), [[1, 4, false], [5, 38, true], [43, 2, false]]);
  assert.deepEqual(blocks.flatMap((block) => block.lines), lines);
});

test("rows that are wrapped are one run with their brackets, the last of which stay in sight", () => {
  const row = ["    [", "        1.0, 2.0,", "        3.0,", "    ],"];
  const blocks = blocksOf(["W = np.array([", ...row, ...row, ...row, "])", "b = 0"].join("\n"));
  assert.deepEqual(blocks.map(({ lines, folded }) => [lines.length, folded]), [[3, false], [9, true], [3, false]]);
});

test("short tables of numbers stay in sight", () => {
  assert.equal(blocksOf("W = np.array([\n 1.0,\n 2.0,\n])\n").length, 1);
});

test("empty lines are no numbers", () => {
  assert.equal(blocksOf("a\n\n\n\n\n\n\n\n\n\n\n\nb").length, 1);
});
