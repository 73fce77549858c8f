/** Which controls and panels a link hides for a lesson: a list to tick. */

import { el, setText } from "../lib/dom.js";

/**
 * @param {{groups: Record<string, string[]>, texts: any, onchange: () => void, onsee: () => void}} parts groups: all that can be hidden
 * @returns {{element: HTMLElement, count: HTMLElement, chosen: () => string[], choose: (names: string[]) => void}}
 */
export function createLesson({ groups, texts: { t, nameOf }, onchange, onsee }) {
  const boxes = new Map(Object.values(groups).flat().map((name) => [name, el("input", { type: "checkbox", dataset: { hide: name }, onchange: changed })]));
  const wording = (group, name) => (group === "features" ? nameOf("features", name) : t(`hidden.names.${name}`));
  const count = el("span", { class: "fold-count" });
  const clear = el("button", { type: "button", class: "note-link", dataset: { action: "lesson-clear" }, onclick: () => { choose([]); onchange(); } }, t("share.link.lesson_clear"));
  const element = el("div", { class: "lesson" },
    el("p", { class: "share-note" }, t("share.link.lesson_about")),
    el("div", { class: "lesson-groups" }, ...Object.entries(groups).map(([group, names]) => el("fieldset", { class: "lesson-group" },
      el("legend", {}, t(`hidden.groups.${group}`)),
      ...names.map((name) => el("label", { class: "check" }, boxes.get(name), wording(group, name)))))),
    el("div", { class: "lesson-foot" },
      el("button", { type: "button", class: "button tiny", dataset: { action: "lesson-see" }, onclick: onsee }, t("share.link.lesson_see")), clear));

  const chosen = () => [...boxes].filter(([, box]) => box.checked).map(([name]) => name);

  function tell() {
    const { length } = chosen();
    setText(count, length ? t("share.link.lesson_count", { count: length }) : "");
    clear.disabled = !length;
  }

  function changed() {
    tell();
    onchange();
  }

  function choose(names) {
    for (const [name, box] of boxes) box.checked = names.includes(name);
    tell();
  }

  return { element, count, chosen, choose };
}
