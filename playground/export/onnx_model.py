"""A network as an ONNX model: from points (x1, x2) to answers, features included.

It is made of elementary operators in float64, so that any runtime computes what the engine does.
The onnx package is an extra: pip install 'neural-playground[onnx]'.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.layers.batch_norm import EPSILON
from playground.engine.types import Array
from playground.experiment import Conflict

from .known import NORMALIZATIONS, Known, require
from .limits import NotExpressible
from .parts import FEATURES, describe
from .subject import Layer, Subject

OPSET, IR_VERSION = 17, 8


def write_onnx(subject: Subject) -> bytes:
    """Return the model, as a file.

    Raises:
        Conflict: the onnx package is not installed, or the network uses a choice that no operators
            are written for.
    """
    try:
        require(subject, "The ONNX model", KNOWN)
    except NotExpressible as refusal:
        raise Conflict("not_expressible", str(refusal)) from None
    try:
        import onnx
    except ModuleNotFoundError:
        message = "ONNX models need the onnx package: pip install 'neural-playground[onnx]'"
        raise Conflict("not_installed", message) from None
    graph = Graph(onnx)
    x = _features(graph, subject)
    for layer in subject.layers:
        x = _layer(graph, layer, x)
    graph.add("Identity", x, name="answer")
    data: bytes = graph.model(subject).SerializeToString()
    return data


class Graph:
    """Operators in the order in which they are computed, each named by what it gives."""

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add an operator and return the name of what it gives."""
        given = name or f"{operator.lower()}_{len(self.nodes)}"
        make = self.onnx.helper.make_node
        self.nodes.append(make(operator, list(inputs), [given], name=given, **attributes))
        return given

    def constant(self, value: Array | float, name: str = "") -> str:
        """Add numbers and return their name."""
        given = name or f"constant_{len(self.constants)}"
        array = np.ascontiguousarray(value)
        self.constants.append(self.onnx.numpy_helper.from_array(array, given))
        return given

    def model(self, subject: Subject) -> Any:
        helper, double = self.onnx.helper, self.onnx.TensorProto.DOUBLE
        outputs = subject.last.shape[1]
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info("points", double, ["n", 2])],
            [helper.make_tensor_value_info("answer", double, ["n", outputs])],
            self.constants,
            doc_string=f"{describe(subject)}. points: x1 and x2 of n points.",
        )
        opset = helper.make_opsetid("", OPSET)
        made = helper.make_model(
            graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="neural-playground"
        )
        self.onnx.checker.check_model(made)
        return made


Write = Callable[[Graph, str], str]
"""Adds φ of something, and returns the name of what it gives."""


def _features(graph: Graph, subject: Subject) -> str:
    x1, x2 = (
        graph.add("Gather", "points", graph.constant(np.array([i])), name=f"x{i + 1}", axis=1)
        for i in (0, 1)
    )
    columns = [_feature(graph, key, x1, x2) for key in subject.spec.features]
    return graph.add("Concat", *columns, name="X", axis=1)


def _feature(graph: Graph, key: str, x1: str, x2: str) -> str:
    name, x = key.partition("_")[0], x2 if key.endswith("x2") else x1
    if key in ("x1", "x2"):
        return x
    if name in ("sin", "cos"):
        return graph.add(name.capitalize(), x, name=key)
    if key == "x1_times_x2":
        return graph.add("Mul", x1, x2, name=key)
    squares = {x: graph.add("Mul", x, x) for x in (x1, x2)}
    if key == "radius":
        return graph.add("Sqrt", graph.add("Add", *squares.values()), name=key)
    return squares[name]


def _layer(graph: Graph, layer: Layer, x: str) -> str:
    n = layer.number
    values = {p.symbol: graph.constant(p.value, p.name) for p in layer.parameters}
    z = graph.add("Add", graph.add("MatMul", x, values["W"]), values["b"], name=f"Z{n}")
    if layer.normalization == "batch":
        z = _centered(graph, z, graph.constant(layer.running[0]), graph.constant(layer.running[1]))
    elif layer.normalization == "layer":
        mean = graph.add("ReduceMean", z, axes=[1], keepdims=1)
        apart = graph.add("Sub", z, mean)
        square = graph.add("Mul", apart, apart)
        z = _centered(graph, z, mean, graph.add("ReduceMean", square, axes=[1], keepdims=1))
    if layer.normalization != "none":
        z = graph.add("Add", graph.add("Mul", z, values["gamma"]), values["beta"], name=f"H{n}")
    return graph.add("Identity", activation(graph, layer.activation, z), name=f"A{n}")


def _centered(graph: Graph, z: str, mean: str, variance: str) -> str:
    """Return (z − mean) / √(variance + ε)."""
    deviation = graph.add("Sqrt", graph.add("Add", variance, graph.constant(np.float64(EPSILON))))
    return graph.add("Div", graph.add("Sub", z, mean), deviation)


def activation(graph: Graph, key: str, z: str) -> str:
    """Add φ(z)."""
    return ACTIVATIONS[key](graph, z)


def _simple(operator: str, **attributes: Any) -> Write:
    return lambda graph, z: graph.add(operator, z, **attributes)


def _step(graph: Graph, z: str) -> str:
    positive = graph.add("GreaterOrEqual", z, graph.constant(np.float64(0.0)))
    return graph.add("Cast", positive, to=int(graph.onnx.TensorProto.DOUBLE))


def _leaky_relu(graph: Graph, z: str) -> str:
    return graph.add("Max", z, graph.add("Mul", z, graph.constant(np.float64(0.01))))


def _gelu(graph: Graph, z: str) -> str:
    """Add ½ z (1 + tanh u), u = √(2/π) (z + 0.044715 z³)."""
    cube = graph.add("Mul", z, graph.add("Mul", z, z))
    cubic = graph.add("Mul", cube, graph.constant(np.float64(0.044715)))
    inner = graph.add("Add", z, cubic)
    scaled = graph.add("Mul", inner, graph.constant(np.float64(math.sqrt(2.0 / math.pi))))
    whole = graph.add("Add", graph.add("Tanh", scaled), graph.constant(np.float64(1.0)))
    return graph.add("Mul", graph.add("Mul", z, whole), graph.constant(np.float64(0.5)))


ACTIVATIONS: dict[str, Write] = {
    "identity": _simple("Identity"),
    "step": _step,
    "sign": _simple("Sign"),
    "sigmoid": _simple("Sigmoid"),
    "tanh": _simple("Tanh"),
    "relu": _simple("Relu"),
    "leaky_relu": _leaky_relu,
    "gelu": _gelu,
    "softmax": _simple("Softmax", axis=1),
}

KNOWN: Known = {
    "feature": FEATURES,
    "activation": ACTIVATIONS,
    "normalization": NORMALIZATIONS,
    "output": ACTIVATIONS,
}
"""The choices that there are operators for here."""
