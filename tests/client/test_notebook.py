"""The notebook of the docs runs from top to bottom, and shows what is stored in it."""

from __future__ import annotations

import base64
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from helpers.notebook import Ran, read_notebook, run_notebook
from helpers.server import Server
from plotly.graph_objects import Figure

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
HINT = "run tests/client/make_notebook.py to bring the stored outputs up to date"


@pytest.fixture
def ran(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[Ran]:
    monkeypatch.setenv("PLAYGROUND_URL", server.url)
    return run_notebook(read_notebook(NOTEBOOK))


def shown(ran: Ran) -> tuple[str, str]:
    """What a cell prints, and what its last line is; a figure is a picture."""
    is_figure = isinstance(ran.result, Figure)
    result = "<picture>" if is_figure else "" if ran.result is None else repr(ran.result)
    return ran.printed, result


def stored(cell: dict[str, Any]) -> tuple[str, str]:
    printed, result = "", ""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            printed += "".join(output["text"])
        elif "image/png" in output["data"]:
            result = "<picture>"
        else:
            result = "".join(output["data"]["text/plain"])
    return printed, result


def alike(now: str, then: str) -> bool:
    """Same words, similar numbers: long training grows what processors round differently."""
    words = [NUMBER.sub("#", text) for text in (now, then)]
    numbers = [[float(found) for found in NUMBER.findall(text)] for text in (now, then)]
    return words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], rel=0.3, abs=0.02)


def test_it_runs_and_shows_what_is_stored(ran: list[Ran]) -> None:
    assert len(ran) > 10
    for cell in ran:
        if not cell.varies:
            for now, then in zip(shown(cell), stored(cell.cell), strict=True):
                assert alike(now, then), f"{cell.source}\n{now}\n{HINT}"


def test_stored_pictures_have_the_size_of_the_figures(ran: list[Ran]) -> None:
    figures = [cell for cell in ran if isinstance(cell.result, Figure)]
    assert len(figures) >= 4
    for cell in figures:
        (output,) = cell.cell["outputs"]
        png = base64.b64decode(output["data"]["image/png"])
        assert png.startswith(b"\x89PNG")
        layout = cell.result.layout
        width, height = struct.unpack(">II", png[16:24])
        assert (width, height) == (layout.width, layout.height), HINT


def test_nothing_of_this_machine_is_stored() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not any(word in text for word in ("/home/", "/root/", "/tmp/", "Traceback"))
