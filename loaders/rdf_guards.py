"""What is refused in RDF files before a parser sees it: what would exhaust, crash or silently fool it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from ..graph.errors import InputError
from .documents import Document
from .json_text import JsonArray, JsonError, JsonObject, JsonScalar, JsonValue, read_json

_DEEPEST_XML = 1000
_NOT_MARKUP = r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'|<[^<>\s\"{}|^`]*>|#[^\r\n]*"
_TURTLE_TOKEN = re.compile(rf"(?:{_NOT_MARKUP})|(<<)", re.DOTALL)


def check_turtle(document: Document) -> None:
    """Refuse triple terms (RDF 1.2) in Turtle, TriG, N-Triples and N-Quads: nested deep, they end the process."""
    if "<<" not in document.text:
        return
    for token in _TURTLE_TOKEN.finditer(document.text):
        if token[1]:
            raise InputError(
                "It uses triple terms (<< >>) of RDF 1.2, which are not read.",
                where=document.where(token.start()),
                remedy="Export it as RDF 1.1.",
            )


def check_rdf_xml(document: Document) -> None:
    """Refuse XML that declares entities (they can multiply without end), is nested too deep or not well-formed."""
    data = document.text.encode()
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def place() -> str:
        return document.where(len(data[: max(parser.CurrentByteIndex, 0)].decode("utf-8", "ignore")))

    def doctype(name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal or system:
            raise InputError(
                "It has a DOCTYPE that declares entities or names a file, which is refused.",
                where=place(),
                remedy="Write the IRIs in full and remove the DOCTYPE.",
            )

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST_XML:
            raise InputError(
                f"Its elements are nested deeper than {_DEEPEST_XML}.",
                where=place(),
                remedy="Describe the things one after another.",
            )

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = doctype, start, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(
            f"It is not well-formed XML: {expat.ErrorString(error.code)}.",
            where=place(),
            remedy="Correct it, or fetch it again if it was cut.",
        ) from error


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
