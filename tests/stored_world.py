"""The example pages, published and served: what the tests of stored queries over HTTP talk to."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol

import httpx
from published_store import published_store
from served import served

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.service.app import build_app
from mandategraph.service.engine.engine import Engine
from mandategraph.service.serve_settings import ServeSettings
from mandategraph.service.state import Service
from mandategraph.service.web.messages import Request, Response
from mandategraph.service.web.metrics import Metrics

MALI = "/queries/mandates-in-country?country=MLI"
REVISION = 3


def publish(folder: Path) -> Path:
    """Make a store of three revisions."""
    with published_store(folder):
        return folder


@contextmanager
def clients(store: Path, *flags: str) -> Iterator[httpx.Client]:
    """Serve a store and give a client of it, which follows nothing and asks for nothing by itself."""
    with served(store, "--rate", "0", *flags) as running:
        headers = {"accept": "*/*", "accept-encoding": "identity"}
        with httpx.Client(base_url=running.url, headers=headers, timeout=30) as client:
            yield client


class Ask(Protocol):
    """Asks the service for a path with a query string; headers are given by name."""

    async def __call__(self, path: str, query: str, **headers: str) -> Response: ...


@asynccontextmanager
async def serving(store: Path, catalogue: Catalogue) -> AsyncIterator[Ask]:
    """Give what asks a service of other queries, in this process and without a socket."""
    async with started(store, catalogue) as engine:
        service = Service(ServeSettings(store), engine, catalogue, Resolver.load(), Metrics())
        application = build_app(service)

        async def ask(path: str, query: str, **headers: str) -> Response:
            request = Request("GET", path, query, headers)
            response = await application(request)
            application.done(request, response, 0, 0.0, whole=True)
            return response

        yield ask


@asynccontextmanager
async def started(store: Path, catalogue: Catalogue | None = None) -> AsyncIterator[Engine]:
    """Start an engine over a store in this process."""
    catalogue = catalogue or Catalogue.read(portable=False, resolver=Resolver.load())
    engine = await Engine.start(store, catalogue)
    try:
        yield engine
    finally:
        await engine.close()


def links(answer: httpx.Response) -> dict[str, str]:
    """Return the links of an answer by relation."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"])
    return {relation: target for target, relation in found}


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    """Return the rows of an answer in JSON as text."""
    bindings = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]
