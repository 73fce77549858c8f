"""A table of one's own: pasted, chosen or dropped, looked at, taken or refused, downloaded."""

from __future__ import annotations

import base64
import csv
import io
import random
import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from browser.conftest import OpenPlayground
from browser.pictures import pixels
from browser.playground import Playground

PETS = "tail,weight,pet\n" + "".join(
    f"{i % 5 + (3 if pet == 'dog' else 0)},{i % 7 / 2},{pet}\n"
    for i in range(40)
    for pet in ("cat", "dog", "eel")
)
DROP = """([selector, kind, files]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, base64] of files) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
    }
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector(selector).dispatchEvent(new DragEvent(kind, options));
}"""
PASTE = """(place, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const options = { clipboardData, bubbles: true, cancelable: true };
    place.dispatchEvent(new ClipboardEvent("paste", options));
}"""
LARGE = 2_000
"""Characters from which on the page itself puts in what is pasted."""


class Bring:
    """The dialog."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.page: Page = playground.page
        self.dialog = self.page.locator("#bring")
        self.text = self.dialog.locator(".bring-text")
        self.submit = self.part("submit")
        self.problems = self.dialog.locator(".bring-problems li")
        self.note = self.dialog.locator(".bring-note")

    def part(self, name: str) -> Locator:
        return self.dialog.locator(f"[data-bring={name}]")

    def open(self, text: str | None = None) -> Bring:
        self.page.locator("[data-action=bring]").click()
        expect(self.text).to_be_visible()
        if text is not None and len(text) < LARGE:
            self.text.fill(text)
        elif text is not None:
            self.text.evaluate(PASTE, text)
        return self

    def chosen(self) -> list[str]:
        """The columns that the selects name: x1, x2, label."""
        return [
            self.part(role).evaluate("(select) => select.selectedOptions[0].textContent")
            for role in ("x1", "x2", "label")
        ]

    def spread(self, role: str) -> list[str]:
        return self.dialog.locator(f".bring-spreads [data-role={role}] td").all_inner_texts()

    def drop(self, kind: str, *files: tuple[str, bytes], on: str = "#network") -> None:
        given = [[name, base64.b64encode(raw).decode()] for name, raw in files]
        self.page.evaluate(DROP, [on, kind, given])


@pytest.fixture
def bring(playground: Playground) -> Bring:
    return Bring(playground)


def data(playground: Playground) -> dict[str, object]:
    found: dict[str, object] = playground.api()["experiment"]["data"]
    return found


def legend(playground: Playground) -> Locator:
    return playground.page.locator("#output .legend-name")


def test_a_pasted_table_is_shown_and_learnt_with_the_names_of_its_classes(
    playground: Playground, bring: Bring
) -> None:
    bring.open(PETS)
    expect(bring.note).to_have_text("120 rows · 3 classes")
    assert bring.chosen() == ["tail", "weight", "pet"]
    head = bring.dialog.locator(".table-preview thead th")
    expect(head).to_have_text(["Row", "x₁tail", "x₂weight", "labelpet"])
    row = bring.dialog.locator(".table-preview tbody tr").nth(1)
    expect(row.locator("th, td")).to_have_text(["3", "3", "0.0", "dog"])
    colors = row.locator("td").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell).backgroundColor)"
    )
    assert len(set(colors)) == 3
    expect(bring.dialog.locator(".bring-legend li")).to_have_text(["cat40", "dog40", "eel40"])
    assert len(set(pixels(bring.dialog.locator(".bring-cloud canvas"), 60))) > 3
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    playground.expect_toast(playground.t("bring.done", count=120))
    expect(legend(playground)).to_have_text(["cat", "dog", "eel"])
    expect(playground.points).to_have_count(60)
    axes = playground.page.locator(".surface-plot .annotation-text")
    expect(axes).to_have_text(["tail →", "↑ weight"])
    names = {"cat", "dog", "eel"}
    playground.wait(lambda: told_of_points(playground) == names, "points tell their class")
    assert own_data(playground) == ["bring"]
    playground.surface.hover()
    expect(playground.page.locator(".reading .class-share")).to_have_text(
        [share_of("cat"), share_of("dog"), share_of("eel")]
    )
    playground.step("epochs")
    playground.page.keyboard.press("Control+z")
    playground.page.keyboard.press("Control+z")
    expect(playground.page.locator("#output .legend")).to_contain_text("orange")
    assert data(playground)["dataset"] == "xor"


def told_of_points(playground: Playground) -> set[str]:
    """What the plot says of points that are pointed at, without where they lie."""
    told = "() => document.querySelector('.surface-plot').data[0].text"
    return {text.split("<br>")[0] for text in playground.page.evaluate(told)}


def own_data(playground: Playground) -> list[str]:
    """Which of the two buttons is marked as where the points are from."""
    marked = "(buttons) => buttons.map((button) => button.dataset.action)"
    found: list[str] = playground.page.locator(".own-data .chosen").evaluate_all(marked)
    return found


def share_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{name}\d\.\d\d$")


def test_names_of_classes_outlast_a_reload_and_travel_with_the_link(
    bring: Bring, playground: Playground, open_playground: OpenPlayground
) -> None:
    bring.open(PETS.replace("eel", '"개, 100 %"'))
    bring.submit.click()
    expect(legend(playground)).to_have_text(["cat", "dog", "개, 100 %"])
    expect(playground.page.locator(".output-label")).to_have_text(["cat", "dog", "개, 100 %"])
    playground.reload()
    expect(legend(playground)).to_have_text(["cat", "dog", "개, 100 %"])
    link = playground.api("/link")["fragment"]
    other = open_playground(path=f"/{link}")
    expect(legend(other)).to_have_text(["cat", "dog", "개, 100 %"])
    other.dataset("circle").click()
    expect(other.page.locator("#output .legend")).to_contain_text("orange")
    assert "class_names" not in data(other)


def test_standardising_is_advised_for_large_numbers_and_shows_what_it_does(bring: Bring) -> None:
    bring.open()
    bring.part("example").click()
    expect(bring.part("standardise")).to_be_checked()
    assert bring.chosen() == ["distance_au", "radius_km", "kind"]
    even = bring.spread("x2")
    assert even[0] == "469.7 … 69911"
    cloud = bring.dialog.locator(".bring-cloud canvas")
    # The picture is drawn again where it gets another size.
    bring.playground.frames()
    before = pixels(cloud, 60)
    bring.part("standardise").uncheck()
    bring.playground.wait(
        lambda: bring.spread("x2")[1] == even[0], "the range is that of the table"
    )
    bring.playground.wait(lambda: pixels(cloud, 60) != before, "the points have moved")
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    points = data(bring.playground)["points"]
    assert isinstance(points, list)
    assert max(point["x2"] for point in points) == 69911
    bring.open()
    bring.part("standardise").check()
    bring.playground.wait(lambda: bring.spread("x2") == even, "the range is that of the network")
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    points = data(bring.playground)["points"]
    assert isinstance(points, list)
    assert abs(sum(point["x2"] for point in points)) < 1e-9


def test_columns_and_task_can_be_chosen_and_two_roles_change_places(
    playground: Playground, bring: Bring
) -> None:
    bring.open("a,b,c,d\n1,2,0,0.5\n3,4,1,0.25\n5,1,1,0.125\n")
    expect(bring.note).to_have_text(f"3 rows · {playground.t('bring.targets')}")
    assert bring.chosen() == ["a", "b", "d"]
    bring.part("label").select_option("c")
    expect(bring.note).to_have_text("3 rows · 2 classes")
    bring.part("x1").select_option("b")
    playground.wait(lambda: bring.chosen() == ["b", "a", "c"], "x1 and x2 changed places")
    bring.dialog.locator("[data-bring-task=regression]").click()
    expect(bring.note).to_have_text(f"3 rows · {playground.t('bring.targets')}")
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    assert playground.api()["experiment"]["task"] == "regression"
    assert data(playground)["points"] == [
        {"x1": 2, "x2": 1, "label": 0},
        {"x1": 4, "x2": 3, "label": 1},
        {"x1": 1, "x2": 5, "label": 1},
    ]
    expect(playground.page.locator(".surface-plot .annotation-text").first).to_have_text("b →")


REFUSALS = [
    ("a,b,c\n1,,0\n", "empty_cell", "Row 2, column “b”: the cell is empty."),
    (
        "a,b,c\n1,2,0\n1,x,0\n1,3,1\n",
        "not_a_number",
        "Row 3, column “b”: “x” is not a number (decimal",
    ),
    (
        "a;b;c\n1,5;2;u\n\n3;4.5;v\n2,5;1,5;u\n",
        "not_a_number",
        "Row 4, column “b”: “4.5” is not a number (dec",
    ),
    ("a,b,c\n1,2\n", "uneven_row", "Row 2: 2 columns, but row 1 has 3 (separator: comma)."),
    ('1,2,3\n4,"5,6\n', "broken_quotes", "Row 2: a quotation mark"),
    ("1,2\n3,4\n", "too_few_columns", "Row 1: 2 columns, but there must be at least 3"),
    ("x\n1\n", "too_few_columns", "Row 1: 1 column, but there must be at least 3"),
    ("a,b,label\n", "no_rows", "There is a row of names, but no row below it."),
    (",".join("1" * 101), "too_many_columns", "Row 1: 101 columns; there can be at most 100."),
    (f"1,2,{'a' * 140_000}\n", "cell_too_long", "Row 1: a cell of more than 131,072 characters."),
    ("1,2,0\n" * 5_001, "limit_exceeded", "The table has 5,001 rows; there can be at most 5,000."),
    (
        "a,b,label\n" + "".join(f"1,2,w{n}\n" for n in range(9)),
        "too_many_classes",
        "Column “label” has 9 different values; there can be at most 8 classes.",
    ),
    (f"1,2,{'0' * 200}\n" * 5_000, "too_large", "too large to be sent: at most 1,000 kB"),
]


def assert_refused(playground: Playground, bring: Bring, text: str, code: str, words: str) -> None:
    before = data(playground)
    bring.open(text)
    problem = bring.problems.first
    expect(problem).to_contain_text(words)
    expect(problem).to_have_attribute("data-problem", code)
    expect(bring.submit).to_be_disabled()
    expect(bring.note).to_have_text(playground.t("bring.kept"))
    bring.page.keyboard.press("Escape")
    expect(bring.dialog).to_be_hidden()
    assert data(playground) == before


def test_a_refusal_says_row_column_and_reason_and_changes_nothing(
    playground: Playground, bring: Bring
) -> None:
    for refusal in REFUSALS:
        if len(refusal[0]) < LARGE:
            assert_refused(playground, bring, *refusal)


@pytest.mark.parametrize("refusal", [r for r in REFUSALS if len(r[0]) >= LARGE], ids=lambda r: r[1])
def test_a_table_that_is_too_large_is_refused_in_a_sentence(
    playground: Playground, bring: Bring, refusal: tuple[str, str, str]
) -> None:
    assert_refused(playground, bring, *refusal)


def test_numbers_out_of_range_are_refused_until_they_are_standardised(bring: Bring) -> None:
    bring.open("a,b,c\n1e7,2,u\n3e7,4,v\n")
    expect(bring.note).to_have_text("2 rows · 2 classes")
    bring.part("standardise").uncheck()
    expect(bring.problems).to_have_count(2)
    expect(bring.problems.first).to_contain_text("Row 2, column “a”: “1e7” must lie between")
    wrong = bring.dialog.locator(".table-preview td.wrong")
    expect(wrong).to_have_text(["1e7", "3e7"])
    bring.part("standardise").check()
    expect(bring.submit).to_be_enabled()
    expect(bring.problems).to_have_count(0)


def test_every_problem_is_listed_and_marked_in_the_table(bring: Bring) -> None:
    bring.open("a,b,c\n1,?,u\n2,3,\n" + "x,4,v\n" * 30 + "5,6,w\n" * 60)
    expect(bring.dialog.locator(".bring-problems h3")).to_have_text("32 things stand in the way")
    expect(bring.problems).to_have_count(8)
    expect(bring.dialog.locator(".bring-problems p")).to_have_text("and 24 more")
    expect(bring.dialog.locator(".table-preview td.wrong").first).to_have_text("?")
    bring.text.fill("a,b,c\n1,2,u\n2,3,v\n")
    expect(bring.submit).to_be_enabled()


def test_problems_are_told_in_korean(open_playground: OpenPlayground) -> None:
    playground = open_playground("/?lang=ko", language="ko")
    bring = Bring(playground).open("가,나,다\n1,,개\n")
    expect(bring.problems.first).to_have_text("2행 “나” 열: 칸이 비어 있습니다.")
    bring.text.fill("1,x,개\n2,3,개\n4,5,고양이\n")
    expect(bring.problems.first).to_contain_text("1행 “2열” 열: 숫자로 읽을 수 없습니다: “x”")
    expect(bring.part("x2").locator("option")).to_have_text(["1열", "2열", "3열"])
    bring.text.fill("가,나,다\n1,2,개\n3,4,고양이\n")
    expect(bring.note).to_have_text("2행 · 클래스 2개")
    bring.submit.click()
    expect(playground.page.locator("#output .legend")).to_contain_text("고양이")


def test_how_a_table_is_written_is_found_and_can_be_said_otherwise(
    playground: Playground, bring: Bring, tmp_path: Path
) -> None:
    file = tmp_path / "animals.csv"
    file.write_bytes("키;몸무게;이름\n1,5;2;고양이\n3;4;개\n".encode("cp949"))
    bring.open()
    bring.dialog.locator("input[type=file]").set_input_files(file)
    expect(bring.text).to_have_value("키;몸무게;이름\n1,5;2;고양이\n3;4;개\n")

    def found(name: str) -> str:
        shown: str = bring.part(name).evaluate("(select) => select.selectedOptions[0].textContent")
        return shown

    assert found("encoding") == "CP949 (Korean) (found)"
    assert found("delimiter") == "semicolon (found)"
    assert (found("decimal"), found("header")) == ("comma (found)", "names (found)")
    bring.part("encoding").select_option(playground.t("bring.encodings.utf-8"))
    expect(bring.problems).to_have_text("Row 1: not UTF-8. Choose another encoding.")
    bring.part("encoding").select_option(playground.t("bring.encodings.cp949"))
    expect(bring.submit).to_be_enabled()
    bring.part("header").select_option(playground.t("bring.headers.false"))
    expect(bring.problems.first).to_have_text(
        "Row 1, column “column 1”: “키” is not a number (decimal sign: comma)."
    )
    bring.part("header").select_option(playground.t("bring.auto"))
    bring.part("delimiter").select_option(playground.t("bring.marks.comma"))
    expect(bring.problems).to_have_count(1)
    bring.part("delimiter").select_option(playground.t("bring.auto"))
    bring.submit.click()
    expect(playground.page.locator("#output .legend")).to_contain_text("고양이")


def test_a_table_can_be_dropped_anywhere_and_the_page_says_so_before(
    playground: Playground, bring: Bring
) -> None:
    sheet = playground.page.locator(".drop-sheet")
    table = ("pets.CSV", PETS.encode())
    bring.drop("dragenter", table)
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text(playground.t("bring.drop.title"))
    expect(sheet).to_contain_text(playground.t("bring.drop.kinds.table"))
    bring.drop("drop", table)
    expect(sheet).to_be_hidden()
    expect(bring.note).to_have_text("120 rows · 3 classes")
    bring.drop("drop", ("b.txt", b"1\t2\tu\n3\t4\tv\n"), on="#bring .bring-text")
    expect(bring.note).to_have_text("2 rows · 2 classes")
    bring.drop("drop", ("broken.csv", b"PK\x03\x04\x00\x00"))
    expect(bring.problems).to_contain_text("This is no text")
    expect(bring.submit).to_be_disabled()


def test_what_cannot_be_taken_is_refused_in_a_sentence(
    playground: Playground, bring: Bring
) -> None:
    # Once it was open, the dialog would open at once.
    bring.open()
    playground.page.keyboard.press("Escape")
    expect(bring.dialog).to_be_hidden()
    bring.drop("drop", ("picture.png", b"\x89PNG"))
    playground.expect_toast("picture.png cannot be opened here. What can: .csv, .tsv")
    bring.drop("drop", ("a.csv", b"1,2,3\n"), ("b.csv", b"1,2,3\n"))
    playground.expect_toast(playground.t("bring.drop.many", count=2))
    expect(bring.dialog).to_be_hidden()


def test_a_table_pasted_on_the_page_opens_the_dialog(playground: Playground, bring: Bring) -> None:
    body = playground.page.locator("body")
    body.evaluate(PASTE, "Good morning, dear reader")
    body.evaluate(PASTE, PETS)
    expect(bring.note).to_have_text("120 rows · 3 classes")
    expect(bring.text).to_have_value(PETS)


def computed(client: CDPSession) -> float:
    """Seconds that the page itself has computed so far, however busy the machine is with others."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    seconds: float = next(each["value"] for each in metrics if each["name"] == "TaskDuration")
    return seconds


def test_five_thousand_rows_stay_quick(playground: Playground, bring: Bring) -> None:
    draw = random.Random(0)
    lines = [f"{draw.gauss(3, 2):.4f},{draw.gauss(50, 9):.3f},{'uvw'[n % 3]}" for n in range(5_000)]
    bring.open()
    client = playground.page.context.new_cdp_session(playground.page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = computed(client)
    bring.text.evaluate(PASTE, "\n".join(["a,b,kind", *lines]))
    expect(bring.note).to_have_text("5,000 rows · 3 classes")
    assert computed(client) - before < 1, "so many seconds the page could not answer at most"
    expect(bring.dialog.locator(".table-preview tbody tr")).to_have_count(20)
    expect(bring.dialog.locator(".more-rows")).to_have_text("and 4,980 more rows")
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    assert len(playground.api("/data")["train"]["label"]) == 2_500


def test_the_points_can_be_downloaded_and_brought_again(
    playground: Playground, bring: Bring
) -> None:
    bring.open(PETS)
    bring.submit.click()
    expect(legend(playground)).to_have_text(["cat", "dog", "eel"])
    bring.open()
    with playground.page.expect_download() as download:
        bring.part("present").click()
    text = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 120
    assert {row["label"] for row in rows} == {"cat", "dog", "eel"}
    before = data(playground)["points"]
    bring.part("clear").click()
    expect(bring.note).to_have_text(playground.t("bring.waiting"))
    bring.text.evaluate(PASTE, text)
    expect(bring.note).to_have_text("120 rows · 3 classes")
    assert bring.chosen() == ["x1", "x2", "label"]
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
    after = data(playground)["points"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    key = ("x1", "x2", "label")
    assert sorted(tuple(p[k] for k in key) for p in after) == sorted(
        tuple(p[k] for k in key) for p in before
    )


def test_long_names_do_not_widen_the_page_and_are_no_markup(
    playground: Playground, bring: Bring
) -> None:
    names = [f"<b>class {n}</b> " + "very " * 14 for n in range(8)]
    bring.open("x,y,z\n" + "".join(f"{n},{n % 3},{name}\n" for n, name in enumerate(names)))
    bring.submit.click()
    expect(legend(playground)).to_have_count(8)
    expect(legend(playground).first).to_contain_text("<b>class 0</b>")
    expect(playground.points.first).to_be_attached()

    def cut_short() -> bool:
        told = {unescape(name) for name in told_of_points(playground)}
        return all(len(name) == 24 and name.startswith("<b>class ") for name in told)

    playground.wait(cut_short, "points tell their class in few letters")
    inside = """() => {
        const panel = document.getElementById("output").getBoundingClientRect();
        return [...document.querySelectorAll("#output .legend-class")].every((name) => {
            const box = name.getBoundingClientRect();
            return box.right <= panel.right && box.width > 10;
        });
    }"""
    assert playground.page.evaluate(inside)
    assert playground.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_dialog_fits_every_screen(playground: Playground) -> None:
    bring = Bring(playground).open()
    bring.part("example").click()
    expect(bring.submit).to_be_enabled()
    fits = """(width) => {
        const box = document.getElementById("bring").getBoundingClientRect();
        const parts = "#bring select, #bring .button, #bring canvas";
        const within = [...document.querySelectorAll(parts)]
            .filter((part) => part.checkVisibility())
            .every((part) => {
                const { left, right } = part.getBoundingClientRect();
                return left >= box.left && right <= box.right + 0.5;
            });
        return innerWidth === width && within
            && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    }"""
    for width, height in ((390, 844), (1024, 768), (1440, 900)):
        playground.page.set_viewport_size({"width": width, "height": height})
        playground.until(fits, width)
    bring.submit.click()
    expect(bring.dialog).to_be_hidden()
