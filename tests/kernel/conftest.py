"""The kernel is compiled once for all of its tests; without Numba there is nothing to test."""

import pytest

pytest.importorskip("numba")
