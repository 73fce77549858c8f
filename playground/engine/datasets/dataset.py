"""What a data set is: a seeded generator of labelled points in the plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..types import Array

Generate = Callable[[np.random.Generator, int, float, int], tuple[Array, Array]]
Group = Literal["classic", "more", "truth_table", "real"]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Dataset:
    """One data set.

    Attributes:
        key: its name in experiments.
        task: "classification" or "regression".
        generate: (generator, n, noise 0..1, classes) to points (n, 2) and labels (n,):
            class indices for classification, targets for regression.
        classes: fewest, usual and most classes; (0, 0, 0) for regression.
        domain: the part of the plane that is drawn, ((x1 low, high), (x2 low, high)).
        samples: the number of points where it is fixed, else None.
        split: whether points are held back for testing.
        noisy: whether noise does anything.
        group: where menus show it.
    """

    key: str
    task: Literal["classification", "regression"]
    generate: Generate
    classes: tuple[int, int, int] = (2, 2, 2)
    domain: tuple[Interval, Interval] = ((-6.0, 6.0), (-6.0, 6.0))
    samples: int | None = None
    split: bool = True
    noisy: bool = True
    group: Group = "more"
