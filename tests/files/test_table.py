"""Tables of every kind that is brought: what is read, what is guessed, what is refused."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from helpers.properties import many
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import Invalid
from playground.files import Table, Wish, decode, preview, read_table

PLAIN = "x1,x2,label\n1,2,0\n3.5,-4e-1,1\n"


def read(text: str, most: int = 5_000, **wish: object) -> Table:
    return read_table(text, most, Wish(**wish))  # type: ignore[arg-type]


def refusal(text: str, most: int = 5_000) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read(text, most)
    return caught.value


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal"),
    [
        (PLAIN, ",", "."),
        (PLAIN.replace(",", ";"), ";", "."),
        (PLAIN.replace(",", "\t"), "\t", "."),
        (PLAIN.replace("\n", "\r\n"), ",", "."),
        (PLAIN.replace("\n", "\r"), ",", "."),
        (PLAIN.replace(",", ";").replace(".", ","), ";", ","),
        (PLAIN.replace(",", "\t").replace(".", ","), "\t", ","),
        ('x1,x2,label\n1,2,0\n"3,5","-4e-1",1\n', ",", ","),
        ('x1, x2, label\n1, 2, 0\n"3.5", "-4e-1", "1"\n', ",", "."),
        ('"sep=;"\n' + PLAIN.replace(",", ";"), ";", "."),
        ("\ufeff" + PLAIN, ",", "."),
        ("x1,x2,label,,\n1,2,0,,\n3.5,-4e-1,1\n", ",", "."),
        ("\n\nx1,x2,label\n\n1,2,0\n3.5,−4e-1,1\n\n", ",", "."),
    ],
)
def test_the_same_table_is_read_however_it_is_written(
    text: str, delimiter: str, decimal: str
) -> None:
    table = read(text)
    assert (table.dialect.delimiter, table.dialect.decimal) == (delimiter, decimal)
    assert table.names == ["x1", "x2", "label"]
    assert [table.numbers(n) for n in range(3)] == [[1.0, 3.5], [2.0, -0.4], [0.0, 1.0]]


def test_a_table_without_a_header_has_numbered_columns() -> None:
    table = read("1,2,cat\n3,4,dog\n")
    assert not table.dialect.header
    assert table.names == ["column 1", "column 2", "column 3"]
    assert [row for row, _ in table.rows] == [1, 2]


def test_names_that_are_missing_or_the_same_are_told_apart() -> None:
    assert read(",a,a,a (2)\n1,2,3,4\n").names == ["column 1", "a", "a (2)", "a (2) (2)"]


def test_what_is_said_of_a_table_is_not_guessed() -> None:
    named = read("1;2;3\n4;5;6\n", header=True)
    assert named.names == ["1", "2", "3"]
    assert len(named) == 1
    assert read("1,5,2;0,1,2\n", delimiter=",").numbers(0) == [1.0]
    assert read("1,5;2,5;0\n", decimal=".").numbers(0) == [None]


def test_a_separator_within_words_separates_nothing() -> None:
    table = read("x1,x2,label\n1,2,a;b\n3,4,c;d\n")
    assert table.dialect.delimiter == ","
    assert table.cells(2) == ["a;b", "c;d"]


def test_quotes_hold_separators_and_line_breaks_and_rows_are_counted_as_spreadsheets_do() -> None:
    table = read('x1,x2,label\n1,2,"a, ""b"""\n\n3,4,"c\nd"\n5,6,e\n')
    assert table.cells(2) == ['a, "b"', "c\nd", "e"]
    assert [row for row, _ in table.rows] == [2, 4, 5]


@pytest.mark.parametrize(
    ("text", "code", "field", "words"),
    [
        ("", "no_rows", "text", "empty"),
        (" \n\n", "no_rows", "text", "empty"),
        ("a\nb\n", "too_few_columns", "rows.1", "has 1"),
        ("1,2\n3,4\n", "too_few_columns", "rows.1", "has 2"),
        ("1,2,3\n4,5,6\n\n7,8\n", "uneven_row", "rows.4", "row 4 has 2 columns, not 3 as row 1"),
        ("1,2,3\n4,5,6,7\n", "uneven_row", "rows.2", "row 2 has 4 columns"),
        ('1,2,3\n4,"5,6\n7,8,9\n', "broken_quotes", "rows.2", "row 2"),
        ("1,2,3\n4,5\0,6\n", "not_text", "text", "zero"),
        ("1,2,\ud800\n", "invalid_text", "text", "Unicode"),
        (",".join("1" * 101), "too_many_columns", "rows.1", "at most 100"),
        ("1,2,3\n" * 4, "limit_exceeded", "text", "at most 3 rows, not 4"),
        (f"1,2,{'a' * 200_000}", "cell_too_long", "rows.1", "131072"),
    ],
)
def test_a_refusal_says_the_row_and_the_reason(
    text: str, code: str, field: str, words: str
) -> None:
    error = refusal(text, 3)
    assert (error.code, error.field) == (code, field)
    assert words in error.message


@pytest.mark.parametrize("ending", ["x", ".x", ",x", "e", "1.x"])
def test_a_cell_of_endless_digits_is_read_at_once(ending: str) -> None:
    digits = "1" * 100_000
    assert read(f"a;b;c\n{digits}{ending};1;0\n", header=True, delimiter=";").numbers(0) == [None]


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(Invalid, match="no rows below"):
        read("x1,x2,label\n", header=True)
    with pytest.raises(Invalid, match="no rows below"):
        read("x1,x2,label\n")
    assert len(read("1,2,label\n")) == 1


KOREAN = "키;몸무게;종\n1,5;2;고양이\n3;4;개\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (KOREAN.encode(), "utf-8"),
        (KOREAN.encode("utf-8-sig"), "utf-8"),
        (KOREAN.encode("cp949"), "cp949"),
        (KOREAN.encode("utf-16"), "utf-16"),
    ],
)
def test_a_korean_table_is_read_in_every_usual_encoding(raw: bytes, encoding: str) -> None:
    text, found = decode(raw)
    assert found == encoding
    table = read(text)
    assert table.names == ["키", "몸무게", "종"]
    assert table.cells(2) == ["고양이", "개"]


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ("x,y,z\n1,2,é\n".encode("latin-1"), "unknown_encoding", "rows.2"),
        (b"PK\x03\x04\x00\x00", "not_text", "text"),
        (b"\xff\xfea\x00b", "unknown_encoding", "rows.1"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, code: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode(raw)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("header", "row", "guess"),
    [
        ("x1,x2,label", "1,2.5,0", ("x1", "x2", "label", "classification")),
        ("label,x1,x2", "0,1,2.5", ("x1", "x2", "label", "classification")),
        ("x1,x2,y", "1,2,3.5", ("x1", "x2", "y", "regression")),
        ("x,y,z", "1,2,3.5", ("x", "y", "z", "regression")),
        ("kind,x,y", "cat,1,2", ("x", "y", "kind", "classification")),
        ("a,b,c", "1,2,cat", ("a", "b", "c", "classification")),
        ("Species,w,h", "1,2,3", ("w", "h", "Species", "classification")),
        ("a,b,종", "1,2,3", ("a", "b", "종", "classification")),
        ("a,b,c", "1,x,cat", (None, None, "c", "classification")),
    ],
)
def test_columns_and_task_are_guessed(header: str, row: str, guess: tuple[str | None, ...]) -> None:
    found = preview(read(f"{header}\n{row}\n"), 8)["guess"]
    assert (found["x1"], found["x2"], found["label"], found["task"]) == guess


def test_a_column_that_counts_rows_is_passed_over() -> None:
    text = ",length,width,species\n1,5.1,3.5,setosa\n2,4.9,3.0,setosa\n3,6.0,2.2,virginica\n"
    assert preview(read(text), 8)["guess"]["x1"] == "length"


def test_many_whole_numbers_are_targets_and_few_are_classes() -> None:
    rows = [f"{n},1,{n}" for n in range(9)]
    assert preview(read("\n".join(rows)), 8)["guess"]["task"] == "regression"
    assert preview(read("\n".join(rows[:8])), 8)["guess"]["task"] == "classification"


def test_a_preview_counts_what_is_in_the_columns() -> None:
    found = preview(read("a;b;c\n1;x;3\n2;;n/a\n2;y;3\n"), 8)
    assert found["columns"] == [
        {"name": "a", "kind": "number", "distinct": 2, "problems": 0},
        {"name": "b", "kind": "text", "distinct": 2, "problems": 1},
        {"name": "c", "kind": "number", "distinct": 1, "problems": 1},
    ]
    assert found["rows"] == 3
    assert found["sample"][1] == ["2", "", "n/a"]


def test_a_preview_is_short_however_long_the_table() -> None:
    found = preview(read(f"1,2,{'a' * 1_000}\n" * 100), 8)
    assert len(found["sample"]) == 20
    assert len(found["sample"][0][2]) == 80


numbers = st.floats(-1e6, 1e6)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)


@many
@given(
    st.lists(st.tuples(numbers, numbers, words.filter(str.strip)), min_size=1, max_size=8),
    st.sampled_from(",;\t"),
)
def test_what_a_program_writes_is_read_back_exactly(
    rows: list[tuple[float, float, str]], delimiter: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(("x1", "x2", "label"))
    writer.writerows((repr(x1), repr(x2), label) for x1, x2, label in rows)
    table = read(text.getvalue(), delimiter=delimiter, decimal=".", header=True)
    assert table.numbers(0) == [x1 for x1, _, _ in rows]
    assert table.numbers(1) == [x2 for _, x2, _ in rows]
    assert table.cells(2) == [label.strip() for _, _, label in rows]


@many
@given(st.text(st.sampled_from("01.,;\t\n\r\"'ab é-e=\ufeff\0"), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(Invalid):
        preview(read(text), 8)


@many
@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(raw: bytes) -> None:
    with suppress(Invalid):
        text, _ = decode(raw)
        preview(read(text), 8)
