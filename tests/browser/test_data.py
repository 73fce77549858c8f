"""Data, features and settings: everything that there is to choose takes effect, and says so."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from browser.pictures import pixels
from browser.playground import Playground


def field(playground: Playground, name: str) -> str:
    return f"[data-field={name}]"


def set_slider(playground: Playground, name: str, value: str) -> None:
    playground.slide(playground.page.locator(f"{field(playground, name)} input"), value)


def value_of(playground: Playground, name: str) -> str:
    return playground.page.locator(f"{field(playground, name)} output").inner_text()


def is_drawn(thumbnail: Locator) -> bool:
    return len(set(pixels(thumbnail.locator("canvas"), 40))) > 1


def test_every_thumbnail_can_be_chosen(playground: Playground) -> None:
    catalog = playground.client.get("/api/catalog").json()["datasets"]
    by_task: dict[str, list[dict[str, object]]] = {"classification": [], "regression": []}
    for entry in catalog:
        by_task[entry["task"]].append(entry)
    set_slider(playground, "samples", "2")
    playground.expect_toast(playground.t("edit.samples", value="50"), "kept")
    for task, entries in by_task.items():
        playground.page.locator(f"[data-task={task}]").click()
        expect(playground.page.locator(f"[data-task={task}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        assert playground.api()["experiment"]["task"] == task
        accuracy = re.compile("^–$" if task == "regression" else r"^[\d.]+ %$")
        expect(playground.show("train_accuracy")).to_have_text(accuracy)
        for entry in entries:
            key = str(entry["key"])
            if entry["group"] != "classic":
                playground.page.locator(".more-datasets").click()
            thumbnail = playground.dataset(key).last
            playground.wait(lambda t=thumbnail: is_drawn(t), f"{key} is not blank")
            if thumbnail.get_attribute("aria-pressed") == "true":
                playground.page.keyboard.press("Escape")
                continue
            thumbnail.click()
            name = playground.t(f"datasets.{key}.name")
            playground.expect_toast(playground.t("edit.dataset", name=name))
            chosen = playground.api()["experiment"]
            assert (chosen["data"]["dataset"], chosen["task"]) == (key, task)
            train = playground.api("/data")["train"]["label"]
            expect(playground.points).to_have_count(len(train))


def test_share_noise_samples_and_batch_size_have_sliders(playground: Playground) -> None:
    set_slider(playground, "train_fraction", "80")
    playground.expect_toast(playground.t("edit.train_fraction", value="80 %"), "kept")
    expect(playground.points).to_have_count(400)
    set_slider(playground, "noise", "35")
    playground.expect_toast(playground.t("edit.noise", value="35 %"), "kept")
    set_slider(playground, "samples", "4")
    playground.expect_toast(playground.t("edit.samples", value="200"), "kept")
    expect(playground.points).to_have_count(160)
    set_slider(playground, "batch_size", "0")
    playground.expect_toast(playground.t("edit.batch_size", value="1"), "kept")
    data = playground.api()["experiment"]["data"]
    assert (data["train_fraction"], data["noise"], data["samples"]) == (0.8, 0.35, 200)
    assert playground.network()["batch_size"] == 1
    assert value_of(playground, "samples") == "200"
    slider = playground.page.locator(f"{field(playground, 'batch_size')} input")
    playground.slide(slider, slider.get_attribute("max") or "")
    playground.expect_toast(playground.t("edit.batch_size", value=playground.t("data.full_batch")))
    playground.step("epochs")
    assert playground.read("iteration") == 1

    # Other points of the same kind.
    weights, train = playground.weights(), playground.api("/data")["train"]
    place = playground.points.first.get_attribute("transform")
    playground.button("data.regenerate").click()
    playground.expect_toast(playground.t("edit.regenerate"), "kept")
    assert playground.weights() == weights
    assert playground.api("/data")["train"] != train
    expect(playground.points.first).not_to_have_attribute("transform", place or "")


def test_test_points_and_hard_decisions_are_shown_when_asked_for(playground: Playground) -> None:
    playground.control("show-test").check()
    expect(playground.points).to_have_count(500)
    playground.control("show-test").uncheck()
    expect(playground.points).to_have_count(250)
    canvas = playground.page.locator(".surface-canvas")
    soft = len(set(pixels(canvas)))
    playground.control("hard").check()
    playground.wait(lambda: len(set(pixels(canvas))) < soft, "there are fewer colours")
    playground.control("hard").uncheck()
    playground.wait(lambda: len(set(pixels(canvas))) == soft, "there are as many as before")

    # A part of the plane is zoomed into, and left again.
    box = playground.surface.bounding_box()
    assert box is not None

    def picture() -> str:
        drawn: str = canvas.evaluate("(canvas) => canvas.toDataURL()")
        return drawn

    whole = picture()
    mouse = playground.page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.6 * box["height"], steps=4)
    mouse.up()
    unzoom = playground.button("output.unzoom")
    expect(unzoom).to_be_visible()
    playground.wait(lambda: picture() != whole, "a part is shown")
    unzoom.click()
    expect(unzoom).to_be_hidden()
    playground.wait(lambda: picture() == whole, "all of it is shown")


def test_every_feature_can_be_added_and_all_but_the_last_taken_away(playground: Playground) -> None:
    features = [f["key"] for f in playground.client.get("/api/catalog").json()["features"]]
    for key in features[2:]:
        playground.feature(key).click()
        name = playground.t(f"features.{key}.name")
        playground.expect_toast(playground.t("edit.feature_on", name=name), "reset")
        expect(playground.feature(key)).to_have_attribute("aria-pressed", "true")
    assert playground.api()["experiment"]["features"] == features
    playground.feature("x1").click()
    name = playground.t("features.x1.name")
    playground.expect_toast(playground.t("edit.feature_off", name=name), "reset")
    assert playground.api()["experiment"]["features"] == features[1:]

    # One has to stay.
    for key in features[2:]:
        playground.feature(key).click()
        expect(playground.feature(key)).to_have_attribute("aria-pressed", "false")
    playground.feature("x2").click()
    playground.expect_toast(playground.t("error.last_feature"))
    expect(playground.feature("x2")).to_have_attribute("aria-pressed", "true")
    assert playground.api()["experiment"]["features"] == ["x2"]


def test_an_optimizer_brings_its_learning_rate_and_shows_its_parameters(
    playground: Playground,
) -> None:
    playground.control("optimizer").select_option("adam")
    name = playground.t("optimizers.adam.name")
    catalog = playground.client.get("/api/catalog").json()["optimizers"]
    adam = next(entry for entry in catalog if entry["key"] == "adam")
    rate = next(p["default"] for p in adam["parameters"] if p["key"] == "learning_rate")
    playground.expect_toast(playground.t("edit.optimizer", name=name, value=rate), "kept")
    assert playground.network()["optimizer"]["name"] == "adam"
    expect(playground.control("learning_rate")).to_have_value(str(rate))

    playground.button("settings.parameters").click()
    for parameter in adam["parameters"]:
        if parameter["key"] != "learning_rate":
            label = playground.t(f"parameters.{parameter['key']}.name")
            expect(playground.card.get_by_label(label).first).to_be_visible()
    expect(playground.card.locator("math").first).to_be_visible()
    beta = playground.card.get_by_label(playground.t("parameters.beta1.name"), exact=True)
    beta.fill("0.5")
    beta.press("Enter")
    playground.wait(lambda: playground.network()["optimizer"]["beta1"] == 0.5, "β₁ is 0.5")
    playground.page.keyboard.press("Escape")
    playground.play()
    playground.until_accuracy(0.95)
    playground.pause()


def test_loss_initial_weights_and_output_can_be_chosen(playground: Playground) -> None:
    for control, value, family in (
        ("loss", "mse", "losses"),
        ("initializer", "he_normal", "initializers"),
        ("output", "tanh", "outputs"),
    ):
        playground.control(control).select_option(value)
        name = playground.t(f"{family}.{value}.name")
        playground.expect_toast(playground.t(f"edit.{control}", name=name))
        assert playground.network()[control] == value
    rate = playground.control("regularization_rate")
    expect(rate).to_be_disabled()
    name = playground.t("regularizers.l2.name")
    playground.control("regularizer").select_option("l2")
    playground.expect_toast(playground.t("edit.regularizer", name=name), "kept")
    expect(rate).to_be_enabled()
    rate.select_option("0.1")
    playground.expect_toast(playground.t("edit.regularization_rate", value="0.1"), "kept")
    assert playground.network()["regularization"] == {"name": "l2", "rate": 0.1}
    penalty = playground.status()["penalty"]
    expect(playground.show("train_loss")).to_have_attribute(
        "title", playground.t("toolbar.penalty", penalty=f"{penalty:.3f}")
    )
    playground.play()
    playground.until_epoch(5)
    playground.pause()


def test_every_question_mark_answers(playground: Playground) -> None:
    marks = playground.page.locator(".explain:visible")
    assert marks.count() >= 15
    for mark in marks.all():
        mark.click()
        expect(playground.card).to_be_visible()
        assert len(playground.card.inner_text()) > 60
        assert playground.card.locator("h3").inner_text() != ""
        playground.page.keyboard.press("Escape")
        expect(playground.card).to_have_count(0)
    # What the choice in a menu is, with its formula, and for an activation its graph.
    playground.page.locator("[data-field=activation] .explain").click()
    expect(playground.card).to_contain_text(playground.t("activations.tanh.about"))
    expect(playground.card.locator("math").first).to_be_visible()
    expect(playground.card.locator("svg[role=img]")).to_be_visible()


def test_what_only_classes_have_is_not_offered_for_a_regression(playground: Playground) -> None:
    hard = playground.control("hard")
    hard.check()
    playground.button("loss.curves.accuracy").click()
    playground.page.locator("[data-task=regression]").click()
    expect(hard).to_be_disabled()
    expect(hard).not_to_be_checked()
    expect(playground.button("loss.curves.accuracy")).to_be_disabled()
    canvas = playground.page.locator(".surface-canvas")
    playground.wait(lambda: len(set(pixels(canvas))) > 50, "its output has shades")
    playground.page.locator("[data-task=classification]").click()
    expect(hard).to_be_checked()


def test_measured_points_are_split_anew_not_drawn_anew(playground: Playground) -> None:
    playground.put_experiment({"data": {"dataset": "iris", "classes": 3}})
    playground.button("draw.split").click()
    playground.expect_toast(playground.t("draw.edit.split"), "kept")
