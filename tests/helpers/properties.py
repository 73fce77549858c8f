"""How often Hypothesis tries a property of the engine, and what it draws."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from playground.engine import ACTIVATIONS, NORMALIZATIONS, LayerSpec

few = settings(deadline=None, max_examples=30)
many = settings(deadline=None, max_examples=100)

seeds = st.integers(0, 2**32 - 1)


def hidden_layers(normalizations: tuple[str, ...] = tuple(NORMALIZATIONS)) -> st.SearchStrategy:
    """Zero to four hidden layers of one to seven units each."""
    layer = st.builds(
        LayerSpec,
        units=st.integers(1, 7),
        activation=st.sampled_from(tuple(ACTIVATIONS)),
        normalization=st.sampled_from(normalizations),
    )
    return st.lists(layer, max_size=4)
