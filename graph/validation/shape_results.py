"""Runs shapes with pySHACL and reads what it reports."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ..errors import InputError
from ..readable import Readable, Term
from .shape_data import Batch, ShapeData
from .shapes import Severity, Shapes, severity_of


class Result(NamedTuple):
    """One validation result; ``path`` is empty and ``value`` None where the shape is about the thing as a whole.

    ``part`` tells the unnamed parts of a shape apart: the last word of the path of the part that was broken.
    """

    check: str
    shape: str
    severity: Severity
    focus: str
    path: str
    value: Term | None
    message: str
    part: str = ""


def run_shapes(store: Readable, shapes: Shapes) -> list[Result]:
    """Return every result of every shape on the store.

    Shapes in Core see all data, a batch at a time. A narrow shape's own query first finds, in the store, the things
    that break it; pySHACL then looks at these only, because its SPARQL takes about 8 ms a thing.
    """
    with _quiet():
        data = ShapeData(store)
        core = shapes.core()
        results = [result for batch in data.batches() for result in run_batch(shapes, core, batch)]
        for shape, query in sorted(shapes.narrow.items()):
            focus, involved = _broken(store, query)
            if focus:
                results += run_batch(shapes, shapes.graph, data.around(involved), shape, focus)
    return results


def _broken(store: Readable, query: str) -> tuple[list[str], list[str]]:
    """Return the things that a narrow shape's query finds, and all things that it names."""
    focus: set[str] = set()
    involved: set[str] = set()
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions), "a narrow shape's query is a SELECT"
    for row in found:
        focus.add(row["this"].value)
        involved |= {term.value for term in row if isinstance(term, ox.NamedNode)}
    return sorted(focus), sorted(involved)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib and pySHACL from logging what becomes a finding or an error anyway, such as a date that is none."""

    def nothing(record: logging.LogRecord) -> bool:
        return False

    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    for logger in loggers:
        logger.addFilter(nothing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(nothing)


def run_batch(
    shapes: Shapes, graph: Graph, batch: Batch, shape: str = "", focus: Iterable[str] = ()
) -> Iterator[Result]:
    """Yield the results of the shapes of ``graph`` on one batch; ``shape`` and ``focus`` narrow what is looked at."""
    report = validate_graph(batch.graph, graph, shape, focus, where=shapes.origin)
    for node in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        result = read_result(shapes, report, node, batch.graph)
        if result.focus not in batch.partial:
            yield result


def validate_graph(data: Graph, graph: Graph, shape: str = "", focus: Iterable[str] = (), *, where: str = "") -> Graph:
    """Return pySHACL's report on a data graph; ``shape`` and ``focus`` narrow what is looked at.

    Nothing is inferred, imported or fetched, and the data graph is not copied. InputError if the shapes, which come
    from ``where``, cannot be run.
    """
    from pyshacl import validate  # takes half a second to import, which only validation should pay
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, text = validate(
            data,
            shacl_graph=graph,
            inference="none",
            advanced=False,
            inplace=True,
            do_owl_imports=False,
            focus_nodes=list(focus) or None,
            use_shapes=[shape] if shape else None,
        )
    except ReportableRuntimeError as error:
        what = str(error.message).rstrip(".")
        raise InputError(f"The shapes cannot be run: {what}.", where=where, remedy="Correct the shape.") from error
    if not isinstance(report, Graph):
        raise InputError(f"The shapes cannot be run: {text}", where=where, remedy="Correct the shape.")
    return report


def read_result(shapes: Shapes, report: Graph, node: Node, data: Graph) -> Result:
    """Return one result of a report about ``data``."""
    source = report.value(node, SH.sourceShape)
    shape = _named(shapes, source)
    focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
    name = shapes.names.get(shape, shape)
    messages = sorted(str(message) for message in report.objects(node, SH.resultMessage))
    path = _path(shapes.graph, source, data, focus, value)
    own = isinstance(source, URIRef) and name in shapes.checks
    return Result(
        check=name,
        shape=shape,
        severity=severity_of(report.value(node, SH.resultSeverity)),
        focus=str(focus),
        path=path,
        value=None if value == focus else _term(value),
        message=shapes.checks[name].message if own else next(iter(messages), ""),
        part="" if own else re.split(r"[#/]", path)[-1],
    )


def _named(shapes: Shapes, shape: Node | None) -> str:
    """Return the IRI of a shape, or of the shape that it is an unnamed part of."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(iter(sorted(shapes.graph.subjects(None, shape), key=str)), None)
    return str(shape)


def _path(graph: Graph, shape: Node | None, data: Graph, focus: Node | None, value: Node | None) -> str:
    """Return the property in question: of a choice of several the one that has the value, else the first."""
    path = graph.value(shape, SH.path) if shape is not None else None
    if isinstance(path, URIRef):
        return str(path)
    choice = graph.value(path, SH.alternativePath) if path is not None else None
    choices = [str(one) for one in graph.items(choice) if isinstance(one, URIRef)] if choice is not None else []
    having = {str(p) for p in data.predicates(focus, value)} if value is not None else set()
    return next((one for one in choices if one in having), choices[0] if choices else "")


def _term(value: Node | None) -> Term | None:
    if isinstance(value, URIRef):
        return ox.NamedNode(value)
    if isinstance(value, Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return ox.Literal(str(value), datatype=ox.NamedNode(value.datatype) if value.datatype else None)
    return None
