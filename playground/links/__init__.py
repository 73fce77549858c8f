"""Experiments as text for an address: our own links, and those of TensorFlow Playground."""

from .address import read_link
from .opened import Notice, Opened
from .own import LONGEST, write_link

__all__ = ["LONGEST", "Notice", "Opened", "read_link", "write_link"]
