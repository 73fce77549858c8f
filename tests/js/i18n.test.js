import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { createTexts, keysOf } from "../../static/js/lib/i18n.js";

const root = new URL("../../", import.meta.url);
const load = (language) => JSON.parse(readFileSync(new URL(`static/i18n/${language}.json`, root), "utf8"));
const [en, ko] = [load("en"), load("ko")];
const textOf = (texts, key) => key.split(".").reduce((branch, part) => branch?.[part], texts);

function sources(folder, ending) {
  return readdirSync(new URL(folder, root), { recursive: true }).filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, root), "utf8")).join("\n");
}

test("both languages have the same keys", () => {
  assert.deepEqual(keysOf(ko).sort(), keysOf(en).sort());
});

test("both languages fill in the same names", () => {
  const names = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const key of keysOf(en)) assert.deepEqual(names(textOf(ko, key)), names(textOf(en, key)), key);
});

test("no text is empty", () => {
  for (const texts of [en, ko]) for (const key of keysOf(texts)) assert.notEqual(textOf(texts, key).trim(), "", key);
});

test("every key that a script or a template names is there", () => {
  const named = [
    ...sources("static/js", ".js").matchAll(/\b(?:t|notify)\("([\w.]+)"/g),
    ...sources("static/js", ".js").matchAll(/key: "((?:edit|toast|error)\.[\w.]+)"/g),
    ...sources("templates", ".html").matchAll(/\bt\('([\w.]+)'\)/g),
  ].map((match) => match[1]);
  assert.ok(named.length > 100);
  const missing = named.filter((key) => textOf(en, key) === undefined);
  assert.deepEqual([...new Set(missing)], []);
});

test("t fills in names and leaves unknown ones standing", () => {
  const { t } = createTexts({ a: { b: "{n} of {m}" } });
  assert.equal(t("a.b", { n: 1 }), "1 of {m}");
});

test("t chooses the form of a count", () => {
  const { t } = createTexts({ units: { one: "{count} unit", other: "{count} units" } });
  assert.deepEqual([t("units", { count: 1 }), t("units", { count: 4 })], ["1 unit", "4 units"]);
  assert.equal(t("units", { count: "1,000", amount: 1000 }), "1,000 units");
});

test("a missing text shows its key, a nameless entry its own", () => {
  const { t, nameOf, aboutOf } = createTexts({ activations: { relu: { name: "ReLU" } } });
  assert.deepEqual([t("no.such"), nameOf("activations", "relu"), nameOf("activations", "swish"), aboutOf("activations", "relu")],
    ["no.such", "ReLU", "swish", ""]);
});
