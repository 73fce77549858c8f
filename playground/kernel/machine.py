"""What the registers of this machine are like; and that compiled code uses them whole."""

from __future__ import annotations

import llvmlite.binding as llvm
import numba

FEATURES = llvm.get_host_cpu_features()

WIDE = bool(FEATURES.get("avx512f", False))
"""Whether eight numbers fit into one register, and there are 32 of these."""


def use_whole_registers() -> None:
    """Let LLVM fill registers of 512 bits; it takes half of them on many machines that have them.

    That is meant for programs which use them rarely. The kernel does little else.
    """
    if WIDE and numba.config.CPU_FEATURES is None:  # type: ignore[attr-defined]
        numba.config.CPU_NAME = llvm.get_host_cpu_name()  # type: ignore[attr-defined]
        numba.config.CPU_FEATURES = f"{FEATURES.flatten()},-prefer-256-bit"  # type: ignore[attr-defined]
