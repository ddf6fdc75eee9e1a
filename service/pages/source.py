"""A source: what it is, which versions were read, and its text with every passage that became a statement."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.iris import MG
from ..web.messages import Problem
from .cards import links, read_cards
from .highlighting import KINDS, marked
from .lists import number_of
from .passages import Passages
from .reading import subjects, value, values
from .rendering import render
from .view import Fields, View

WINDOW = 150_000
"""Letters of a text that one page shows."""
_MANDATES = 200


@dataclass(frozen=True)
class Part:
    """A part of a long text: which letters, and where it is."""

    first: int
    last: int
    href: str
    shown: bool


def source_page(view: View, iri: str, fields: Fields) -> str:
    """Render a source in its current version, or one version of it."""
    reader = view.reader
    of_source = value(reader, iri, MG + "ofSource")
    source = of_source or iri
    version = iri if of_source else value(reader, iri, MG + "currentVersion")
    passages = Passages(view)
    text = passages.text(version) if version else ""
    start = _start(fields, len(text))
    spans = passages.spans_in(version) if version else []
    graph = reader.minter.graph(reader.minter.key(source) or "")
    return render(
        view,
        "source.html",
        title=value(reader, source, MG + "address") or view.names.label(iri),
        here="/sources",
        iri=iri,
        source=view.link(source),
        version=view.link(version) if version else None,
        heading=view.names.label(source),
        versions=links(view, subjects(reader, MG + "ofSource", source)),
        current=value(reader, source, MG + "currentVersion"),
        about=links(view, values(reader, version, MG + "aboutCountry")) if version else (),
        details=_details(view, version) if version else [],
        characters=len(text),
        passages=len({(span.start, span.end) for span in spans}),
        text=marked(text[start : start + WINDOW], spans, offset=start),
        parts=_parts(view, version, len(text), start),
        kinds=KINDS,
        found=read_cards(view, f"GRAPH <{graph}> {{ ?mandate a mg:Mandate }}", limit=_MANDATES, order="?title"),
    )


def _start(fields: Fields, length: int) -> int:
    start = number_of(fields, "from")
    if start and start >= length:
        raise Problem(400, "Bad parameter", f"from={start} is beyond the text, which has {length} characters.")
    return start // WINDOW * WINDOW


def _parts(view: View, version: str, length: int, start: int) -> list[Part]:
    if length <= WINDOW:
        return []
    path = f"/page/{view.reader.minter.key(version)}"
    return [
        Part(first, min(first + WINDOW, length), view.url(path, {"from": [str(first)]}), first == start)
        for first in range(0, length, WINDOW)
    ]


def _details(view: View, version: str) -> list[tuple[str, str]]:
    names = (
        ("readOn", "read on"), ("mediaType", "media type"), ("encoding", "encoding"), ("byteSize", "bytes"),
        ("characterCount", "characters"), ("sha256", "SHA-256"),
    )  # fmt: skip
    said = [(label, value(view.reader, version, MG + name)) for name, label in names]
    return [(label, text) for label, text in said if text]
