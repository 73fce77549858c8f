"""Puts the application together: settings, sessions, routes, files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette_compress import CompressMiddleware

from playground import __version__
from playground.api import router
from playground.api.assets import Assets, VersionedFiles, package_file
from playground.api.errors import install_error_handlers
from playground.api.files import FILE_PATH
from playground.api.middleware import BodyLimit, SecurityHeaders
from playground.garbage import Garbage
from playground.kernel import Engines
from playground.sessions import Memory, Scheduler, SessionStore
from playground.settings import Settings

logger = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make an application with sessions of its own.

    Args:
        settings: default: from the environment.
    """
    settings = settings or Settings()
    scheduler = Scheduler(settings.worker_threads)
    garbage = Garbage()
    engines = Engines(settings.engine == "auto", scheduler.aside, garbage.settle)
    memory = Memory(settings.undo_bytes, settings.timeline_bytes)
    store = SessionStore(
        scheduler, settings.max_sessions, settings.session_idle_seconds, engines, memory
    )
    assets = Assets()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        scheduler.turns.alternate_with(asyncio.get_running_loop())
        scheduler.start()
        engines.start()
        garbage.begin()
        sweeping = asyncio.create_task(_sweep(store, garbage, settings.sweep_seconds))
        try:
            yield
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            store.close()
            scheduler.stop()
            garbage.end()

    app = FastAPI(
        title="Neural network playground",
        summary="Networks that learn, to watch and to take apart.",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings, app.state.store, app.state.assets = settings, store, assets
    install_error_handlers(app)
    app.include_router(router)
    app.mount(
        f"{assets.root}/docs", VersionedFiles(directory=package_file("fastapi_offline", "static"))
    )
    app.mount(assets.root, VersionedFiles(directory=assets.folder))
    app.add_middleware(
        BodyLimit,
        most=settings.max_request_bytes,
        elsewhere={FILE_PATH: settings.max_file_bytes},
    )
    app.add_middleware(CompressMiddleware)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    return app


async def _sweep(store: SessionStore, garbage: Garbage, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            store.sweep()
            garbage.sweep(store.playing)
        except Exception:
            # The next sweep tries again: a session that cannot be put away must not keep the rest.
            logger.exception("sessions could not be put away")
