"""What a user's own shapes may not be: nameless, wrong, in our namespace, or able to reach another host.

Shapes are code: ``sh:pattern`` can hold a regular expression that takes hours, so run only shapes that you trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from rdflib import SH, BNode, Graph

from ..errors import InputError
from ..iris import SHAPE

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

_IRI = re.compile(r"<[^<>\"{}|^`\\\s]*>")
_REMOTE = re.compile(r"(?<![\w?$:])(SERVICE|FROM|LOAD)\b|\\u", re.IGNORECASE)


def check_own(graph: Graph, folder: Path) -> None:
    """Refuse the shapes of a folder if they cannot or should not be run: InputError says why."""
    for what, remedy in _faults(graph):
        raise InputError(what, where=str(folder), remedy=remedy)


def _faults(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield what is wrong and what to do."""
    for target in TARGETS:
        for subject in graph.subjects(target, None):
            if isinstance(subject, BNode):
                yield "A shape has no name.", "Give an IRI to each shape with a target."
    for shape in sorted(str(subject) for subject in graph.subjects() if str(subject).startswith(SHAPE)):
        yield f"The shape <{shape}> stands in our namespace.", "Name it in a namespace of your own."
    for pattern in graph.objects(None, SH.pattern):
        try:
            re.compile(str(pattern))
        except re.error as error:
            yield f"{str(pattern)!r} is no regular expression: {error}.", "Correct the pattern."
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in _declared(graph))
    for predicate in (SH.select, SH.ask, SH.construct, SH.update):
        for text in graph.objects(None, predicate):
            yield from _query_faults(prefixes, str(text))


def _declared(graph: Graph) -> list[tuple[str, str]]:
    nodes = set(graph.objects(None, SH.declare))
    return sorted((str(graph.value(node, SH.prefix)), str(graph.value(node, SH.namespace))) for node in nodes)


def _query_faults(prefixes: str, text: str) -> Iterator[tuple[str, str]]:
    if found := _REMOTE.search(_IRI.sub(" ", text)):
        yield f"A query holds {found[0]!r}, which could reach another host.", "Ask only about the data at hand."
        return
    try:
        ox.Store().query(prefixes + text.replace("$PATH", "<urn:path>"))
    except SyntaxError as error:
        yield f"A query is not SPARQL: {error.msg}.", "Correct the query."
