"""The settings of the service, read once from flags and environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..graph.mirror import Mirror
from .limits import Limits

DefaultGraph = Literal["union", "own"]


@dataclass(frozen=True)
class ServeSettings:
    """``base_iri``: what the IRIs of the data begin with (None: as the store says).

    ``mirrors``: vocabularies of the store that answer for distant endpoints. ``tokens``: who may write; empty, and
    there is no way to write. ``default_graph``: what a query without a dataset reads, the ``union`` of all named graphs
    or the store's ``own``. ``rate`` requests a second and ``burst`` at once are what one client may send (a rate of 0:
    any number). ``public_url``: what links start with, where the service cannot know it from the requests.
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
