"""What machines look for first: VoID, DCAT, dumps, the site map and ``robots.txt``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...graph.publish.about import About
from ...graph.publish.dcat import dcat_description
from ...graph.publish.rewriting import Rewriter
from ...graph.publish.statements import Statements
from ...graph.publish.statistics import Statistics
from ...graph.publish.void import void_description
from ...graph.readable import Readable
from ..web.messages import Problem, Request, Response, redirect, text
from ..web.negotiation import STATEMENTS, by_name, negotiate
from ..web.router import Handler, Route
from .dumps import Dumps
from .rdf_answers import answer, common_links, entity_tag, is_local, link_header, pinned, revision_header

if TYPE_CHECKING:
    from ..state import Service

_DESCRIPTIONS: dict[str, Callable[..., Statements]] = {"void": void_description, "dcat": dcat_description}
_ROBOTS = """User-agent: *
Disallow: {root}/sparql
Disallow: {root}/update
Disallow: {root}/graphs
Disallow: {root}/dumps/
Disallow: {root}/r/

Sitemap: {base}/sitemap.xml
"""


def routes(service: Service) -> list[Route]:
    """Return the routes of descriptions and dumps."""
    dumps = Dumps(service.engine)

    def described(kind: str) -> Handler:
        async def describe(request: Request) -> Response:
            about, statistics = service.about, service.statistics
            return await service.engine.read(
                lambda reader: description(request, reader, about, statistics, kind), request.revision
            )

        return describe

    async def well_known(request: Request) -> Response:
        return redirect(request.url("/void")).add("vary", "Accept")

    async def robots(request: Request) -> Response:
        return text(_ROBOTS.format(root=request.root_path, base=request.base_url))

    files = [Route(f"/{kind}{tail}", {"GET": described(kind)}) for kind in _DESCRIPTIONS for tail in ("", ".{suffix}")]
    return [
        *files,
        Route("/.well-known/void", {"GET": well_known}),
        Route("/robots.txt", {"GET": robots}),
        Route("/dumps/{name}", {"GET": dumps.send}),
    ]


def description(
    request: Request, reader: Readable, about: About, remembered: Callable[[Readable], Statistics], kind: str
) -> Response:
    """Return VoID (``void``) or DCAT (``dcat``) in the format asked for by suffix, ``?format=`` or ``Accept``."""
    suffix = request.path_values.get("suffix")
    media = by_name(suffix, STATEMENTS) if suffix else None
    if suffix and media is None:
        raise Problem(404, "Not found", f"{suffix!r} is no format; {', '.join(m.suffix for m in STATEMENTS)} are.")
    chosen = (media, media.content_type) if media else negotiate(request, STATEMENTS)
    local = is_local(request)
    etag = entity_tag(request, reader.revision, kind, chosen[1], str(local), repr(about))

    def written() -> Iterable[ox.Quad]:
        said = _DESCRIPTIONS[kind](remembered(reader), about, reader.minter, request.base_url)
        return Rewriter(reader.minter, f"{request.base_url}/").quads(said) if local else said

    others = [(pinned(request, f"/{kind}.{each.suffix}"), "alternate", each.type) for each in STATEMENTS]
    links = link_header([*others, *common_links(request, about)])
    return answer(request, chosen, written, etag=etag, headers=[links, revision_header(reader.revision)])
