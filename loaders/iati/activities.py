"""Activities of IATI 2.0x -> mandates, one an activity: who funds it, where, from when to when, about what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ...graph.errors import InputError
from ..documents.document import Document
from ..records import MandateRecord, Page, Problem, Reading, StatedMandate
from ..tables.cells import Cell, Row
from ..tables.rows import RowReader
from .places import place_cells
from .themes import theme_cells
from .tree import Element, placed, read_tree

_VERSION = re.compile(r"2\.\d\d")
_RULES = {
    f"table-{name}": f"iati-{name}"
    for name in (
        "title", "donor", "country", "region", "unresolved-place", "start", "end", "theme", "report", "description",
        "training", "type",
    )
} | {"page-objective": "iati-objective"}  # fmt: skip
_FUNDING, _IMPLEMENTING = "1", "4"
_DATES = {"start": ("2", "1"), "end": ("4", "3")}
"""Types of activity-date: the actual day counts before the planned one."""
_DESCRIPTIONS = {"2": "objective"}
_OWN_TEXTS = ("mandatingDepartment", "targetOrganisationType", "relatedActivity", "lesson", "objective", "description")
_NO_REPORTS = ("A04", "A06", "A09", "A10", "A11", "A12")
"""Categories of documents that are no reports: conditions, budgets, tenders, contracts, web pages."""
_OWN = {
    "mg:training": "training",
    "mg:trainingLevel": "trainingLevel",
    "mg:trainingLanguage": "trainingLanguage",
    "mg:resourceType": "type",
    "mg:mentions": "mention",
    "mg:otherValues": "otherValues",
    "mg:statement": "statements",
}
_DAC = re.compile(r"XM-DAC-(\d{1,5})", re.IGNORECASE)


def read_iati(document: Document, resolver: Resolver, things: str) -> Page:
    """Return the mandates of a file of activities; InputError if it is not one, or of another version.

    ``things`` is what the IRIs of this store's things begin with.
    """
    root = read_tree(document)
    if root.name != "iati-activities":
        raise InputError(
            f"This is not a file of IATI activities; its root is <{root.name}>.",
            where=document.where(root.start),
            remedy="Give the file of the activities.",
        )
    if not _VERSION.fullmatch(root.value("version")):
        raise InputError(
            f"IATI version {root.value('version') or 'unknown'} is not read; 2.01 to 2.03 are.",
            where=document.where(root.start),
            remedy="Give the file in a version of 2.0x.",
        )
    reader = _ActivityReader(document, resolver, things)
    records = [record for activity in root.all("iati-activity") for record in reader.read(activity)]
    if not records:
        reader.problems.append(Problem(root.start, "The file has no activity.", "Check that it is whole."))
    return Page(
        mandates=tuple(record for record in records if isinstance(record, MandateRecord)),
        stated=tuple(record for record in records if isinstance(record, StatedMandate)),
        problems=tuple(sorted(reader.found())),
    )


class _ActivityReader:
    """Reads the activities of one file. ``problems`` collects what a person should look at."""

    def __init__(self, document: Document, resolver: Resolver, things: str) -> None:
        self._resolver = resolver
        self._rows = RowReader(document.text, resolver, things)
        self.problems: list[Problem] = []

    def found(self) -> list[Problem]:
        """Return the problems of the activities and of their values."""
        return [*self.problems, *self._rows.problems]

    def read(self, activity: Element) -> Iterator[MandateRecord | StatedMandate]:
        """Yield the mandate of an activity; of an exported one, a record for each way in which its sources differ."""
        fields: dict[str, list[Cell]] = {}
        before = len(self.problems)
        for field, cells in self._fields(activity):
            if cells := [cell for cell in cells if cell.value]:
                fields.setdefault(field, []).extend(cells)
        row = Row(activity.start, activity.end, fields, single=True)
        more = tuple(self._implementing(activity))
        records = self._rows.read_mandates(row)
        if any(isinstance(record, StatedMandate) for record in records):
            del self.problems[before:]  # they are about elements that do not count
        for record in records:
            yield _with_own_rules(record, more) if isinstance(record, MandateRecord) else record

    def _fields(self, activity: Element) -> Iterator[tuple[str, list[Cell]]]:
        yield "iri", [activity.attributes[name] for name in ("mg:mandate",) if name in activity.attributes]
        yield "title", self._title(activity)
        yield "donor", list(self._donors(activity))
        places = place_cells(activity, self._resolver, self.problems)
        yield "place", places.names
        yield "share", places.shares
        yield "shareBasis", places.bases
        yield "declaredShare", places.declared
        for side in _DATES:
            yield from self._day(activity, side)
        yield from self._descriptions(activity)
        yield "theme", theme_cells(activity, self.problems)
        yield "report", list(self._reports(activity))
        for name, field in _OWN.items():
            yield field, [each.text(joined=False) for each in activity.all(name)]

    def _title(self, activity: Element) -> list[Cell]:
        titles = [title for title in activity.all("title") if "mg:absent" not in title.attributes]
        found = [cell for title in titles for cell in title.narratives(joined=not _is_ours(activity))]
        if len(found) > 1:
            what = f"The activity has {len(found)} titles; the first was read."
            self.problems.append(Problem(found[1].start, what, "Nothing, if they are translations of it."))
        return found[:1]

    def _donors(self, activity: Element) -> Iterator[Cell]:
        joined = not _is_ours(activity)
        return (self._donor(each, joined) for each in activity.all("participating-org") if _role(each) == _FUNDING)

    def _donor(self, organisation: Element, joined: bool = True) -> Cell:
        """Return the name of an organisation; where only its reference is known, what that stands for."""
        named = next(iter(organisation.narratives(joined=joined)), None)
        ref = organisation.attributes.get("ref")
        by_name = self._resolver.resolve(named.value, "donor").entity if named else None
        by_ref = self._by_reference(ref.value) if ref else None
        if named and by_name and by_ref and by_name != by_ref:
            what = f"The organisation is {named.value!r} by name and {by_ref.label} by its reference; the name counts."
            self.problems.append(Problem(named.start, what, "Correct one of them."))
        if ref and by_ref and not by_name:
            return placed(by_ref.key, *ref.span())
        return named or ref or Cell("", organisation.start, organisation.start)

    def _by_reference(self, ref: str) -> Entity | None:
        code = _DAC.fullmatch(ref.strip())
        return self._resolver.resolve(code[1], "donor", scheme="dac").entity if code else None

    def _day(self, activity: Element, side: str) -> Iterator[tuple[str, list[Cell]]]:
        found = [each for each in activity.all("activity-date") if each.value("type") in _DATES[side]]
        found.sort(key=lambda each: _DATES[side].index(each.value("type")))
        same = [each for each in found if each.value("type") == found[0].value("type")]
        if len({each.value("iso-date") for each in same}) > 1:
            what = f"The activity has several days for its {side}; the first was read."
            self.problems.append(Problem(same[1].start, what, "Keep one of them."))
        for each in found[:1]:
            yield side, [each.attributes[name] for name in ("iso-date",) if name in each.attributes]
            yield f"{side}Written", [each.attributes[name] for name in ("mg:written",) if name in each.attributes]
        yield f"{side}Written", [each.text(joined=False) for each in activity.all(f"mg:{side}Literal")]

    def _descriptions(self, activity: Element) -> Iterator[tuple[str, list[Cell]]]:
        for each in activity.all("description"):
            if "mg:quote" in each.attributes:  # what the source says around the mandate; no fact of its own
                continue
            own = each.value("mg:property")
            field = own if own in _OWN_TEXTS else _DESCRIPTIONS.get(each.value("type"), "description")
            narratives = each.narratives(joined=False)
            yield field, narratives if own else narratives[:1]

    def _reports(self, activity: Element) -> Iterator[Cell]:
        ours = _is_ours(activity)
        for link in activity.all("document-link"):
            categories = [each.value("code") for each in link.all("category")]
            if not any(code in _NO_REPORTS for code in categories):
                for title in link.all("title"):
                    found = title.narratives(joined=not ours)[:1]
                    yield from (cell._replace(note="exists") if ours else cell for cell in found)
        for own in activity.all("mg:report"):
            yield own.text(joined=False)._replace(note=own.value("status"))

    def _implementing(self, activity: Element) -> Iterator[Reading]:
        for each in activity.all("participating-org"):
            if _role(each) == _IMPLEMENTING:
                cell = self._donor(each)
                entity = self._resolver.resolve(cell.value, "donor").entity
                if entity:
                    yield Reading("organisation-mention", *cell.span(), entity)


def _is_ours(activity: Element) -> bool:
    """Tell whether an export of ours wrote an activity: then every text is taken as it is."""
    return "mg:mandate" in activity.attributes


def _role(organisation: Element) -> str:
    return organisation.value("role")


def _with_own_rules(record: MandateRecord, more: tuple[Reading, ...]) -> MandateRecord:
    """Return a record that a row reader made with the rules that read activities, and with more readings."""
    readings = tuple(_renamed(_RULES, reading) for reading in record.readings)
    reports = tuple(each._replace(rule=_RULES.get(each.rule, each.rule)) for each in record.reports)
    return replace(record, readings=(*readings, *more), reports=reports)


def _renamed(rules: Mapping[str, str], reading: Reading) -> Reading:
    return reading._replace(rule=rules[reading.rule]) if reading.rule in rules else reading
