"""Bytes as text for an address: compressed, in the alphabet of base64url without padding."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from playground.experiment import Invalid

ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).rstrip(b"=").decode()


def unpack(text: str, most: int, key: str) -> bytes:
    """Return the bytes that were packed, never more than `most` of them.

    Raises:
        Invalid: not packed by us, damaged or cut off on the way, or larger than that.
    """
    try:
        if not ALPHABET.fullmatch(text):
            raise ValueError("a character that base64url does not have")
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        inflater = zlib.decompressobj()
        data = inflater.decompress(packed, most + 1)
    except (ValueError, binascii.Error, zlib.error):
        raise broken(key) from None
    if len(data) > most:
        message = f"{key} must hold at most {most} bytes, and holds more"
        raise Invalid("limit_exceeded", message, key)
    if not inflater.eof or inflater.unused_data:
        raise broken(key)
    return data


def broken(key: str) -> Invalid:
    """The refusal of what did not arrive as it was sent."""
    message = f"{key} must be as it was copied: the link was damaged or cut off on the way"
    return Invalid("damaged_link", message, key)
