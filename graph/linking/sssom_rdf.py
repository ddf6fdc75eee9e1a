"""Links as SSSOM in RDF, where a mapping is an annotated axiom, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

import pyoxigraph as ox

from ..countries.resolver import Resolver
from ..errors import InputError
from ..iris import MG, PREFIXES, Minter
from ..readable import lexical
from ..vocabularies.data import VocabularyData
from .link_rdf import SEMAPV, SSSOM, link_statements, predicate_of, read_links
from .model import Link, State, confidence_of, is_rule

_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_SLOTS = {
    f"{SSSOM}subject_id": f"{_OWL}annotatedSource",
    f"{SSSOM}predicate_id": f"{_OWL}annotatedProperty",
    f"{SSSOM}object_id": f"{_OWL}annotatedTarget",
}
"""How the standard writes what is stored under the names of its slots."""
_AXIOM = ox.NamedNode(f"{_OWL}Axiom")
_TYPE = ox.NamedNode(f"{_RDF}type")
_LINK = ox.NamedNode(f"{MG}Link")


def write_rdf(links: Sequence[Link], data: VocabularyData, minter: Minter) -> str:
    """Return links as Turtle: each mapping an ``owl:Axiom``, as SSSOM has it, and accepted ones as statements too."""
    text = "".join(f"{line} .\n" for line in link_statements(data.name, links, minter))
    parsed = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    triples = sorted({triple for quad in parsed for triple in _outward(quad.triple)}, key=str)
    names = ("mg", "owl", "rdf", "rdfs", "skos", "void", "xsd")
    prefixes = {name: PREFIXES[name] for name in names} | {"sssom": SSSOM, "semapv": SEMAPV}
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _outward(triple: ox.Triple) -> Iterator[ox.Triple]:
    slot = _SLOTS.get(triple.predicate.value)
    yield ox.Triple(triple.subject, ox.NamedNode(slot), triple.object) if slot else triple
    if triple.predicate == _TYPE and triple.object == _LINK:
        yield ox.Triple(triple.subject, _TYPE, _AXIOM)


def read_rdf(text: bytes, data: VocabularyData, minter: Minter, where: str = "") -> tuple[Link, ...]:
    """Return the links that Turtle states about our things and a vocabulary.

    InputError names the line of a syntax error, or the mapping whose thing, predicate or entry is not known here.
    """
    inward = {outward: slot for slot, outward in _SLOTS.items()}
    try:
        triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise InputError(
            f"This is not Turtle: {error.msg}.",
            where=f"{where}:{error.lineno}:{error.offset}",
            remedy="Correct the file; nothing was read.",
        ) from error
    turned = [
        ox.Triple(
            triple.subject, ox.NamedNode(inward.get(triple.predicate.value, triple.predicate.value)), triple.object
        )
        for triple in triples
    ]
    _check(turned, data, minter, where)
    return read_links(turned, minter)


def _check(triples: Sequence[ox.Triple], data: VocabularyData, minter: Minter, where: str) -> None:
    entries, resolver = data.by_iri(), Resolver.load()
    known: dict[str, Callable[[str], bool]] = {
        f"{SSSOM}subject_id": lambda value: resolver.entity(minter.key(value) or "") is not None,
        f"{SSSOM}predicate_id": lambda value: predicate_of(value) is not None,
        f"{SSSOM}object_id": lambda value: value in entries,
        f"{SSSOM}confidence": lambda value: confidence_of(value) is not None,
        f"{MG}linkState": lambda value: value in get_args(State),
        f"{MG}rule": is_rule,
    }
    for triple in triples:
        value, test = lexical(triple.object), known.get(triple.predicate.value)
        if test and not test(value):
            raise InputError(
                f"The mapping {triple.subject} speaks of {value!r}, which is not known here.",
                where=where,
                remedy="Correct the file; nothing was read.",
            )
