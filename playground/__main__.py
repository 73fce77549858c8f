"""The command line: `playground`, or `python -m playground`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Annotated, cast

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from playground.blas import ONE_THREAD

os.environ.update({**ONE_THREAD, **os.environ})

from playground import __version__
from playground.app import create_app
from playground.experiment.errors import from_validation
from playground.settings import Settings

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Server(uvicorn.Server):
    """A server that ends its sessions first when it is told to stop, so that nobody waits.

    Args:
        config: with an application made by create_app().
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Only now the port is taken, and known where any free one was asked for.
        for server in self.servers[:1]:
            host, port, *_ = server.sockets[0].getsockname()
            host = f"[{host}]" if ":" in host else host
            typer.echo(f"Neural network playground: http://{host}:{port}/")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        cast(FastAPI, self.config.app).state.store.close()
        await super().shutdown(sockets)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="TCP port.", show_default="8000")
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print it and exit."
        ),
    ] = False,
) -> None:
    """Serve the neural network playground to browsers.

    Every setting can also come from the environment, as PLAYGROUND_HOST, PLAYGROUND_PORT and so on.
    """
    if context.invoked_subcommand is not None:
        return
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = from_validation(error)
        raise typer.BadParameter(f"PLAYGROUND_{(wrong.field or '').upper()}: {wrong}") from None
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        ws_max_size=settings.max_message_bytes,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run()


@cli.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def bench(context: typer.Context) -> None:
    """Measure how fast the playground is here, beside its peers (bench --help tells more)."""
    # In another process, where BLAS can be held to one thread before NumPy is imported.
    command = [sys.executable, "-m", "playground.bench", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def main() -> None:
    """Entry point of the command `playground`."""
    cli()


if __name__ == "__main__":
    main()
