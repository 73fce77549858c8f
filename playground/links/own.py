"""Our own links: #v=1&dataset=circle&layers=4,2&activation=relu&lr=0.1

Only what differs from the defaults is written. Of several networks (networks=2), the second says
with 2.lr=0.3 what is different from the first. The order of the fields does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from playground.experiment import ExperimentSpec, Invalid, Limits, NetworkSpec, edits
from playground.experiment.data_spec import CUSTOM, DataSpec
from playground.experiment.errors import clip, from_validation, shorten

from . import network, points, trained
from .hidden import HIDEABLE, check_hidden
from .opened import Fields, Notice, Opened
from .values import read_flag, read_list, read_names, read_number, write_names, write_value

VERSION = 1
LONGEST = 32_000
"""Characters of a link, at most: what browsers, mail and chat still carry whole."""

DATA = {
    "dataset": "dataset",
    "samples": "samples",
    "noise": "noise",
    "train": "train_fraction",
    "classes": "classes",
    "data_seed": "seed",
}
"""Key in a link to field of the data."""

VIEW = ("show_test", "hard")
NAMES = {"names": "class_names", "axes": "axis_names"}
KEYS = {"v", "seed", "task", "features", "networks", "domain", "points", "hide"}
KEYS |= {*DATA, *NAMES, *VIEW}
OF_NETWORK = {*network.KEYS, "w"}
NUMBERED = re.compile(r"([1-9][0-9]?)\.(.*)")
HIDDEN = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LEFT_OUT = "-"
"""In place of points that are too many for the address of the page."""

Texts = dict[str, str]


def write_link(
    spec: ExperimentSpec,
    weights: Sequence[list[dict[str, Any]]] | None = None,
    hide: Sequence[str] = (),
    view: dict[str, bool] | None = None,
    *,
    with_points: bool = True,
) -> str:
    """Write an experiment as the part of an address after its "#", that sign included.

    Args:
        weights: for every network its layers, as weights.read_weights gives them.
        hide: names of what the page is not to show.
        view: which of VIEW to switch on or off.
        with_points: whether points of one's own are written. A link without those that it needs
            can be read by people, and be opened by nobody. Default true.

    Raises:
        Conflict: weights that are not finite.
        Invalid: a name of nothing that can be hidden.
    """
    texts = {"v": str(VERSION), **_write_data(spec), **_write_networks(spec)}
    if hide:
        texts["hide"] = ",".join(check_hidden(hide))
    texts |= {key: write_value(on) for key, on in (view or {}).items() if key in VIEW}
    if spec.data.domain is not None:
        texts["domain"] = points.write_domain(spec.data.domain)
    for key, field in NAMES.items():
        names = getattr(spec.data, field)
        if names is not None:
            texts[key] = write_names(names)
    if spec.data.points is not None:
        texts["points"] = points.write_points(spec.data.points) if with_points else LEFT_OUT
    for n, layers in enumerate(weights or ()):
        texts[_prefix(n) + "w"] = trained.write_weights(layers, spec.networks[n].name)
    return "#" + "&".join(f"{key}={quote(text, safe=',;')}" for key, text in texts.items())


def _write_data(spec: ExperimentSpec) -> Texts:
    default = DataSpec()
    found = {key: getattr(spec.data, field) for key, field in DATA.items()}
    usual = {key: getattr(default, field) for key, field in DATA.items()}
    if spec.data.dataset == CUSTOM:  # which its points say already
        del found["dataset"]
    texts = {key: write_value(value) for key, value in found.items() if value != usual[key]}
    if spec.seed != 0:
        texts["seed"] = str(spec.seed)
    if spec.data.dataset == CUSTOM and spec.task == "regression":
        texts["task"] = spec.task
    if spec.features != ExperimentSpec().features:
        texts["features"] = ",".join(spec.features)
    return texts


def _write_networks(spec: ExperimentSpec) -> Texts:
    first = spec.networks[0]
    texts = network.write_network(first, NetworkSpec(), _usual_name(0))
    if len(spec.networks) > 1:
        texts["networks"] = str(len(spec.networks))
    for n, other in enumerate(spec.networks[1:], 1):
        different = network.write_network(other, first, _usual_name(n))
        texts |= {_prefix(n) + key: text for key, text in different.items()}
    return texts


def _usual_name(n: int) -> str:
    return chr(ord("A") + n) if n < 26 else "A"


def _prefix(n: int) -> str:
    return f"{n + 1}." if n else ""


def read_own(fields: Fields, limits: Limits) -> Opened:
    """Read the fields of one of our links.

    Raises:
        Invalid: another version, an unknown field, or an experiment that is not allowed.
    """
    _check_version(fields.get("v", str(VERSION)))
    texts = {key: "" if text is None else text for key, text in fields.items()}
    of_networks = _sort_by_network(texts, limits.networks)
    draft = {**_read_data(texts, limits), "networks": _read_networks(of_networks, limits)}
    spec = edits.parse(draft)
    limits.check(spec)
    view = {key: read_flag(texts[key], key) for key in VIEW if key in texts}
    asked = _read_hidden(texts.get("hide", ""))
    hide = [name for name in asked if name in HIDEABLE]
    unknown = [name for name in asked if name not in HIDEABLE]
    notices = [Notice("unknown_hide", {"keys": ", ".join(unknown)})] if unknown else []
    return Opened(spec, _read_weights(spec, of_networks), hide, view, "playground", notices)


def knows(key: str) -> bool:
    """Whether a key is one of our links'."""
    numbered = NUMBERED.fullmatch(key)
    return numbered[2] in OF_NETWORK if numbered else key in KEYS or key in OF_NETWORK


def _check_version(text: str | None) -> None:
    if text != str(VERSION):
        message = f"v must be {VERSION}, not {shorten(text)}: the link is from another version"
        raise Invalid("unknown_version", message, "v")


def _read_hidden(text: str) -> list[str]:
    """Read names of what is to be hidden, those that only another version knows among them."""
    names = read_list(text)
    for name in names:
        if not HIDDEN.fullmatch(name):
            message = f"hide must be names such as learning-rate, not {shorten(name)}"
            raise Invalid("invalid_value", message, "hide")
    return list(dict.fromkeys(names))


def _sort_by_network(texts: Texts, most: int) -> list[Texts]:
    """Return the fields of each of at most so many networks, their numbers taken off."""
    sorted_: dict[int, Texts] = {0: {}}
    for key, text in texts.items():
        numbered = NUMBERED.fullmatch(key)
        n, name = (int(numbered[1]) - 1, numbered[2]) if numbered else (0, key)
        if name not in OF_NETWORK and (numbered or name not in KEYS):
            message = f"{shorten(key)} is not a field of a link; leave it out"
            raise Invalid("unknown_field", message, clip(key))
        if name in OF_NETWORK:
            sorted_.setdefault(n, {})[name] = text
    named = max(sorted_) + 1
    count = read_number(texts["networks"], "networks") if "networks" in texts else named
    if not isinstance(count, int) or not named <= count:
        message = f"networks must be at least {named}, not {shorten(count)}"
        raise Invalid("out_of_range", message, "networks")
    if count > most:
        message = f"networks must be at most {most}, not {shorten(count)}"
        raise Invalid("limit_exceeded", message, "networks")
    return [sorted_.get(n, {}) for n in range(count)]


def _read_data(texts: Texts, limits: Limits) -> dict[str, Any]:
    data: dict[str, Any] = {
        field: texts[key] if key == "dataset" else read_number(texts[key], key)
        for key, field in DATA.items()
        if key in texts
    }
    if texts.get("points") == LEFT_OUT:
        message = (
            "points must be the points of the experiment: they were too many for the address that "
            "this was copied from; copy the link, or take the file"
        )
        raise Invalid("points_left_out", message, "points")
    if "points" in texts:
        data = {"dataset": CUSTOM, **data}
        data["points"] = points.read_points(texts["points"], limits.samples)
    data |= {field: read_names(texts[key]) for key, field in NAMES.items() if key in texts}
    if "domain" in texts:
        data["domain"] = points.read_domain(texts["domain"])
    draft: dict[str, Any] = {"data": data}
    if "seed" in texts:
        draft["seed"] = read_number(texts["seed"], "seed")
    if "task" in texts:
        draft["task"] = texts["task"]
    if "features" in texts:
        draft["features"] = read_list(texts["features"])
    return draft


def _read_networks(of_networks: list[Texts], limits: Limits) -> list[dict[str, Any]]:
    for n, texts in enumerate(of_networks):
        count = len(read_list(texts.get("layers", "")))
        if count > limits.hidden_layers:  # before thousands of them are made
            field = f"{_prefix(n)}layers"
            message = f"{field} must be at most {limits.hidden_layers}, not {count} hidden layers"
            raise Invalid("limit_exceeded", message, field)
    drafts = [network.read_network(of_networks[0], NetworkSpec(), "")]
    try:
        first = NetworkSpec.model_validate(drafts[0])
    except ValidationError as error:
        raise from_validation(error, ("networks", 0)) from None
    for n, texts in enumerate(of_networks[1:], 1):
        drafts.append(network.read_network(texts, first, _prefix(n)))
    return drafts


def _read_weights(spec: ExperimentSpec, of_networks: list[Texts]) -> list[dict[str, Any]] | None:
    if not any("w" in texts for texts in of_networks):
        return None
    found = []
    for n, (texts, described) in enumerate(zip(of_networks, spec.networks, strict=True)):
        key, shaped = _prefix(n) + "w", trained.shapes(spec, described)
        if "w" not in texts:
            message = f"{key} is required: some networks of the link have weights, and all must"
            raise Invalid("missing_field", message, key)
        found.append(trained.read_weights(texts["w"], shaped, key))
    return found
