"""``serve``: the graph as a service."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from ...graph.errors import UsageError
from ..cli.flags import taking
from ..cli.serve_options import ServeFlags, serve_settings
from ..cli.terminal import Terminal
from ..http_workers import WORKER

if TYPE_CHECKING:
    from ..serve_settings import ServeSettings

_ENDS = 10.0
"""Seconds that another process has to end when the last of its answers must be given."""


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("serve")(taking(ServeFlags, serve))


def serve(flags: ServeFlags) -> None:
    """Serve the graph over HTTP: SPARQL, stored queries, linked data, pages.

    Anybody who reaches the address may read; writing needs a token. The access log goes to standard error (--verbose
    adds the values of queries to it; --quiet leaves it out, and the words about the start, but for a port that the
    system chose). SIGTERM ends the service when what is under way is answered.
    """
    _run(serve_settings(flags), Terminal(verbose=flags.verbose, quiet=flags.quiet))


def _run(chosen: ServeSettings, terminal: Terminal) -> None:
    from ..http_process import Callbacks
    from ..http_process import serve as serve_http
    from ..http_workers import HttpWorkers
    from ..web.server import bind

    helper = WORKER in os.environ
    if chosen.workers > 1 and chosen.writable:
        remedy = "Leave out --workers or --token-file."
        raise UsageError("only one process can write.", where="--workers", remedy=remedy)
    if chosen.workers > 1 and chosen.port == 0:
        raise UsageError("several processes need to know their port.", where="--workers", remedy="Give --port.")
    told = terminal.say if chosen.port else terminal.complain  # a port that the system chose is known from here only
    with bind(chosen.host, chosen.port, shared=chosen.workers > 1) as listening:
        chosen = replace(chosen, port=listening.getsockname()[1])
        if not helper:
            _warn(chosen, terminal)
        count, patience = 0 if helper else chosen.workers - 1, chosen.limits.timeout + _ENDS
        with HttpWorkers(count, sys.argv[1:], patience) as others:
            callbacks = Callbacks(partial(_tell, chosen, told), others.revive)
            serve_http(chosen, listening, callbacks, log=not terminal.quiet)


def _tell(chosen: ServeSettings, told: Callable[[str], None], revision: int) -> None:
    """Say where the service is: the line that a supervisor or a test waits for."""
    if WORKER in os.environ:
        return
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    address = chosen.public_url or f"http://{host}:{chosen.port}{chosen.root_path}/"
    rights = "reading and, with a token, writing" if chosen.writable else "reading only"
    told(f"Serving {chosen.store}, revision {revision}, at {address} ({rights})")


def _warn(chosen: ServeSettings, terminal: Terminal) -> None:
    from ..machine import machine_memory

    if not _loopback(chosen.host):
        terminal.say(
            f"Warning: {chosen.host} can be reached from other machines: whoever reaches it may read everything."
        )
    if chosen.proxy_headers and not _loopback(chosen.host):
        terminal.say("Warning: --proxy-headers lets whoever reaches the service claim to be anybody.")
    most, there = chosen.total_memory(), machine_memory()
    if most > there:
        terminal.say(
            f"Warning: the service may come to take {most >> 20:,} MiB of memory, and there are {there >> 20:,} MiB; "
            "a smaller --memory lowers it."
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
