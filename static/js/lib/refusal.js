/** Why something was refused, in words of the page's language as far as there are any. */

/**
 * What the server sends beside its code is English: most codes have a sentence of their own, the rest is quoted.
 * @param {{code?: string, message: string, field?: string|null}} error @param {{t: any, has: any}} texts @returns {string}
 */
export const wordRefusal = (error, texts) => worded("refused", error, texts);

/** The same of a link. @param {{code?: string, message: string, field?: string|null}} error @param {{t: any, has: any}} texts @returns {string} */
export const wordLinkRefusal = (error, texts) => worded("links.refused", error, texts);

function worded(section, { code = "", message, field }, { t, has }) {
  const key = `${section}.${code}`;
  return has(key) ? t(key, { field: field ?? "", message }) : t(`${section}.${field ? "value" : "other"}`, { message });
}
