/** Texts of the page's language. */

/**
 * @param {Record<string, any>} texts nested texts
 * @param {string} [language]
 */
export function createTexts(texts, language = "en") {
  const rules = new Intl.PluralRules(language);

  const look = (key) => key.split(".").reduce((branch, part) => branch?.[part], texts);

  /**
   * The text under a dotted key with {names} filled in; where it is missing, the key's last part.
   * A value called "count" chooses between the forms "one" and "other".
   * @param {string} key @param {Record<string, string|number>} [values]
   */
  function t(key, values = {}) {
    let found = look(key);
    if (found && typeof found === "object") {
      const form = rules.select(Number(values.amount ?? values.count ?? 0));
      found = found[form] ?? found.other;
    }
    if (typeof found !== "string") return key;
    return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  /** Whether there is a text. @param {string} key */
  const has = (key) => ["string", "object"].includes(typeof look(key));

  /** The name of a catalog entry, such as nameOf("activations", "relu"). @param {string} family @param {string} key */
  const nameOf = (family, key) => (has(`${family}.${key}.name`) ? t(`${family}.${key}.name`) : key);

  /** What is to be known about a catalog entry, or "". @param {string} family @param {string} key */
  const aboutOf = (family, key) => (has(`${family}.${key}.about`) ? t(`${family}.${key}.about`) : "");

  return { t, has, nameOf, aboutOf, language };
}

/** Every dotted key of nested texts. @param {Record<string, any>} texts @param {string} [above] @returns {string[]} */
export function keysOf(texts, above = "") {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" ? keysOf(value, `${above}${key}.`) : [above + key]);
}
