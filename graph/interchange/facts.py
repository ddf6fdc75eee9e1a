"""What the graph says of each mandate, gathered from all sources, as exports write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import pyoxigraph as ox

from ..iris import MG, PREFIXES, RULE
from ..passages import Texts, parse_passage
from ..periods import period_status
from ..readable import Readable, graph_of
from .rdf_statements import rdf_statements
from .variants import Said, Variant, as_day, variants

TEXTS = (
    "description", "objective", "mandatingDepartment", "targetOrganisationType", "relatedActivity", "lesson",
    "trainingLevel", "trainingLanguage",
)  # fmt: skip
"""Local names of the properties whose values are texts."""

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_LABEL = f"{PREFIXES['rdfs']}label"
_DERIVED = f"{PREFIXES['prov']}wasDerivedFrom"
_PLACES = {"country": "country", "region": "region", "unresolvedPlace": "unresolved"}
_PROSE = ("text/plain", "text/html")
_SINGLE = ("start", "startLiteral", "end", "endLiteral", "periodStatus")
_CLAIM, _SHARED = f"{MG}identityClaim", f"{MG}sharesNameWith"


class Named(NamedTuple):
    """A thing that a mandate names: its key, its label, and what kind of place it is if it is one."""

    key: str
    label: str
    kind: str = ""


class Report(NamedTuple):
    """A report: its IRI, a title, and whether it exists, is planned or is mentioned; one with two titles is two."""

    iri: str
    title: str
    status: str


@dataclass(frozen=True)
class MandateFacts:
    """One mandate. ``variants`` are what its sources say of title and days; the first is also in fields of their own.

    ``shares`` are the percentages that sources declare, by the keys of the places, where they agree; ``declared`` all.
    ``statements`` are lines of N-Triples that say all of it, if some of it came as RDF.
    """

    key: str
    iri: str
    title: str
    donors: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    start: date | None = None
    end: date | None = None
    start_literal: str = ""
    end_literal: str = ""
    period_status: str = "missing"
    training: bool = False
    types: tuple[Named, ...] = ()
    themes: tuple[Named, ...] = ()
    mentions: tuple[Named, ...] = ()
    reports: tuple[Report, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    shares: dict[str, Decimal] = field(default_factory=dict)
    declared: tuple[tuple[str, Decimal], ...] = ()
    quote: str = ""
    variants: tuple[Variant, ...] = ()
    statements: tuple[str, ...] = ()


def read_mandates(store: Readable) -> Iterator[MandateFacts]:
    """Yield every mandate of the store, in the order of their keys."""
    reader = _Reader(store)
    found = store.quads(None, _TYPE, ox.NamedNode(f"{MG}Mandate"), None)
    iris = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    for iri in sorted(iris):
        yield reader.read(iri)


def latest_day(store: Readable) -> date | None:
    """Return the latest day on which a source of the store was read; without sources, that of the last change."""
    for property in (f"{MG}readOn", f"{PREFIXES['prov']}startedAtTime"):
        days = {_date(quad.object) for quad in store.quads(None, ox.NamedNode(property), None, None)}
        if known := [day for day in days if day is not None]:
            return max(known)
    return None


Values = dict[str, set[ox.NamedNode | ox.Literal]]


class _Reader:
    def __init__(self, store: Readable) -> None:
        self._store = store
        self._labels: dict[str, tuple[str, ...]] = {}
        self._passages = Texts(store)
        self._shares = self._declared()

    def read(self, iri: str) -> MandateFacts:
        sources = self._sources(iri)
        values: Values = defaultdict(set)
        for said in sources.values():
            for predicate, objects in said.items():
                values[predicate] |= objects
        found = variants(self._said(sources, values))
        first = found[0] if found else Variant()
        start, end = as_day(first.start), as_day(first.end)
        places = [named._replace(kind=kind) for name, kind in _PLACES.items() for named in self._named(values, name)]
        declared = self._shares.get(iri, {})
        return MandateFacts(
            key=self._store.minter.key(iri) or iri,
            iri=iri,
            title=first.title,
            donors=self._named(values, "donor"),
            places=tuple(places),
            start=start,
            end=end,
            start_literal=first.start_literal,
            end_literal=first.end_literal,
            period_status=period_status(start, end),
            training=ox.NamedNode(f"{MG}Training") in values[_TYPE.value],
            types=self._named(values, "resourceType"),
            themes=self._named(values, "theme"),
            mentions=self._named(values, "mentions"),
            reports=tuple(sorted(self._reports(values))),
            texts=tuple((name, text) for name in TEXTS for text in _texts(values[f"{MG}{name}"])),
            shares={key: next(iter(shares)) for key, shares in declared.items() if len(shares) == 1},
            declared=tuple((key, share) for key in sorted(declared) for share in sorted(declared[key])),
            quote=self._quote(values),
            variants=found,
            statements=rdf_statements(self._store, iri, sources),
        )

    def _sources(self, iri: str) -> dict[str, Values]:
        """Return the values of a mandate by the graph that has them."""
        found: dict[str, Values] = {}
        for quad in self._store.quads(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                said = found.setdefault(graph_of(quad), defaultdict(set))
                said[quad.predicate.value].add(quad.object)
        return found

    def _said(self, sources: dict[str, Values], values: Values) -> Said:
        """Return all that is said of what has one value; who it is for counts where another has the name too."""
        singles = (frozenset(_texts(values[name])) for name in (_LABEL, *(f"{MG}{name}" for name in _SINGLE)))
        stated = [said for said in sources.values() if said[f"{MG}periodStatus"]] if values[_SHARED] else []
        claims = (_texts(said[_CLAIM]) or [self._claim(said)] for said in stated)
        return Said._make((*singles, frozenset(claim for found in claims for claim in found)))

    def _claim(self, values: Values) -> str:
        """Return the keys of donors and places, as a source that differs in itself has them (mg:identityClaim)."""

        def keys(*names: str) -> str:
            nodes = (node for name in names for node in values[f"{MG}{name}"] if isinstance(node, ox.NamedNode))
            return " ".join(sorted(self._store.minter.key(node.value) or "" for node in nodes))

        return f"{keys('donor')}|{keys(*_PLACES)}"

    def _named(self, values: Values, name: str) -> tuple[Named, ...]:
        """Return the things of a property; a name that stands for nothing known comes in each way it is written."""
        nodes = (node for node in values[f"{MG}{name}"] if isinstance(node, ox.NamedNode))
        keyed = ((self._store.minter.key(node.value) or node.value, node) for node in nodes)
        return tuple(sorted(Named(key, label) for key, node in keyed for label in self._label(node)))

    def _reports(self, values: Values) -> Iterator[Report]:
        for node in values[f"{MG}report"]:
            if isinstance(node, ox.NamedNode):
                states = self._store.quads(node, ox.NamedNode(f"{MG}reportStatus"), None, None)
                keys = sorted({q.object.value.rpartition("/")[2] for q in states if isinstance(q.object, ox.NamedNode)})
                labels = sorted({*self._texts_of(node)}) or [node.value]
                for at in range(max(len(labels), len(keys))):
                    status = keys[min(at, len(keys) - 1)] if keys else "mentioned"
                    yield Report(node.value, labels[min(at, len(labels) - 1)], status)

    def _label(self, node: ox.NamedNode) -> tuple[str, ...]:
        if node.value not in self._labels:
            written = any(self._store.quads(node, _TYPE, ox.NamedNode(f"{MG}UnresolvedName"), None))
            self._labels[node.value] = tuple(sorted(set(self._texts_of(node)))) if written else (self._best(node),)
        return self._labels[node.value]

    def _best(self, node: ox.NamedNode) -> str:
        found = [q.object for q in self._store.quads(node, ox.NamedNode(_LABEL), None, None)]
        texts = [text for text in found if isinstance(text, ox.Literal)]
        best = min(texts, key=lambda text: (text.language not in ("en", None), text.value), default=None)
        return best.value if best else node.value

    def _texts_of(self, node: ox.NamedNode) -> Iterator[str]:
        for quad in self._store.quads(node, ox.NamedNode(_LABEL), None, None):
            if isinstance(quad.object, ox.Literal):
                yield quad.object.value

    def _declared(self) -> dict[str, dict[str, set[Decimal]]]:
        """Return the shares that sources declare, by mandate and place."""
        rule, denotes = ox.NamedNode(f"{RULE}country-share"), ox.NamedNode(f"{MG}denotes")
        found: dict[str, dict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
        for quad in self._store.quads(None, rule, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                for place in self._store.quads(quad.subject, denotes, None, None):
                    key = self._store.minter.key(place.object.value) if isinstance(place.object, ox.NamedNode) else None
                    share = _decimal(self._text(quad.subject.value))
                    if key and share is not None:
                        found[quad.object.value][key].add(share)
        return found

    def _quote(self, values: Values) -> str:
        """Return what the first source in prose says around the mandate, whole; a row or an activity is no prose."""
        passages = sorted(node.value for node in values[_DERIVED] if isinstance(node, ox.NamedNode))
        written = (self._text(passage).strip() for passage in passages if self._is_prose(passage))
        return next(filter(None, written), "")

    def _is_prose(self, passage: str) -> bool:
        version = ox.NamedNode(passage.partition("#")[0])
        kinds = self._store.quads(version, ox.NamedNode(f"{MG}mediaType"), None, None)
        return any(isinstance(quad.object, ox.Literal) and quad.object.value in _PROSE for quad in kinds)

    def _text(self, iri: str) -> str:
        passage = parse_passage(iri)
        return (self._passages.words(passage) if passage else "") or ""


def _texts(nodes: set[ox.NamedNode | ox.Literal]) -> list[str]:
    return sorted(node.value for node in nodes if isinstance(node, ox.Literal))


def _date(node: object) -> date | None:
    try:
        return date.fromisoformat(node.value[:10]) if isinstance(node, ox.Literal) else None
    except ValueError:
        return None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
