"""The HTTP and WebSocket interface: it translates, and nothing else."""

from fastapi import APIRouter

from . import (
    catalog,
    duels,
    edits,
    export,
    files,
    instruments,
    landscapes,
    links,
    numbers,
    pages,
    passes,
    sessions,
    stream,
    timeline,
)

router = APIRouter()
for part in (
    pages,
    catalog,
    duels,
    sessions,
    edits,
    numbers,
    export,
    files,
    instruments,
    passes,
    landscapes,
    links,
    timeline,
    stream,
):
    router.include_router(part.router)

__all__ = ["router"]
