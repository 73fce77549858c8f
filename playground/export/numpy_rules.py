"""The update rules of all optimizers as lines of NumPy, number by number as the engine has them."""

from __future__ import annotations

from dataclasses import dataclass

from .subject import Subject
from .text import INDENT, listed, spread, wrapped

Block = list[str]


@dataclass(frozen=True)
class Slot:
    """Numbers that an optimizer keeps for every parameter.

    Attributes:
        row: which row of the engine's state they are.
        symbol: what they are called for one parameter.
        name: what the list of all of them is called.
        start: what they are before training.
    """

    row: int
    symbol: str
    name: str
    start: str = "np.zeros_like(theta)"


@dataclass(frozen=True)
class Rule:
    """An update rule.

    Attributes:
        formula: in one line, for the reader.
        constants: settings that the script names.
        slots: what is kept.
        before: lines before the loop over all parameters.
        each: lines for one parameter theta with its gradient g.
        counts: whether it needs t, the number of the update.
        decays: whether it shrinks parameters by itself.
    """

    formula: str
    constants: tuple[str, ...]
    slots: tuple[Slot, ...]
    before: tuple[str, ...]
    each: tuple[str, ...]
    counts: bool = False
    decays: bool = False


def _velocity(row: int = 0) -> Slot:
    return Slot(row, "v", "velocities")


def sgd(_: Subject) -> Rule:
    return Rule("θ ← θ - η g", (), (), (), ("theta -= learning_rate * g",))


def momentum(subject: Subject) -> Rule:
    settings = subject.network.optimizer.settings
    damped = settings["dampening"] != 0.0 and settings["momentum"] != 0.0
    gained = "v += g if t == 1 else (1.0 - dampening) * g" if damped else "v += g"
    return Rule(
        "v ← μ v + (1 - dampening) g, θ ← θ - η v" if damped else "v ← μ v + g, θ ← θ - η v",
        ("momentum", "dampening") if damped else ("momentum",),
        (_velocity(),),
        (),
        ("v *= momentum", gained, "theta -= learning_rate * v"),
        counts=damped,
    )


def nag(_: Subject) -> Rule:
    return Rule(
        "v ← μ v + g, θ ← θ - η (g + μ v)",
        ("momentum",),
        (_velocity(),),
        (),
        ("v *= momentum", "v += g", "theta -= learning_rate * (g + momentum * v)"),
    )


def adagrad(subject: Subject) -> Rule:
    settings = subject.network.optimizer.settings
    decay = settings["lr_decay"] != 0.0
    start = settings["initial_accumulator_value"]
    first = f"np.full_like(theta, {start!r})" if start else "np.zeros_like(theta)"
    return Rule(
        "s ← s + g², θ ← θ - η g / (√s + ε)",
        ("lr_decay", "eps") if decay else ("eps",),
        (Slot(0, "s", "sums_of_squares", first),),
        ("rate_now = learning_rate / (1.0 + (t - 1) * lr_decay)",) if decay else (),
        (
            "s += g * g",
            f"theta -= {'rate_now' if decay else 'learning_rate'} * g / (np.sqrt(s) + eps)",
        ),
        counts=decay,
    )


def adadelta(_: Subject) -> Rule:
    return Rule(
        "s ← ρ s + (1 - ρ) g², Δ = √(u + ε) / √(s + ε) g, u ← ρ u + (1 - ρ) Δ², θ ← θ - η Δ",
        ("rho", "eps"),
        (Slot(0, "s", "mean_squares"), Slot(1, "u", "mean_square_steps")),
        (),
        (
            "s *= rho",
            "s += (1.0 - rho) * g * g",
            "step = np.sqrt(u + eps) / np.sqrt(s + eps) * g",
            "u *= rho",
            "u += (1.0 - rho) * step * step",
            "theta -= learning_rate * step",
        ),
    )


def rmsprop(subject: Subject) -> Rule:
    settings = subject.network.optimizer.settings
    centered, moving = bool(settings["centered"]), settings["momentum"] != 0.0
    slots = [Slot(0, "s", "mean_squares")]
    each = ["s *= alpha", "s += (1.0 - alpha) * g * g"]
    size = "np.sqrt(s)"
    if centered:
        slots.append(Slot(1, "m", "means"))
        each.append("m += (1.0 - alpha) * (g - m)")
        size = "np.sqrt(np.maximum(s - m * m, 0.0))"
    if moving:
        slots.append(_velocity(2))
        each += ["v *= momentum", f"v += g / ({size} + eps)", "theta -= learning_rate * v"]
    else:
        each.append(f"theta -= learning_rate * (g / ({size} + eps))")
    return Rule(
        "s ← α s + (1 - α) g², θ ← θ - η g / (√s + ε)",
        ("alpha", "eps", "momentum") if moving else ("alpha", "eps"),
        tuple(slots),
        (),
        tuple(each),
    )


def adam(subject: Subject) -> Rule:
    slots = [Slot(0, "m", "means"), Slot(1, "s", "mean_squares")]
    each = ["m += (1.0 - beta_m) * (g - m)", "s *= beta_s", "s += (1.0 - beta_s) * g * g"]
    square = "s"
    if subject.network.optimizer.settings["amsgrad"]:
        slots.append(Slot(2, "largest", "largest_mean_squares"))
        each.append("np.maximum(largest, s, out=largest)")
        square = "largest"
    each += [
        f"root = np.sqrt({square}) / np.sqrt(1.0 - beta_s**t)",
        "theta -= learning_rate / (1.0 - beta_m**t) * m / (root + eps)",
    ]
    return Rule(
        "m ← β m + (1 - β) g, s ← β s + (1 - β) g², θ ← θ - η m̂ / (√ŝ + ε)",
        ("beta1", "beta2", "eps"),
        tuple(slots),
        (),
        tuple(each),
        counts=True,
    )


def adamw(subject: Subject) -> Rule:
    rule = adam(subject)
    frozen = any(parameter.learns is not None for parameter in subject.parameters)
    decay = "learning_rate * weight_decay" + (" * learns" if frozen else "")
    return Rule(
        f"θ ← (1 - η λ) θ, {rule.formula}",
        (*rule.constants, "weight_decay"),
        rule.slots,
        (),
        (f"theta *= 1.0 - {decay}", *rule.each),
        counts=True,
        decays=frozen,
    )


RULES = {
    "sgd": sgd,
    "momentum": momentum,
    "nag": nag,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}

NAMES = {"beta1": "beta_m", "beta2": "beta_s"}
"""What scripts call a setting whose own name is that of a parameter."""


def constants(subject: Subject) -> Block:
    """Write the settings of the optimizer beside its learning rate."""
    optimizer = subject.network.optimizer
    rule = RULES[optimizer.name](subject)
    return [f"{NAMES.get(key, key)} = {optimizer.settings[key]!r}" for key in rule.constants]


def state(subject: Subject) -> Block:
    """Write the list of all parameters, and what the optimizer keeps of them."""
    rule = RULES[subject.network.optimizer.name](subject)
    names = listed(parameter.name for parameter in subject.parameters)
    lines = wrapped(f"parameters = [{names}]")
    for slot in rule.slots:
        if subject.updates:
            lines += [f"{slot.name} = ["]
            for parameter in subject.parameters:
                lines += spread("np.array(", parameter.state[slot.row], "),", INDENT)
            lines.append("]")
        else:
            lines.append(f"{slot.name} = [{slot.start} for theta in parameters]")
    if rule.decays:
        learning = listed(
            "1.0" if parameter.learns is None else f"learns_{parameter.name}"
            for parameter in subject.parameters
        )
        lines += wrapped(f"learning = [{learning}]")
    if rule.counts:
        lines.append(f"t = {subject.updates}  # updates so far")
    return lines


def update(subject: Subject) -> Block:
    """Write the function that makes one update from one batch."""
    rule = RULES[subject.network.optimizer.name](subject)
    symbols = ["theta", "g", *(slot.symbol for slot in rule.slots)]
    lists = ["parameters", "gradients(X, Y)", *(slot.name for slot in rule.slots)]
    if rule.decays:
        symbols, lists = [*symbols, "learns"], [*lists, "learning"]
    heading = f"for {listed(symbols)} in zip({listed(lists)}):"
    if len(heading) > 92:
        heading = f"for {listed(symbols)} in zip(\n        {listed(lists)}\n    ):"
    counting = ["    global t", "    t += 1"] if rule.counts else []
    return [
        "def update(X, Y):",
        '    """Learn from one batch.',
        "",
        f"    {rule.formula}",
        '    """',
        *counting,
        *(f"    {line}" for line in rule.before),
        f"    {heading}",
        *(f"        {line}" for line in rule.each),
    ]
