"""A neural network playground: watch a network learn, and take it apart with both hands."""

__version__ = "0.1.0"
