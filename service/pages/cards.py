"""A mandate in one line: what lists of mandates show of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.iris import MG, PREFIXES
from ...graph.periods import period_status
from .reading import select, subjects, values
from .view import Link, View

PAGE = 25
"""How many mandates a page of a list shows."""


@dataclass(frozen=True)
class Card:
    """A mandate as lists show it; where sources differ, the earliest start and the latest end."""

    iri: str
    title: str
    href: str
    start: str
    end: str
    period: str
    donors: tuple[Link, ...]
    places: tuple[Link, ...]
    training: bool
    reports: int
    findings: int


@dataclass(frozen=True)
class Cards:
    """One page of a list of mandates: which, of how many, from where."""

    cards: tuple[Card, ...]
    total: int
    offset: int = 0

    @property
    def last(self) -> int:
        """The number of the last one shown, counted from 1."""
        return self.offset + len(self.cards)


def read_cards(
    view: View, pattern: str, offset: int = 0, limit: int = PAGE, order: str = "DESC(?first) ?title"
) -> Cards:
    """Return the mandates that a group pattern about ``?mandate`` finds, the latest first."""
    total = count_mandates(view, pattern)
    rows = select(
        view.reader,
        f"SELECT ?mandate (MIN(?begin) AS ?first) (MIN(?label) AS ?title) {{ ?mandate a mg:Mandate . {pattern} "
        "OPTIONAL { ?mandate mg:start ?begin } OPTIONAL { ?mandate rdfs:label ?label } } "
        f"GROUP BY ?mandate ORDER BY {order} ?mandate LIMIT {limit} OFFSET {offset}",
    )
    return Cards(tuple(read_card(view, row["mandate"]) for row in rows), total, offset)


def count_mandates(view: View, pattern: str = "") -> int:
    """Return how many mandates a group pattern about ``?mandate`` finds."""
    rows = select(view.reader, f"SELECT (COUNT(DISTINCT ?mandate) AS ?n) {{ ?mandate a mg:Mandate . {pattern} }}")
    return int(rows[0]["n"])


def read_card(view: View, iri: str) -> Card:
    """Read one mandate."""
    reader = view.reader
    starts, ends = values(reader, iri, MG + "start"), values(reader, iri, MG + "end")
    start, end = min(starts, default=""), max(ends, default="")
    named = [place for name in ("country", "region", "unresolvedPlace") for place in values(reader, iri, MG + name)]
    types = values(reader, iri, PREFIXES["rdf"] + "type")
    return Card(
        iri=iri,
        title=view.names.label(iri),
        href=view.href(iri),
        start=start,
        end=end,
        period=period_status(start, end),
        donors=links(view, values(reader, iri, MG + "donor")),
        places=links(view, named),
        training=MG + "Training" in types,
        reports=len(values(reader, iri, MG + "report")),
        findings=len(subjects(reader, PREFIXES["sh"] + "focusNode", iri)),
    )


def links(view: View, iris: Iterable[str]) -> tuple[Link, ...]:
    """Return things as links, in the order of their labels."""
    return tuple(sorted((view.link(iri) for iri in iris), key=lambda link: (link.label.casefold(), link.iri)))
