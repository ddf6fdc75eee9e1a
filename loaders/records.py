"""What a document says, before it becomes quads: records of readings, each with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from ..graph.entities import Entity
from ..graph.iris import MG, PREFIXES
from ..graph.periods import PeriodStatus, period_status

_MANDATE_TYPE = f" <{PREFIXES['rdf']}type> <{MG}Mandate> .\n".encode()

make = tuple.__new__
"""Makes a named tuple from a plain one, in half the time; for the readings, of which a page has thousands."""


class Reading(NamedTuple):
    """One value read from a text by one rule.

    ``rule`` is a local name of ``ontology/rules.ttl``; ``start`` and ``end`` are code points of the document's text;
    ``value`` is the thing named, the normalised literal, or None where the quote itself is the value.
    """

    rule: str
    start: int
    end: int
    value: Entity | str | tuple[date, date] | None = None


class Flag(NamedTuple):
    """Something the loader could see to be wrong: a check's name, where, and the value it is about."""

    check: str
    start: int
    end: int
    value: str = ""
    suggestion: tuple[date, date] | None = None


class ReportRecord(NamedTuple):
    """A report of a mandate: ``status`` is exists, planned or mentioned; ``title`` as far as the text gives one."""

    title: str
    status: Literal["exists", "planned", "mentioned"]
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class MandateRecord:
    """A mandate as one block, page or row gives it."""

    title: str
    block: tuple[int, int]
    donors: tuple[Entity, ...] = ()
    places: tuple[Entity, ...] = ()
    start: date | None = None
    end: date | None = None
    start_literal: str = ""
    end_literal: str = ""
    training: bool = False
    reports: tuple[ReportRecord, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """Literal facts, as pairs of a property's local name in the ontology and a value."""
    readings: tuple[Reading, ...] = ()
    flags: tuple[Flag, ...] = ()
    name: str = ""
    """The name that a mandate without a title has in the export that it is read from."""

    @property
    def period_status(self) -> PeriodStatus:
        """Whether the two dates make an interval of days."""
        return period_status(self.start, self.end)

    @property
    def countries(self) -> tuple[Entity, ...]:
        """Those listed places that are countries."""
        return tuple(place for place in self.places if place.kind == "country")


class StatedMandate(NamedTuple):
    """A mandate of an export whose statements stand in it word for word.

    ``statements`` are N-Triples without full stops; ``block`` is where they stand; ``readings`` are further evidence.
    """

    iri: str
    statements: tuple[str, ...]
    block: tuple[int, int]
    readings: tuple[Reading, ...] = ()


class DocumentRecord(NamedTuple):
    """Another resource of a page, such as a case study: title, resource type (a concept), place of the title."""

    title: str
    type: Entity
    start: int
    end: int


class Problem(NamedTuple):
    """Something in a document that a person should look at: offset in the text, what is wrong, what to do."""

    offset: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything read from one document."""

    heading: str = ""
    about: Entity | None = None
    mandates: tuple[MandateRecord, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    statements: bytes = b""
    """Statements that an RDF file gives ready-made: N-Triples."""
    stated: tuple[StatedMandate, ...] = ()

    @property
    def mandate_count(self) -> int:
        """How many mandates the document gives; an exported row gives one, whatever its sources differ in."""
        return len({record.block for record in self.mandates}) + len(self.stated) + self.statements.count(_MANDATE_TYPE)
