"""Experiments as text for an address: our own links, and those of TensorFlow Playground."""

from .address import read_link
from .hidden import GROUPS
from .opened import Notice, Opened
from .own import LONGEST, write_link
from .start import open_in

__all__ = ["GROUPS", "LONGEST", "Notice", "Opened", "open_in", "read_link", "write_link"]
