"""The equations of a training step, filled with the numbers of one unit and one sample.

Layers are counted from 1 in superscripts, units and inputs from 1 in subscripts; a of layer 0 are
the features, written x. J is the mean loss of the samples of the step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine import REGULARIZERS
from playground.engine.layers.batch_norm import EPSILON
from playground.engine.parameters import ParameterName

from .errors import Missing
from .notation import Formula, below, factor, number, product, terms, total
from .passes import LayerPass, Pass
from .update_formulas import Step, rule_of

FUNCTIONS = {
    "identity": "{}",
    "step": r"\operatorname{{step}}\left({}\right)",
    "sign": r"\operatorname{{sign}}\left({}\right)",
    "sigmoid": r"\sigma\left({}\right)",
    "tanh": r"\tanh\left({}\right)",
    "relu": r"\max\left(0, {}\right)",
    "leaky_relu": r"\operatorname{{leakyReLU}}\left({}\right)",
    "gelu": r"\operatorname{{GELU}}\left({}\right)",
}
"""How φ of something is written; of one that is not here, as φ."""

DELTA = r"\delta"
PENALTIES = {"l1": r"\lambda \operatorname{{sign}}({w})", "l2": r"\lambda {w}"}


@dataclass(frozen=True)
class Place:
    """One unit, one sample and one weight of a step.

    Attributes:
        found: the step.
        layer, unit, sample, input: indices; the weight leads from the input to the unit.
    """

    found: Pass
    layer: int
    unit: int
    sample: int
    input: int

    @property
    def here(self) -> LayerPass:
        return self.found.layers[self.layer]

    @property
    def is_output(self) -> bool:
        return self.layer == len(self.found.layers) - 1

    @property
    def samples(self) -> int:
        return len(self.found.losses)

    def of(self, name: str, unit: int | str | None = None, layer: int | None = None) -> str:
        """Name a quantity of a unit: z of unit 3 in layer 1."""
        index = self.unit + 1 if unit is None else unit
        return rf"{name}_{{{index}}}^{{({self.layer + 1 if layer is None else layer})}}"

    def given(self, unit: int | str) -> str:
        """Name what the layer is given by one of its inputs."""
        if self.layer == 0:
            return rf"x_{{{unit}}}"
        dropped = self.found.layers[self.layer - 1].kept is not None
        return self.of(r"\tilde{a}" if dropped else "a", unit, self.layer)

    @property
    def weight(self) -> str:
        return rf"w_{{{self.input + 1}, {self.unit + 1}}}^{{({self.layer + 1})}}"

    @property
    def pre_activation(self) -> str:
        """Name what φ is applied to."""
        return self.of(r"\hat{z}" if self.here.normalized is not None else "z")


def formulas(found: Pass, layer: int, unit: int, sample: int, input: int) -> dict[str, Formula]:
    """Write every equation of a step for one unit, one sample and one weight of that unit.

    Returns:
        z, a, loss, delta, gradient and update (of the weight), bias_gradient and bias_update;
        normalized and kept where the layer normalises and drops units.

    Raises:
        Missing: there is no such layer, unit, sample or input.
    """
    place = locate(found, layer, unit, sample, input)
    told = {"z": z_of(place)}
    if place.here.normalization is not None:
        told["normalized"] = normalized_of(place)
    told["a"] = a_of(place)
    if place.here.kept is not None:
        told["kept"] = kept_of(place)
    return told | {
        "loss": loss_of(place),
        "delta": output_delta_of(place) if place.is_output else hidden_delta_of(place),
        "gradient": gradient_of(place),
        "bias_gradient": bias_gradient_of(place),
        "update": update_of(place, "weights"),
        "bias_update": update_of(place, "biases"),
    }


def locate(found: Pass, layer: int, unit: int, sample: int, input: int) -> Place:
    """Check that there is such a unit, sample and input.

    Raises:
        Missing: naming what there is not.
    """
    _among("layer", layer, len(found.layers))
    fan_in, units = found.layers[layer].weights.shape
    _among("unit", unit, units)
    _among("sample", sample, len(found.losses))
    _among("input", input, fan_in)
    return Place(found, layer, unit, sample, input)


def _among(name: str, given: int, count: int) -> None:
    if not 0 <= given < count:
        message = f"there is no {name} {given}: there are {count}, counted from 0"
        raise Missing(f"unknown_{name}", message, name)


def z_of(place: Place) -> Formula:
    here, j, n = place.here, place.unit, place.sample
    taking_part = np.flatnonzero(here.mask[:, j])
    pairs = [(float(here.inputs[n, i]), float(here.weights[i, j])) for i in taking_part]
    bias = float(here.biases[j])
    filled = total([*terms(pairs), factor(bias) if pairs else number(bias)])
    name = place.of("z")
    weights = rf"w_{{i, {j + 1}}}^{{({place.layer + 1})}}"
    symbols = rf"{name} = \sum_i {place.given('i')}\, {weights} + {place.of('b')}"
    return Formula(symbols, rf"{name} = {filled} = {number(here.z[n, j])}")


def normalized_of(place: Place) -> Formula:
    here, j, n = place.here, place.unit, place.sample
    norm = here.normalization
    assert norm is not None  # noqa: S101 (asked for only where there is one)
    at = j if norm.name == "batch" else n
    z, mean, variance = here.z[n, j], norm.mean[at], norm.variance[at]
    fraction = (
        rf"\frac{{{number(z)} - {factor(mean)}}}{{\sqrt{{{number(variance)} + {number(EPSILON)}}}}}"
    )
    name = place.of(r"\hat{z}")
    symbols = (
        rf"{name} = \gamma \frac{{{place.of('z')} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}} + \beta"
    )
    value = number(here.normalized[n, j]) if here.normalized is not None else ""
    gamma, beta = number(norm.gamma[j]), factor(norm.beta[j])
    return Formula(symbols, rf"{name} = {gamma} \cdot {fraction} + {beta} = {value}")


def _fed(place: Place) -> float:
    """What φ was applied to."""
    here = place.here
    array = here.z if here.normalized is None else here.normalized
    return float(array[place.sample, place.unit])


def a_of(place: Place) -> Formula:
    here, n = place.here, place.sample
    name, value = place.of("a"), number(here.a[n, place.unit])
    if place.is_output and place.found.output == "softmax":
        z = place.of("z", "k")
        symbols = rf"{name} = \frac{{e^{{{place.of('z')}}}}}{{\sum_k e^{{{z}}}}}"
        below = total([rf"e^{{{number(each)}}}" for each in here.z[n]])
        above = rf"e^{{{number(here.z[n, place.unit])}}}"
        return Formula(symbols, rf"{name} = \frac{{{above}}}{{{below}}} = {value}")
    symbols = rf"{name} = \phi\left({place.pre_activation}\right)"
    form = FUNCTIONS.get(here.activation, r"\phi\left({}\right)")
    filled = form.format(number(_fed(place)))
    return Formula(symbols, rf"{name} = {filled} = {value}")


def kept_of(place: Place) -> Formula:
    here, n, j = place.here, place.sample, place.unit
    assert here.kept is not None  # noqa: S101 (asked for only where there is dropout)
    scale, a = float(here.kept[n, j]), float(here.a[n, j])
    name = place.of(r"\tilde{a}")
    symbols = rf"{name} = \kappa\, {place.of('a')}"
    return Formula(symbols, rf"{name} = {product(scale, a)} = {number(scale * a)}")


def loss_of(place: Place) -> Formula:
    found, n = place.found, place.sample
    a, y, z = found.layers[-1].a[n], found.source.y[n], found.layers[-1].z[n]
    symbols, filled = _loss(found, a, y, z)
    value = number(found.losses[n])
    if place.samples == 1:
        return Formula(rf"J = {symbols}", rf"J = {filled} = {value}")
    mean = rf"\frac{{1}}{{{place.samples}}} \left({total([number(v) for v in found.losses])}\right)"
    return below(
        [
            Formula(rf"J_n = {symbols}", rf"J_n = {filled} = {value}"),
            Formula(
                rf"J = \frac{{1}}{{{place.samples}}} \sum_n J_n",
                rf"J = {mean} = {number(found.losses.mean())}",
            ),
        ]
    )


def _loss(found: Pass, a: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[str, str]:
    if found.loss_key == "mse":
        squares = [rf"\left({number(p)} - {factor(q)}\right)^2" for p, q in zip(a, y, strict=True)]
        if len(a) == 1:
            return r"\frac{1}{2} (a - y)^2", rf"\frac{{1}}{{2}} {squares[0]}"
        filled = rf"\frac{{1}}{{2}} \left({total(squares)}\right)"
        return r"\frac{1}{2} \sum_k (a_k - y_k)^2", filled
    if found.loss_key == "perceptron":
        t = _side(found, float(y[0]))
        filled = rf"\max\left(0, {product(-t, float(z[0]))}\right)"
        return r"\max(0, -t z)", filled
    if found.output == "softmax":
        label = rf"\ln {number(a[y.argmax()])}"
        return rf"-\ln a_{{{int(y.argmax()) + 1}}}", f"-{label}"
    if y[0] == 1.0:
        return r"-\left[y \ln a + (1 - y) \ln(1 - a)\right]", rf"-\ln {number(a[0])}"
    filled = rf"-\ln\left(1 - {number(a[0])}\right)"
    return r"-\left[y \ln a + (1 - y) \ln(1 - a)\right]", filled


def _side(found: Pass, y: float) -> float:
    """The target as ±1."""
    return 2.0 * y - 1.0 if found.output == "step" else y


def output_delta_of(place: Place) -> Formula:
    found, here, n, k = place.found, place.here, place.sample, place.unit
    name, value = place.of(DELTA), number(here.delta[n, k])
    a, y = float(here.a[n, k]), float(found.source.y[n, k])
    error = rf"\left({number(a)} - {factor(y)}\right)"
    symbol = rf"\left({place.of('a')} - y_{{{k + 1}}}\right)"
    if found.loss_key == "mse" and found.output == "softmax":
        errors = here.a[n] - found.source.y[n]
        inner = number(float(errors @ here.a[n]))
        symbol = rf"{place.of('a')} \left(g_{{{k + 1}}} - \sum_j g_j a_j\right), \quad g = a - y"
        error = rf"{number(a)} \cdot \left({number(errors[k])} - {factor(float(inner))}\right)"
    elif found.loss_key == "mse":
        symbol += rf"\, \phi'\left({place.of('z')}\right)"
        error += rf" \cdot {factor(here.slope[n, k])}"
    elif found.loss_key == "perceptron":
        t = _side(found, y)
        wrong = t * float(here.z[n, k]) <= 0.0
        symbol = r"-t \quad (t z \le 0)" if wrong else r"0 \quad (t z > 0)"
        error = factor(-t) if wrong else "0"
    share = rf"\frac{{1}}{{{place.samples}}}\, " if place.samples > 1 else ""
    return Formula(rf"{name} = {share}{symbol}", rf"{name} = {share}{error} = {value}")


def hidden_delta_of(place: Place) -> Formula:
    found, here, n, j = place.found, place.here, place.sample, place.unit
    following = found.layers[place.layer + 1]
    taking_part = np.flatnonzero(following.mask[j])
    pairs = [(float(following.weights[j, k]), float(following.delta[n, k])) for k in taking_part]
    slope = float(here.slope[n, j])
    above = place.layer + 2
    weight = rf"w_{{{j + 1}, k}}^{{({above})}}"
    symbols = rf"\left(\sum_k {weight} {place.of(DELTA, 'k', above)}\right)"
    filled = rf"\left({total(terms(pairs))}\right)"
    if here.kept is not None:
        symbols += r"\, \kappa"
        filled += rf" \cdot {number(here.kept[n, j])}"
    symbols += rf"\, \phi'\left({place.pre_activation}\right)"
    filled += rf" \cdot {factor(slope)}"
    if here.normalization is not None:
        return _through_normalization(place, symbols, filled)
    name, value = place.of(DELTA), number(here.delta[n, j])
    return Formula(rf"{name} = {symbols}", rf"{name} = {filled} = {value}")


def _through_normalization(place: Place, symbols: str, filled: str) -> Formula:
    """Go on back from ∂J/∂ẑ to ∂J/∂z, through mean and variance."""
    here, n, j = place.here, place.sample, place.unit
    norm = here.normalization
    assert norm is not None  # noqa: S101 (asked for only where there is one)
    axis, at = (0, j) if norm.name == "batch" else (1, n)
    g = norm.gradient * norm.gamma
    mean, inner = float(g.mean(axis)[at]), float((g * norm.x_hat).mean(axis)[at])
    first = rf"g = \gamma \frac{{\partial J}}{{\partial {place.pre_activation}}} = \gamma\,"
    rest = (
        rf"\frac{{{number(g[n, j])} - {factor(mean)} - {factor(float(norm.x_hat[n, j]))} \cdot"
        rf" {factor(inner)}}}{{\sqrt{{{number(norm.variance[at])} + {number(EPSILON)}}}}}"
    )
    name = place.of(DELTA)
    whole = (
        rf"{name} = \frac{{g - \overline{{g}} - u\, \overline{{g u}}}}"
        rf"{{\sqrt{{\sigma^2 + \epsilon}}}}, \quad u = \frac{{z - \mu}}"
        rf"{{\sqrt{{\sigma^2 + \epsilon}}}}"
    )
    gamma = number(norm.gamma[j])
    return below(
        [
            Formula(rf"{first} {symbols}", rf"g = {gamma} \cdot {filled} = {number(g[n, j])}"),
            Formula(whole, rf"{name} = {rest} = {number(here.delta[n, j])}"),
        ]
    )


def gradient_of(place: Place) -> Formula:
    here, i, j = place.here, place.input, place.unit
    name = rf"\frac{{\partial J}}{{\partial {place.weight}}}"
    value = number(here.gradient["weights"][i, j])
    if here.mask[i, j] == 0.0:
        return Formula(rf"{name} = 0", rf"{name} = 0")
    pairs = [(float(a), float(d)) for a, d in zip(here.inputs[:, i], here.delta[:, j], strict=True)]
    symbols = rf"{name} = {_summed(place)}{place.given(i + 1)}\, {place.of(DELTA)}"
    return Formula(symbols, rf"{name} = {total(terms(pairs))} = {value}")


def _summed(place: Place) -> str:
    return r"\sum_n " if place.samples > 1 else ""


def bias_gradient_of(place: Place) -> Formula:
    here, j = place.here, place.unit
    name = rf"\frac{{\partial J}}{{\partial {place.of('b')}}}"
    value = number(here.gradient["biases"][j])
    symbols = rf"{name} = {_summed(place)}{place.of(DELTA)}"
    if place.samples == 1:
        return Formula(symbols, rf"{name} = {value}")
    deltas = [number(d) if n == 0 else factor(d) for n, d in enumerate(here.delta[:, j].tolist())]
    return Formula(symbols, rf"{name} = {total(deltas)} = {value}")


def update_of(place: Place, array: ParameterName) -> Formula:
    """Write the optimizer's rule for the weight, or for the unit's bias."""
    found, here = place.found, place.here
    weighs = array == "weights"
    index: tuple[int, ...] = (place.input, place.unit) if weighs else (place.unit,)
    name = place.weight if weighs else place.of("b")
    before = float((here.weights if weighs else here.biases)[index])
    gradient = float(here.gradient[array][index])
    slot = found.parameters.slot(place.layer, array)
    entry = slot.start + int(np.ravel_multi_index(index, slot.shape))
    if entry in found.parameters.still:
        return Formula(rf"{name} \leftarrow {name}", rf"{name} = {number(before)}")
    penalty = _penalty(found, before) if weighs else 0.0
    rule = rule_of(
        found.optimizer.key,
        Step(
            w=name,
            before=before,
            after=float(here.after[array][index]),
            g=gradient + penalty,
            t=found.optimizer.iteration,
            settings=found.optimizer.settings,
            old=found.state[:, entry].tolist(),
            new=found.optimizer.state[:, entry].tolist(),
        ),
    )
    symbols = rf"g = \frac{{\partial J}}{{\partial {name}}}"
    filled = number(gradient)
    if weighs and found.rate and found.regularizer in PENALTIES:
        symbols += " + " + PENALTIES[found.regularizer].format(w=name)
        filled += rf" + {factor(penalty)} = {number(gradient + penalty)}"
    return below([Formula(symbols, f"g = {filled}"), *rule])


def _penalty(found: Pass, weight: float) -> float:
    return found.rate * float(REGULARIZERS[found.regularizer].gradient(np.array([weight]))[0])
