"""Fisher's irises: 150 real flowers of three species, petal length and petal width in cm.

Fisher (1936), The use of multiple measurements in taxonomic problems; collected by Anderson.
The table comes with the plotly package, whose files are read without importing it.
"""

from __future__ import annotations

import csv
import functools
import gzip
import importlib.util
from pathlib import Path

import numpy as np

from ..types import Array

SPECIES = ("setosa", "versicolor", "virginica")
TABLE = Path("package_data", "datasets", "iris.csv.gz")


@functools.cache
def measurements() -> tuple[Array, Array]:
    """Return petal length and width (150, 2) in cm, and the species (150,) as 0, 1, 2."""
    with gzip.open(_package_folder() / TABLE, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    points = np.array([[float(row["petal_length"]), float(row["petal_width"])] for row in rows])
    return points, np.array([float(SPECIES.index(row["species"])) for row in rows])


def _package_folder() -> Path:
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the iris table comes with the plotly package: install plotly")
    return Path(spec.origin).parent


def iris(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """All 150 flowers; noise is the deviation of an error of measurement, in cm."""
    points, labels = measurements()
    return points + noise * rng.standard_normal(points.shape), labels.copy()
