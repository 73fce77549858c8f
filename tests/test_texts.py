"""Every text that a person reads is there, in both languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.api.errors import CODES
from playground.api.texts import LANGUAGES
from playground.engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    OUTPUTS,
    REGULARIZERS,
)
from playground.experiment.rules import RULES
from playground.links import GROUPS
from playground.sessions.errors import Busy, SessionGone, TooMany

ROOT = Path(__file__).parents[1]
TEXTS = {
    language: json.loads((ROOT / f"static/i18n/{language}.json").read_text(encoding="utf-8"))
    for language in LANGUAGES
}
REGISTRIES = {
    "activations": ACTIVATIONS,
    "outputs": OUTPUTS,
    "losses": LOSSES,
    "initializers": INITIALIZERS,
    "optimizers": OPTIMIZERS,
    "regularizers": REGULARIZERS,
    "normalizations": NORMALIZATIONS,
    "datasets": DATASETS,
    "features": FEATURES,
}
KEYS = [(section, key) for section, registry in REGISTRIES.items() for key in registry]
PARAMETERS = sorted({h.key for o in OPTIMIZERS.values() for h in o.hyperparameters})
SOURCES = [*ROOT.glob("static/js/**/*.js"), *ROOT.glob("templates/*.html")]
each_language = pytest.mark.parametrize("language", LANGUAGES)


def leaves(texts: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(texts, dict):
        for key, value in texts.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, texts


def at(language: str, key: str) -> Any:
    """The text, or the part of the texts, of a dotted key; None where there is none."""
    found: Any = TEXTS[language]
    for step in key.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def is_text(found: Any) -> bool:
    """A text, or one in the forms that it has for one and for other numbers of something."""
    return isinstance(found.get("other") if isinstance(found, dict) else found, str)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_languages_have_the_same_keys() -> None:
    english, korean = (dict(leaves(TEXTS[language])) for language in ("en", "ko"))
    assert set(english) == set(korean)


@each_language
def test_no_text_is_empty_or_anything_but_a_text(language: str) -> None:
    wrong = [key for key, text in leaves(TEXTS[language]) if not isinstance(text, str) or not text]
    assert wrong == []


def test_both_languages_fill_in_the_same_values() -> None:
    korean = dict(leaves(TEXTS["ko"]))
    for key, text in leaves(TEXTS["en"]):
        assert placeholders(text) == placeholders(korean[key]), key


def test_korean_is_korean() -> None:
    hangul = [key for key, text in leaves(TEXTS["ko"]) if re.search("[가-힣]", text)]
    assert len(hangul) > 0.8 * len(list(leaves(TEXTS["ko"])))


@each_language
@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_choice_has_a_name_and_a_sentence_about_it(
    language: str, section: str, key: str
) -> None:
    assert isinstance(at(language, f"{section}.{key}.name"), str)
    assert isinstance(at(language, f"{section}.{key}.about"), str)


@each_language
@pytest.mark.parametrize("section", list(REGISTRIES))
def test_no_text_is_about_a_choice_that_there_is_not(language: str, section: str) -> None:
    extra = {"auto", "custom"}
    assert set(at(language, section)) - extra <= set(REGISTRIES[section])


@each_language
@pytest.mark.parametrize("key", PARAMETERS)
def test_every_hyperparameter_has_a_name(language: str, key: str) -> None:
    assert isinstance(at(language, f"parameters.{key}.name"), str)


def diagnoses() -> dict[str, dict[str, Any]]:
    """Every code that a diagnosis can have: names of its values, its topic, whether it advises."""
    found = {}
    for path in sorted((ROOT / "playground/experiment/rules").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                entries = {
                    key.value: value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant)
                }
                if "code" in entries:
                    values = entries["values"]
                    assert isinstance(values, ast.Dict)
                    found[ast.literal_eval(entries["code"])] = {
                        "values": {ast.literal_eval(key) for key in values.keys if key is not None},
                        "topic": ast.literal_eval(entries["topic"]),
                        "advises": ast.unparse(entries["advice"]) != "None",
                    }
    return found


def test_there_are_diagnoses() -> None:
    assert set(diagnoses()) == {rule.__name__ for rule in RULES}


@each_language
@pytest.mark.parametrize("code", sorted(diagnoses()))
def test_every_diagnosis_is_put_into_words_with_the_values_that_it_has(
    language: str, code: str
) -> None:
    found = diagnoses()[code]
    for part in ("title", "text", "try", *(["button"] if found["advises"] else [])):
        text = at(language, f"messages.{code}.{part}")
        assert isinstance(text, str)
        assert placeholders(text) <= found["values"]


@each_language
@pytest.mark.parametrize("code", sorted(diagnoses()))
def test_every_diagnosis_is_about_something_that_is_explained(language: str, code: str) -> None:
    for part in ("title", "text"):
        assert isinstance(at(language, f"explain.{diagnoses()[code]['topic']}.{part}"), str)


NOTICING = ("Notice", "self.notice")


def notices() -> dict[str, set[str]]:
    """Every code that a notice of a link can have, and the names of its values."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "playground/links").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in NOTICING:
                continue
            code, *values = [*node.args, *(keyword.value for keyword in node.keywords)]
            if isinstance(code, ast.Constant):
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                if values and isinstance(values[0], ast.Dict):
                    names |= {ast.literal_eval(key) for key in values[0].keys if key is not None}
                found.setdefault(code.value, set()).update(names)
    return found


def test_there_are_notices() -> None:
    assert {"other_points", "value_adjusted", "unknown_hide"} <= set(notices())
    assert notices()["value_adjusted"] == {"key", "given", "used"}


@each_language
def test_every_notice_of_a_link_is_put_into_words_with_the_values_that_it_has(
    language: str,
) -> None:
    found = notices()
    assert set(at(language, "links.notices")) == set(found)
    for code, values in found.items():
        assert placeholders(at(language, f"links.notices.{code}")) <= values, code


@each_language
def test_everything_that_can_be_hidden_has_a_name_and_is_hidden_by_the_style_sheet(
    language: str,
) -> None:
    styles = (ROOT / "static/css/hidden.css").read_text(encoding="utf-8")
    assert set(at(language, "hidden.groups")) == set(GROUPS)
    named = {name for group in GROUPS if group != "features" for name in GROUPS[group]}
    assert set(at(language, "hidden.names")) == named
    for name in (name for names in GROUPS.values() for name in names):
        assert f':root[data-hide~="{name}"] ' in styles, name


@each_language
def test_why_a_session_ended_is_put_into_words(language: str) -> None:
    for reason in ("deleted", "expired"):
        assert isinstance(at(language, f"session.{reason}"), str)


def codes_of_refusals() -> list[str]:
    """Every code that says more than that a value is wrong."""
    raised = re.compile(r'\b(?:Conflict|Missing)\(\s*"(\w+)"')
    parts = ("experiment", "sessions", "api", "links", "export")
    files = [path for part in parts for path in ROOT.glob(f"playground/{part}/**/*.py")]
    sources = [path.read_text(encoding="utf-8") for path in files]
    found = {code for source in sources for code in raised.findall(source)}
    return sorted(found | set(CODES.values()) | {Busy.code, TooMany.code, SessionGone.code})


def test_refusals_are_found() -> None:
    assert {"moved_on", "unknown_moment", "too_many", "not_found"} <= set(codes_of_refusals())


@each_language
@pytest.mark.parametrize("code", codes_of_refusals())
def test_every_refusal_has_a_sentence(language: str, code: str) -> None:
    assert code in TEXTS[language]["refused"]


@each_language
def test_every_group_of_data_sets_and_every_task_has_a_name(language: str) -> None:
    for group in {dataset.group for dataset in DATASETS.values()} - {"classic"}:
        assert isinstance(at(language, f"data.groups.{group}"), str)
    for task in {dataset.task for dataset in DATASETS.values()}:
        assert isinstance(at(language, f"settings.tasks.{task}"), str)


@each_language
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_text_that_a_file_asks_for_is_there(language: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    whole = re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", source)
    assert [key for key in whole if not is_text(at(language, key))] == []
    begun = re.findall(r"""\bt\(\s*(?:`([\w.]+)\.\$\{|["']([\w.]+)\.["']\s*[~+])""", source)
    openings = [one or other for one, other in begun]
    assert [key for key in openings if not isinstance(at(language, key), dict)] == []
