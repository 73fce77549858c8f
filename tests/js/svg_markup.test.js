import assert from "node:assert/strict";
import test from "node:test";
import { escaped, fitted, label, pathThrough, svgDocument, tag, widthOf } from "../../static/js/lib/svg_markup.js";

const ABOUT = { title: "a < b & \"c\"", description: "d", background: "#ffffff", language: "ko" };

test("words of people cannot break out of the document", () => {
  assert.equal(escaped('<script>"&'), "&lt;script&gt;&quot;&amp;");
  assert.equal(escaped("a\u0000b\u0008c"), "abc");
  assert.ok(label(0, 0, "</text><script/>", { size: 7, fill: "#000" }).includes("&lt;/text&gt;&lt;script/&gt;</text>"));
  assert.ok(tag("g", { id: 'x" onload="y' }).includes("x&quot; onload=&quot;y"));
});

test("what is not given is left out, zero is not", () => {
  assert.equal(tag("rect", { x: 0, y: null, width: undefined, rx: false, height: 1.23456 }), '<rect x="0" height="1.23"/>');
  assert.equal(tag("g", {}, null, false, "", tag("path")), "<g><path/></g>");
});

test("a document stands alone and says its size in millimetres", () => {
  const svg = svgDocument({ width: 72, height: 144 }, ABOUT, tag("g"));
  assert.match(svg, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /width="25\.4mm" height="50\.8mm" viewBox="0 0 72 144"/);
  assert.match(svg, /<title>a &lt; b &amp; &quot;c&quot;<\/title><desc>d<\/desc>/);
  assert.match(svg, /xml:lang="ko"/);
  assert.match(svg, /<rect width="72" height="144" fill="#ffffff"\/>/);
});

test("to be drawn as pixels it says how many; without paper nothing lies behind", () => {
  const svg = svgDocument({ width: 72, height: 144 }, { ...ABOUT, background: null, pixels: { width: 300, height: 600 } }, "");
  assert.match(svg, /width="300" height="600" viewBox="0 0 72 144"/);
  assert.doesNotMatch(svg, /<rect/);
});

test("a missing place lifts the pen", () => {
  assert.equal(pathThrough([[0, 0], [1, 2], null, [3, 4], [5, 6]]), "M0 0L1 2M3 4L5 6");
  assert.equal(pathThrough([[0, 0], [1, 0], [1, 1]], true), "M0 0L1 0L1 1Z");
  assert.equal(pathThrough([], true), "");
});

test("words are as wide as their letters", () => {
  assert.ok(widthOf("iiii", 10) < widthOf("nnnn", 10));
  assert.ok(widthOf("신경망", 10) > 25);
  assert.ok(Math.abs(widthOf("0.25", 8) - 4 * 0.5 * 8) < 4);
});

test("words that do not fit are cut with an ellipsis", () => {
  assert.equal(fitted("Layer 1", 100, 8), "Layer 1");
  const cut = fitted("a very long name of a network", 60, 8);
  assert.match(cut, /…$/);
  assert.ok(widthOf(cut, 8) <= 60);
});
