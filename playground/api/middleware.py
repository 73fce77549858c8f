"""What every answer gets, and what no request may exceed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import error_body
from .responses import Json

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


PAGE = "/"
"""The only address that can be shown in a frame, where that is allowed at all."""


def _framed(ancestors: Sequence[str]) -> dict[str, str]:
    """Return the headers that let pages of these origins show this one in a frame."""
    sources = " ".join("'self'" if source == "self" else source for source in ancestors)
    headers = dict(SECURITY_HEADERS)
    # It knows no list of origins, and browsers heed it beside the policy that does.
    del headers["X-Frame-Options"]
    policy = headers["Content-Security-Policy"]
    allowed = policy.replace("frame-ancestors 'none'", f"frame-ancestors {sources}")
    return headers | {"Content-Security-Policy": allowed}


class SecurityHeaders:
    """Adds the usual headers to every answer.

    Args:
        app: the application behind.
        frame_ancestors: whose pages may show PAGE in a frame, "self" among them. Default: nobody's.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str] = ()) -> None:
        self.app = app
        self.of_page = _framed(frame_ancestors) if frame_ancestors else SECURITY_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        usual = self.of_page if scope["path"] == PAGE else SECURITY_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in usual.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies that are too large, announced or not.

    Args:
        app: the application behind.
        most: largest body in bytes.
        elsewhere: the same at paths that take larger ones. Default: none.
    """

    def __init__(self, app: ASGIApp, most: int, elsewhere: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.most = most
        self.elsewhere = elsewhere or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.elsewhere.get(scope["path"], self.most)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            answer = Json(error_body("too_large", _words(most)), 413, {"Connection": "close"})
            await answer(scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, _words(most))
            return message

        await self.app(scope, receive_some, send)


def _words(most: int) -> str:
    return f"the body must be at most {most} bytes"
