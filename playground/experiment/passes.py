"""One training step in numbers: forward, loss, delta by delta back, update.

It is worked out on a twin of the network, with the generators where its own stand. The network
itself is left as it is, until apply() has it take that very step.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from playground.engine import ACTIVATIONS, Mode, Optimizer
from playground.engine.layers import BatchNorm, HiddenLayer
from playground.engine.parameters import ParameterName, Parameters
from playground.engine.types import Array

from .errors import Conflict
from .run import Run
from .sources import Choice, Source, choose

MOST_NUMBERS = 50_000
"""Most pre-activations that a description lists; of all samples beyond, it lists no rows."""


@dataclass(frozen=True)
class Normalized:
    """What normalisation did in a layer.

    Attributes:
        name: "batch" or "layer".
        gamma, beta: (p,).
        mean, variance: of each unit over the batch (p,), or of each sample over its units (b,).
        x_hat: (b, p), before gamma and beta.
        gradient: ∂J/∂(γ x̂ + β), (b, p).
    """

    name: Literal["batch", "layer"]
    gamma: Array
    beta: Array
    mean: Array
    variance: Array
    x_hat: Array
    gradient: Array

    def as_dict(self) -> dict[str, Any]:
        names = ("name", "gamma", "beta", "mean", "variance")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class LayerPass:
    """One layer in a step.

    Attributes:
        activation: key of φ.
        inputs: what the layer was given, (b, fan_in).
        weights, biases, mask: as they were before the update; mask 0 marks a cut weight.
        z: x W + b, (b, p).
        normalization: None without.
        normalized: what φ was applied to, where there is a normalisation; else None.
        a: φ of z or of what was normalised, before dropout, (b, p).
        slope: φ′ there, (b, p); of softmax ∂aₖ/∂zₖ = aₖ(1 − aₖ).
        kept: the factor of dropout, 0 or 1/(1 − rate), (b, p); None without.
        delta: ∂J/∂z, J being the mean loss of the samples, (b, p).
        gradient: ∂J of weights, biases, and gamma and beta where there are.
        update: by how much the optimizer changes each of them, penalty included.
        after: what they are then.
    """

    activation: str
    inputs: Array
    weights: Array
    biases: Array
    mask: Array
    z: Array
    normalization: Normalized | None
    normalized: Array | None
    a: Array
    slope: Array
    kept: Array | None
    delta: Array
    gradient: dict[ParameterName, Array]
    update: dict[ParameterName, Array]
    after: dict[ParameterName, Array]

    def as_dict(self, rows: int) -> dict[str, Any]:
        def first(values: Array | None) -> Array | None:
            return None if values is None else values[:rows]

        return {
            "activation": self.activation,
            "units": self.z.shape[1],
            "weights": self.weights,
            "biases": self.biases,
            "mask": self.mask.astype(np.int64),
            "normalization": self.normalization and self.normalization.as_dict(),
            "z": first(self.z),
            "normalized": first(self.normalized),
            "a": first(self.a),
            "slope": first(self.slope),
            "kept": first(self.kept),
            "delta": first(self.delta),
            "gradient": dict(self.gradient),
            "update": dict(self.update),
            "after": dict(self.after),
        }


@dataclass(frozen=True)
class Pass:
    """A whole step.

    Attributes:
        iteration: updates made before it.
        step: a name of the very step: by which numbers it moves the parameters from where to where.
        source: the samples.
        losses: loss of each, (b,).
        penalty: the regularisation penalty before the step, apart from the loss.
        output, loss_key: keys of output and loss.
        regularizer, rate: the penalty's.
        optimizer: as it is after the step.
        state: the optimizer's state before the step, (slots, P).
        layers: the output layer last.
        parameters: where each layer's numbers lie in the optimizer's state.
    """

    iteration: int
    step: str
    source: Source
    losses: Array
    penalty: float
    output: str
    loss_key: str
    regularizer: str
    rate: float
    optimizer: Optimizer
    state: Array
    layers: list[LayerPass]
    parameters: Parameters

    @property
    def rows(self) -> int:
        """How many samples a description lists row by row."""
        units = sum(int(layer.biases.size) for layer in self.layers)
        return min(len(self.losses), max(1, int(MOST_NUMBERS // units)))

    def as_dict(self) -> dict[str, Any]:
        rows = self.rows
        return {
            "iteration": self.iteration,
            "step": self.step,
            "source": self.source.as_dict(),
            "samples": len(self.losses),
            "rows": rows,
            "features": self.source.x[:rows],
            "targets": self.source.y[:rows],
            "losses": self.losses,
            "loss": float(self.losses.mean()),
            "penalty": self.penalty,
            "regularization": {"name": self.regularizer, "rate": self.rate},
            "optimizer": {"name": self.optimizer.key, **self.optimizer.settings},
            "layers": [layer.as_dict(rows) for layer in self.layers],
        }


def look_ahead(run: Run, choice: Choice) -> Pass:
    """Work out a step; the network stays as it is.

    Raises:
        Invalid: there is no such training point, or no such class.
    """
    twin = run.twin()
    source = choose(twin, choice)
    trainer, network = twin.trainer, twin.network
    parameters, state = network.parameters, trainer.optimizer.state.copy()
    before, penalty = parameters.values.copy(), trainer.penalty
    with np.errstate(all="ignore"):
        network.forward(source.x, Mode.TRAIN)
        losses = network.losses(source.y)
        network.backward(source.y)
        gradients = parameters.gradients.copy()
        trainer.penalise()
        trainer.optimizer.step(parameters)
        vectors = _Vectors(before, gradients, parameters.values - before, parameters.values.copy())
        layers = [_layer(twin, i, vectors) for i in range(len(network.layers))]
    return Pass(
        iteration=trainer.counters.iteration,
        step=vectors.name,
        source=source,
        losses=losses,
        penalty=penalty,
        output=network.output.key,
        loss_key=network.loss.key,
        regularizer=trainer.regularizer.key,
        rate=trainer.rate,
        optimizer=trainer.optimizer,
        state=state,
        layers=layers,
        parameters=parameters,
    )


@dataclass(frozen=True)
class _Vectors:
    """Parameter vectors of a step: before it, ∂J, by how much it moves them, after it."""

    before: Array
    gradients: Array
    update: Array
    after: Array

    @property
    def name(self) -> str:
        """The same for the same step only."""
        return hashlib.blake2b(
            self.before.tobytes() + self.after.tobytes(), digest_size=12
        ).hexdigest()


def _layer(run: Run, i: int, vectors: _Vectors) -> LayerPass:
    network, parameters = run.network, run.network.parameters
    layer = network.layers[i]
    names: list[ParameterName] = [slot.name for slot in parameters.slots if slot.layer == i]

    def views(vector: Array) -> dict[ParameterName, Array]:
        return {name: parameters.slot(i, name).view(vector).copy() for name in names}

    old = views(vectors.before)
    hidden = layer if isinstance(layer, HiddenLayer) else None
    slope = _slope(run, hidden)
    normalization = None
    if hidden is not None and hidden.normalization is not None:
        normalization = _normalization(run, i, hidden, slope, vectors.before)
    return LayerPass(
        activation=hidden.activation.key if hidden else network.output.key,
        inputs=layer.dense.inputs,
        weights=old["weights"],
        biases=old["biases"],
        mask=layer.dense.connected.copy(),
        z=layer.z,
        normalization=normalization,
        normalized=hidden.normalized if hidden and normalization else None,
        a=layer.a,
        slope=slope,
        kept=hidden.dropout.scale if hidden else None,
        delta=layer.delta,
        gradient=views(vectors.gradients),
        update=views(vectors.update),
        after=views(vectors.after),
    )


def _slope(run: Run, hidden: HiddenLayer | None) -> Array:
    if hidden is not None:
        return hidden.activation.derivative(hidden.normalized, hidden.a)
    last, key = run.network.last, run.network.output.key
    if key == "softmax":
        return last.a * (1.0 - last.a)
    return ACTIVATIONS[key].derivative(last.z, last.a)


def _normalization(
    run: Run, i: int, hidden: HiddenLayer, slope: Array, before: Array
) -> Normalized:
    part, parameters = hidden.normalization, run.network.parameters
    assert part is not None  # noqa: S101 (asked for only where there is one)
    following = parameters.slot(i + 1, "weights")
    weights = following.view(before) * following.view(parameters.connected)
    # ∂J/∂a = δ_next Wᵀ, then back through dropout and φ.
    gradient = run.network.layers[i + 1].delta @ weights.T
    if hidden.dropout.scale is not None:
        gradient = gradient * hidden.dropout.scale
    axis = 0 if isinstance(part, BatchNorm) else 1
    return Normalized(
        name="batch" if axis == 0 else "layer",
        gamma=parameters.slot(i, "gamma").view(before).copy(),
        beta=parameters.slot(i, "beta").view(before).copy(),
        mean=hidden.z.mean(axis=axis),
        variance=hidden.z.var(axis=axis),
        x_hat=part.x_hat,
        gradient=gradient * slope,
    )


def apply(run: Run, choice: Choice, iteration: int, step: str | None = None) -> None:
    """Have a network take the step that look_ahead() shows; arguments and refusals of prepare()."""
    prepare(run, choice, iteration, step)()


def prepare(
    run: Run, choice: Choice, iteration: int, step: str | None = None
) -> Callable[[], None]:
    """Check that a network can take the step that look_ahead() showed.

    Args:
        run: which network.
        choice: from which samples.
        iteration: updates that had been made when the step was looked at.
        step: its name; None for whatever step it is by now. Default: None.

    Returns:
        What has it take the step.

    Raises:
        Conflict: it has trained on since, or it is another step since an edit, or it has diverged.
        Invalid: there is no such training point, or no such class.
    """
    present = run.counters.iteration
    if iteration != present:
        message = f"the network has made {present} updates by now, not {iteration}: look again"
        raise Conflict("moved_on", message, "iteration")
    if run.trainer.diverged is not None:
        raise Conflict("diverged", "the network has diverged: it takes no more steps")
    if step is not None and step != look_ahead(run, choice).step:
        message = "the network, its settings or its data have changed since: look again"
        raise Conflict("moved_on", message, "step")
    if choice == Choice():
        return functools.partial(_take_next, run)
    source = choose(run, choice)
    return functools.partial(run.learn, source.x, source.y, source.indices)


def _take_next(run: Run) -> None:
    run.tick("batches", lambda: True)
