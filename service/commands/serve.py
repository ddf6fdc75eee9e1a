"""``serve``: the graph as a service."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ...graph.errors import UsageError
from ...graph.iris import check_base
from ..http_workers import WORKER
from ..options import QuietOption, StoreOption, VerboseOption, settings
from ..terminal import Terminal

if TYPE_CHECKING:
    from ..serve_settings import ServeSettings


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("serve")(serve)


def _env(name: str) -> str:
    return f"MANDATEGRAPH_{name}"


def serve(
    store: StoreOption = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", envvar=_env("HOST"), help="The address to serve at.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, envvar=_env("PORT"), help="The port; 0 takes a free one.")
    ] = 8030,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, envvar=_env("WORKERS"), help="Processes that serve HTTP.")
    ] = 1,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            envvar=_env("TOKEN_FILE"),
            help="Tokens of those who may write, one a line; without it nobody can write.",
        ),
    ] = None,
    allow_service: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-service",
            metavar="IRI",
            envvar=_env("ALLOW_SERVICE"),
            help="An endpoint that SERVICE may ask; may be given again.",
        ),
    ] = None,
    mirror: Annotated[
        list[str] | None,
        typer.Option(
            "--mirror",
            metavar="IRI=NAME",
            envvar=_env("MIRROR"),
            help="A vocabulary of the store that answers for an endpoint; may be given again.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", envvar=_env("TIMEOUT"), help="The most a query may take.")
    ] = 30.0,
    memory: Annotated[
        int | None,
        typer.Option(
            "--memory",
            metavar="MIB",
            envvar=_env("MEMORY"),
            help="What a copy of the graph in memory may take.",
            show_default="2048",
        ),
    ] = None,
    base_iri: Annotated[
        str | None,
        typer.Option(
            "--base-iri",
            metavar="IRI",
            envvar=_env("BASE_IRI"),
            help="What the IRIs of the data begin with.",
            show_default="as the store says",
        ),
    ] = None,
    root_path: Annotated[
        str,
        typer.Option("--root-path", metavar="PATH", envvar=_env("ROOT_PATH"), help="What stands before every path."),
    ] = "",
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="URL",
            envvar=_env("PUBLIC_URL"),
            help="What links begin with.",
            show_default="as each request says",
        ),
    ] = None,
    proxy_headers: Annotated[
        bool,
        typer.Option(
            "--proxy-headers",
            envvar=_env("PROXY_HEADERS"),
            help="Believe X-Forwarded-*: only behind a reverse proxy that sets them.",
        ),
    ] = False,
    default_graph: Annotated[
        Literal["union", "own"],
        typer.Option(
            "--default-graph",
            envvar=_env("DEFAULT_GRAPH"),
            help="What a query reads that names no graph: all graphs, or only the default graph.",
        ),
    ] = "union",
    max_body: Annotated[
        int, typer.Option("--max-body", metavar="MIB", min=1, envvar=_env("MAX_BODY"), help="The largest upload.")
    ] = 64,
    max_rows: Annotated[
        int, typer.Option("--max-rows", min=1, envvar=_env("MAX_ROWS"), help="The most rows of one answer.")
    ] = 10_000_000,
    rate: Annotated[
        float,
        typer.Option(
            "--rate", min=0, envvar=_env("RATE"), help="Requests a second that one client may send; 0: any number."
        ),
    ] = 200.0,
    burst: Annotated[
        int, typer.Option("--burst", min=1, envvar=_env("BURST"), help="Requests that one client may send at once.")
    ] = 2000,
    concurrency: Annotated[
        int,
        typer.Option("--concurrency", min=1, envvar=_env("CONCURRENCY"), help="Requests answered at the same time."),
    ] = 256,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Serve the graph over HTTP: SPARQL, stored queries, linked data, pages.

    Anybody who reaches the address may read; writing needs a token. The access log goes to standard error (--quiet
    leaves it out, --verbose adds the values of queries to it). SIGTERM ends the service when what is under way is
    answered.
    """
    from ...graph.mirror import read_mirrors
    from ..access import read_tokens
    from ..limits import Limits
    from ..serve_settings import ServeSettings

    own = settings(store)
    limits = Limits(
        timeout=_seconds(timeout),
        memory=(memory or own.memory) << 20,
        max_body=max_body << 20,
        max_rows=max_rows,
    )
    _run(
        ServeSettings(
            store=own.store,
            host=host,
            port=port,
            workers=workers,
            tokens=read_tokens(token_file) if token_file else (),
            allow_service=tuple(allow_service or ()),
            mirrors=read_mirrors(mirror or ()),
            base_iri=check_base(base_iri) if base_iri else None,
            root_path=_root(root_path),
            public_url=public_url,
            proxy_headers=proxy_headers,
            default_graph=default_graph,
            concurrency=concurrency,
            rate=rate,
            burst=burst,
            log_values=verbose,
            limits=limits,
        ),
        Terminal(verbose=verbose, quiet=quiet),
    )


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
    with bind(chosen.host, chosen.port, shared=chosen.workers > 1) as listening:
        chosen = replace(chosen, port=listening.getsockname()[1])
        if not helper:
            _warn(chosen, terminal)
        with HttpWorkers(0 if helper else chosen.workers - 1, sys.argv[1:]) as others:
            callbacks = Callbacks(partial(_tell, chosen, terminal), others.revive)
            serve_http(chosen, listening, callbacks, log=not terminal.quiet)


def _tell(chosen: ServeSettings, terminal: Terminal, revision: int) -> None:
    """Say where the service is: the line that a supervisor or a test waits for."""
    if WORKER in os.environ:
        return
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    address = chosen.public_url or f"http://{host}:{chosen.port}{chosen.root_path}/"
    rights = "reading and, with a token, writing" if chosen.writable else "reading only"
    terminal.complain(f"Serving {chosen.store}, revision {revision}, at {address} ({rights})")


def _warn(chosen: ServeSettings, terminal: Terminal) -> None:
    if not _loopback(chosen.host):
        terminal.complain(
            f"Warning: {chosen.host} can be reached from other machines: whoever reaches it may read everything."
        )
    if chosen.proxy_headers and not _loopback(chosen.host):
        terminal.complain("Warning: --proxy-headers lets whoever reaches the service claim to be anybody.")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _seconds(value: float) -> float:
    if not 0 < value <= 3600:
        raise UsageError(f"{value:g} is no time limit.", where="--timeout", remedy="Give seconds, at most 3600.")
    return value


def _root(path: str) -> str:
    plain = path.rstrip("/")
    if plain and (not plain.startswith("/") or any(letter in plain for letter in '?#% \\"<>')):
        raise UsageError(f"{path!r} is no path.", where="--root-path", remedy="Write it as /mandates.")
    return plain
