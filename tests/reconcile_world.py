"""The reconciliation service over the example pages, asked without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from published_store import SERVICE, OneRevision, published_store, whole

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.iris import Minter
from mandategraph.service.reconcile import routes
from mandategraph.service.state import Service
from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.router import Router

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Answer = dict[str, object]


@dataclass
class Parts:
    """As much of a service as reconciling needs."""

    engine: OneRevision
    resolver: Resolver

    @property
    def minter(self) -> Minter:
        return self.engine.reader().minter


class World:
    """Answers requests; a problem is answered as the service does."""

    def __init__(self, parts: Parts) -> None:
        self.router = Router(routes.routes(cast(Service, parts)))
        self.store = parts.engine.store

    def send(self, method: str, path: str, query: str = "", body: str = "", content_type: str = "") -> Response:
        headers = {"content-type": content_type} if content_type else {}
        request = Request(method, path, query, headers, body=body.encode(), base_url=SERVICE)
        _, handler = self.router.handler(request)
        try:
            return asyncio.run(cast("asyncio.Future[Response]", handler(request)))  # type: ignore[arg-type]
        except Problem as problem:
            return problem.response()

    def json(self, method: str, path: str, query: str = "", body: str = "", content_type: str = "") -> Answer:
        response = self.send(method, path, query, body, content_type)
        assert response.status == 200, whole(response).decode()
        return cast(Answer, json.loads(whole(response)))

    def candidates(self, **query: object) -> list[Answer]:
        """Return the candidates of one query of version 0.2."""
        body = Request("GET", "/").url("", queries=json.dumps({"q0": query})).partition("?")[2]
        answer = cast(dict[str, dict[str, list[Answer]]], self.json("POST", "/reconcile", body=body, content_type=FORM))
        return answer["q0"]["result"]

    def draft(self, **query: object) -> list[Answer]:
        """Return the candidates of one query of the draft of 1.0."""
        body = json.dumps({"queries": [query]})
        answer = self.json("POST", "/reconcile/1.0-draft/match", body=body, content_type=JSON)
        return cast(list[dict[str, list[Answer]]], answer["results"])[0]["candidates"]


@contextmanager
def reconciling(folder: Path) -> Iterator[World]:
    """Load the example pages and offer the service over them."""
    with published_store(folder / "store") as store:
        yield World(Parts(OneRevision(store), Resolver.load()))
