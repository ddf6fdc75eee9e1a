"""The ontology, the rules and the shapes as documents: a page for browsers, statements for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..web.messages import Request, Response
from ..web.router import Route
from .routes import document

if TYPE_CHECKING:
    from ..state import Service

NAMES = ("ontology", "rule", "shape")
"""What stands at ``/NAME``, and with the suffix of a format at ``/NAME.ttl``; ``/data/NAME`` is the same document."""


def routes(service: Service) -> list[Route]:
    """Return the routes of the documents of terms."""

    async def terms(request: Request) -> Response:
        path, about = request.path.strip("/"), service.about
        return await service.engine.read(lambda reader: document(request, reader, about, path), request.revision)

    paths = [f"/{name}{tail}" for name in NAMES for tail in ("", ".{suffix}")]
    return [Route(path, {"GET": terms}) for path in (*paths, "/ontology/{version}")]
