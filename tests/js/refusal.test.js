import assert from "node:assert/strict";
import test from "node:test";
import { wordLinkRefusal, wordRefusal } from "../../static/js/lib/refusal.js";

const textsWith = (...keys) => ({ t: (key, values) => `${key} ${values.field}${values.message}`.replace("undefined", ""), has: (key) => keys.includes(key) });

test("a refusal is put into words by its code, and else in the server's", () => {
  const texts = textsWith("refused.moved_on");
  assert.equal(wordRefusal({ code: "moved_on", message: "m" }, texts), "refused.moved_on m");
  assert.equal(wordRefusal({ code: "out_of_range", message: "m", field: "lr" }, texts), "refused.value m");
  assert.equal(wordRefusal({ message: "m" }, texts), "refused.other m");
});

test("a link is refused in words of its own", () => {
  const texts = textsWith("links.refused.damaged_link", "refused.limit_exceeded");
  assert.equal(wordLinkRefusal({ code: "damaged_link", message: "m", field: "w" }, texts), "links.refused.damaged_link wm");
  assert.equal(wordLinkRefusal({ code: "limit_exceeded", message: "too many" }, texts), "links.refused.other too many");
});
