"""Messages of the stream, WS /api/sessions/{id}/stream.

From the client, JSON text, told apart by "type":

    play     {"unit": "epochs" | "batches" | "samples", "rate": steps a second or null}
             goes on at that pace; null means as fast as it goes
    pause    {}
    step     {"unit": …, "count": 1}      pauses first where it plays
    view     {"network": 0, "resolution": 100, "unit_resolution": 24, "active": true}
             what is on the screen; a page that is not active gets no frames;
             "instrument": null (default), {"kind": "histograms", "bins": 40} or
             {"kind": "space", "layer": 0, "units": [i, j] or null}: what frames are to show
             besides, in "instrument" (playground/experiment/instruments.py)
    taken    {"frame": n}                 frame n is drawn, the next may come

From the server:

    {"type": "session", "session": {…}}   as GET /api/sessions/{id}: at the start, after each edit,
             undo, redo, and look back
    {"type": "error", "error": {"code", "message", "field"}}    a message was refused
    {"type": "closed", "reason": "deleted" | "expired" | "shutdown"}     the session has ended
    binary: a frame, one MessagePack map (playground/sessions/frame.py)
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from playground.experiment import Unit
from playground.experiment.instruments import HistogramsWish, SpaceWish, Wish


class Message(BaseModel):
    """Unknown fields are errors, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Play(Message):
    type: Literal["play"]
    unit: Unit = "epochs"
    rate: Annotated[float, Field(ge=0.01, le=1e6)] | None = None


class Pause(Message):
    type: Literal["pause"]


class Step(Message):
    type: Literal["step"]
    unit: Unit = "epochs"
    count: Annotated[int, Field(ge=1, le=1000)] = 1


class HistogramsView(Message):
    kind: Literal["histograms"]
    bins: Annotated[int, Field(ge=1, le=200)] = 40

    def wish(self) -> HistogramsWish:
        return HistogramsWish(self.bins)


UnitIndex = Annotated[int, Field(ge=0, le=1000)]


class SpaceView(Message):
    kind: Literal["space"]
    layer: UnitIndex = 0
    units: tuple[UnitIndex, UnitIndex] | None = None

    def wish(self) -> SpaceWish:
        return SpaceWish(self.layer, self.units)


Instrument = Annotated[HistogramsView | SpaceView, Field(discriminator="kind")]


class ViewMessage(Message):
    type: Literal["view"]
    network: Annotated[int, Field(ge=0, le=1000)] = 0
    resolution: Annotated[int, Field(ge=2, le=200)] = 100
    unit_resolution: Annotated[int, Field(ge=2, le=48)] = 24
    active: bool = True
    instrument: Instrument | None = None

    def wish(self) -> Wish:
        """What the instrument on view is to show."""
        return None if self.instrument is None else self.instrument.wish()


class Taken(Message):
    type: Literal["taken"]
    frame: Annotated[int, Field(ge=0)]


ClientMessage = Annotated[Play | Pause | Step | ViewMessage | Taken, Field(discriminator="type")]
CLIENT_MESSAGES: TypeAdapter[Play | Pause | Step | ViewMessage | Taken] = TypeAdapter(ClientMessage)
