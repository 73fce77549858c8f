"""A network as a script of its own, or as an ONNX model.

    from playground.export import take, write_script
    script = write_script(take(experiment.run(0), "initial"), "numpy")

What is taken is a copy; scripts are written from it. They hold data, features, first or trained
weights and the training loop of this very network, and nothing that it does not need.
"""

from .onnx_model import write_onnx
from .scripts import LANGUAGES, Script, write_script
from .subject import Subject, Weights, take

__all__ = ["LANGUAGES", "Script", "Subject", "Weights", "take", "write_onnx", "write_script"]
