"""Settings: what an operator can change, each by an environment variable PLAYGROUND_<NAME>."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from playground.experiment import Limits

ORIGIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?"
)
"""Where a page is from, as browsers send it."""

ANCESTOR = re.compile(r"self|\*|https?://(?:\*\.)?[A-Za-z0-9.-]+(?::(?:[0-9]{1,5}|\*))?")
"""Whose pages may show the playground in a frame, as a Content-Security-Policy names them."""

Listed = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """All settings of a server.

    Attributes:
        host: address to listen on. Default 127.0.0.1: this machine only.
        port: TCP port. Default 8000.
        engine: "auto" uses the compiled kernel as soon as it is ready, "numpy" never does.
        worker_threads: threads that train. Default 2.
        max_sessions: sessions that may live at once. Default 512.
        session_idle_seconds: after how long an unused session is put away, unless it plays or
            somebody watches it. Default 3600.
        sweep_seconds: how often idle sessions are looked for. Default 30.
        undo_bytes: memory that the steps to undo and redo of one session may take. One step is
            kept even where it takes more. Default 4,000,000.
        timeline_bytes: memory that the moments on the timeline of one session may take. Some are
            kept even where they take more. Default 2,000,000.
        max_request_bytes: largest body of a request. Default 1,000,000.
        max_file_bytes: largest file of a session that can be opened. Default 40,000,000: the
            largest session that the limits below allow fits in.
        max_message_bytes: largest WebSocket message from a client. Default 65,536.
        allowed_origins: further origins whose pages may open streams, separated by commas, such
            as "https://class.example". The page's own origin always may.
        frame_ancestors: whose pages may show the page in a frame, separated by commas, such as
            "https://class.example, https://*.school.example"; "self" is this server, "*" is
            everybody. Default: nobody's.
        max_…: how large an experiment may be; see Limits.
    """

    model_config = SettingsConfigDict(env_prefix="PLAYGROUND_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    engine: Literal["auto", "numpy"] = "auto"
    worker_threads: int = Field(default=2, ge=1, le=64)
    max_sessions: int = Field(default=512, ge=1)
    session_idle_seconds: float = Field(default=3600.0, gt=0)
    sweep_seconds: float = Field(default=30.0, gt=0)
    undo_bytes: int = Field(default=4_000_000, ge=0)
    timeline_bytes: int = Field(default=2_000_000, ge=0)
    max_request_bytes: int = Field(default=1_000_000, ge=1_000)
    max_file_bytes: int = Field(default=40_000_000, ge=1_000)
    max_message_bytes: int = Field(default=65_536, ge=1_000)
    allowed_origins: Listed = ()
    frame_ancestors: Listed = ()
    max_hidden_layers: int = Field(default=10, ge=0)
    max_units: int = Field(default=64, ge=1)
    max_samples: int = Field(default=5_000, ge=2)
    max_networks: int = Field(default=8, ge=1, le=26)
    max_classes: int = Field(default=8, ge=2, le=255)
    max_resolution: int = Field(default=200, ge=2)

    @field_validator("allowed_origins", "frame_ancestors", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        """Take a list out of the environment as it is usual there: separated by commas."""
        if isinstance(given, str):
            return tuple(origin.strip() for origin in given.split(",") if origin.strip())
        return given

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return _all_like(ORIGIN, given)

    @field_validator("frame_ancestors")
    @classmethod
    def _check_ancestors(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return _all_like(ANCESTOR, given)

    @property
    def limits(self) -> Limits:
        """How large an experiment may be."""
        return Limits(
            hidden_layers=self.max_hidden_layers,
            units=self.max_units,
            samples=self.max_samples,
            networks=self.max_networks,
            classes=self.max_classes,
            resolution=self.max_resolution,
        )


def _all_like(allowed: re.Pattern[str], given: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [origin for origin in given if not allowed.fullmatch(origin)]
    if wrong:
        raise ValueError(f'must be origins such as https://class.example, not "{wrong[0]}"')
    return given
