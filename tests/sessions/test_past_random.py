"""Whatever is trained, edited, undone, redone and looked at, in any order: all comes back exactly.

A plain model stands beside: lists of all that could be seen at each step and at each moment.
"""

from __future__ import annotations

from typing import Any

from helpers.specs import experiment
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Experiment, edits
from playground.experiment.weights import write_one
from playground.sessions.past import Memory, Past

ROOMY = Memory(undo_bytes=10**9, timeline_bytes=10**9)
SMALL: dict[str, Any] = {
    "data": {"samples": 12},
    "networks": [{"layers": [{"units": 2, "dropout": 0.3}], "optimizer": {"name": "adam"}}],
}
CHANGES: dict[str, Any] = {
    "rate": lambda spec: edits.change_network(spec, 0, {"optimizer": {"learning_rate": 0.5}}),
    "rate again": lambda spec: edits.change_network(spec, 0, {"optimizer": {"learning_rate": 0.1}}),
    "optimizer": lambda spec: edits.change_network(spec, 0, {"optimizer": {"name": "sgd"}}),
    "batch": lambda spec: edits.change_network(spec, 0, {"batch_size": 3}),
    "data": lambda spec: edits.replace_data(spec, {"dataset": "circle", "samples": 12}),
    "more data": lambda spec: edits.replace_data(spec, {"dataset": "moons", "samples": 20}),
    "features": lambda spec: edits.replace_features(spec, ["x1", "x2", "radius"]),
    "layer": lambda spec: edits.insert_layer(spec, 0, {"index": 0, "units": 2}),
    "rival": lambda spec: edits.add_network(spec, {"copy_of": 0}),
}


def seen(live: Experiment) -> dict[str, Any]:
    return {
        "spec": live.spec,
        "status": live.status(),
        "curves": live.curves(),
        "values": [run.network.parameters.values.tolist() for run in live.runs],
        "masks": [run.network.parameters.connected.tolist() for run in live.runs],
        "state": [run.trainer.optimizer.state.tolist() for run in live.runs],
        "drawn": [run.trainer.rng.bit_generator.state for run in live.runs],
    }


def without_messages(found: dict[str, Any]) -> dict[str, Any]:
    """All but what is said of the networks, which is thought over after every edit."""
    status = [{**network, "messages": None} for network in found["status"]]
    return {**found, "status": status}


class Model:
    """The past with a plain record of it beside."""

    def __init__(self) -> None:
        self.past = Past(experiment(**SMALL), ROOMY, lambda: 0.0)
        self.live = self.past.experiment
        self.back: list[Any] = []
        self.forth: list[Any] = []
        self.at: dict[int, Any] = {}
        self.present: Any = None
        self.note()

    def note(self) -> None:
        """Remember what can be seen at the newest moment, if that is now."""
        newest = self.past.timeline.moments[-1]
        if newest.id not in self.at:
            self.at[newest.id] = seen(self.live)

    def go_on(self) -> None:
        if self.present is not None:
            self.back.append(self.present)
            self.forth.clear()
            self.present = None

    def train(self, unit: Any) -> None:
        self.go_on()
        self.past.go_on()
        self.live.tick(unit)
        self.past.follow(0.0)
        self.note()

    def edit(self, change: Any) -> None:
        before = seen(self.live)
        self.past.edit(change)
        after = seen(self.live)
        if self.past.describe()["looking"] is None:
            self.go_on()
        if without_messages(after) != without_messages(before):
            self.back.append(before)
            self.forth.clear()
        self.note()

    def undo(self) -> None:
        self.travel(self.past.undo, self.back, self.forth)

    def redo(self) -> None:
        self.travel(self.past.redo, self.forth, self.back)

    def travel(self, move: Any, source: list[Any], target: list[Any]) -> None:
        if source:
            target.append(seen(self.live) if self.present is None else self.present)
            self.present = None
            move()
            assert seen(self.live) == source.pop()

    def look(self, n: int) -> None:
        if self.present is None:
            self.present = seen(self.live)
        moments = self.past.timeline.moments
        moment = moments[n % len(moments)]
        self.past.look(moment.id)
        assert seen(self.live) == self.at[moment.id]

    def come_back(self) -> None:
        self.past.look(None)
        if self.present is not None:
            assert seen(self.live) == self.present
            self.present = None

    def check(self) -> None:
        told = self.past.describe()
        assert (told["undo"], told["redo"]) == (len(self.back), len(self.forth))
        assert (told["looking"] is not None) == (self.present is not None)


def perform(model: Model, action: tuple[str, Any]) -> None:
    kind, detail = action
    live = model.live
    if kind == "train":
        model.train(detail)
    elif kind == "change":
        if detail == "rival" and len(live.runs) > 2:
            return

        def apply() -> Any:
            spec = CHANGES[detail](live.spec)
            count = len(live.runs)
            return live.apply(spec, [n if n < count else None for n in range(len(spec.networks))])

        model.edit(apply)
    elif kind == "reset":
        model.edit(lambda: live.reset(detail))
    elif kind == "weight":
        model.edit(lambda: write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, **detail}))
    elif kind == "look":
        model.look(detail)
    else:
        {"undo": model.undo, "redo": model.redo, "return": model.come_back}[kind]()


ACTIONS = st.one_of(
    st.tuples(st.just("train"), st.sampled_from(["epochs", "epochs", "batches", "samples"])),
    st.tuples(st.just("change"), st.sampled_from(sorted(CHANGES))),
    st.tuples(st.just("reset"), st.sampled_from([None, 1])),
    st.tuples(st.just("weight"), st.sampled_from([{"value": 1.5}, {"mask": 0}, {"mask": 1}])),
    st.tuples(st.just("look"), st.integers(0, 30)),
    st.tuples(st.sampled_from(["undo", "undo", "redo", "return"]), st.none()),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(ACTIONS, min_size=5, max_size=30))
def test_all_comes_back_exactly(actions: list[tuple[str, Any]]) -> None:
    model = Model()
    for action in actions:
        perform(model, action)
        model.check()
