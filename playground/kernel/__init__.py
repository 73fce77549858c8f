"""The compiled kernel: the work of the engine, on the same arrays, many times faster.

The NumPy engine is the truth and the place to read. This package does the same arithmetic in a
layout that suits the machine: a row is a unit, a column is a sample, and every inner loop goes over
samples, one vector register at a time. Read plan, vector, tile, forward, backward, update, train.
"""

from .engines import Engines

__all__ = ["Engines"]
