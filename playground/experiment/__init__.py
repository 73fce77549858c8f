"""Experiments: the description as data, and the live thing that trains."""

from .data_spec import DataSpec
from .errors import Conflict, Invalid, Missing, Refused
from .experiment import Experiment
from .limits import Limits
from .run import Unit
from .spec import ExperimentSpec, LayerSpec, NetworkSpec

__all__ = [
    "Conflict",
    "DataSpec",
    "Experiment",
    "ExperimentSpec",
    "Invalid",
    "LayerSpec",
    "Limits",
    "Missing",
    "NetworkSpec",
    "Refused",
    "Unit",
]
