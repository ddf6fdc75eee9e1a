"""``/openapi.json``, and ``/docs``: the same to read and to try, with Swagger UI from our own files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ..linked_data.rdf_answers import entity_tag
from ..pages.page_tags import POLICY, page_response
from ..pages.rendering import render
from ..pages.routes import view_of
from ..web.conditional import not_modified
from ..web.messages import Request, Response
from ..web.router import Route
from .description import describe
from .schemas import Json

if TYPE_CHECKING:
    from ..state import Service

_POLICY = f"{POLICY}; img-src 'self' data:"
"""Swagger UI's style sheet holds its arrows as data."""
_KEPT = 16


@dataclass(frozen=True)
class Line:
    """One operation in the list that the page shows without scripts."""

    method: str
    path: str
    summary: str


def routes(service: Service) -> list[Route]:
    """Return the routes of the description."""
    made: dict[str, bytes] = {}

    async def description(request: Request) -> Response:
        etag = entity_tag(request, 0, "openapi")
        headers = [("content-type", "application/json"), ("etag", etag), ("cache-control", "public, no-cache")]
        if (same := not_modified(request, etag, headers)) is not None:
            return same
        if request.base_url not in made:
            if len(made) >= _KEPT:
                made.clear()
            made[request.base_url] = json.dumps(describe(service, request.base_url), ensure_ascii=False).encode()
        return Response(200, headers, made[request.base_url])

    async def page(request: Request) -> Response:
        view, told = view_of(service, request), describe(service, request.base_url)
        where = request.url("/openapi.json")

        def rendered() -> str:
            shown = grouped(told)
            return render(view, "docs.html", title="HTTP interface", here="/docs", groups=shown, description=where)

        body = await asyncio.to_thread(rendered)
        response = page_response(body)
        response.headers = [(name, _POLICY if name.endswith("-policy") and value == POLICY else value)
                            for name, value in response.headers]  # fmt: skip
        return response

    return [Route("/openapi.json", {"GET": description}), Route("/docs", {"GET": page})]


def grouped(told: Json) -> list[tuple[str, list[Line]]]:
    """Return the operations of a description by their tags."""
    groups: dict[str, list[Line]] = {}
    for tag, line in _lines(told):
        groups.setdefault(tag, []).append(line)
    return list(groups.items())


def _lines(told: Json) -> Iterator[tuple[str, Line]]:
    for path, methods in cast(dict[str, dict[str, Json]], told["paths"]).items():
        for method, operation in methods.items():
            tags = cast(list[str], operation["tags"])
            yield tags[0], Line(method.upper(), path, str(operation["summary"]))
