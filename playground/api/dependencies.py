"""What routes are handed, and how they have a session do something.

None of them waits for anything, yet all are coroutines: a plain function would be sent to another
thread and back, which takes longer than all the rest of a request.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from playground.experiment import ExperimentSpec, Limits
from playground.sessions import Session, SessionGone, SessionStore
from playground.settings import Settings

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")


def _spelled(given: Any) -> Any:
    """Refuse a text that JSON would not read as a whole number: pydantic takes "+0.0" for one."""
    if isinstance(given, str) and not WHOLE.fullmatch(given):
        raise PydanticCustomError("int_parsing", "must be a whole number")
    return given


Whole = Annotated[int, BeforeValidator(_spelled)]
"""A whole number in an address."""

T = TypeVar("T")


async def get_store(connection: HTTPConnection) -> SessionStore:
    store: SessionStore = connection.app.state.store
    return store


async def get_settings(connection: HTTPConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings


StoreDep = Annotated[SessionStore, Depends(get_store)]
SettingsDep = Annotated[Settings, Depends(get_settings)]


async def get_limits(settings: SettingsDep) -> Limits:
    return settings.limits


async def get_session(id: str, store: StoreDep) -> Session:
    return store.get(id)


LimitsDep = Annotated[Limits, Depends(get_limits)]
SessionDep = Annotated[Session, Depends(get_session)]
Change = Annotated[dict[str, Any], Body()]


async def ask(session: Session, function: Callable[[], T]) -> T:
    """Have a session run a function between two slices of its work, and wait for the result."""
    return await asyncio.wrap_future(session.call(function))


async def begin(store: SessionStore, spec: ExperimentSpec, fill: Callable[[Session], T]) -> T:
    """Start a session that goes on from something else, and return what filling it answers.

    Where that fails there is no session either.
    """
    session = await run_in_threadpool(store.create, spec)
    try:
        return await ask(session, lambda: fill(session))
    except BaseException:
        with contextlib.suppress(SessionGone):
            store.delete(session.id)
        raise
