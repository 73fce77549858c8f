"""Tables are well-formed Markdown, ratios are what they say, verdicts keep to the targets."""

from __future__ import annotations

import pytest

from playground.bench.tables import Table, at_least, at_most, number, ratio, times


def test_a_table_is_markdown_with_one_line_a_row() -> None:
    table = Table("Speed", ["engine", "S, µs"], notes=["on one thread"])
    table.add("kernel", "15.0")
    table.add("신경망", "1,260")
    lines = table.markdown().splitlines()
    assert lines[0] == "## Speed"
    assert lines[2:6] == [
        "| engine | S, µs |",
        "| ------ | ----: |",
        "| kernel |  15.0 |",
        "| 신경망 | 1,260 |",
    ]
    assert lines[-1] == "- on one thread"


def test_a_table_without_rows_still_says_why() -> None:
    assert Table("Browser", ["a"], notes=["There is none."]).markdown() == (
        "## Browser\n\n- There is none.\n"
    )


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("Speed", ["engine", "S"]).add("kernel")


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (0.125, "0.12"), (9.994, "9.99"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_numbers_have_two_to_three_digits_that_count(value: float | None, written: str) -> None:
    assert number(value) == written


def test_a_ratio_says_how_many_times_as_long() -> None:
    assert ratio(30.0, 10.0) == 3.0
    assert times(ratio(30.0, 10.0)) == "3.00 ×"


@pytest.mark.parametrize(("slow", "fast"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_what_was_not_measured_has_no_ratio(slow: float | None, fast: float | None) -> None:
    assert ratio(slow, fast) is None
    assert times(ratio(slow, fast)) == "–"


def test_a_verdict_says_whether_the_target_is_reached() -> None:
    assert at_least("S", 25.0, 25.0) == "S: 25.0 × (target: at least 25 ×; reached)"
    assert at_least("S", 24.0, 25.0) == "S: 24.0 × (target: at least 25 ×; MISSED)"
    assert at_most("frame", 1.5, 1.0, "ms") == "frame: 1.50 ms (target: at most 1 ms; MISSED)"
    assert at_most("frame", 0.5, 1.0, "ms") == "frame: 0.50 ms (target: at most 1 ms; reached)"


def test_what_was_not_measured_neither_reaches_nor_misses_its_target() -> None:
    assert at_least("PyTorch", None, 4.0) == "PyTorch: not measured (target: at least 4 ×)"
