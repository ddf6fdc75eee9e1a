"""The shapes: which checks there are, how grave each is, what it says and why; read from ``shapes/`` and a folder more.

Only Turtle is read, and nothing is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rdflib import RDFS, SH, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from ..errors import InputError
from ..iris import DEFAULT_BASE
from .own_shapes import TARGETS, check_own

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
FOLDER = Path(__file__).resolve().parents[2] / "shapes"

_OF_TERM: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


def severity_of(term: Node | None) -> Severity:
    """Return the severity that a term of SHACL names; one of somebody else's making counts as a violation."""
    return _OF_TERM.get(term, "violation") if term is not None else "violation"


@dataclass(frozen=True, slots=True)
class Check:
    """One shape as a check: ``message`` says what is wrong in its first sentence, then what to do."""

    name: str
    iri: str
    label: str
    severity: Severity
    message: str
    reason: str


@dataclass(frozen=True)
class Shapes:
    """Shapes ready to run.

    ``narrow``: our shapes in SPARQL, by IRI, with their query, which as it stands finds all things that break them.
    ``names``: the check's name of every shape with an IRI.
    """

    checks: dict[str, Check]
    graph: Graph
    narrow: dict[str, str]
    names: dict[str, str]
    origin: str = str(FOLDER)

    @classmethod
    def load(cls, base: str = DEFAULT_BASE, extra: Path | None = None) -> Shapes:
        """Return our shapes for a store with this base, and those of the Turtle files of the folder ``extra``."""
        ours = _rebased(_read(sorted(FOLDER.glob("*.ttl"))), base)
        narrow = {str(shape): str(text) for shape, text in _queries(ours)}
        graph, names = Graph(), _names(ours)
        graph += ours
        if extra is not None:
            theirs = _read(_files(extra))
            check_own(theirs, extra)
            if shared := sorted(set(names.values()) & set(_names(theirs).values())):
                raise InputError(
                    f"A shape has the name of a built-in check: {shared[0]}.",
                    where=str(extra),
                    remedy="Name it otherwise.",
                )
            names |= _names(theirs)
            graph += theirs
        checks = {
            name: _check(graph, URIRef(iri), name) for iri, name in names.items() if _is_check(graph, URIRef(iri))
        }
        return cls(dict(sorted(checks.items())), graph, narrow, names, str(extra or FOLDER))

    def core(self) -> Graph:
        """Return the shapes without the narrow ones."""
        graph = Graph()
        for triple in self.graph:
            if str(triple[0]) not in self.narrow:
                graph.add(triple)
        return graph


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError("There is no such folder of shapes.", where=str(folder), remedy="Give a folder of .ttl files.")
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise InputError("The folder holds no shapes.", where=str(folder), remedy="Put Turtle files (.ttl) into it.")
    return files


def _read(files: Iterable[Path]) -> Graph:
    graph = Graph()
    for file in files:
        try:
            graph.parse(data=file.read_text("utf-8"), format="turtle", publicID=file.resolve().as_uri())
        except (BadSyntax, ParserError) as error:
            line = getattr(error, "lines", 0) + 1
            what = f"This is not Turtle: {getattr(error, 'message', error)}."
            raise InputError(what, where=f"{file}:{line}", remedy="Correct the file.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"The shapes cannot be read: {error}.", where=str(file), remedy="Save it as UTF-8."
            ) from error
    return graph


def _rebased(graph: Graph, base: str) -> Graph:
    """Return the graph with the things of the default base as things of ``base``."""
    prefix = f"{DEFAULT_BASE}id/"
    if base == DEFAULT_BASE:
        return graph
    moved = Graph()
    for s, p, o in graph:
        if isinstance(o, URIRef) and o.startswith(prefix):
            o = URIRef(f"{base}id/{o[len(prefix) :]}")
        moved.add((s, p, o))
    return moved


def _queries(graph: Graph) -> Iterable[tuple[Node, Node]]:
    for shape, constraint in graph.subject_objects(SH.sparql):
        for text in graph.objects(constraint, SH.select):
            yield shape, text


def _is_check(graph: Graph, shape: URIRef) -> bool:
    return any((shape, target, None) in graph for target in TARGETS) or (None, SH.property, shape) in graph


def _names(graph: Graph) -> dict[str, str]:
    subjects = {s for kind in (SH.NodeShape, SH.PropertyShape) for s in graph.subjects(None, kind)}
    subjects |= {s for target in TARGETS for s in graph.subjects(target, None)}
    named = sorted(str(subject) for subject in subjects if isinstance(subject, URIRef))
    return {iri: re.split(r"[#/]", iri.rstrip("#/"))[-1] for iri in named}


def _check(graph: Graph, shape: URIRef, name: str) -> Check:
    def text(predicate: URIRef, otherwise: str) -> str:
        found = sorted((o for o in graph.objects(shape, predicate) if isinstance(o, RdfLiteral)), key=_english_first)
        return str(found[0]) if found else otherwise

    message = text(SH.message, "The data does not fit this shape. Compare it with the shape.")
    severity = severity_of(graph.value(shape, SH.severity))
    return Check(name, str(shape), text(RDFS.label, name), severity, message, text(SH.description, ""))


def _english_first(literal: RdfLiteral) -> tuple[bool, str, str]:
    return literal.language not in (None, "en"), literal.language or "", str(literal)
