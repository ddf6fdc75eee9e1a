"""Links as SSSOM in RDF, where a mapping is an annotated axiom, and back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from ..errors import InputError
from ..iris import MG, PREFIXES, Minter
from ..readable import lexical
from ..store.triple_terms import triple_term
from ..vocabularies.data import VocabularyData
from .link_rdf import SEMAPV, SSSOM, link_statements, predicate_of
from .mapping import NOT, Mappings
from .model import Link

_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_SLOTS = {
    "subject_id": f"{_OWL}annotatedSource",
    "predicate_id": f"{_OWL}annotatedProperty",
    "object_id": f"{_OWL}annotatedTarget",
}
"""How the standard writes what is stored under the names of its slots."""
_OUTWARD = {f"{SSSOM}{slot}": iri for slot, iri in _SLOTS.items()}
_INWARD = {iri: slot for slot, iri in _SLOTS.items()} | {
    f"{MG}linkState": "link_state",
    f"{MG}rule": "rule",
    f"{MG}evidence": "comment",
}
_SINGLE = frozenset(
    {*_SLOTS, "predicate_modifier", "mapping_justification", "confidence", *("link_state", "rule", "comment")}
)
_NEGATED = f"{SSSOM}NegatedPredicate"
_MATCH = re.compile(re.escape(PREFIXES["skos"]) + r"\w+Match")
_STATE = ox.NamedNode(f"{MG}linkState")
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
    slot = _OUTWARD.get(triple.predicate.value)
    yield ox.Triple(triple.subject, ox.NamedNode(slot), triple.object) if slot else triple
    if triple.predicate == _TYPE and triple.object == _LINK:
        yield ox.Triple(triple.subject, _TYPE, _AXIOM)
    if triple.predicate == _STATE and lexical(triple.object) == "rejected":
        yield ox.Triple(triple.subject, ox.NamedNode(f"{SSSOM}predicate_modifier"), ox.NamedNode(_NEGATED))


def read_rdf(text: str, data: VocabularyData, minter: Minter, where: str = "") -> tuple[Link, ...]:
    """Return the links that Turtle states about our things and a vocabulary, as ``Mappings`` takes them.

    It reads axioms and mappings of SSSOM, and matches that are only stated. InputError names the line of a syntax
    error, or the mapping whose thing, predicate or entry is not known here; a file without any mapping is one.
    """
    mappings = Mappings(data, minter, where)
    described: dict[str, dict[str, str]] = defaultdict(dict)
    stated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for triple in _triples(text, where):
        subject, predicate, value = (lexical(term) for term in (triple.subject, triple.predicate, triple.object))
        slot = _INWARD.get(predicate) or (predicate.startswith(SSSOM) and predicate.removeprefix(SSSOM))
        if slot:
            known = described[subject].setdefault(slot, value)
            if known != value and slot in _SINGLE:
                raise mappings.wrong(f"The mapping has several values of {slot}", f" {triple.subject}")
        elif predicate_of(predicate) or _MATCH.fullmatch(predicate):
            stated[subject, value].add(predicate)
    for node, said in described.items():
        if not _SINGLE.isdisjoint(said):
            mappings.add(_whole(said), f" {node}")
    for (subject, object), predicates in stated.items():
        mappings.add_statement(subject, predicates, object)
    return mappings.links()


def _triples(text: str, where: str) -> Iterator[ox.Triple]:
    at = triple_term(text)
    if at is not None:
        raise InputError(
            "It uses triple terms (<< >>) of RDF 1.2, which are not read.",
            where=f"{where}:{text.count(chr(10), 0, at) + 1}",
            remedy="Export it as RDF 1.1; nothing was read.",
        )
    try:
        yield from (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise InputError(
            f"This is not Turtle: {error.msg}.",
            where=f"{where}:{error.lineno}:{error.offset}",
            remedy="Correct the file; nothing was read.",
        ) from error


def _whole(said: dict[str, str]) -> dict[str, str]:
    """Return a mapping with its modifier as tables write it; what is rejected does not hold, said or not."""
    negated = said.get("predicate_modifier") == _NEGATED or said.get("link_state") == "rejected"
    return {**said, "predicate_modifier": NOT} if negated else said
