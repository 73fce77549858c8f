"""Run docs/notebook.ipynb and store what its cells show: python tests/client/make_notebook.py.

Figures become pictures, drawn by the page's own plotly.js in a browser, because places that only
show notebooks run no scripts.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plotly
from playwright.sync_api import Page, sync_playwright
from plotly.graph_objects import Figure

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS)]

from helpers.notebook import Ran, read_notebook, run_notebook  # noqa: E402
from helpers.server import running_server  # noqa: E402
from tools.browser import FLAGS, installed  # noqa: E402

NOTEBOOK = TESTS.parent / "docs" / "notebook.ipynb"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@contextmanager
def drawing_page() -> Iterator[Page]:
    """A blank page that has plotly.js."""
    path = installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.set_content("<body style='margin: 0'><div id='figure'></div>")
        page.add_script_tag(path=PLOTLY)
        yield page
        browser.close()


def picture(page: Page, figure: Figure) -> str:
    """Draw a figure, and return its picture as base64."""
    draw = "f => Plotly.newPlot('figure', f.data, f.layout, {displayModeBar: false}).then(() => {})"
    page.evaluate(draw, json.loads(figure.to_json()))
    return base64.b64encode(page.locator("#figure .svg-container").screenshot()).decode()


def outputs(ran: Ran, count: int, page: Page) -> list[dict[str, Any]]:
    """Write what a cell has shown as a notebook does."""
    found: list[dict[str, Any]] = []
    if ran.printed:
        lines = ran.printed.splitlines(keepends=True)
        found.append({"output_type": "stream", "name": "stdout", "text": lines})
    if ran.result is None:
        return found
    if isinstance(ran.result, Figure):
        data: dict[str, Any] = {"image/png": picture(page, ran.result)}
        return [*found, {"output_type": "display_data", "metadata": {}, "data": data}]
    data = {"text/plain": repr(ran.result).splitlines(keepends=True)}
    return [
        *found,
        {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data},
    ]


def main() -> None:
    """Bring the notebook up to date."""
    notebook = read_notebook(NOTEBOOK)
    with running_server(engine="numpy") as server, drawing_page() as page:
        os.environ["PLAYGROUND_URL"] = server.url
        for count, ran in enumerate(run_notebook(notebook), start=1):
            ran.cell["execution_count"] = count
            ran.cell["outputs"] = [] if ran.varies else outputs(ran, count, page)
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
