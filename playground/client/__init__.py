"""The playground from Python: a session on a server, or an experiment in this process.

from playground import Client, Experiment

Experiment(dataset="xor", layers=[4]).train(epochs=200).figure("surface")
Client().create(dataset="xor", layers=[4]).train(epochs=200).figure("surface")
"""

from .arrays import Activations, Boundary, Data, Gradients, History, Layer, Part
from .client import Client
from .errors import Conflict, Invalid, Missing, Refused, ServerError, TooMuch
from .local import Experiment
from .session import Session
from .status import NetworkStatus, Status
from .words import own_points
from .workbench import Workbench

__all__ = [
    "Activations",
    "Boundary",
    "Client",
    "Conflict",
    "Data",
    "Experiment",
    "Gradients",
    "History",
    "Invalid",
    "Layer",
    "Missing",
    "NetworkStatus",
    "Part",
    "Refused",
    "ServerError",
    "Session",
    "Status",
    "TooMuch",
    "Workbench",
    "own_points",
]
