"""Links as statements: the match itself, its description in the terms of SSSOM, the set of links, and the findings."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import cast, get_args

import pyoxigraph as ox

from ..iris import MG, PREFIXES, SHAPE, Minter, slug
from ..validation.findings import SEVERITY_TERMS
from ..vocabularies.data import tail
from ..vocabularies.rdf import moved, scheme_iri
from .model import MANUAL, Disagreement, Link, Predicate, State

SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"

_OWL, _RDF, _RDFS, _SH, _SKOS, _VOID, _DCT, _XSD = (
    PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "sh", "skos", "void", "dct", "xsd")
)
_SAME = f"{_OWL}sameAs"
_PLAIN = re.compile("[A-Za-z0-9-]+")
Term = ox.NamedNode | ox.Literal


def predicate_iri(predicate: Predicate) -> str:
    """Return the IRI of a predicate."""
    return _SAME if predicate == "sameAs" else f"{_SKOS}{predicate}"


def predicate_of(iri: str) -> Predicate | None:
    """Return the predicate with an IRI; None if links do not use it."""
    name = iri.removeprefix(_SKOS) if iri != _SAME else "sameAs"
    return cast(Predicate, name) if name in get_args(Predicate) else None


def entry_slug(iri: str) -> str:
    """Return an entry's end in the IRI of a link; digits of its hash are added where the end had to be changed."""
    end = tail(iri)
    plain = slug(end)
    return plain if _PLAIN.fullmatch(end) else f"{plain}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def link_iri(name: str, link: Link, minter: Minter) -> str:
    """Return the IRI of a link's description."""
    return minter.thing(f"link/{name}/{link.subject}/{entry_slug(link.object)}")


def link_statements(name: str, links: Iterable[Link], minter: Minter) -> Iterator[str]:
    """Yield the links of a vocabulary in N-Triples without the full stop: accepted matches, and every description."""
    accepted: Counter[str] = Counter()
    for link in links:
        subject, entry = minter.thing(link.subject), moved(link.object, minter)
        if link.state == "accepted":
            stated = {predicate_iri(link.predicate)}
            if link.predicate == "sameAs":
                stated.add(f"{_SKOS}exactMatch")
            for predicate in sorted(stated):
                accepted[predicate] += 1
                yield f"<{subject}> <{predicate}> {ox.NamedNode(entry)}"
        node = ox.NamedNode(link_iri(name, link, minter))
        for property, term in _description(link, subject, entry):
            yield f"{node} <{property}> {term}"
    yield from _linksets(name, accepted, minter)


def _description(link: Link, subject: str, entry: str) -> Iterator[tuple[str, Term]]:
    yield f"{_RDF}type", ox.NamedNode(f"{MG}Link")
    yield f"{_RDFS}label", ox.Literal(f"{link.subject_label} – {link.object_label}")
    yield f"{SSSOM}subject_id", ox.NamedNode(subject)
    yield f"{SSSOM}subject_label", ox.Literal(link.subject_label)
    yield f"{SSSOM}predicate_id", ox.NamedNode(predicate_iri(link.predicate))
    yield f"{SSSOM}object_id", ox.NamedNode(entry)
    yield f"{SSSOM}object_label", ox.Literal(link.object_label)
    yield f"{SSSOM}mapping_justification", ox.NamedNode(f"{SEMAPV}{link.justification}")
    yield f"{SSSOM}confidence", ox.Literal(f"{link.confidence:g}", datatype=ox.NamedNode(f"{_XSD}decimal"))
    yield f"{MG}linkState", ox.Literal(link.state)
    yield f"{MG}rule", ox.Literal(link.rule)
    yield f"{MG}evidence", ox.Literal(link.evidence)


def _linksets(name: str, accepted: Counter[str], minter: Minter) -> Iterator[str]:
    """Yield the description of the links: one VoID linkset for the vocabulary, with a part for each predicate."""
    whole = ox.NamedNode(minter.thing(f"linkset/{name}"))
    parts = {predicate: ox.NamedNode(f"{whole.value}/{slug(tail(predicate))}") for predicate in sorted(accepted)}
    for node, predicate in [(whole, ""), *((part, predicate) for predicate, part in parts.items())]:
        title = f"Links to {name}: {tail(predicate)}" if predicate else f"Links to {name}"
        yield f"{node} <{_RDF}type> <{_VOID}Linkset>"
        yield f"{node} <{_RDFS}label> {ox.Literal(title, language='en')}"
        yield f"{node} <{_VOID}subjectsTarget> <{scheme_iri('countries', minter)}>"
        yield f"{node} <{_VOID}objectsTarget> <{scheme_iri(name, minter)}>"
        count = accepted[predicate] if predicate else sum(accepted.values())
        yield f"{node} <{_VOID}triples> {ox.Literal(count)}"
        if predicate:
            yield f"{node} <{_VOID}linkPredicate> <{predicate}>"
            yield f"{whole} <{_VOID}subset> {node}"


def finding_statements(name: str, found: Iterable[Disagreement], minter: Minter) -> Iterator[str]:
    """Yield the disagreements of a vocabulary as findings, in N-Triples without the full stop."""
    scheme = ox.NamedNode(scheme_iri(name, minter))
    for one in found:
        ours = "/" in one.focus and not one.focus.startswith(("http://", "https://", "urn:"))
        focus = minter.thing(one.focus) if ours else moved(one.focus, minter)
        key = one.focus if ours else minter.key(focus) or f"entry/{entry_slug(one.focus)}"
        node = ox.NamedNode(minter.finding(one.check, key, one.value))
        if one.place:
            yield f"{node} <{MG}foundAt> {ox.Literal(one.place)}"
            yield f"{node} <{_RDFS}comment> {ox.Literal(f'The entry stands at {one.place}.', language='en')}"
        for property, term in (
            (f"{_RDF}type", ox.NamedNode(f"{MG}Finding")),
            (f"{_RDF}type", ox.NamedNode(f"{_SH}ValidationResult")),
            (f"{_RDFS}label", ox.Literal(f"{one.check}: {one.label}")),
            (f"{MG}aboutVocabulary", scheme),
            (f"{_SH}focusNode", ox.NamedNode(focus)),
            (f"{_SH}value", ox.Literal(one.value)),
            (f"{_SH}sourceShape", ox.NamedNode(f"{SHAPE}{one.check}")),
            (f"{_SH}resultSeverity", ox.NamedNode(SEVERITY_TERMS[one.severity])),
            (f"{_SH}resultMessage", ox.Literal(one.message, language="en")),
        ):
            yield f"{node} <{property}> {term}"


def read_links(quads: Iterable[ox.Quad | ox.Triple], minter: Minter) -> tuple[Link, ...]:
    """Return the links that statements describe, in order; what is no link is left out."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            said[quad.subject.value][quad.predicate.value] = quad.object.value
    links = (_link(facts, minter) for facts in said.values() if f"{SSSOM}subject_id" in facts)
    return tuple(sorted(link for link in links if link is not None))


def _link(facts: dict[str, str], minter: Minter) -> Link | None:
    subject = minter.key(facts[f"{SSSOM}subject_id"])
    predicate = predicate_of(facts.get(f"{SSSOM}predicate_id", ""))
    state = facts.get(f"{MG}linkState", "accepted")
    if subject is None or predicate is None or state not in get_args(State):
        return None
    return Link(
        subject=subject,
        object=facts.get(f"{SSSOM}object_id", ""),
        predicate=predicate,
        state=cast(State, state),
        rule=facts.get(f"{MG}rule", "review"),
        confidence=float(facts.get(f"{SSSOM}confidence", "1")),
        evidence=facts.get(f"{MG}evidence", ""),
        subject_label=facts.get(f"{SSSOM}subject_label", ""),
        object_label=facts.get(f"{SSSOM}object_label", ""),
        decided=facts.get(f"{SSSOM}mapping_justification") == f"{SEMAPV}{MANUAL}",
    )
