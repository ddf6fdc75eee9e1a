"""The document that a source graph was made from, out of the store, for reading it again."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode

from ...graph.errors import StoreDamagedError
from ...graph.iris import MG
from ...graph.store.store import Store
from .document import Document, LineMap


def stored_document(store: Store, graph: str) -> tuple[Document, date]:
    """Return the current version of the source in ``graph``, and the day it was read."""
    node = NamedNode(graph)
    facts = {
        quad.predicate.value.removeprefix(MG): quad.object.value
        for current in store.quads(None, NamedNode(f"{MG}currentVersion"), None, node)
        for subject in (current.subject, current.object)
        if isinstance(subject, NamedNode)
        for quad in store.quads(subject, None, None, node)
        if isinstance(quad.object, Literal)
    }
    if "text" not in facts:
        remedy = "Load the source again."
        raise StoreDamagedError("The text of this source is not in the store.", where=graph, remedy=remedy)
    document = Document(
        address=facts["address"],
        name=facts["address"],
        text=facts["text"],
        sha256=facts["sha256"],
        encoding=facts["encoding"],
        media_type=facts["mediaType"],
        byte_size=int(facts["byteSize"]),
        line_map=_line_map(facts.get("lineMap", "")),
        declared_url=facts.get("declaredAddress", ""),
    )
    return document, date.fromisoformat(facts["readOn"])


def _line_map(written: str) -> LineMap:
    entries = (entry.split(":") for entry in written.split())
    return tuple((int(offset), int(line), int(column)) for offset, line, column in entries)
