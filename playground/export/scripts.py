"""Scripts in every language: the table of them, and what is told where one cannot be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from . import keras_code, numpy_code, sklearn_code, torch_code
from .limits import NotExpressible, Remark, sentences
from .subject import Subject

Language = Literal["numpy", "pytorch", "keras", "sklearn"]

WRITERS: dict[Language, Callable[[Subject], str]] = {
    "numpy": numpy_code.write,
    "pytorch": torch_code.write,
    "keras": keras_code.write,
    "sklearn": sklearn_code.write,
}
LANGUAGES: tuple[Language, ...] = get_args(Language)

REMARKS: dict[Language, Callable[[Subject], list[Remark]]] = {
    "keras": keras_code.remarks,
    "sklearn": sklearn_code.remarks,
}


@dataclass(frozen=True)
class Script:
    """A network in one language.

    Attributes:
        language: which.
        filename: what the script may be called.
        code: the script; None where the language cannot express the network.
        remarks: where it differs from the playground, or why there is none.
    """

    language: Language
    filename: str
    code: str | None
    remarks: tuple[Remark, ...] = ()

    @property
    def note(self) -> str | None:
        """The remarks in words; None where there is nothing to say."""
        return sentences(self.remarks)


def write_script(subject: Subject, language: Language) -> Script:
    """Write a network in a language."""
    filename = f"{subject.spec.data.dataset}_{language}.py"
    try:
        code = WRITERS[language](subject)
    except NotExpressible as refusal:
        return Script(language, filename, None, refusal.remarks)
    say = REMARKS.get(language)
    return Script(language, filename, code, tuple(say(subject)) if say else ())
