"""Findings as pages show them: what is wrong, where it stands, what to do, what the text suggests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.iris import MG, PREFIXES, SHAPE
from ...graph.validation.locations import Locator
from .passages import Citation, Passages
from .reading import subjects, value, values
from .view import Link, View

_SH = PREFIXES["sh"]
NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class FindingCard:
    """One finding. ``grade`` is its severity, or that no validation has judged it yet."""

    iri: str
    check: str
    check_href: str
    grade: str
    about: Link
    message: str
    said: str
    details: tuple[str, ...]
    suggestion: tuple[str, str]
    citations: tuple[Citation, ...]
    waived: str


def findings_about(view: View, passages: Passages, thing: str) -> list[FindingCard]:
    """Return what the checks found of one thing."""
    return finding_cards(view, passages, subjects(view.reader, _SH + "focusNode", thing))


def finding_cards(view: View, passages: Passages, iris: Iterable[str]) -> list[FindingCard]:
    """Read findings by their IRIs."""
    locator = Locator(view.reader)
    return [_read(view, passages, locator, iri) for iri in iris]


def _read(view: View, passages: Passages, locator: Locator, iri: str) -> FindingCard:
    def said(property: str) -> str:
        return value(view.reader, iri, property)

    shape = said(_SH + "sourceShape")
    places = [locator.locate(passage) for passage in values(view.reader, iri, MG + "passage")]
    severity = said(_SH + "resultSeverity").rpartition("#")[2].lower()
    focus = said(_SH + "focusNode")
    return FindingCard(
        iri=iri,
        check=shape.removeprefix(SHAPE),
        check_href=view.href(shape),
        grade=severity or NOT_JUDGED,
        about=view.link(focus),
        message=said(_SH + "resultMessage"),
        said=said(_SH + "value"),
        details=tuple(line for line in said(PREFIXES["rdfs"] + "comment").splitlines() if line),
        suggestion=(said(MG + "suggestedStart"), said(MG + "suggestedEnd")),
        citations=tuple(passages.cite(place) for place in places if place),
        waived=said(MG + "waivedUntil"),
    )
