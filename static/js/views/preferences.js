/** Language, theme, and the help dialog with its shortcuts. */

import { icon, setAttribute } from "../lib/dom.js";

const THEMES = ["auto", "light", "dark"];

/**
 * @param {HTMLElement} element
 * @param {{texts: any, dialog: HTMLDialogElement, storage: Storage|null, onTheme: () => void, onLanguage: (language: string) => void}} parts
 */
export function createPreferences(element, { texts: { t }, dialog, storage, onTheme, onLanguage }) {
  const theme = element.querySelector("[data-action=theme]");
  const root = document.documentElement;
  const chosen = () => root.dataset.theme ?? "auto";

  function setTheme(name) {
    if (name === "auto") delete root.dataset.theme;
    else root.dataset.theme = name;
    try {
      storage?.setItem("theme", name);
    } catch {
      // A full or forbidden storage only means that the choice lasts for this visit.
    }
    showTheme();
    onTheme();
  }

  function showTheme() {
    const name = chosen();
    const label = t("preferences.theme", { theme: t(`preferences.themes.${name}`) });
    theme.replaceChildren(icon(`theme-${name}`));
    setAttribute(theme, "aria-label", label);
    setAttribute(theme, "title", label);
  }

  theme.addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length]));
  element.querySelector("[data-control=language]").addEventListener("change", (event) => onLanguage(event.target.value));
  element.querySelector("[data-action=help]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => onTheme();
  system.addEventListener("change", follow);
  showTheme();

  return { update() {}, destroy: () => system.removeEventListener("change", follow) };
}
