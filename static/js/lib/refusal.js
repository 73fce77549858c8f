/** Why a link was refused, in words of the page's language as far as there are any. */

/** @param {{code?: string, message: string, field?: string|null}} error @param {{t: any, has: any}} texts @returns {string} */
export function wordRefusal({ code = "", message, field }, { t, has }) {
  const key = `links.refused.${code}`;
  return has(key) ? t(key, { field: field ?? "", message }) : t(field ? "links.refused.value" : "links.refused.other", { message });
}
