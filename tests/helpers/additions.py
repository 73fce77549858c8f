"""A choice that somebody has just added to the engine: one record and nothing else."""

SOFTPLUS = """
import numpy as np
from playground.engine import ACTIVATIONS, Activation

ACTIVATIONS._records["softplus"] = Activation(
    "softplus",
    "softplus",
    r"\\phi(z) = \\ln(1 + e^z)",
    r"\\phi'(z) = \\frac{1}{1 + e^{-z}}",
    lambda z: np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))),
    lambda z, a: 1.0 - np.exp(-a),
)
"""
"""What a server's process runs before it starts, so that its engine has one activation more."""
