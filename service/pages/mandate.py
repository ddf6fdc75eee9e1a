"""A mandate: what is known of it, with the sentence behind each value, its findings, its map and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.description import Value, describe
from ...graph.iris import MG, PREFIXES
from ...graph.periods import period_status
from ...graph.validation.locations import Location
from . import world_map
from .cards import read_card
from .finding_cards import findings_about
from .highlighting import KINDS
from .neighbours import neighbours
from .passages import Citation, Passages
from .reading import values
from .rendering import render
from .view import Link, View

_GROUPS = {
    "Who": ("donor", "mandatingDepartment", "targetOrganisationType"),
    "Where": ("country", "region", "unresolvedPlace"),
    "When": ("start", "end"),
    "What": ("type", "label", "resourceType", "trainingLevel", "trainingLanguage", "report"),
    "About": ("theme", "description", "objective", "relatedActivity", "lesson", "mentions"),
}
_SKIPPED = {"startLiteral", "endLiteral", "periodStatus"}
_PROSE = {"description", "objective", "lesson", "relatedActivity"}


@dataclass(frozen=True)
class Said:
    """One value of a fact: what it is, as what it was written, and the sentences it was read from."""

    text: str
    link: Link | None
    written: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Fact:
    """One property with its values."""

    label: str
    property: Link
    kind: str
    said: tuple[Said, ...]


def mandate_page(view: View, iri: str) -> str:
    """Render a mandate or a training."""
    described = describe(view.reader, iri)
    passages = Passages(view)
    card = read_card(view, iri)
    reports = values(view.reader, iri, MG + "report")
    places = {
        country.rpartition("/")[2]: (view.link(country), 1.0) for country in values(view.reader, iri, MG + "country")
    }
    return render(
        view,
        "mandate.html",
        title=card.title,
        here="/search",
        card=card,
        iri=iri,
        titles=[title for title in values(view.reader, iri, PREFIXES["rdfs"] + "label") if title != card.title],
        groups=facts(view, passages, described.values),
        found_excerpts=passages.excerpts(iri, reports),
        kinds=KINDS,
        findings=findings_about(view, passages, iri),
        map=world_map.draw(places, crop=True),
        neighbours=neighbours(view, iri),
        period=_period(card.start, card.end),
    )


def facts(view: View, passages: Passages, said: Iterable[Value]) -> list[tuple[str, list[Fact]]]:
    """Return what is said of a thing as facts in groups, each value with its sentences."""
    by_property: dict[str, list[Value]] = {}
    for each in said:
        by_property.setdefault(each.property_iri, []).append(each)
    written = {name: by_property.get(f"{MG}{name}Literal", []) for name in ("start", "end")}
    facts = {
        _name(property): _fact(view, passages, found, written.get(_name(property), []))
        for property, found in by_property.items()
        if _name(property) not in _SKIPPED
    }
    groups = [(title, [facts.pop(name) for name in names if name in facts]) for title, names in _GROUPS.items()]
    return [(title, found) for title, found in [*groups, ("More", list(facts.values()))] if found]


def _fact(view: View, passages: Passages, found: list[Value], written: list[Value]) -> Fact:
    property = Link(found[0].property, view.href(found[0].property_iri), found[0].property_iri)
    kind = "prose" if _name(property.iri) in _PROSE else "day" if _name(property.iri) in ("start", "end") else "value"
    return Fact(property.label, property, kind, tuple(_said(view, passages, each, written) for each in found))


def _said(view: View, passages: Passages, each: Value, written: list[Value]) -> Said:
    link = Link(each.text, view.href(each.iri), each.iri) if each.iri else None
    return Said(
        each.text, link, _as_written(each.evidence, written), tuple(passages.cite(place) for place in each.evidence)
    )


def _as_written(evidence: Iterable[Location], written: list[Value]) -> str:
    """Return a date as the source writes it: the quote, where it is one of the literals that were kept."""
    literals = {value.text for value in written}
    return next((place.quote for place in evidence if place.quote in literals), "")


def _name(property: str) -> str:
    return property.rpartition("#")[2].rpartition("/")[2]


def _period(start: str, end: str) -> str:
    return {
        "valid": "",
        "inverted": "The end comes before the start. Both are kept as the source has them.",
        "open": "Only one of the two days is known.",
        "missing": "Neither day is known.",
    }[period_status(start, end)]
