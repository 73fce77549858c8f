import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const root = new URL("../../static/js/", import.meta.url);
const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".js"));
const source = (name) => readFileSync(new URL(name, root), "utf8");
const importsOf = (name) => [...source(name).matchAll(/^import .*? from "(.+?)";$/gm)].map((match) => match[1]);
const PURE = ["store", "protocol", "transport", "lib/color", "lib/pixels", "lib/format", "lib/network_layout", "lib/parameters",
  "lib/history", "lib/i18n", "lib/keyboard", "lib/speed", "lib/derive", "lib/reading", "lib/describe", "lib/pace", "lib/pass", "lib/pass_texts", "lib/pass_view", "lib/frame", "lib/histogram", "lib/bent_space", "lib/terrain", "lib/rivals", "lib/moments", "lib/flow", "lib/drawing", "lib/drops", "lib/table_text", "lib/cloud", "strokes", "lib/address", "lib/hiding", "lib/refusal", "address",
  "lib/svg_markup", "lib/svg_chart", "lib/print_picture", "lib/png_dpi", "figures/sheet", "figures/words", "figures/surface", "figures/diagram", "figures/curves", "figures/landscape"];

test("views import neither store, nor transport, nor actions, nor other views", () => {
  for (const name of files.filter((file) => file.startsWith("views/"))) {
    for (const path of importsOf(name)) assert.match(path, /^\.\.\/lib\//, `${name} imports ${path}`);
  }
});

test("lib imports only lib", () => {
  for (const name of files.filter((file) => file.startsWith("lib/"))) {
    for (const path of importsOf(name)) assert.match(path, /^\.\//, `${name} imports ${path}`);
  }
});

test("instruments import neither views nor what views may not", () => {
  for (const name of files.filter((file) => file.startsWith("instruments/"))) {
    for (const path of importsOf(name)) assert.match(path, /^(\.\.\/lib|\.)\//, `${name} imports ${path}`);
  }
});

test("figures import lib alone, what can be taken away figures besides", () => {
  for (const name of files.filter((file) => file.startsWith("figures/"))) {
    for (const path of importsOf(name)) assert.match(path, /^(\.\.\/lib|\.)\//, `${name} imports ${path}`);
  }
  for (const name of files.filter((file) => file.startsWith("share/"))) {
    for (const path of importsOf(name)) assert.match(path, /^(\.\.\/lib|\.\.\/figures|\.)\//, `${name} imports ${path}`);
  }
});

test("relative imports end in .js", () => {
  for (const name of files) for (const path of importsOf(name)) assert.match(path, /^\.{1,2}\/.*\.js$/, `${name} imports ${path}`);
});

test("only lib/plot.js names Plotly, only lib/frame.js the MessagePack decoder", () => {
  const naming = (word) => files.filter((name) => source(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").includes(word));
  assert.deepEqual(naming("Plotly."), ["lib/plot.js"]);
  assert.deepEqual(naming("MessagePack."), ["lib/frame.js"]);
});

test("pure modules touch no document", () => {
  for (const name of PURE) assert.doesNotMatch(source(`${name}.js`), /\bdocument\b|\bwindow\b/, name);
});

test("nothing sets HTML from text", () => {
  for (const name of files) assert.doesNotMatch(source(name), /innerHTML|insertAdjacentHTML|outerHTML/, name);
});

test("every colour that is asked for is in the palette: a canvas keeps silent about one that is not", async () => {
  const { paletteOf } = await import("../../static/js/lib/palette.js");
  const known = Object.keys(paletteOf({ getPropertyValue: () => "#000000" }).css);
  for (const name of files) {
    for (const [, asked] of source(name).matchAll(/palette\.css\.(\w+)/g)) assert.ok(known.includes(asked), `${name} asks for ${asked}`);
  }
});
