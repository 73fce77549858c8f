"""Files: tables that somebody brings or takes away, and a whole session in one file."""

from .dialect import Wish
from .look import look, nothing
from .points import Choice, Points, replace_data, take
from .preview import preview
from .session_file import Saved, load, resume, save
from .table import Table, read_table
from .text import decode

__all__ = [
    "Choice",
    "Points",
    "Saved",
    "Table",
    "Wish",
    "decode",
    "load",
    "look",
    "nothing",
    "preview",
    "read_table",
    "replace_data",
    "resume",
    "save",
    "take",
]
