/** Tables as text: whether a text is one, and what is wrong with it in words of the page's language. */

import { formatCount, formatNumber } from "./format.js";

const DELIMITERS = ["\t", ";", ","];
/** Rows that are looked at. */
const LOOKED_AT = 5;

/** Whether a text that was pasted somewhere is probably a table: the same separators in every row. @param {string} text */
export function looksLikeTable(text) {
  const rows = text.split(/\r\n|\n|\r/).filter((row) => row.trim()).slice(0, LOOKED_AT);
  if (rows.length < 2) return false;
  return DELIMITERS.some((delimiter) => {
    const counts = rows.map((row) => row.split(delimiter).length);
    return counts[0] >= 3 && counts.every((count) => count === counts[0]) && /\d/.test(rows[1]);
  });
}

/** What a column is called: a nameless one goes by its number, in the page's language. @param {string} name @param {{t: (key: string, values?: any) => string}} texts */
export function columnName(name, { t }) {
  const [, number] = /^column (\d+)$/.exec(name) ?? [];
  return number === undefined ? name : t("bring.nth_column", { number });
}

/** @typedef {{code: string, message: string, field: string|null, values: Record<string, any>}} Problem */

/**
 * Where a problem lies and what it is. @param {Problem} problem @param {ReturnType<import("./i18n.js").createTexts>} texts
 * @returns {{where: string, why: string}}
 */
export function wordProblem({ code, message, field, values = {} }, { t, has, language }) {
  const { row } = values;
  const column = values.column === undefined ? undefined : columnName(values.column, { t });
  const place = row === undefined ? "" : column === undefined ? t("bring.row", { row }) : t("bring.cell", { row, column });
  const key = keyOf(code, values);
  const numbers = Object.fromEntries(["most", "found"].filter((name) => name in values).map((name) => [name, written(values[name], language)]));
  const named = { ...values, ...numbers, amount: values.found, column, mark: markOf(values.mark, t), sign: signOf(values.sign, t), encoding: String(values.encoding ?? "").toUpperCase(), role: roleOf(values.role ?? field, t) };
  return { where: place, why: has(key) ? t(key, named) : message };
}

/** Two refusals with the same code say different things. */
function keyOf(code, values) {
  if (code === "not_a_number" && values.grouped) return "bring.problems.not_a_number_grouped";
  const variant = code === "no_rows" && values.header ? "no_rows_below" : code === "out_of_range" && !values.standardise ? "out_of_range_plain" : code;
  return `bring.problems.${variant}`;
}

const written = (n, language) => (n < 1e9 ? formatCount(n, language) : formatNumber(n));
const markOf = (mark, t) => (mark ? t(`bring.marks.${mark}`) : "");
const signOf = (sign, t) => (sign ? t(`bring.signs.${sign}`) : "");
const roleOf = (role, t) => (["x1", "x2", "label"].includes(role) ? t(`bring.roles.${role}`) : "");

/** The cell that a problem is about, as "row role", or null. @param {Problem} problem */
export function cellOf({ field }) {
  const [, row, role] = /^rows\.(\d+)\.(x1|x2|label)$/.exec(field ?? "") ?? [];
  return row === undefined ? null : `${row} ${role}`;
}

/**
 * The three columns after one of them was chosen anew: where another had it, the two change places.
 * @param {{x1: number, x2: number, label: number}} columns @param {"x1"|"x2"|"label"} role @param {number} column
 */
export function chooseColumn(columns, role, column) {
  const { x1, x2, label } = columns;
  const next = { x1, x2, label };
  for (const other of ["x1", "x2", "label"]) if (next[other] === column) next[other] = columns[role];
  next[role] = column;
  return next;
}
