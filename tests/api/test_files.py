"""Tables and session files over HTTP: brought, taken away, refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from helpers.server import running_server

Send = Callable[..., Any]
TABLE = "키;몸무게;종\n1,5;2;고양이\n3;4;개\n5;6;개\n"
TAKE = {"x1": "키", "x2": "몸무게", "label": "종", "task": "classification"}
CSV = {"Content-Type": "text/csv"}
BYTES = {"Content-Type": "application/octet-stream"}


def test_a_preview_of_text_and_of_bytes_says_the_same(call: Send, ok: Send) -> None:
    of_text = ok("POST", "/api/csv", {"text": TABLE})
    assert (of_text["encoding"], of_text["text"]) == (None, None)
    assert of_text["rows"] == 3
    assert (of_text["delimiter"], of_text["decimal"], of_text["header"]) == (";", ",", True)
    assert of_text["guess"] == {**TAKE, "standardise": False}
    assert [column["kind"] for column in of_text["columns"]] == ["number", "number", "text"]
    assert of_text["sample"][0] == ["1,5", "2", "고양이"]
    of_bytes = ok("POST", "/api/csv", TABLE.encode("cp949"), headers=CSV)
    assert of_bytes == {**of_text, "encoding": "cp949", "text": TABLE}
    said = ok("POST", "/api/csv?header=false", TABLE.encode(), headers=CSV)
    assert (said["header"], said["rows"]) == (False, 4)
    assert ok("POST", "/api/csv", {"text": TABLE, "header": False})["columns"] == said["columns"]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"text": ""}, (422, "no_rows", "text")),
        ({"text": "1,2,3\n4,5\n"}, (422, "uneven_row", "rows.2")),
        ({"text": "1;2;3\n" * 5_001}, (422, "limit_exceeded", "text")),
        (b'{"text": "1,2,\\ud800"}', (422, "invalid_json", None)),
        ({}, (422, "missing_field", "text")),
        ({"text": 5}, (422, "wrong_type", "text")),
        ({"text": "1,2,3", "delimiter": "|"}, (422, "unknown_choice", "delimiter")),
        ({"text": "1,2,3", "more": 1}, (422, "unknown_field", "more")),
        (b"{", (422, "invalid_json", None)),
        (b"[]", (422, "wrong_type", None)),
        (b"", (422, "invalid_json", None)),
        (b'"' + b"a" * 1_000_001 + b'"', (413, "too_large", None)),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    refused: Send, body: Any, refusal: tuple[int, str, str | None]
) -> None:
    assert refused("POST", "/api/csv", body) == refusal


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", (422, "no_rows", "text")),
        (b"a,b\0,c", (422, "not_text", "text")),
        (b"1,2,3\n4,\xe9,6", (422, "unknown_encoding", "rows.2")),
    ],
)
def test_bytes_that_cannot_be_read_are_refused(
    refused: Send, raw: bytes, refusal: tuple[int, str, str]
) -> None:
    assert refused("POST", "/api/csv", raw, headers=CSV) == refusal


def test_a_table_becomes_the_data(ok: Send, session: str) -> None:
    answer = ok("PUT", f"{session}/data/csv", {"text": TABLE, **TAKE})
    assert answer["class_names"] == ["개", "고양이"]
    assert answer["scales"] == {}
    assert answer["weights"] == "kept"
    assert answer["undo"] == 1
    data = answer["experiment"]["data"]
    assert (data["dataset"], data["classes"]) == ("custom", 2)
    assert data["points"][0] == {"x1": 1.5, "x2": 2.0, "label": 1.0}
    assert ok("POST", f"{session}/step", {"epochs": 2})["networks"][0]["epoch"] == 2
    assert ok("POST", f"{session}/undo")["experiment"]["data"]["dataset"] == "xor"


def test_bytes_become_the_data_with_the_choice_in_the_address(ok: Send, session: str) -> None:
    address = f"{session}/data/csv?x1=0&x2=1&label=2&task=classification&standardise=true"
    answer = ok("PUT", address, TABLE.encode("cp949"), headers=CSV)
    assert answer["class_names"] == ["개", "고양이"]
    assert answer["scales"]["x2"]["mean"] == 4.0
    assert sum(point["x2"] for point in answer["experiment"]["data"]["points"]) == 0.0


def test_targets_make_it_regression_and_back(ok: Send, session: str) -> None:
    text = "x,y,z\n1,2,0.5\n3,4,-1\n"
    choice = {"x1": "x", "x2": "y", "label": "z"}
    answer = ok("PUT", f"{session}/data/csv", {"text": text, **choice, "task": "regression"})
    assert (answer["experiment"]["task"], answer["class_names"]) == ("regression", None)
    answer = ok("PUT", f"{session}/data/csv", {"text": text, **choice, "task": "classification"})
    assert (answer["experiment"]["task"], answer["class_names"]) == (
        "classification",
        ["-1", "0.5"],
    )


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("", "x1", ["x1 is required as a query parameter", "x2", "label", "task", "regression"]),
        ("?x1=0&x2=1", "label", ["label is required", "index", "task", "classification"]),
        ("?x1=0&x2=1&label=2", "task", ["task is required", "classification or regression"]),
    ],
)
def test_a_table_without_what_to_take_from_it_is_told_what_is_missing(
    client: httpx.Client, session: str, ok: Send, query: str, field: str, words: list[str]
) -> None:
    before = ok("GET", session)
    answer = client.put(f"{session}/data/csv{query}", content=TABLE.encode(), headers=CSV)
    refusal = answer.json()["error"]
    assert (answer.status_code, refusal["code"], refusal["field"]) == (422, "missing_field", field)
    assert all(word in refusal["message"] for word in words), refusal["message"]
    assert ok("GET", session) == before


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"text": "키;몸무게;종\n1;2;a\n3;;b\n"}, (422, "empty_cell", "rows.3.x2")),
        ({"text": "키;몸무게;종\n1;2;a\n?;2;b\n"}, (422, "not_a_number", "rows.3.x1")),
        ({"text": "키;몸무게;종\n1;2;a\n1e7;2;b\n"}, (422, "out_of_range", "rows.3.x1")),
        ({"task": "regression"}, (422, "not_a_number", "rows.2.label")),
        ({"x1": "나이"}, (422, "unknown_column", "x1")),
        ({"x1": 9}, (422, "unknown_column", "x1")),
        ({"x1": None}, (422, "wrong_type", "x1")),
        ({"label": "키"}, (422, "invalid_value", "label")),
        ({"task": "clustering"}, (422, "unknown_choice", "task")),
        ({"standardise": 1}, (422, "wrong_type", "standardise")),
    ],
)
def test_a_refused_table_changes_nothing(
    ok: Send, refused: Send, session: str, change: dict[str, Any], refusal: tuple[int, str, str]
) -> None:
    before = ok("GET", session)
    assert refused("PUT", f"{session}/data/csv", {"text": TABLE, **TAKE, **change}) == refusal
    assert ok("GET", session) == before


def test_too_many_classes_are_refused(refused: Send, session: str) -> None:
    text = "a,b,c\n" + "".join(f"1,2,word{n}\n" for n in range(9))
    body = {"text": text, "x1": "a", "x2": "b", "label": "c", "task": "classification"}
    assert refused("PUT", f"{session}/data/csv", body) == (422, "too_many_classes", "label")


def test_downloaded_points_can_be_brought_again(call: Send, ok: Send, session: str) -> None:
    answer = call("GET", f"{session}/data.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="data.csv"'
    guess = ok("POST", "/api/csv", {"text": answer.text})["guess"]
    assert guess == {
        "x1": "x1",
        "x2": "x2",
        "label": "label",
        "task": "classification",
        "standardise": False,
    }
    before = ok("GET", f"{session}/data")
    ok("PUT", f"{session}/data/csv", {"text": answer.text, **guess})
    after = ok("GET", f"{session}/data")
    pairs = [
        sorted(
            row
            for part in ("train", "test")
            for row in zip(*(data[part][name] for name in ("x1", "x2", "label")), strict=True)
        )
        for data in (before, after)
    ]
    assert pairs[0] == pairs[1]


def test_class_names_of_a_table_go_wherever_its_points_go(
    call: Send, ok: Send, session: str
) -> None:
    names = {"class_names": ["개", "고양이"], "axis_names": ["키", "몸무게"]}
    assert "class_names" not in ok("GET", session)["experiment"]["data"]
    answer = ok("PUT", f"{session}/data/csv", {"text": TABLE, **TAKE})
    assert names.items() <= answer["experiment"]["data"].items()
    lines = call("GET", f"{session}/data.csv").text.split("\r\n")
    assert sorted(line.split(",")[2] for line in lines[1:-1]) == ["개", "개", "고양이"]
    told = call("GET", f"{session}/networks/0/predictions.csv").text.split("\r\n")
    assert {line.split(",")[-1] for line in told[1:-1]} <= {"개", "고양이"}
    fragment = ok("GET", f"{session}/link")["fragment"]
    file = call("GET", f"{session}/file").content
    for opened in (
        ok("POST", "/api/links", {"address": fragment}),
        ok("POST", "/api/sessions/file", file, headers=BYTES),
    ):
        assert opened["experiment"] == answer["experiment"]
    assert "class_names" not in ok("POST", f"{session}/undo")["experiment"]["data"]
    assert names.items() <= ok("POST", f"{session}/redo")["experiment"]["data"].items()
    call("DELETE", f"/api/sessions/{opened['id']}")


def test_a_look_says_what_a_table_would_become(ok: Send) -> None:
    found = ok("POST", "/api/csv/look", {"text": TABLE})
    assert found["preview"]["columns"] == ok("POST", "/api/csv", {"text": TABLE})["columns"]
    assert found["preview"]["sample_rows"] == [2, 3, 4]
    assert found["choice"] == {
        "x1": 0,
        "x2": 1,
        "label": 2,
        "task": "classification",
        "standardise": False,
    }
    assert found["points"] == {"x1": [1.5, 3, 5], "x2": [2, 4, 6], "label": [1, 0, 0]}
    assert found["class_names"] == ["개", "고양이"]
    assert (found["problems"], found["found"]) == ([], 0)
    other = ok("POST", "/api/csv/look", {"text": TABLE, "x1": 1, "x2": 0, "standardise": True})
    assert other["scales"]["x1"]["mean"] == 4.0
    assert sum(other["points"]["x1"]) == 0.0
    text = "name,a,b,kind\nk,1,2,0.5\nl,300,4,1.5\n"
    far = ok("POST", "/api/csv/look", {"text": text})
    assert (far["choice"]["task"], far["choice"]["standardise"]) == ("regression", True)
    named = {"text": text, "x1": "kind", "x2": "b", "label": "name"}
    near = ok("POST", "/api/csv/look", named)
    assert (near["choice"]["task"], near["choice"]["standardise"]) == ("classification", False)
    assert near["class_names"] == ["k", "l"]


def test_a_look_lists_everything_that_is_wrong_row_by_row(ok: Send) -> None:
    text = "a,b,c\n1,,cat\nn/a,2,\n3,2e6,dog\n"
    found = ok("POST", "/api/csv/look", {"text": text, "standardise": False})
    assert found["points"] is None
    assert [(p["code"], p["field"]) for p in found["problems"]] == [
        ("empty_cell", "rows.2.x2"),
        ("not_a_number", "rows.3.x1"),
        ("empty_cell", "rows.3.label"),
        ("out_of_range", "rows.4.x2"),
    ]
    assert found["problems"][1]["values"] == {
        "row": 3,
        "column": "a",
        "cell": "n/a",
        "sign": "point",
    }
    many = "a,b,c\n" + "1,?,cat\n" * 4_000
    found = ok("POST", "/api/csv/look", {"text": many, "x1": "a", "x2": "b", "label": "c"})
    assert (len(found["problems"]), found["found"]) == (50, 4_000)


@pytest.mark.parametrize(
    ("body", "code", "values"),
    [
        ({"text": ""}, "no_rows", {"header": False}),
        ({"text": "1,2\n"}, "too_few_columns", {"row": 1, "least": 3, "found": 2}),
        (
            {"text": "1,2,3\n4,5\n"},
            "uneven_row",
            {"row": 2, "first": 1, "mark": "comma", "found": 2, "wanted": 3},
        ),
        ({"text": "1;2;3\n" * 5_001}, "limit_exceeded", {"most": 5_000, "found": 5_001}),
        ({"text": "1,2,3\n", "x1": 9}, "unknown_column", {"role": "x1", "name": "9"}),
        (b"1,2,3\n4,\xe9,6", "unknown_encoding", {"row": 2}),
    ],
)
def test_a_look_at_what_cannot_be_read_says_why(
    ok: Send, body: Any, code: str, values: dict[str, Any]
) -> None:
    options = {"headers": CSV} if isinstance(body, bytes) else {}
    found = ok("POST", "/api/csv/look", body, **options)
    assert (found["points"], found["found"]) == (None, 1)
    assert (found["problems"][0]["code"], found["problems"][0]["values"]) == (code, values)


def test_the_encoding_can_be_said(ok: Send, refused: Send) -> None:
    raw = "x,y,z\n1,2,é\n3,4,a\n".encode("cp1252")
    found = ok("POST", "/api/csv/look?encoding=cp1252", raw, headers=CSV)
    assert (found["encoding"], found["class_names"]) == ("cp1252", ["a", "é"])
    found = ok("POST", "/api/csv/look?encoding=utf-8", raw, headers=CSV)
    assert found["problems"][0]["values"] == {"row": 2, "encoding": "utf-8"}
    address = "/api/csv/look?encoding=ebcdic"
    assert refused("POST", address, raw, headers=CSV) == (422, "unknown_choice", "encoding")
    assert ok("POST", "/api/csv?encoding=cp1252", raw, headers=CSV)["rows"] == 2


@pytest.mark.parametrize("name", ["history", "weights", "predictions"])
def test_numbers_of_a_network_are_tables_too(
    call: Send, refused: Send, session: str, name: str
) -> None:
    answer = call("GET", f"{session}/networks/0/{name}.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'"network-0-{name}.csv"' in answer.headers["content-disposition"]
    lines = answer.text.split("\r\n")
    assert len(lines) > 2
    assert lines[-1] == ""
    assert {line.count(",") for line in lines[:-1]} == {lines[0].count(",")}
    refusal = refused("GET", f"{session}/networks/1/{name}.csv")
    assert refusal == (404, "unknown_network", "n")


# Sessions as files

EXPERIMENT = {
    "data": {"dataset": "moons", "noise": 0.2, "samples": 60},
    "networks": [
        {"layers": [{"units": 4, "dropout": 0.2}], "optimizer": {"name": "adam"}},
        {"layers": [{"units": 3, "normalization": "batch"}], "batch_size": 7},
    ],
}


def numbers(ok: Send, address: str) -> list[Any]:
    paths = ("history", "networks/0/weights", "networks/1/weights", "data")
    status = ok("GET", address)
    return [status["experiment"], *(ok("GET", f"{address}/{path}") for path in paths)]


def test_a_session_goes_on_from_its_file_bit_for_bit(
    call: Send, ok: Send, new_session: Callable[..., str], client: httpx.Client
) -> None:
    first = new_session(EXPERIMENT)
    ok("POST", f"{first}/step", {"epochs": 5})
    ok("POST", f"{first}/step", {"batches": 2})
    ok("PATCH", f"{first}/networks/0/weights", {"layer": 0, "from": 0, "to": 1, "mask": 0})
    file = call("GET", f"{first}/file")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"] == 'attachment; filename="moons_epoch_5.safetensors"'
    opened = call("POST", "/api/sessions/file", file.content, headers=BYTES)
    assert opened.status_code == 201
    second = f"/api/sessions/{opened.json()['id']}"
    assert second != first
    assert opened.json()["undo"] == 0
    assert opened.json()["status"]["networks"] == ok("GET", first)["status"]["networks"]
    assert len(ok("GET", f"{second}/timeline")["moments"]) == 1
    assert numbers(ok, second) == numbers(ok, first)
    assert call("GET", f"{second}/file").content == file.content
    for address in (first, second):
        ok("POST", f"{address}/step", {"epochs": 20})
    assert numbers(ok, second) == numbers(ok, first)
    for address in (first, second):
        ok("POST", f"{address}/reset", {})
        ok("POST", f"{address}/step", {"epochs": 2})
    assert numbers(ok, second) == numbers(ok, first)
    client.delete(second)


def test_points_of_ones_own_go_with_the_file(call: Send, ok: Send, session: str) -> None:
    ok("PUT", f"{session}/data/csv", {"text": TABLE, **TAKE})
    file = call("GET", f"{session}/file").content
    opened = ok("POST", "/api/sessions/file", file, headers=BYTES)
    assert opened["experiment"] == ok("GET", session)["experiment"]
    assert call("DELETE", f"/api/sessions/{opened['id']}").status_code == 204


@pytest.mark.parametrize("raw", [b"", b"{}", b"PK\x03\x04" + bytes(100), bytes([255]) * 5_000])
def test_what_is_no_file_is_refused(refused: Send, raw: bytes) -> None:
    refusal = refused("POST", "/api/sessions/file", raw, headers=BYTES)
    assert refusal == (422, "not_safetensors", "file")


def test_a_file_may_be_larger_than_other_bodies_but_not_endless() -> None:
    settings = {"engine": "numpy", "max_request_bytes": 2_000, "max_file_bytes": 40_000}
    with running_server(**settings) as small, small.client() as client:
        id = client.post("/api/sessions", json={}).json()["id"]
        file = client.get(f"/api/sessions/{id}/file").content
        assert len(file) > 2_000
        assert client.post("/api/sessions/file", content=file).status_code == 201
        answer = client.post("/api/sessions/file", content=file + bytes(40_000))
        assert answer.status_code == 413
        assert "40000 bytes" in answer.json()["error"]["message"]
        assert client.post("/api/csv", content=bytes(2_001)).status_code == 413
