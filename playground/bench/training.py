"""One epoch of training: both engines, the straightforward NumPy loop, and the peers."""

from __future__ import annotations

from playground.engine.worker import NumpyWorker
from playground.kernel import Engines

from .peers import Peers
from .plain import PlainTraining
from .tables import Table, at_least, number, ratio, times
from .tasks import TASKS, L, M, S, Task, choices, wide
from .timing import Contestant, Repeated, race

KERNEL, ONE_CALL, ENGINE = "our kernel", "our kernel, a call an epoch", "our NumPy engine"
PLAIN = "straightforward NumPy"
PEERS = ("ConvNetJS", "PyTorch", "scikit-learn")
EPOCHS_A_CALL = 50
MICRO = 1e6

Times = dict[str, float]


def kernel(
    task: Task, engines: Engines, name: str = KERNEL, epochs: int = EPOCHS_A_CALL
) -> Repeated:
    """Return what `engines` choose for a task, as a contestant."""
    worker = engines.attach(task.trainer())
    return Repeated(name, lambda: worker.train_epochs(epochs), epochs)


def plain(task: Task) -> Repeated:
    return Repeated(PLAIN, PlainTraining(task).epoch)


def measure(task: Task, engines: Engines, peers: Peers, seconds: float) -> Times:
    """Time one epoch of a task by everyone who can do it, in seconds."""
    trainer = NumpyWorker(task.trainer())
    contestants: list[Contestant] = [
        kernel(task, engines),
        kernel(task, engines, ONE_CALL, 1),
        Repeated(ENGINE, lambda: trainer.train_epochs(1)),
        plain(task),
        *peers.contestants(task),
    ]
    return race(contestants, seconds)


def epochs_table(found: dict[str, Times], missing: list[str]) -> Table:
    """Put the times of S, M and L side by side, and say how far the targets are."""
    heads = [column for name in found for column in (f"{name}, µs", f"{name}, × kernel")]
    table = Table("One epoch of training", ["engine", *heads])
    rows = (KERNEL, ONE_CALL, ENGINE, PLAIN, *PEERS)
    for row in (row for row in rows if any(row in times_of for times_of in found.values())):
        cells = []
        for name in found:
            taken, ours = found[name].get(row), found[name][KERNEL]
            cells += [number(None if taken is None else taken * MICRO), times(ratio(taken, ours))]
        table.add(row, *cells)
    table.notes += missing + targets(found)
    return table


def targets(found: dict[str, Times]) -> list[str]:
    """Compare with the targets."""

    def gain(task: Task, over: str) -> float | None:
        return ratio(found[task.name].get(over), found[task.name][KERNEL])

    return [
        at_least("S against the NumPy loop", gain(S, PLAIN), 25.0),
        at_least("S against ConvNetJS", gain(S, "ConvNetJS"), 15.0),
        at_least("M against the NumPy loop", gain(M, PLAIN), 6.0),
        at_least("M against ConvNetJS", gain(M, "ConvNetJS"), 6.0),
        at_least("L against the NumPy loop", gain(L, PLAIN), 1.0),
        at_least("L against PyTorch", gain(L, "PyTorch"), 4.0),
    ]


def choices_table(engines: Engines, peers: Peers, seconds: float) -> Table:
    """Time S with every activation, optimizer and option."""
    table = Table(
        "One epoch of S, with every choice",
        ["choice", "kernel, µs", "NumPy loop, µs", "×", "ConvNetJS, µs", "×"],
    )
    worst: dict[str, float] = {}
    for task in choices():
        found = race([kernel(task, engines), plain(task), *peers.convnet_for(task)], seconds)
        ours = found[KERNEL]
        cells = [task.name, number(ours * MICRO)]
        for rival in (PLAIN, "ConvNetJS"):
            taken = found.get(rival)
            gain = ratio(taken, ours)
            cells += [number(None if taken is None else taken * MICRO), times(gain)]
            if gain is not None:
                worst[rival] = min(gain, worst.get(rival, gain))
        table.add(*cells)
    table.notes.append(at_least("least gain over the NumPy loop", worst.get(PLAIN), 25.0))
    table.notes.append(at_least("least gain over ConvNetJS", worst.get("ConvNetJS"), 15.0))
    return table


def wide_table(engines: Engines, seconds: float) -> Table:
    """Time networks that are made of large matrix products."""
    table = Table(
        "One epoch of wide layers",
        ["network", "kernel, µs", "NumPy loop, µs", "×", "kernel, Gflop/s"],
    )
    least = None
    for task in wide():
        found = race([kernel(task, engines, epochs=1), plain(task)], seconds)
        gain = ratio(found[PLAIN], found[KERNEL])
        least = gain if least is None or gain is None else min(least, gain)
        table.add(
            task.name,
            number(found[KERNEL] * MICRO),
            number(found[PLAIN] * MICRO),
            times(gain),
            number(task.flops / found[KERNEL] / 1e9),
        )
    table.notes.append(at_least("least gain over the NumPy loop", least, 1.0))
    return table


def limit_table(found: dict[str, Times], peak: float) -> Table:
    """Say how far each workload is from what the core can do.

    Args:
        found: times of S, M and L.
        peak: floating point operations a second of the core.
    """
    table = Table(
        "How far from the hardware's limit",
        ["network", "operations an epoch", "kernel, Gflop/s", "of the core's peak"],
    )
    for task in TASKS:
        speed = task.flops / found[task.name][KERNEL]
        share = f"{100.0 * speed / peak:.1f} %"
        table.add(task.name, f"{task.flops:,}", number(speed / 1e9), share)
    table.notes.append(
        f"The peak is that of products added up in registers: {number(peak / 1e9)} Gflop/s."
    )
    table.notes.append("Operations are those of matrix products; activations come on top.")
    return table


def training_tables(engines: Engines, peers: Peers, seconds: float) -> list[Table]:
    """Measure all of it, each contestant for so many seconds."""
    found = {task.name: measure(task, engines, peers, seconds) for task in TASKS}
    made = [
        epochs_table(found, peers.missing),
        choices_table(engines, peers, seconds / 3),
        wide_table(engines, seconds / 2),
    ]
    if engines.name == "compiled":
        from .peak import peak

        made.append(limit_table(found, peak(seconds)))
    return made
