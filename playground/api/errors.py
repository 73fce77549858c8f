"""The one shape of every error: {"error": {"code", "message", "field"}}."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from playground.experiment import Conflict, Invalid, Missing, Refused
from playground.experiment.errors import encodable, from_details
from playground.sessions import Busy, SessionError, SessionGone, TooMany

from .responses import Json

logger = logging.getLogger(__name__)

PLACES = ("body", "path", "query", "header", "cookie")
CODES = {
    400: "invalid_json",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_media_type",
}
STATUS: dict[type[Exception], int] = {
    Invalid: 422,
    Missing: 404,
    Conflict: 409,
    SessionGone: 404,
    Busy: 409,
    TooMany: 429,
}


def error_body(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    """Make the body of an error; half a surrogate pair, which JSON can hold, is escaped."""
    return {
        "error": {
            "code": code,
            "message": encodable(message),
            "field": None if field is None else encodable(field),
        }
    }


def error_of(error: Exception) -> tuple[int, dict[str, Any]]:
    """Return status and body for an exception that is an answer to a client."""
    if isinstance(error, Refused):
        return STATUS[type(error)], error_body(error.code, error.message, error.field)
    if isinstance(error, SessionError):
        return STATUS[type(error)], error_body(error.code, error.message)
    return 500, error_body("internal_error", "something went wrong on the server")


def error_of_validation(details: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return status and body for one of the complaints about a request."""
    location = tuple(details["loc"])
    if details["type"] == "json_invalid":
        reason = (details.get("ctx") or {}).get("error", "")
        return 422, error_body("invalid_json", f"the body is not valid JSON: {reason}")
    if isinstance(details.get("input"), bytes):
        return 422, error_body("wrong_media_type", "the body must be sent as application/json")
    below = location[1:] if location and location[0] in PLACES else location
    return error_of(from_details({**details, "loc": below}))


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of the application the one shape."""

    @app.exception_handler(Refused)
    @app.exception_handler(SessionError)
    async def refused(request: Request, error: Exception) -> Json:
        status, body = error_of(error)
        return Json(body, status)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Json:
        status, body = error_of_validation(error.errors()[0])
        return Json(body, status)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Json:
        # A body that no parser gets through is reported as one that is not valid.
        status = 422 if error.status_code == 400 else error.status_code
        code = CODES.get(error.status_code, "http_error")
        return Json(error_body(code, str(error.detail)), status, error.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Json:
        logger.exception("unexpected error at %s %s", request.method, request.url.path)
        status, body = error_of(error)
        return Json(body, status)
