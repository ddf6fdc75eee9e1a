"""The reference data: ontology, concept schemes, rules, organisations, places and countries, as files and as graphs."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from .errors import InputError
from .iris import DEFAULT_BASE, MG, PREFIXES, Minter
from .readable import Readable
from .store.changes import GraphChange

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
ONTOLOGY_IRI = MG.rstrip("#")
COUNTRIES = "countries.ttl"
PARSER_PLACE = re.compile(r"^Parser error (?:at|between) line [^:]*: ")
"""What the engine's messages begin with; ours begin with the file, then the line."""

_THINGS = f"{DEFAULT_BASE}id/"
_VERSION = ox.NamedNode(f"{MG}referenceVersion")
_VERSION_INFO = f"{PREFIXES['owl']}versionInfo"
_LABEL = f"{PREFIXES['rdfs']}label"
_TERM = ox.NamedNode(ONTOLOGY_IRI)


def ontology_files(folder: Path = ONTOLOGY) -> list[Path]:
    """Return the Turtle files of the ontology and the reference data, alignments included, sorted."""
    return sorted(folder.rglob("*.ttl"))


@functools.cache
def reference_version() -> str:
    """Return 16 digits of the hash of all reference files."""
    digest = hashlib.sha256()
    for path in ontology_files():
        digest.update(f"{path.relative_to(ONTOLOGY).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def read_turtle(path: Path) -> list[ox.Quad]:
    """Return the statements of a Turtle file; InputError names file, line and column of what is wrong."""
    try:
        return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise InputError(
            f"This is not Turtle: {PARSER_PLACE.sub('', str(error.msg))}.",
            where=f"{path}:{error.lineno}:{error.offset}",
            remedy="Correct the file; nothing was read from it.",
        ) from error
    except OSError as error:
        raise InputError(
            f"This file cannot be read: {error.strerror}.", where=str(path), remedy="Check that it is there."
        ) from error


def reference_graphs(base: str = DEFAULT_BASE) -> Mapping[str, bytes]:
    """Return the reference graphs of a store with this base IRI: the graph's IRI and its N-Quads, sorted.

    Things of ours move below ``base``; terms of the ontology keep their IRIs. Blank nodes become IRIs.
    """
    minter = Minter(base)
    ontology, countries = minter.graph("ontology"), minter.graph("countries")
    marker = ox.Quad(_TERM, _VERSION, ox.Literal(reference_version()))
    files = {path: read_turtle(path) for path in ontology_files()}
    terms = [quad for path, quads in files.items() if path.name != COUNTRIES for quad in _named(path, quads, minter)]
    places = [quad for path, quads in files.items() if path.name == COUNTRIES for quad in _named(path, quads, minter)]
    return {
        ontology: _nquads([*terms, marker], ontology, minter),
        countries: _nquads(places, countries, minter),
    }


def reference_changes(store: Readable) -> Iterator[GraphChange]:
    """Yield what a store needs to hold the reference data of this software: nothing if it holds them already."""
    graph = ox.NamedNode(store.minter.graph("ontology"))
    held = [quad.object for quad in store.quads(_TERM, _VERSION, None, graph)]
    if held != [ox.Literal(reference_version())]:
        for iri, nquads in reference_graphs(store.minter.base).items():
            yield GraphChange(iri, nquads, regular=True)


def _named(path: Path, quads: list[ox.Quad], minter: Minter) -> Iterable[ox.Quad]:
    """Give blank nodes names that depend on nothing but the file."""
    if not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        return quads
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def node(term: ox.BlankNode) -> ox.NamedNode:
        return ox.NamedNode(minter.thing(f"node/{path.stem}-{term.value}"))

    return [
        ox.Quad(
            node(quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject,
            quad.predicate,
            node(quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object,
        )
        for quad in dataset
    ]


def _nquads(quads: Iterable[ox.Quad], graph: str, minter: Minter) -> bytes:
    things = f"<{_THINGS}"
    moved = f"<{minter.thing('')}"
    lines = set()
    for quad in quads:
        subject, object = (
            text.replace(things, moved, 1) if text.startswith(things) else text
            for text in (str(quad.subject), str(quad.object))
        )
        lines.add(f"{subject} {quad.predicate} {object} <{graph}> .\n")
    return "".join(sorted(lines)).encode()
