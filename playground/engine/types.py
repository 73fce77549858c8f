"""Array types of the engine.

Shape letters used throughout: n samples, d inputs, p units, k outputs, P parameters.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""Real numbers, always float64."""

Labels: TypeAlias = NDArray[np.int64]
"""Class indices."""

Flags: TypeAlias = NDArray[np.bool_]
"""Yes or no for each entry."""
