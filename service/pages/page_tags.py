"""The entity tag of a page: the data it shows, where it stands, and what it is made and dressed with."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...graph.queries.catalogue import Catalogue
from ..linked_data.rdf_answers import entity_tag
from ..web.conditional import not_modified
from ..web.messages import Header, Request, Response, html

if TYPE_CHECKING:
    from ..state import Service

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: tuple[Header, ...] = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
)
"""What every page is sent with: nothing from elsewhere, nothing inline, in nobody's frame."""
_SERVICE = Path(__file__).resolve().parents[1]
_MADE_WITH = (("pages", "*.py"), ("templates", "*.html"), ("static", "**/*"))
"""What a page is made with; the addresses of styles and scripts stand in it, and change when these do."""


class PageTags:
    """Makes the tags of one service."""

    def __init__(self, service: Service) -> None:
        self._dress = _digest((dress(), questions(service.catalogue), str(service.settings.writable)))

    def of(self, request: Request, revision: int) -> str:
        """Return the tag of the page at the request's address; pages are in English, whatever language is asked for.

        A page whose address names a revision (``/r/7/...``) says so, so that it is not the one that names none.
        """
        pinned = "" if request.revision is None else str(request.revision)
        return entity_tag(request, revision, "page", self._dress, pinned, request.path, request.raw_query)


def page_response(body: str, status: int = 200, etag: str = "") -> Response:
    """Return a page with the headers that every page has; with a tag, browsers ask whether theirs still holds."""
    response = html(body, status)
    response.headers += [*_tagged(etag), *HEADERS]
    return response


async def tagged_page(
    request: Request, etag: str, make: Callable[[], Awaitable[str]], headers: Sequence[Header] = ()
) -> Response:
    """Return a page, or 304; ``make`` is not called for a browser that has the page already.

    ``headers`` are those that it has beside what every page has.
    """
    if request.headers.get("if-none-match", "").strip() == "*":  # stands for a page only if there is one
        await make()
    same = not_modified(request, etag, [*page_response("", etag=etag).headers, *headers])
    if same is not None:
        return same
    page = page_response(await make(), etag=etag)
    page.headers += headers
    return page


def _tagged(etag: str) -> list[Header]:
    return [("etag", etag), ("cache-control", "no-cache")] if etag else []


@lru_cache(maxsize=1)
def dress() -> str:
    """Return a digest of the programs, templates, styles and scripts that pages are made with."""
    files = (file for folder, kind in _MADE_WITH for file in sorted((_SERVICE / folder).glob(kind)) if file.is_file())
    return _digest(part for file in files for part in (file.name, hashlib.sha256(file.read_bytes()).hexdigest()))


def questions(catalogue: Catalogue) -> str:
    """Return a digest of the stored queries, whose titles and texts stand on pages."""
    return _digest(f"{name}={catalogue[name].version}" for name in catalogue)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
