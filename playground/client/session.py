"""A session on a server: the same that a browser shows, driven from here."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from playground.experiment import ExperimentSpec, Unit

from .errors import Missing, ServerError
from .transport import Transport
from .workbench import Change, Kept, Told, Workbench

if TYPE_CHECKING:
    from typing_extensions import Self


class Session(Workbench):
    """An experiment that lives on a server; made by Client.create() and Client.open().

    Every reading asks the server, so that what a browser changes meanwhile is seen here, too. As a
    context manager it deletes itself in the end.

    Attributes:
        id: what the server calls it.
    """

    def __init__(self, transport: Transport, id: str) -> None:
        self._transport = transport
        self.id = id

    def __repr__(self) -> str:
        return f"Session({self.address})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(Missing):
            self.delete()

    @property
    def address(self) -> str:
        """Where this very session can be watched and played with in a browser."""
        return f"{self._transport.url}/?session={self.id}"

    @property
    def experiment(self) -> ExperimentSpec:
        """The full description as it is now."""
        told = self._send("GET", "")["experiment"]
        try:
            return ExperimentSpec.model_validate(told)
        except ValidationError as error:
            message = f"the server describes experiments that this version does not know: {error}"
            raise ServerError("other_version", message) from None

    def delete(self) -> None:
        """End the session; who watches it in a browser is told."""
        self._send("DELETE", "")

    def undo(self) -> Kept:
        """Go back to right before the last edit; training made since then is undone with it."""
        return self._edit("POST", "/undo")

    def redo(self) -> Kept:
        """Go forth to where the last undo was made."""
        return self._edit("POST", "/redo")

    def _send(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        return self._transport.send(method, f"/api/sessions/{self.id}{path}", body, **options)

    def _edit(self, method: str, path: str, body: Any = None) -> Kept:
        return cast(Kept, self._send(method, path, body)["weights"])

    # Reading

    def _ask(self, path: str, **query: Any) -> Told:
        return cast(Told, self._send("GET", path, query=query))

    def _read_status(self) -> Told:
        return cast(Told, self._ask("")["status"])

    def _read_data(self) -> Told:
        return self._ask("/data")

    def _read_weights(self, n: int) -> Told:
        return self._ask(f"/networks/{n}/weights")

    def _read_gradients(self, n: int) -> Told:
        return self._ask(f"/networks/{n}/gradients")

    def _read_activations(self, n: int, x1: float, x2: float) -> Told:
        return self._ask(f"/networks/{n}/activations", x1=x1, x2=x2)

    def _read_boundary(self, n: int, resolution: int, layer: int | None, unit: int | None) -> Told:
        path = f"/networks/{n}/boundary"
        return self._ask(path, resolution=resolution, layer=layer, unit=unit)

    def _read_history(self) -> Told:
        return self._ask("/history")

    # Training

    def _step(self, unit: Unit, count: int) -> Told:
        return cast(Told, self._send("POST", "/step", {unit: count}, long=True))

    def _reset(self, seed: int | None) -> Told:
        return cast(Told, self._send("POST", "/reset", {"seed": seed}))

    # Changing

    def _replace(self, spec: ExperimentSpec) -> Kept:
        return self._edit("PUT", "/experiment", spec.model_dump())

    def _replace_data(self, data: Change) -> Kept:
        return self._edit("PUT", "/data", data)

    def _replace_features(self, features: list[str]) -> Kept:
        return self._edit("PUT", "/features", features)

    def _add_network(self, change: Change) -> Kept:
        return self._edit("POST", "/networks", change)

    def _change_network(self, n: int, change: Change) -> Kept:
        return self._edit("PATCH", f"/networks/{n}", change)

    def _remove_network(self, n: int) -> Kept:
        return self._edit("DELETE", f"/networks/{n}")

    def _add_layer(self, n: int, layer: Change) -> Kept:
        return self._edit("POST", f"/networks/{n}/layers", layer)

    def _change_layer(self, n: int, i: int, change: Change) -> Kept:
        return self._edit("PATCH", f"/networks/{n}/layers/{i}", change)

    def _remove_layer(self, n: int, i: int) -> Kept:
        return self._edit("DELETE", f"/networks/{n}/layers/{i}")

    def _write_weights(self, n: int, change: Change) -> Told:
        return cast(Told, self._send("PUT", f"/networks/{n}/weights", change))

    def _change_weight(self, n: int, change: Change) -> Told:
        return cast(Told, self._send("PATCH", f"/networks/{n}/weights", change))
