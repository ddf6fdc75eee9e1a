"""The example pages in a store, as a service would publish it: the same revisions and times whenever it is made."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from mandategraph.graph.publish.about import About
from mandategraph.graph.publish.statistics import Remembered
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.loaders.load import load, remove
from mandategraph.service.web.messages import Request, Response
from mandategraph.service.web.router import Route, Router

if TYPE_CHECKING:
    from mandategraph.service.state import Service

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SERVICE = "http://127.0.0.1:8030"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BACKSTOPPING = "mandate/backstopping-support-to-eucap-mali-sahel-2014-07-01"
INVERTED = "mandate/eu-ssr-comprehensive-approach-training-2015-09-21"
MALI = "source/examples--pages--mali-txt"
SUDAN = "examples/pages/made-up/Sudan.txt"


@contextlib.contextmanager
def published_store(folder: Path, base: str | None = None) -> Iterator[EmbeddedStore]:
    """Open a store of three revisions: the page of Mali, all example pages, and all but one."""
    with contextlib.chdir(ROOT):
        load(["examples/pages/mali.txt"], folder, started=_at(1), read_on=date(2026, 11, 1), base_iri=base)
        load(["examples/pages"], folder, started=_at(2), read_on=date(2026, 11, 2), base_iri=base)
        remove([SUDAN], folder, started=_at(3))
    with open_store(folder) as store:
        store.warm(512)
        yield store


Value = TypeVar("Value")


class Feature(Protocol):
    """A module of the service that has routes."""

    def routes(self, service: Service) -> list[Route]: ...


@dataclass
class OneRevision:
    """An engine that has one store, open for reading."""

    store: EmbeddedStore

    @property
    def revision(self) -> int:
        return self.store.revision

    async def read(self, work: Callable[[EmbeddedStore], Value], revision: int | None = None) -> Value:
        return await asyncio.to_thread(work, self.reader(revision))

    def reader(self, revision: int | None = None) -> EmbeddedStore:
        assert revision in (None, self.store.revision)
        return self.store


@dataclass
class Published:
    """As much of a service as publishing needs."""

    engine: OneRevision
    about: About = field(default_factory=About)
    statistics: Remembered = field(default_factory=Remembered)


def routes_of(published: Published, *features: Feature) -> Router:
    """Return the routes of modules of the service."""
    service = cast("Service", published)
    return Router(route for feature in features for route in feature.routes(service))


async def ask(router: Router, path: str, query: str = "", **headers: str) -> Response:
    """Return what the routes answer; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request("GET", path, query, named, base_url=SERVICE)
    _, handler = router.handler(request)
    return await handler(request)


def whole(response: Response) -> bytes:
    """Return a body that is not a stream."""
    assert isinstance(response.body, bytes)
    return response.body


def check_golden(name: str, made: bytes) -> None:
    """Compare with a golden file, or write it anew with ``WRITE_GOLDEN=1``."""
    path = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_bytes(made)
    assert made == path.read_bytes(), f"{name} differs; look at it, then write it anew with WRITE_GOLDEN=1"


def _at(minute: int) -> str:
    return f"2026-11-24T12:{minute:02}:00Z"
