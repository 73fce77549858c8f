"""A neural network playground: watch a network learn, and take it apart with both hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import Client, Experiment

__version__ = "0.1.0"
__all__ = ["Client", "Experiment"]


def __getattr__(name: str) -> Any:
    """Import what notebooks use when it is asked for, so that importing the package stays cheap."""
    if name in __all__:
        from . import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
