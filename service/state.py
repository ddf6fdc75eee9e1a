"""What every handler of the service shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..graph.iris import Minter
from ..graph.publish.about import About
from ..graph.publish.statistics import Remembered
from .serve_settings import ServeSettings
from .web.messages import Problem, Request, Response
from .web.metrics import Metrics
from .web.router import Handler, Route
from .writing import Writing

if TYPE_CHECKING:
    from ..graph.countries.resolver import Resolver
    from ..graph.queries.catalogue import Catalogue
    from .engine.engine import Engine


@dataclass
class Pages:
    """Pages that the protocol answers browsers with; without one, they get what a program gets.

    ``problem`` renders a problem; ``editor`` is what a browser sees at ``/sparql``, with a query (and its result) or
    without.
    """

    problem: Callable[[Request, Problem], Response] | None = None
    editor: Handler | None = None


@dataclass
class Service:
    """The parts of a running service. Feature modules offer ``routes(service) -> list[Route]`` and may set ``pages``.

    ``routes`` are those of every feature, once they are wired. ``about`` is what the operator says of the data set,
    ``statistics`` counts what it holds, once a revision.
    Whoever writes does it inside of ``writing``: nothing comes between a precondition and the write it is for.
    """

    settings: ServeSettings
    engine: Engine
    catalogue: Catalogue
    resolver: Resolver
    metrics: Metrics
    pages: Pages = field(default_factory=Pages)
    writing: Writing = field(default_factory=Writing)
    about: About = field(default_factory=About.read)
    statistics: Remembered = field(default_factory=Remembered)
    routes: list[Route] = field(default_factory=list)

    @property
    def minter(self) -> Minter:
        """What builds the IRIs of the store."""
        return self.engine.reader().minter
