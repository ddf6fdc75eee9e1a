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
from ..shape_data import Readable

TEXTS = (
    "description", "objective", "mandatingDepartment", "targetOrganisationType", "relatedActivity", "lesson",
    "trainingLevel", "trainingLanguage",
)  # fmt: skip
"""Local names of the properties whose values are texts."""

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_LABEL = f"{PREFIXES['rdfs']}label"
_DERIVED = f"{PREFIXES['prov']}wasDerivedFrom"
_PLACES = {"country": "country", "region": "region", "unresolvedPlace": "unresolved"}
_KEPT = 16
_SINGLE = ("start", "end", "startLiteral", "endLiteral")


class Named(NamedTuple):
    """A thing that a mandate names: its key, its label, and what kind of place it is if it is one."""

    key: str
    label: str
    kind: str = ""


class Report(NamedTuple):
    """A report: its IRI, its title, and whether it exists, is planned or is mentioned."""

    iri: str
    title: str
    status: str


@dataclass(frozen=True)
class MandateFacts:
    """One mandate. Where sources disagree on what has one value, the first in order counts; ``others`` has the rest.

    ``shares`` are the percentages that sources declare, by the keys of the places.
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
    reports: tuple[Report, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    shares: dict[str, Decimal] = field(default_factory=dict)
    quote: str = ""
    others: tuple[tuple[str, str], ...] = ()


def read_mandates(store: Readable) -> Iterator[MandateFacts]:
    """Yield every mandate of the store, in the order of their keys."""
    reader = _Reader(store)
    found = store.quads(None, _TYPE, ox.NamedNode(f"{MG}Mandate"), None)
    iris = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    for iri in sorted(iris):
        yield reader.read(iri)


def latest_day(store: Readable) -> date | None:
    """Return the latest day on which a source of the store was read."""
    days = {_date(quad.object) for quad in store.quads(None, ox.NamedNode(f"{MG}readOn"), None, None)}
    return max((day for day in days if day is not None), default=None)


Values = dict[str, set[ox.NamedNode | ox.Literal]]


class _Reader:
    def __init__(self, store: Readable) -> None:
        self._store = store
        self._labels: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._shares = self._declared()

    def read(self, iri: str) -> MandateFacts:
        values = self._values(iri)
        titles = _texts(values[_LABEL])
        singles = {name: _texts(values[f"{MG}{name}"]) for name in _SINGLE}
        start, end = (_date_of(singles[name]) for name in ("start", "end"))
        places = [named._replace(kind=kind) for name, kind in _PLACES.items() for named in self._named(values, name)]
        more = [("title", text) for text in titles[1:]]
        more += [(name, text) for name in _SINGLE for text in singles[name][1:]]
        return MandateFacts(
            key=self._store.minter.key(iri) or iri,
            iri=iri,
            title=titles[0] if titles else "",
            donors=self._named(values, "donor"),
            places=tuple(places),
            start=start,
            end=end,
            start_literal=_literal_of(singles["startLiteral"]),
            end_literal=_literal_of(singles["endLiteral"]),
            period_status=_status(start, end),
            training=ox.NamedNode(f"{MG}Training") in values[_TYPE.value],
            types=self._named(values, "resourceType"),
            themes=self._named(values, "theme"),
            reports=tuple(sorted(self._reports(values))),
            texts=tuple((name, text) for name in TEXTS for text in _texts(values[f"{MG}{name}"])),
            shares=self._shares.get(iri, {}),
            quote=self._quote(values),
            others=tuple(more),
        )

    def _values(self, iri: str) -> Values:
        values: Values = defaultdict(set)
        for quad in self._store.quads(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                values[quad.predicate.value].add(quad.object)
        return values

    def _named(self, values: Values, name: str) -> tuple[Named, ...]:
        nodes = (node for node in values[f"{MG}{name}"] if isinstance(node, ox.NamedNode))
        return tuple(
            sorted(Named(self._store.minter.key(node.value) or node.value, self._label(node)) for node in nodes)
        )

    def _reports(self, values: Values) -> Iterator[Report]:
        for node in values[f"{MG}report"]:
            if isinstance(node, ox.NamedNode):
                statuses = self._store.quads(node, ox.NamedNode(f"{MG}reportStatus"), None, None)
                keys = sorted(q.object.value.rpartition("/")[2] for q in statuses if isinstance(q.object, ox.NamedNode))
                yield Report(node.value, self._label(node), keys[0] if keys else "mentioned")

    def _label(self, node: ox.NamedNode) -> str:
        if node.value not in self._labels:
            found = [q.object for q in self._store.quads(node, ox.NamedNode(_LABEL), None, None)]
            texts = [text for text in found if isinstance(text, ox.Literal)]
            best = min(texts, key=lambda text: (text.language not in ("en", None), text.value), default=None)
            self._labels[node.value] = best.value if best else node.value
        return self._labels[node.value]

    def _declared(self) -> dict[str, dict[str, Decimal]]:
        """Return the shares that sources declare; a place for which they declare several has none."""
        rule, denotes = ox.NamedNode(f"{RULE}country-share"), ox.NamedNode(f"{MG}denotes")
        found: dict[str, dict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
        for quad in self._store.quads(None, rule, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                for place in self._store.quads(quad.subject, denotes, None, None):
                    key = self._store.minter.key(place.object.value) if isinstance(place.object, ox.NamedNode) else None
                    share = _decimal(self._text(quad.subject.value))
                    if key and share is not None:
                        found[quad.object.value][key].add(share)
        return {
            iri: {key: next(iter(shares)) for key, shares in places.items() if len(shares) == 1}
            for iri, places in found.items()
        }

    def _quote(self, values: Values) -> str:
        """Return what the first source says around the mandate, whole."""
        passages = sorted(node.value for node in values[_DERIVED] if isinstance(node, ox.NamedNode))
        return next((text for passage in passages if (text := self._text(passage).strip())), "")

    def _text(self, passage: str) -> str:
        version, _, span = passage.partition("#char=")
        first, _, last = span.partition(",")
        if not (first.isdigit() and last.isdigit()):
            return ""
        return self._whole(version)[int(first) : int(last)]

    def _whole(self, version: str) -> str:
        """Return the text of a version of a source; the last ones are kept, for mandates stand together."""
        if version not in self._versions:
            found = self._store.quads(ox.NamedNode(version), ox.NamedNode(f"{MG}text"), None, None)
            text = next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")
            while len(self._versions) >= _KEPT:
                del self._versions[next(iter(self._versions))]
            self._versions[version] = text
        return self._versions[version]


def _texts(nodes: set[ox.NamedNode | ox.Literal]) -> list[str]:
    return sorted(node.value for node in nodes if isinstance(node, ox.Literal))


def _date(node: object) -> date | None:
    try:
        return date.fromisoformat(node.value) if isinstance(node, ox.Literal) else None
    except ValueError:
        return None


def _date_of(texts: list[str]) -> date | None:
    return _date(ox.Literal(texts[0])) if texts else None


def _literal_of(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _status(start: date | None, end: date | None) -> str:
    if start and end:
        return "valid" if start <= end else "inverted"
    return "open" if start or end else "missing"


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
