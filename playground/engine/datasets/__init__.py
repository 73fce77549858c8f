"""Data sets: the table of all of them, and the draw that experiments make from it."""

from __future__ import annotations

from ..registry import Registry
from . import classic, iris, shapes, surfaces
from .dataset import Dataset, Interval
from .truth_tables import truth_table

DATASETS: Registry[Dataset] = Registry(
    "dataset",
    [
        Dataset("circle", "classification", classic.circle, group="classic"),
        Dataset("xor", "classification", classic.xor, group="classic"),
        Dataset("gauss", "classification", classic.gauss, group="classic"),
        Dataset("spiral", "classification", classic.spiral, group="classic"),
        Dataset("half_plane", "classification", shapes.half_plane),
        Dataset("moons", "classification", shapes.moons),
        Dataset("checkerboard", "classification", shapes.checkerboard),
        Dataset("blobs", "classification", shapes.blobs, classes=(2, 3, 6)),
        Dataset("rings", "classification", shapes.rings, classes=(2, 3, 6)),
        Dataset("spiral_arms", "classification", classic.spiral, classes=(2, 3, 6)),
        Dataset("random", "classification", shapes.random_labels, classes=(2, 2, 6), noisy=False),
        truth_table("and_table", [0, 0, 0, 1]),
        truth_table("or_table", [0, 1, 1, 1]),
        truth_table("xor_table", [0, 1, 1, 0]),
        Dataset(
            "iris",
            "classification",
            iris.iris,
            classes=(3, 3, 3),
            domain=((0.0, 8.0), (-0.5, 3.5)),
            samples=150,
            group="real",
        ),
        Dataset("reg_plane", "regression", classic.plane, classes=(0, 0, 0), group="classic"),
        Dataset("reg_gauss", "regression", classic.bumps, classes=(0, 0, 0), group="classic"),
        surfaces.surface("sine", surfaces.sine),
        surfaces.surface("egg_box", surfaces.egg_box),
        surfaces.surface("saddle", surfaces.saddle),
        surfaces.surface("bowl", surfaces.bowl),
        surfaces.surface("ripple", surfaces.ripple),
    ],
)

__all__ = ["DATASETS", "Dataset", "Interval"]
