"""What is asked of the engine room and what comes back: values without behaviour."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class QueryCall:
    """One SPARQL query of a stranger.

    ``media_type`` is one of ``formats.ROWS`` or ``formats.STATEMENTS``, or "" for the first one that fits the query's
    form. Graphs of the protocol: an empty tuple means none was named; with any, the dataset is exactly these.
    ``timeout`` (seconds) and ``row_limit`` can only lower the service's own. ``revision`` None is the newest.
    ``union`` None is the service's default. ``form_types`` maps a query form to the media type to use when the query
    turns out to have it; it wins over ``media_type``. ``data`` (N-Quads) is asked in the place of the store, if given.
    """

    text: str
    media_type: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    row_limit: int | None = None
    revision: int | None = None
    union: bool | None = None
    base_iri: str | None = None
    form_types: Mapping[str, str] = field(default_factory=dict)
    data: str = ""


@dataclass(frozen=True)
class Result:
    """A body on its way. ``chunks`` must be read to its end or closed (``aclose``): either frees the worker.

    An error after the first chunk is raised by ``chunks``: the body must then be broken off, never ended cleanly.
    ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE ("" for a graph). ``outcome`` is filled in when the last chunk came:
    for a small result, before the first is read. ``repeats``: a statement of several graphs may have counted more than
    once, for want of memory.
    """

    media_type: str
    chunks: AsyncIterator[bytes]
    revision: int
    form: str = ""
    outcome: Outcome = field(default_factory=lambda: Outcome())
    repeats: bool = False


@dataclass
class Outcome:
    """What is known at the end of a result: rows, whether the row limit cut it, seconds the engine took.

    Before the end, which ``known`` tells, ``seconds`` are those until the first piece. ``rows`` are exact, or None.
    """

    known: bool = False
    rows: int | None = None
    truncated: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Written:
    """A write that is on the disk: the revision that it made; ``created``: the graph was not there before."""

    revision: int
    created: bool = False


@dataclass(frozen=True)
class LaneState:
    """One lane of workers: how many there may be, and of one client (``share``), how many are busy, how many wait."""

    name: str
    size: int
    share: int
    busy: int
    waiting: int


@dataclass(frozen=True)
class EngineState:
    """What health checks and metrics tell of the engine."""

    ready: bool
    revision: int
    revisions: tuple[int, ...]
    in_memory: bool
    lanes: tuple[LaneState, ...]
    started_workers: int
    ended: Mapping[str, int]
    """How queries ended: done, error, time, memory, crash, cancelled, refused."""
    worker_memory: int
    """Bytes of memory that belong to the workers now."""
    graph_memory: int
    """Bytes that one copy of the graph in memory takes; 0 while answers come from the disk."""
