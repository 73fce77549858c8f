/** The networks that are trained side by side: a chip each, to look at it or to take it away. */

import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { besides, differences } from "../lib/rivals.js";

/** More chips than these are written smaller. */
const MOST_ROOMY = 3;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, limits: {networks: number}}} parts
 */
export function createNetworks(element, { actions, texts, limits }) {
  const { t } = texts;
  const chips = el("div", { class: "network-chips", role: "group", "aria-label": t("networks.label") });
  const add = el("button", { type: "button", class: "button tiny", dataset: { action: "add-rival" }, onclick: () => actions.addRival() },
    icon("plus"), el("span", {}, t("networks.add")));
  add.setAttribute("aria-label", t("networks.add"));
  element.prepend(chips, add);

  function chip(n) {
    const look = el("button", { type: "button", class: "chip-look", onclick: () => actions.lookAt(n) },
      el("i", { class: "network-dot" }), el("span", {}), el("small", {}));
    const remove = el("button", { type: "button", class: "chip-remove", onclick: () => removeAt(n) }, icon("close"));
    return el("span", { class: "network-chip", dataset: { network: n } }, look, remove);
  }

  /** The focus must not fall off the page with the chip that it was on. */
  async function removeAt(n) {
    const accepted = await actions.removeRival(n);
    if (accepted) (chips.children[Math.min(n, chips.children.length - 1)]?.firstChild ?? add).focus();
  }

  function build({ experiment: { networks }, palette }) {
    while (chips.children.length > networks.length) chips.lastChild.remove();
    while (chips.children.length < networks.length) chips.append(chip(chips.children.length));
    const differing = differences(networks, texts);
    networks.forEach(({ name }, n) => {
      const [look, remove] = chips.children[n].children;
      const [dot, label, differs] = look.children;
      dot.style.background = palette.networks[n];
      setText(label, name);
      setText(differs, besides(name, differing[n]).join(" · "));
      setAttribute(look, "title", differing[n].length ? `${name}: ${differing[n].join(" · ")}` : networks.length > 1 ? t("networks.alike", { name }) : name);
      setAttribute(remove, "aria-label", t("networks.remove", { name }));
      setAttribute(remove, "title", t("networks.remove", { name }));
      remove.hidden = networks.length < 2;
    });
    const full = networks.length >= limits.networks;
    add.disabled = full;
    setAttribute(add, "title", full ? t("networks.most", { most: limits.networks }) : t("networks.add_title"));
    element.classList.toggle("several", networks.length > 1);
    element.classList.toggle("crowded", networks.length > MOST_ROOMY);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      const fresh = !previous?.ready || state.experiment !== previous.experiment || state.palette !== previous.palette;
      if (fresh) build(state);
      if (!fresh && state.network === previous.network) return;
      [...chips.children].forEach((node, n) => {
        const on = n === state.network;
        node.classList.toggle("on", on);
        setAttribute(node.firstChild, "aria-pressed", String(on));
        if (on && chips.scrollWidth > chips.clientWidth) chips.scrollLeft = node.offsetLeft - chips.offsetLeft - (chips.clientWidth - node.offsetWidth) / 2;
      });
    },
    destroy() {
      element.replaceChildren();
    },
  };
}
