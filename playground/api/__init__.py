"""The HTTP and WebSocket interface: it translates, and nothing else."""

from fastapi import APIRouter

from . import catalog, edits, numbers, pages, sessions, stream

router = APIRouter()
for part in (pages, catalog, sessions, edits, numbers, stream):
    router.include_router(part.router)

__all__ = ["router"]
