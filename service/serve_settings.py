"""The settings of the service, read once from flags and environment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .limits import Limits

if TYPE_CHECKING:
    from ..graph.mirror.declared import Mirror

DefaultGraph = Literal["union", "own"]


@dataclass(frozen=True)
class ServeSettings:
    """``base_iri``: what the IRIs of the data begin with (None: as the store says).

    ``mirrors``: vocabularies of the store that answer for distant endpoints. ``tokens``: who may write; empty, and
    there is no way to write. ``default_graph``: what a query without a dataset reads, the ``union`` of all named graphs
    or the store's ``own``. ``rate`` requests a second and ``burst`` at once are what one client may send (a rate of 0:
    any number); of several ``workers`` each grants an equal part, as connections are spread over them. ``public_url``:
    what links start with, where the service cannot know it from the requests.
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8030
    workers: int = 1
    tokens: tuple[str, ...] = ()
    allow_service: tuple[str, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    base_iri: str | None = None
    root_path: str = ""
    public_url: str | None = None
    proxy_headers: bool = False
    default_graph: DefaultGraph = "union"
    concurrency: int = 256
    rate: float = 200.0
    burst: int = 2000
    log_values: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def writable(self) -> bool:
        """Whether there are write routes."""
        return bool(self.tokens)

    @property
    def rate_of_one(self) -> tuple[float, int]:
        """The rate and the burst that one of the processes grants a client."""
        return self.rate / self.workers, max(1, self.burst // self.workers)

    @property
    def limits_of_one(self) -> Limits:
        """The limits of one of the processes."""
        queries = self.limits.client_queries
        return replace(self.limits, client_queries=max(1, queries // self.workers) if queries else 0)

    def total_memory(self, graph: int | None = None) -> int:
        """Return the bytes that all processes may take together, where one copy of the graph takes ``graph`` bytes.

        None: with the largest graph that is kept in memory.
        """
        largest = self.limits.memory if graph is None else graph
        return self.workers * self.limits.total_memory(largest, writable=self.writable)
