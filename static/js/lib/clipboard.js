/** Copying text, also where the browser gives no clipboard: on a page without https. */

/**
 * @param {HTMLInputElement|HTMLTextAreaElement} field holds the text; it stays selected where it has to be copied by hand
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyFrom(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
