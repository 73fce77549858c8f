"""The examples in the docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import playground.client

MODULES = ["playground.client"] + [
    module.name
    for module in pkgutil.walk_packages(playground.client.__path__, "playground.client.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert found.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [finder.find(importlib.import_module(name)) for name in MODULES]
    assert sum(len(test.examples) for tests in found for test in tests) > 10


def test_everything_public_is_documented() -> None:
    for name in playground.client.__all__:
        thing = getattr(playground.client, name)
        assert (thing.__doc__ or "").strip(), name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                assert (value.__doc__ or "").strip(), f"{name}.{member}"
