"""Reads what is sent to a graph: any RDF syntax in, N-Quads of that one graph out."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ...graph.reference import PARSER_PLACE
from ...graph.store.database import named
from ...graph.store.line_reader import LineReader
from ...graph.store.rdf_xml import RdfXmlError, check_rdf_xml
from .errors import UnsupportedError, UploadError
from .formats import STATEMENTS

_DATASETS = (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG, ox.RdfFormat.JSON_LD)
_NOTHING = "Nothing was stored."


def read_upload(parts: Iterable[tuple[str, bytes]], graph: str) -> bytes:
    """Return the statements of all parts (media type, data) as N-Quads in ``graph`` ("": the default graph).

    Relative IRIs are below the graph's IRI; blank nodes of different parts are different ones. UploadError when the
    data is wrong, or names graphs of its own.
    """
    store = ox.Store()
    listed = list(parts)
    for number, (media_type, data) in enumerate(listed, 1):
        try:
            _read(store, data, media_type, graph)
        except UploadError as error:
            if len(listed) == 1:
                raise
            raise UploadError(f"part {number} is {error.what}", where=error.where, remedy=error.remedy) from error
    return _in_graph(store, graph)


def _read(store: ox.Store, data: bytes, media_type: str, graph: str) -> None:
    """Add a part to the store, which gives its blank nodes new names."""
    format = STATEMENTS.get(media_type)
    if format is None:
        raise UnsupportedError(f"{media_type!r} is no RDF syntax that is read here.", remedy=_known())
    if format is ox.RdfFormat.RDF_XML:
        _check_xml(data)
    try:
        store.load(data, format, base_iri=graph or None)
    except SyntaxError as error:
        what = PARSER_PLACE.sub("", str(error.msg)).rstrip(".")
        where = _where(error, data, format, graph)
        raise UploadError(f"not {format.name}: {what}.", where=where, remedy=_NOTHING) from error
    except ValueError as error:
        raise UploadError(f"not {format.name}: {error}.", remedy=_NOTHING) from error
    if format in _DATASETS and any(True for _ in store.named_graphs()):
        raise UploadError("it names graphs, and goes into one graph.", remedy="Send each graph by itself.")


def _check_xml(data: bytes) -> None:
    try:
        check_rdf_xml(data, doctype="refused")
    except RdfXmlError as error:
        where, remedy = f"body:{error.where}", f"{error.remedy} {_NOTHING}"
        raise UploadError(f"not RDF/XML: {error.what}.", where=where, remedy=remedy) from error


def _where(error: SyntaxError, data: bytes, format: ox.RdfFormat, graph: str) -> str:
    """Return the place of a mistake; where the engine does not tell it, the line up to which it has read."""
    if error.lineno:
        return f"body:{error.lineno}:{error.offset or 1}"
    lines = LineReader(data)
    try:
        for _ in ox.parse(lines, format=format, base_iri=graph or None):
            pass
    except (SyntaxError, ValueError):
        return f"body:{lines.read_so_far}"
    return "body"


def _in_graph(store: ox.Store, graph: str) -> bytes:
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return text.replace(b" .\n", f" {named(graph)} .\n".encode()) if graph else text


def _known() -> str:
    return f"Send one of {', '.join(STATEMENTS)}."
