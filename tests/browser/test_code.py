"""Taking the network along as code: what is shown is what runs, and gives the page's numbers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from helpers.additions import SOFTPLUS
from helpers.server import Server, running_server
from onnx.reference import ReferenceEvaluator
from playwright.sync_api import Locator, expect

from browser.conftest import OpenPlayground
from browser.playground import Playground, parse
from browser.watch import Watch

CLIPBOARD = ["clipboard-read", "clipboard-write"]
NO_ONNX = "import sys\nsys.modules['onnx'] = None"


def open_code(playground: Playground) -> Locator:
    """Open the tab and see a script, or why there is none."""
    page = playground.page
    page.locator("[data-action=share]").click()
    page.locator("#share-tab-code").click()
    panel = page.locator("#share-code")
    expect(panel.locator(".code-moment")).not_to_be_empty()
    return panel


def choose(playground: Playground, name: str, key: str) -> None:
    button = playground.page.locator(f"#share-code [data-{name}={key}]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(playground.page.locator("#share-code")).not_to_have_attribute("aria-busy", "true")


def written(playground: Playground, rest: str = "") -> str:
    """The script as the server writes it."""
    code = playground.api(f"/networks/0/code?{rest}")["code"]
    assert isinstance(code, str)
    return code


def saved(playground: Playground, action: str, folder: Path) -> Path:
    with playground.page.expect_download() as download:
        playground.page.locator(f"[data-action={action}]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    expect(playground.page.locator(".code-told")).to_have_text(
        playground.t("share.code.saved", file=path.name)
    )
    return path


def run(path: Path) -> str:
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_script_that_is_saved_runs_and_gives_the_numbers_of_the_page(
    playground: Playground, tmp_path: Path
) -> None:
    for _ in range(3):
        playground.step("epochs")
    status = playground.status()
    panel = open_code(playground)
    expect(panel.locator(".code-moment")).to_have_text(
        playground.t("share.code.moment", name="A", epoch=3)
    )
    path = saved(playground, "save-code", tmp_path)
    assert path.name == "xor_numpy.py"
    assert run(path).startswith(f"epoch     3  training loss {status['train_loss']:.6f}")

    # From the same start it learns the same, for as long as the network has been trained.
    choose(playground, "weights", "initial")
    expect(panel.locator(".code-moment")).to_have_text(
        playground.t("share.code.moment_initial", name="A")
    )
    expect(playground.control("code-epochs")).to_have_value("3")
    told = run(saved(playground, "save-code", tmp_path))
    assert f"epoch     3  training loss {status['train_loss']:.6f}" in told

    # Or for as long as one says.
    playground.control("code-epochs").fill("5")
    playground.control("code-epochs").press("Enter")
    expect(panel.locator(".code-lines").first).to_contain_text("epochs = 5\n")
    told = run(saved(playground, "save-code", tmp_path))
    page = playground.page
    page.locator("#share .dialog-close").click()
    playground.step("epochs")
    playground.step("epochs")
    assert f"epoch     5  training loss {playground.status()['train_loss']:.6f}" in told


def test_what_is_copied_is_the_whole_script_though_numbers_are_folded_away(
    open_playground: OpenPlayground,
) -> None:
    playground = open_playground(permissions=CLIPBOARD)
    page = playground.page
    script = written(playground)
    panel = open_code(playground)
    expect(panel.locator(".code-fold").first).to_be_visible()
    page.locator("[data-action=copy-code]").click()
    expect(page.locator("[data-action=copy-code]")).to_have_text(playground.t("share.code.copied"))
    assert page.evaluate("() => navigator.clipboard.readText()") == script

    # By keyboard alone: into the script, all of it, copy.
    page.evaluate("() => navigator.clipboard.writeText('')")
    block = panel.get_by_role("region")
    block.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    playground.wait(
        lambda: page.evaluate("() => navigator.clipboard.readText()") == script.rstrip("\n"),
        "all of the script is copied",
    )


def test_lines_are_numbered_and_folded_numbers_can_be_read(playground: Playground) -> None:
    script = written(playground).rstrip("\n")
    panel = open_code(playground)
    folds = panel.locator(".code-fold")
    count = folds.count()
    assert count >= 2
    expect(folds.first).to_have_text(re.compile(r"^\d+ more lines of numbers$"))
    for left in reversed(range(count)):
        folds.first.click()
        expect(folds).to_have_count(left)
    shown = panel.locator(".code-lines").evaluate_all(
        "(parts) => parts.map((part) => part.textContent)"
    )
    assert "\n".join(shown) == script
    numbers = panel.locator(".code-numbers").evaluate_all(
        "(parts) => parts.flatMap((part) => part.textContent.split('\\n').map(Number))"
    )
    assert numbers == list(range(1, len(script.split("\n")) + 1))
    expect(panel.get_by_role("region")).to_have_accessible_name(
        playground.t("share.code.script", library="NumPy", lines=len(numbers))
    )


def test_every_library_has_its_script(playground: Playground) -> None:
    panel = open_code(playground)
    for language, library in (("pytorch", "torch"), ("keras", "keras"), ("sklearn", "sklearn")):
        choose(playground, "language", language)
        imports = re.compile(rf"^(import {library}|from {library}\S* import)", re.MULTILINE)
        expect(panel.locator(".code-lines").first).to_contain_text(imports)
        expect(panel.locator(".code-remarks")).to_be_hidden()
        expect(panel.locator("[data-action=save-code]")).to_contain_text(f"xor_{language}.py")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_a_library_cannot_express_or_does_otherwise_is_said(
    open_playground: OpenPlayground, language: str
) -> None:
    playground = open_playground(f"/?lang={language}", language=language)
    layers = [{"units": 4, "activation": "gelu", "dropout": 0.2}]
    optimizer = {"name": "adam"}
    playground.put_experiment({"networks": [{"layers": layers, "optimizer": optimizer}]})
    playground.step("epochs")
    panel = open_code(playground)
    t = playground.t
    choose(playground, "language", "sklearn")
    remarks = panel.locator(".code-remarks")
    expect(remarks.locator("p")).to_have_text(t("share.code.none", library="scikit-learn"))
    gelu = t("activations.gelu.name")
    expect(remarks.locator("li")).to_have_text(
        [
            t("share.code.remark.no_activation", library="scikit-learn", name=gelu),
            t("share.code.remark.no_dropout", library="scikit-learn"),
        ]
    )
    expect(panel.get_by_role("region")).to_be_hidden()
    expect(panel.locator("[data-action=save-code]")).to_be_hidden()

    choose(playground, "language", "keras")
    expect(remarks.locator("p")).to_have_text(t("share.code.differs", library="Keras"))
    adam = t("optimizers.adam.name")
    expect(remarks.locator("li")).to_have_text(
        [
            t("share.code.remark.other_epsilon", library="Keras", name=adam),
            t("share.code.remark.other_dropout", library="Keras"),
            t("share.code.remark.begins_anew", library="Keras", name=adam),
        ]
    )
    expect(panel.get_by_role("region")).to_be_visible()


def test_while_training_goes_on_the_script_says_of_when_it_is(playground: Playground) -> None:
    playground.play()
    playground.until_epoch(3)
    panel = open_code(playground)
    playground.until("() => !document.querySelector('.code-stale').hidden")
    shown = panel.locator(".code-moment")
    first = shown.inner_text()
    told = playground.t.pattern("share.code.moment", name="A").match(first)
    assert told is not None
    expect(panel.locator(".code-later")).to_have_text(
        re.compile(re.escape(playground.t("share.code.later", epoch="@")).replace("@", r"[\d,]+"))
    )
    playground.until_epoch(int(parse(told[1])) + 1)
    playground.page.locator("[data-action=refresh-code]").click()
    expect(shown).not_to_have_text(first)


def test_of_several_networks_the_one_on_view_is_shown_and_named(playground: Playground) -> None:
    networks: list[dict[str, Any]] = [{"name": "wide", "layers": [{"units": 4}]}, {"name": "deep"}]
    networks[1]["layers"] = [{"units": 3}] * 4
    playground.put_experiment({"networks": networks})
    for n, (name, shape) in enumerate((("wide", "2-4-1"), ("deep", "2-3-3-3-3-1"))):
        chip = playground.page.locator(".network-chip .chip-look").nth(n)
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "true")
        panel = open_code(playground)
        expect(panel.locator(".code-moment")).to_have_text(
            playground.t("share.code.moment", name=name, epoch=0)
        )
        expect(panel.locator(".code-lines").first).to_contain_text(f"A {shape} network")
        playground.page.locator("#share .dialog-close").click()


def test_a_large_network_does_not_fill_the_page(playground: Playground) -> None:
    layers = [{"units": 64, "activation": "relu"}] * 4
    playground.put_experiment(
        {"data": {"dataset": "circle", "samples": 2000}, "networks": [{"layers": layers}]}
    )
    panel = open_code(playground)
    expect(panel.get_by_role("region")).to_have_accessible_name(re.compile(r"[\d,]+ lines"))
    assert panel.locator(".code-block *").count() < 4_000
    assert len(written(playground)) > 250_000


def test_a_model_that_is_saved_answers_what_the_network_answers(
    playground: Playground, tmp_path: Path
) -> None:
    playground.step("epochs")
    open_code(playground)
    path = saved(playground, "save-onnx", tmp_path)
    assert path.name == "xor.onnx"
    model = ReferenceEvaluator(onnx.load(path))
    (found,) = model.run(None, {"points": np.array([[1.5, -2.0]])})
    layers = playground.api("/networks/0/activations?x1=1.5&x2=-2")["layers"]
    assert found[0] == pytest.approx(layers[-1]["a"])


@pytest.fixture(scope="module")
def other_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server whose process ran these lines before it started."""
    with running_server(before=request.param, engine="numpy") as server:
        yield server


@pytest.mark.parametrize("other_server", [NO_ONNX], indirect=True)
def test_where_models_cannot_be_written_it_is_said(
    open_playground: OpenPlayground, other_server: Server, watch: Watch
) -> None:
    watch.forgive("409")
    playground = open_playground(url=other_server.url)
    panel = open_code(playground)
    playground.page.locator("[data-action=save-onnx]").click()
    expect(panel.locator(".code-told")).to_have_text(
        playground.t("share.code.onnx_refused.not_installed")
    )


@pytest.mark.parametrize("other_server", [SOFTPLUS], indirect=True)
def test_an_activation_that_was_just_added_is_on_the_page_and_scripts_wait_for_it(
    open_playground: OpenPlayground, other_server: Server, watch: Watch
) -> None:
    watch.forgive("409")
    playground = open_playground(url=other_server.url)
    page, t = playground.page, playground.t
    page.locator("#settings").get_by_label(t("settings.activation"), exact=True).select_option(
        "softplus"
    )
    playground.expect_toast("softplus")
    playground.play()
    playground.until_epoch(5)
    panel = open_code(playground)
    expect(panel.locator(".code-remarks li")).to_have_text(
        t("share.code.remark.unwritten_activation", library="NumPy", name="softplus")
    )
    page.locator("[data-action=save-onnx]").click()
    expect(panel.locator(".code-told")).to_have_text(t("share.code.onnx_refused.not_expressible"))
