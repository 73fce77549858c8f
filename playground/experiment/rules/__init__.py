"""Rules of the diagnosis: each looks at a case and has a message about it, or None."""

from .case import Case, Divergence, Message, Rule, guess_loss
from .flow import dead_units, exploding, saturated, vanishing
from .learning import linear, overfitting, rate_too_small, solved, too_small
from .structure import diverged, no_gradient, no_gradient_output, symmetric

RULES: tuple[Rule, ...] = (
    diverged,
    no_gradient,
    no_gradient_output,
    symmetric,
    exploding,
    dead_units,
    saturated,
    vanishing,
    linear,
    rate_too_small,
    too_small,
    overfitting,
    solved,
)
"""The most urgent first."""

__all__ = ["RULES", "Case", "Divergence", "Message", "Rule", "guess_loss"]
