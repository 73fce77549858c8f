"""The engine: neural networks in NumPy, written to be read.

    import numpy as np
    from playground.engine import DATASETS, LayerSpec, Network, SGD, Trainer

    points, labels = DATASETS["xor"].generate(np.random.default_rng(0), 500, 0.0, 2)
    network = Network(2, [LayerSpec(8, "tanh")])
    trainer = Trainer(network, points, labels[:, None], SGD(len(network.parameters)))
    trainer.train_epochs(100)
    network.predict(points)

Read it in this order: activations, losses, layers, network, optimizers, trainer.
"""

from .activations import ACTIVATIONS, Activation, softmax
from .datasets import DATASETS, Dataset
from .errors import EngineError, InvalidArgument, UnknownChoice
from .features import FEATURES, Feature, feature_matrix
from .initializers import INITIALIZERS, Initializer
from .layers import Mode
from .losses import LOSSES, Loss
from .network import LayerSpec, Network
from .normalizations import NORMALIZATIONS, Normalization
from .optimizer import Optimizer
from .optimizers import (
    NAG,
    OPTIMIZERS,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    Momentum,
    RMSprop,
)
from .outputs import OUTPUTS, Output
from .parameters import Parameters
from .registry import Registry
from .regularizers import REGULARIZERS, Regularizer
from .statistics import GradientNorms, LayerHealth, Score, gradient_norms, layer_health, score
from .trainer import Counters, Trainer

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "FEATURES",
    "INITIALIZERS",
    "LOSSES",
    "NAG",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "OUTPUTS",
    "REGULARIZERS",
    "SGD",
    "Activation",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Counters",
    "Dataset",
    "EngineError",
    "Feature",
    "GradientNorms",
    "Initializer",
    "InvalidArgument",
    "LayerHealth",
    "LayerSpec",
    "Loss",
    "Mode",
    "Momentum",
    "Network",
    "Normalization",
    "Optimizer",
    "Output",
    "Parameters",
    "RMSprop",
    "Registry",
    "Regularizer",
    "Score",
    "Trainer",
    "UnknownChoice",
    "feature_matrix",
    "gradient_norms",
    "layer_health",
    "score",
    "softmax",
]
