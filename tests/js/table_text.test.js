import assert from "node:assert/strict";
import test from "node:test";

import { cellOf, chooseColumn, columnName, looksLikeTable, wordProblem } from "../../static/js/lib/table_text.js";
import { createTexts } from "../../static/js/lib/i18n.js";

const texts = createTexts({ bring: {
  row: "Row {row}", cell: "Row {row}, column {column}", nth_column: "no. {number}", marks: { semicolon: "semicolon" }, signs: { comma: "comma" }, roles: { x1: "x1" },
  problems: {
    uneven_row: "{found}, not {wanted} as row {first} ({mark})", not_a_number: "{cell} ({sign})", not_a_number_grouped: "{cell}: no thousands", out_of_range: "within {most}", out_of_range_plain: "within {most}, standardise",
    no_rows: "empty", no_rows_below: "none below", unknown_column: "no {name} for {role}",
    too_few_columns: { one: "{found} column", other: "{found} columns" },
  },
} });
const problem = (code, values = {}, field = null) => ({ code, message: "A sentence of the server.", field, values });
const said = (...given) => wordProblem(problem(...given), texts);

test("a table is told from a link, a sentence and a list of words", () => {
  assert.ok(looksLikeTable("x1,x2,label\n1,2,0\n3,4,1"));
  assert.ok(looksLikeTable("키\t몸무게\t이름\r\n1,5\t2\t개\r\n"));
  assert.ok(looksLikeTable("1;2;3\n\n4;5;6"));
  for (const text of ["", "#v=1&layers=4,2&train=1", "1,2,3", "Well, well, well\nno, no, no", "1,2,3\n4,5", "a,b\n1,2"]) assert.ok(!looksLikeTable(text), text);
});

test("a problem says where it lies and why, with what the server knows of it", () => {
  assert.deepEqual(said("not_a_number", { row: 7, column: "b", cell: "n/a", sign: "comma" }), { where: "Row 7, column b", why: "n/a (comma)" });
  assert.equal(said("not_a_number", { row: 7, column: "b", cell: "1,234.5", sign: "comma", grouped: true }).why, "1,234.5: no thousands");
  assert.deepEqual(said("uneven_row", { row: 4, found: 2, wanted: 3, first: 1, mark: "semicolon" }), { where: "Row 4", why: "2, not 3 as row 1 (semicolon)" });
  assert.deepEqual(said("unknown_column", { role: "x1", name: "z" }), { where: "", why: "no z for x1" });
});

test("one is one, and more are many", () => {
  assert.equal(said("too_few_columns", { row: 1, found: 1 }).why, "1 column");
  assert.equal(said("too_few_columns", { row: 1, found: 2 }).why, "2 columns");
});

test("a column without a name goes by its number in the page's language", () => {
  assert.equal(columnName("column 12", texts), "no. 12");
  assert.equal(columnName("columns 12", texts), "columns 12");
  assert.equal(said("empty_cell", { row: 3, column: "column 2" }).where, "Row 3, column no. 2");
});

test("one code can have two sentences", () => {
  assert.equal(said("no_rows", { header: false }).why, "empty");
  assert.equal(said("no_rows", { header: true }).why, "none below");
  assert.equal(said("out_of_range", { most: 1e6, standardise: false }).why, "within 1,000,000, standardise");
  assert.equal(said("out_of_range", { most: 1e30, standardise: true }).why, "within 1·10³⁰");
});

test("what the page has no words for is said as the server says it", () => {
  assert.equal(said("something_new").why, "A sentence of the server.");
});

test("a problem of a cell marks that cell", () => {
  assert.equal(cellOf(problem("empty_cell", {}, "rows.12.x2")), "12 x2");
  assert.equal(cellOf(problem("uneven_row", {}, "rows.12")), null);
  assert.equal(cellOf(problem("no_rows", {}, "text")), null);
});

test("a column that another role had changes places with it", () => {
  const columns = { x1: 0, x2: 1, label: 2, task: "classification" };
  assert.deepEqual(chooseColumn(columns, "x1", 3), { x1: 3, x2: 1, label: 2 });
  assert.deepEqual(chooseColumn(columns, "x1", 2), { x1: 2, x2: 1, label: 0 });
  assert.deepEqual(chooseColumn(columns, "label", 2), { x1: 0, x2: 1, label: 2 });
});
