"""The options of ``serve``, each also read from the environment, and the settings that they make."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ...graph.errors import UsageError
from ...graph.iris import check_base
from ..limits import Limits
from ..serve_settings import DefaultGraph, ServeSettings
from .options import QuietOption, StoreOption, VerboseOption, settings


def _option(flag: str, help: str, **more: Any) -> Any:
    """Return an option whose variable of the environment has its name: ``--max-body``, MANDATEGRAPH_MAX_BODY."""
    variable = "MANDATEGRAPH_" + flag.removeprefix("--").replace("-", "_").upper()
    return typer.Option(flag, help=help, envvar=variable, **more)


HostOption = Annotated[str, _option("--host", "The address to serve at.", metavar="ADDRESS")]
PortOption = Annotated[int, _option("--port", "The port; 0 takes a free one.", min=0, max=65535)]
WorkersOption = Annotated[int, _option("--workers", "Processes that serve HTTP.", min=1, max=64)]
TokenFileOption = Annotated[
    Path | None,
    _option("--token-file", "Tokens of those who may write, one a line; without it nobody can write.", metavar="FILE"),
]
AllowServiceOption = Annotated[
    list[str] | None,
    _option("--allow-service", "An endpoint that SERVICE may ask; may be given again.", metavar="IRI"),
]
MirrorOption = Annotated[
    list[str] | None,
    _option(
        "--mirror", "A vocabulary of the store that answers for an endpoint; may be given again.", metavar="IRI=NAME"
    ),
]
TimeoutOption = Annotated[float, _option("--timeout", "The most a query may take.", metavar="SECONDS")]
MemoryOption = Annotated[
    int | None,
    _option(
        "--memory",
        "What a copy of the graph in memory may take.",
        metavar="MIB",
        min=1,
        show_default="2048, or what fits",
    ),
]
DataIriOption = Annotated[
    str | None,
    _option("--base-iri", "What the IRIs of the data begin with.", metavar="IRI", show_default="as the store says"),
]
RootPathOption = Annotated[str, _option("--root-path", "What stands before every path.", metavar="PATH")]
PublicUrlOption = Annotated[
    str | None, _option("--public-url", "What links begin with.", metavar="URL", show_default="as each request says")
]
ProxyHeadersOption = Annotated[
    bool, _option("--proxy-headers", "Believe X-Forwarded-For and -Proto: only behind a reverse proxy that sets them.")
]
DefaultGraphOption = Annotated[
    DefaultGraph,
    _option("--default-graph", "What a query reads that names no graph: all graphs, or only the default graph."),
]
MaxBodyOption = Annotated[int, _option("--max-body", "The largest upload.", metavar="MIB", min=1)]
MaxRowsOption = Annotated[int, _option("--max-rows", "The most rows of one answer.", min=1)]
RateOption = Annotated[
    float,
    _option(
        "--rate",
        "Requests a second that one client may send; 0: any number. Each of several --workers grants an equal part.",
        min=0,
    ),
]
BurstOption = Annotated[
    int, _option("--burst", "Requests that one client may send at once, shared in like manner.", min=1)
]
ClientQueriesOption = Annotated[
    int,
    _option(
        "--client-queries",
        "Queries that one client may have running at once; more of them wait. 0: any number. Shared in like manner.",
        min=0,
    ),
]
ConcurrencyOption = Annotated[
    int, _option("--concurrency", "Requests answered at the same time, by each process.", min=1)
]


class ServeFlags(NamedTuple):
    """The flags of ``serve``, in the order of its help."""

    store: StoreOption = None
    host: HostOption = ServeSettings.host
    port: PortOption = ServeSettings.port
    workers: WorkersOption = ServeSettings.workers
    token_file: TokenFileOption = None
    allow_service: AllowServiceOption = None
    mirror: MirrorOption = None
    timeout: TimeoutOption = Limits.timeout
    memory: MemoryOption = None
    base_iri: DataIriOption = None
    root_path: RootPathOption = ""
    public_url: PublicUrlOption = None
    proxy_headers: ProxyHeadersOption = False
    default_graph: DefaultGraphOption = ServeSettings.default_graph
    max_body: MaxBodyOption = Limits.max_body >> 20
    max_rows: MaxRowsOption = Limits.max_rows
    rate: RateOption = ServeSettings.rate
    burst: BurstOption = ServeSettings.burst
    client_queries: ClientQueriesOption = Limits.client_queries
    concurrency: ConcurrencyOption = ServeSettings.concurrency
    verbose: VerboseOption = False
    quiet: QuietOption = False


def serve_settings(flags: ServeFlags) -> ServeSettings:
    """Return the settings of the service; UsageError for a flag with a value that cannot be."""
    from ...graph.mirror.declared import read_mirrors
    from ..access import read_tokens
    from ..machine import fitted, machine_memory

    own, tokens = settings(flags.store), read_tokens(flags.token_file) if flags.token_file else ()
    limits = Limits(
        timeout=_seconds(flags.timeout),
        memory=(flags.memory or own.memory) << 20,
        max_body=flags.max_body << 20,
        max_rows=flags.max_rows,
        client_queries=flags.client_queries,
    )
    memory, given = machine_memory() // flags.workers, flags.memory is not None
    return ServeSettings(
        store=own.store,
        host=flags.host,
        port=flags.port,
        workers=flags.workers,
        tokens=tokens,
        allow_service=tuple(flags.allow_service or ()),
        mirrors=read_mirrors(flags.mirror or ()),
        base_iri=check_base(flags.base_iri) if flags.base_iri else None,
        root_path=_root(flags.root_path),
        public_url=flags.public_url,
        proxy_headers=flags.proxy_headers,
        default_graph=flags.default_graph,
        concurrency=flags.concurrency,
        rate=flags.rate,
        burst=flags.burst,
        log_values=flags.verbose,
        limits=fitted(limits, memory, writable=bool(tokens), graph_given=given),
    )


def _seconds(value: float) -> float:
    if not 0 < value <= 3600:
        raise UsageError(f"{value:g} is no time limit.", where="--timeout", remedy="Give seconds, at most 3600.")
    return value


def _root(path: str) -> str:
    plain = path.rstrip("/")
    if plain and (not plain.startswith("/") or any(letter in plain for letter in '?#% \\"<>')):
        raise UsageError(f"{path!r} is no path.", where="--root-path", remedy="Write it as /mandates.")
    return plain
