"""The benchmark in a process of its own: BLAS is held to one thread before NumPy is imported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from playground.blas import ONE_THREAD

os.environ.update(ONE_THREAD)

from playground.kernel import Engines

from .report import Part, about, tables


def measure(
    only: Annotated[
        list[Part] | None, typer.Option(help="Measure only this; may be given several times.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Take about a tenth of the time, and less care.")
    ] = False,
    peers: Annotated[
        Path | None, typer.Option(help="Folder whose node_modules holds convnetjs.")
    ] = None,
) -> None:
    """Measure how fast the playground is on this machine, beside every peer that is installed."""
    engines = Engines()
    engines.wait()
    typer.echo(f"# Speed\n\n{about(engines.name)}\n")
    for part in only or list(Part):
        typer.echo(f"measuring: {part.value}", err=True)
        for table in tables(part, engines, quick, peers):
            typer.echo(table.markdown())


if __name__ == "__main__":
    typer.run(measure)
