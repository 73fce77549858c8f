"""Networks side by side: added, looked at, changed, compared, taken away."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from browser.conftest import OpenPlayground
from browser.pictures import pixels
from browser.playground import Playground


def chips(playground: Playground) -> Locator:
    return playground.page.locator(".network-chip")


def look_at(playground: Playground, n: int) -> None:
    chips(playground).nth(n).locator(".chip-look").click()
    expect(chips(playground).nth(n).locator(".chip-look")).to_have_attribute("aria-pressed", "true")
    playground.until_live()


def add_rival(playground: Playground) -> None:
    count = chips(playground).count()
    playground.page.locator("[data-action=add-rival]").click()
    expect(chips(playground)).to_have_count(count + 1)


def networks(playground: Playground) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = playground.api()["experiment"]["networks"]
    return found


def choose_activation(playground: Playground, key: str) -> None:
    menu = playground.page.locator("#settings").get_by_label(
        playground.t("settings.activation"), exact=True
    )
    menu.select_option(key)


def test_a_rival_starts_alike_is_changed_and_told_apart(playground: Playground) -> None:
    expect(chips(playground)).to_have_count(1)
    expect(playground.page.locator(".rivals")).to_be_hidden()
    add_rival(playground)
    name = networks(playground)[1]["name"]
    added = playground.t("edit.rival", name=name, like=networks(playground)[0]["name"])
    playground.expect_toast(added)
    first, second = (playground.api(f"/networks/{n}/weights") for n in (0, 1))
    assert first == second
    alike = playground.t("networks.alike", name=name)
    expect(chips(playground).nth(1).locator(".chip-look")).to_have_attribute("title", alike)

    choose_activation(playground, "relu")
    expect(chips(playground).nth(1).locator(".chip-look")).to_have_attribute(
        "title", f"{name}: {playground.t('activations.relu.name')}"
    )
    assert [n["layers"][0]["activation"] for n in networks(playground)] == ["tanh", "relu"]


def test_all_networks_train_together_and_are_compared_in_curves_and_surfaces(
    playground: Playground,
) -> None:
    add_rival(playground)
    playground.page.get_by_role(
        "button", name=playground.t("network.remove_layer", layer=1)
    ).click()
    expect(playground.page.locator(".layer-header:not(.output-header)")).to_have_count(0)
    playground.play()
    playground.until_epoch(60)
    look_at(playground, 0)
    playground.pause()

    epochs = [status["epoch"] for status in playground.api()["status"]["networks"]]
    # A pause may come when one has finished an epoch that the other has yet to take.
    assert min(epochs) >= 60
    assert max(epochs) - min(epochs) <= 1
    playground.until("() => document.querySelector('#loss .chart-plot').data.length === 4")
    colors = playground.page.locator("#loss .chart-plot").evaluate(
        "(plot) => plot.data.map((curve) => curve.line.color)"
    )
    assert len(set(colors)) == 2
    tiles = playground.page.locator(".rival")
    expect(tiles).to_have_count(2)
    pictures = [tiles.nth(n).locator("canvas") for n in (0, 1)]
    for picture in pictures:
        playground.wait(lambda picture=picture: pixels(picture), "its surface is drawn")
    hidden_layer, none = (set(pixels(picture)) for picture in pictures)
    assert hidden_layer != none
    tile = playground.t.pattern("networks.tile", name=networks(playground)[0]["name"])
    expect(tiles.first).to_have_accessible_name(tile)

    tiles.first.click()
    expect(tiles.first).to_have_attribute("aria-pressed", "true")
    expect(playground.page.locator(".layer-header:not(.output-header)")).to_have_count(1)


def test_what_is_changed_is_the_network_that_is_looked_at(playground: Playground) -> None:
    add_rival(playground)
    look_at(playground, 0)
    choose_activation(playground, "sigmoid")
    playground.wait(
        lambda: networks(playground)[0]["layers"][0]["activation"] == "sigmoid", "it was changed"
    )
    assert networks(playground)[1]["layers"][0]["activation"] == "tanh"
    look_at(playground, 1)
    playground.page.locator(".unit").first.click()
    expect(playground.card).to_contain_text(playground.t("activations.tanh.name"))


def test_a_rival_is_taken_away_and_undo_brings_it_back(playground: Playground) -> None:
    add_rival(playground)
    add_rival(playground)
    names = [network["name"] for network in networks(playground)]
    look_at(playground, 1)
    playground.button("networks.remove", name=names[1]).click()
    expect(chips(playground)).to_have_count(2)
    assert [network["name"] for network in networks(playground)] == [names[0], names[2]]
    playground.page.locator("[data-action=undo]").click()
    expect(chips(playground)).to_have_count(3)
    assert [network["name"] for network in networks(playground)] == names


def test_there_is_room_for_eight_and_the_ninth_is_not_offered(
    open_playground: OpenPlayground,
) -> None:
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        playground = open_playground(viewport={"width": width, "height": height})
        experiment = playground.api()["experiment"]
        base = experiment["networks"][0]
        experiment["networks"] = [base | {"name": f"network {n}"} for n in range(8)]
        playground.put_experiment(experiment)
        expect(chips(playground)).to_have_count(8)
        expect(playground.page.locator(".rival canvas").last).to_be_visible()
        expect(playground.page.locator("[data-action=add-rival]")).to_be_disabled()
        playground.until("(wanted) => document.documentElement.scrollWidth === wanted", width)
        if width == 1440:
            playground.until("(wanted) => document.documentElement.scrollHeight === wanted", height)
