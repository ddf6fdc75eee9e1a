"""What is refused in RDF files before a parser sees it: what would exhaust, crash or silently fool it."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.errors import InputError
from ...graph.store import rdf_xml
from ...graph.store.triple_terms import triple_term
from ..documents.document import Document
from ..tables.json_text import JsonArray, JsonError, JsonObject, JsonScalar, JsonValue, read_json


def check_turtle(document: Document) -> None:
    """Refuse triple terms (RDF 1.2) in Turtle, TriG, N-Triples and N-Quads: nested deep, they end the process."""
    at = triple_term(document.text)
    if at is not None:
        raise InputError(
            "It uses triple terms (<< >>) of RDF 1.2, which are not read.",
            where=document.where(at),
            remedy="Export it as RDF 1.1.",
        )


def check_rdf_xml(document: Document) -> None:
    """Refuse XML that declares entities (they can multiply without end), is nested too deep or not well-formed."""
    data = document.text.encode()
    try:
        rdf_xml.check_rdf_xml(data, encoding="utf-8", doctype="refused")
    except rdf_xml.RdfXmlError as error:
        where = document.where(len(data[: error.place.offset].decode("utf-8", "ignore")))
        raise InputError(f"{error.what}.", where=where, remedy=error.remedy) from error


def check_json_ld(document: Document) -> None:
    """Refuse what is no JSON or nested too deep, and contexts that stand at another address."""
    try:
        root = read_json(document.text)
    except JsonError as error:
        remedy = "Correct it, or fetch it again if it was cut."
        raise InputError(f"It is not JSON: {error.what}.", where=document.where(error.offset), remedy=remedy) from error
    for context in _remote(root):
        raise InputError(
            f"It uses the context {context.value}, which is not fetched.",
            where=document.where(context.start),
            remedy='Put the content of that context into the file, as the value of "@context".',
        )


def _remote(root: JsonValue) -> Iterator[JsonScalar]:
    waiting: list[JsonValue] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, JsonArray):
            waiting.extend(reversed(value.items))
        elif isinstance(value, JsonObject):
            for name, member in value.members:
                if name.value in ("@context", "@import"):
                    items = member.items if isinstance(member, JsonArray) else (member,)
                    yield from (i for i in items if isinstance(i, JsonScalar) and isinstance(i.value, str))
            waiting.extend(member for _, member in reversed(value.members))
