"""Reads what is sent to a graph: any RDF syntax in, N-Quads of that one graph out."""

from __future__ import annotations

import re

import pyoxigraph as ox

from ...graph.embedded import named
from .errors import UnsupportedError, UploadError
from .formats import STATEMENTS

_PLACE = re.compile(r"^Parser error (at|between) line [^:]*: ")
_DATASETS = (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG, ox.RdfFormat.JSON_LD)


def read_upload(data: bytes, media_type: str, graph: str) -> bytes:
    """Return the statements as N-Quads in ``graph`` ("": the default graph); relative IRIs are below its IRI.

    UploadError when the data is wrong, or names graphs of its own.
    """
    format = STATEMENTS.get(media_type)
    if format is None:
        raise UnsupportedError(f"{media_type!r} is no RDF syntax that is read here.", remedy=_known())
    if format is ox.RdfFormat.RDF_XML and b"<!ENTITY" in data:
        raise UploadError("XML entities are not read: a few of them can fill the memory.", remedy="Write them out.")
    store = ox.Store()
    try:
        store.load(data, format, base_iri=graph or None)
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else ""
        what = _PLACE.sub("", str(error.msg)).rstrip(".")
        raise UploadError(f"not {format.name}: {what}.", where=where, remedy="Nothing was stored.") from error
    except ValueError as error:
        raise UploadError(f"not {format.name}: {error}.", remedy="Nothing was stored.") from error
    if format in _DATASETS and any(True for _ in store.named_graphs()):
        raise UploadError("it names graphs, and goes into one graph.", remedy="Send each graph by itself.")
    return _in_graph(store, graph)


def _in_graph(store: ox.Store, graph: str) -> bytes:
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return text.replace(b" .\n", f" {named(graph)} .\n".encode()) if graph else text


def _known() -> str:
    return f"Send one of {', '.join(STATEMENTS)}."
