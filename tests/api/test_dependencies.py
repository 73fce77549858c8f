"""What every request goes through before its route."""

from __future__ import annotations

import inspect

import pytest

from playground.api import dependencies, files, passes

FUNCTIONS = [
    function
    for module in (dependencies, files, passes)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if name.startswith(("get_", "read_csv")) and function.__module__ == module.__name__
]


def test_there_are_dependencies_to_look_at() -> None:
    assert {f.__name__ for f in FUNCTIONS} >= {"get_session", "get_limits", "get_choice"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_no_dependency_is_sent_to_another_thread(function: object) -> None:
    assert inspect.iscoroutinefunction(function)
