"""Which link a text is: ours or TensorFlow Playground's, whole or only what follows the "#"."""

from __future__ import annotations

import re
from urllib.parse import unquote

from playground.experiment import Invalid, Limits
from playground.experiment.errors import clip, shorten

from . import tensorflow
from .opened import Fields, Opened
from .own import LONGEST, knows, read_own

TENSORFLOW = re.compile(r"(?:https?://)?(?:www\.)?playground\.tensorflow\.org(?:[:/?#]|$)", re.I)
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|[^=&]*[/?]", re.I)
BEGINNING = re.compile(r"(?=https?://)", re.I)
BEFORE = 2_000
"""Characters that may stand before the "#", the address of the page among them."""

UNSEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
WRAPPING = "<>\"'`()[]\u201c\u201d\u2018\u2019"


def read_link(text: str, limits: Limits | None = None) -> Opened:
    """Read a link, however it was copied: with its address, its "#", or without both.

    Args:
        limits: how large an experiment may be. Default: the usual ones.

    Raises:
        Invalid: it is no link, too long, damaged, or what it describes is not allowed.
    """
    if len(text) > LONGEST + BEFORE:
        message = f"address must have at most {LONGEST} characters, not {len(text)}: use a file"
        raise Invalid("too_long", message, "address")
    address, fragment = _split(_clean(text))
    fields = _fields(fragment)
    limits = limits or Limits()
    if TENSORFLOW.match(address):
        return tensorflow.read_hash(fields, limits)
    if not fields:
        where = "after #" if address else "in it"
        message = f"address must be a link with an experiment {where}, not {shorten(text)}"
        raise Invalid("no_experiment", message, "address")
    if "v" in fields or _only_ours(fields):
        _refuse_twice(fragment)
        return read_own(fields, limits)
    if any(map(tensorflow.knows, fields)):
        return tensorflow.read_hash(fields, limits)
    if any(map(knows, fields)):
        return read_own(fields, limits)
    message = (
        "address must be a link of this playground or of TensorFlow Playground, "
        f"not {shorten(text)}"
    )
    raise Invalid("unknown_link", message, "address")


def _clean(text: str) -> str:
    """Take off what mail, chat and source code put around and into an address."""
    text = text.encode("utf-8", "backslashreplace").decode()
    text = UNSEEN.sub("", text).strip(WRAPPING)
    return text.replace("&amp;", "&")


def _only_ours(fields: Fields) -> bool:
    """Whether all keys are ours, and one of them ours alone: what both know is their form."""
    return all(map(knows, fields)) and not all(map(tensorflow.knows, fields))


def _split(text: str) -> tuple[str, str]:
    """Return what stands before the first "#" and what follows it."""
    address, mark, fragment = text.partition("#")
    if fragment:
        return address, fragment
    encoded = _split_encoded(address)
    if encoded:
        return encoded
    if mark or TENSORFLOW.match(text) or ADDRESS.match(text):
        return address, ""
    return "", text


def _split_encoded(text: str) -> tuple[str, str] | None:
    """Split an address whose "#" was percent-encoded, with it alone or within another address.

    That other one is of a redirect, which goes on with fields of its own after the next "&".
    """
    before, mark, fragment = text.partition("%23")
    address = unquote(before)
    if not mark or not (address == "" or TENSORFLOW.match(address) or ADDRESS.match(address)):
        return None
    first = fragment.split("&")[0]
    if "=" not in first:
        fragment = unquote(first)
    return BEGINNING.split(address)[-1], fragment


def _fields(fragment: str) -> Fields:
    """Split as TensorFlow Playground does: the last of a key counts, a second "=" ends a value."""
    fields: Fields = {}
    for part in fragment.split("&"):
        key, *values = part.split("=")
        if key or values:
            fields[unquote(key)] = unquote(values[0]) if values else None
    return fields


def _refuse_twice(fragment: str) -> None:
    seen = set()
    for part in filter(None, fragment.split("&")):
        key = unquote(part.split("=")[0])
        if key in seen:
            raise Invalid("given_twice", f"{shorten(key)} must be given once", clip(key))
        seen.add(key)
