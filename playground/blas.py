"""NumPy's own threads. Imported before NumPy is, which reads this once."""

from __future__ import annotations

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Holds NumPy's BLAS to one thread.

Sessions are what runs side by side. Products of small matrices are not worth being shared out,
and threads that wait for each other keep the cores from everybody else.
"""
