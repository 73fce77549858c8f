"""Text out of bytes, whichever of the usual encodings a spreadsheet wrote it in."""

from __future__ import annotations

import codecs

from playground.experiment.errors import Invalid, shorten

ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp949": "cp949", "cp1252": "cp1252"}
"""Encodings that can be asked for, and what Python calls them."""

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARK = "\ufeff"


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding: UTF-8, UTF-16 with its mark, or CP949.

    Args:
        encoding: one of ENCODINGS. Default: found out.

    Raises:
        Invalid: it is none of them, or no text at all.
    """
    if encoding is not None:
        return _decode_as(raw, encoding), encoding
    if raw.startswith(UTF16_MARKS):
        return _decode(raw, "utf-16"), "utf-16"
    if b"\0" in raw:
        raise Invalid("not_text", "this is no text: it holds a zero byte", "text")
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _decode(raw, "cp949"), "cp949"


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        message = f"row {row} is neither UTF-8 nor CP949; save the table as UTF-8"
        raise Invalid("unknown_encoding", message, f"rows.{row}", {"row": row}) from None


def _decode_as(raw: bytes, encoding: str) -> str:
    name = ENCODINGS.get(encoding)
    if name is None:
        message = f"encoding must be one of {', '.join(ENCODINGS)}, not {shorten(encoding)}"
        raise Invalid("unknown_choice", message, "encoding")
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        message = f"row {row} is not {encoding.upper()}; choose another encoding"
        values = {"row": row, "encoding": encoding}
        raise Invalid("wrong_encoding", message, f"rows.{row}", values) from None
    return check(text)


def check(text: str) -> str:
    """Return a text that came in as such, without the mark that may stand before it.

    Raises:
        Invalid: it holds what no text has.
    """
    if "\0" in text:
        raise Invalid("not_text", "this is no text: it holds a zero character", "text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid("invalid_text", "text must be valid Unicode text", "text") from None
    return text.removeprefix(MARK)
