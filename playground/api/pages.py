"""The page itself, the documentation page, and whether the server is well."""

from __future__ import annotations

import functools
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.templating import Jinja2Templates

from playground import __version__
from playground.links import GROUPS

from .assets import Assets, folder, plotly_response
from .catalog import catalog
from .dependencies import SettingsDep, StoreDep
from .responses import Json
from .texts import choose_language, lookup, texts

router = APIRouter()


@functools.cache
def templates() -> Jinja2Templates:
    return Jinja2Templates(folder("templates"))


@router.get("/", include_in_schema=False)
async def read_page(request: Request, settings: SettingsDep) -> Response:
    """The playground."""
    assets: Assets = request.app.state.assets
    language = choose_language(request)
    boot: dict[str, Any] = {
        "version": __version__,
        "language": language,
        "texts": texts(language),
        "static": assets.root,
        "plotly": assets.plotly_url,
        "catalog": catalog(settings.limits),
        "hideable": [{"group": group, "names": names} for group, names in GROUPS.items()],
        "framed": bool(settings.frame_ancestors),
        "request_bytes": settings.max_request_bytes,
    }
    context = {
        "language": language,
        "embedded": "embed" in request.query_params,
        "t": functools.partial(lookup, language),
        "static": assets.url,
        "modules": assets.modules,
        "plotly_url": assets.plotly_url,
        "boot": boot,
    }
    return templates().TemplateResponse(request, "index.html", context)


@router.get("/docs", include_in_schema=False)
async def read_docs(request: Request) -> Response:
    """The HTTP interface, to read and to try."""
    assets: Assets = request.app.state.assets
    context = {"static": assets.url, "openapi_url": "/openapi.json"}
    return templates().TemplateResponse(request, "docs.html", context)


@router.get("/favicon.ico", include_in_schema=False)
async def read_icon(request: Request) -> Response:
    assets: Assets = request.app.state.assets
    return RedirectResponse(assets.url("icons/favicon.svg"), 307)


@router.get("/static/{version}/vendor/plotly.min.js", include_in_schema=False)
async def read_plotly(request: Request, version: str) -> FileResponse:
    assets: Assets = request.app.state.assets
    if assets.root != f"/static/{version}":
        raise HTTPException(404, "there is no such version of this file")
    return plotly_response(assets)


@router.get("/healthz", tags=["health"])
async def read_health(store: StoreDep) -> Json:
    """Whether the server is well, and how much it has to do."""
    return Json(
        {
            "status": "ok",
            "version": __version__,
            "engine": store.engines.name,
            "sessions": len(store),
            "max_sessions": store.most,
        }
    )
