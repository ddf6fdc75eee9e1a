"""A row of a table -> a mandate, or another resource if its type says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ...graph.countries.resolver import Resolver
from ...graph.entities import Role
from ...graph.periods import period_status
from ..flags import period_flags
from ..pages.name_lists import Named, in_doubt, read_name, read_names
from ..pages.periods import Written
from ..pages.resources import closing_label
from ..prose.prose import Prose
from ..records import DocumentRecord, Flag, MandateRecord, Problem, Reading, ReportRecord, StatedMandate
from ..shares import FIELDS as SHARES
from ..shares import row_shares
from .cells import Cell, Row
from .columns import CODE_LISTS
from .days import read_period, read_written
from .exported import of_one_mandate
from .mentions import read_mentions
from .reports import exact_report, read_reports
from .stated import stated_mandate
from .texts import read_texts
from .themes import read_themes
from .trainings import is_training_type, read_details, read_training
from .variants import variants_of

_PLACE_RULES = {"country": "table-country", "region": "table-region"}
_MANDATES = frozenset(("resource-type/mandate", "resource-type/training"))


class RowReader:
    """Reads the rows of one table. ``problems`` collects what a person should look at.

    ``things`` is what the IRIs of this store's things begin with.
    """

    def __init__(self, text: str, resolver: Resolver, things: str) -> None:
        self._resolver, self._things = resolver, things
        self._prose = Prose(text, resolver)
        self.problems: list[Problem] = []

    def read(self, row: Row) -> tuple[MandateRecord | StatedMandate | DocumentRecord, ...]:
        """Return what a row says: a record; of an exported row, one for each way in which its sources differ."""
        title, kind = row.first("title"), row.first("type")
        label = closing_label(kind.value) if kind else None
        if label and title and label.type.key not in _MANDATES and not row.exported:
            return (DocumentRecord(title.value, label.type, *title.span()),)
        return self.read_mandates(row)

    def read_mandates(self, row: Row) -> tuple[MandateRecord | StatedMandate, ...]:
        """Return the mandate of a row, whatever its type; see ``read``."""
        before = len(self.problems)
        records = self._records(row)
        if "statements" not in row.fields:
            return records
        found: list[Problem] = []
        stated = stated_mandate(row, records, self._resolver, found)
        if stated:  # what is said of its columns does not count, but of shares, which no statement gives
            spans = [(cell.start, cell.end) for field in SHARES for cell in row.fields.get(field, ())]
            of_shares = [p for p in self.problems[before:] if any(a <= p.offset <= b for a, b in spans)]
            self.problems[before:] = of_shares
        self.problems += found
        return (stated,) if stated else records

    def _records(self, row: Row) -> tuple[MandateRecord, ...]:
        record = self._read(row)
        if not row.exported:
            return (record,)
        iri = row.fields["iri"][0]
        records = variants_of(record, row.fields.get("otherValues", ()), self.problems)
        return of_one_mandate(records, iri, self._things, self.problems)

    def _read(self, row: Row) -> MandateRecord:
        title, kinds = row.first("title"), row.fields.get("type", ())
        readings = [Reading("table-title", *title.span())] if title else []
        for kind in kinds if row.exported else kinds[:1]:
            if label := closing_label(kind.value):
                readings.append(Reading("table-type", *kind.span(), label.type))
        return self._mandate(row, title, readings, not row.exported and is_training_type(row.first("type")))

    def _mandate(self, row: Row, title: Cell | None, readings: list[Reading], said: bool) -> MandateRecord:
        start, end = self._period(row)
        donors = self._names(row, "donor", "donor", start)
        places = self._names(row, "place", "place", start)
        readings += [*_named(donors, places), *_days(start, end), *read_themes(row, self.problems)]
        readings += row_shares(row, places, self._resolver, self.problems)
        readings += read_mentions(row.parts("mention"), self._resolver, self.problems)
        texts = list(read_texts(row, readings))
        prose, reports = self._prose_of(row, title)
        training = read_training(row, self._prose, readings, self.problems)
        if training:
            read_details(row, self._prose, readings, texts)
        cells = row.fields.get("report", ())
        listed = tuple(
            report for cell in cells for report in ((exact_report(cell),) if row.exported else read_reports(cell))
        )
        named = {report.title.casefold() for report in listed}
        flags = [*_title_flags(row, title), *period_flags(start, end), *_name_flags("donor", donors)]
        self._report(row, title, donors, places, start, end)
        self._report_status(row, start, end)
        return MandateRecord(
            title=title.value if title else "",
            block=(row.start, row.end),
            donors=tuple(dict.fromkeys(found.entity for found in donors)),
            places=tuple(dict.fromkeys(found.entity for found in places)),
            start=start.day if start else None,
            end=end.day if end else None,
            start_literal=start.literal if start else "",
            end_literal=end.literal if end else "",
            training=training or said,
            reports=(*listed, *(report for report in reports if report.title.casefold() not in named)),
            texts=tuple(dict.fromkeys(texts)),
            readings=(*readings, *prose),
            flags=(*flags, *_name_flags("place", places)),
        )

    def _period(self, row: Row) -> tuple[Written | None, Written | None]:
        """Return start and end: from their own columns, else from that of the period."""
        first, last, both = row.first("start"), row.first("end"), row.first("period")
        start = read_written(first, row.first("startWritten"))
        end = read_written(last, row.first("endWritten"))
        if both:
            begins, ends = read_period(both)
            for own, other in ((start, begins), (end, ends)):
                if own and other and own.day != other.day:
                    what = f"The columns give two days, {own.literal!r} and {other.literal!r}; the first was read."
                    self.problems.append(Problem(other.span[0], what, "Correct one of them."))
            start, end = start or begins, end or ends
        return start, end

    def _names(self, row: Row, field: str, role: Role, start: Written | None) -> tuple[Named, ...]:
        day = start.day if start else None
        return tuple(
            Named(name.entity, name.text, *part.span(name.start, name.end), name.status)
            for part in row.parts(field)
            for name in self._of_list(part, field) or self._read_names(row, part, role, day)
        )

    def _of_list(self, part: Cell, field: str) -> tuple[Named, ...]:
        """Return the place of a code, where the heading names the list that it is of."""
        listed = part.note if field == "place" and part.note in CODE_LISTS.values() else ""
        entity = self._resolver.resolve(part.value, scheme=listed).entity if listed else None
        return (Named(entity, part.value, 0, len(part.value), "known"),) if entity else ()

    def _read_names(self, row: Row, part: Cell, role: Role, day: date | None) -> Iterable[Named]:
        if row.single or row.exported:
            return read_name(part.value, role, self._resolver, day)
        return read_names(part.value, 0, role, self._resolver, day)

    def _prose_of(self, row: Row, title: Cell | None) -> tuple[list[Reading], list[ReportRecord]]:
        if row.exported:
            return [], []
        described = row.fields.get("description", ())
        return self._prose.read(*(cell.span() for cell in (title, *described) if cell))

    def _report_status(self, row: Row, start: Written | None, end: Written | None) -> None:
        """Report a state of the period that is not that of its days."""
        found = period_status(start.day if start else None, end.day if end else None)
        cell = row.first("periodStatus")
        if cell and cell.value.casefold() != found:
            what = f"The period status is {cell.value!r}, but the days make it {found!r}; the days count."
            self.problems.append(Problem(cell.start, what, "Correct the days, or the status."))

    def _report(
        self,
        row: Row,
        title: Cell | None,
        donors: Sequence[Named],
        places: Sequence[Named],
        start: Written | None,
        end: Written | None,
    ) -> None:
        """Collect what a person should look at in a row."""
        if title is None:
            self.problems.append(Problem(row.start, "The mandate has no title.", "Write the mandate's title."))
        self.problems += in_doubt("donor", tuple(donors), self._resolver)
        self.problems += in_doubt("place", tuple(places), self._resolver)
        for side, day in (("start", start), ("end", end)):
            if day and day.day is None:
                what = f"The {side} {day.literal!r} is not a day; it is kept as written."
                self.problems.append(Problem(day.span[0], what, "Write it as day/month/year or year-month-day."))
        for kind in row.fields.get("type", ()):
            if not closing_label(kind.value) and not is_training_type(kind):
                what = f"The type {kind.value!r} is not known; it stands only in the text of the source."
                remedy = "Use a type of the ontology, such as Mandate or Case Study."
                self.problems.append(Problem(kind.start, what, remedy))


def _named(donors: Sequence[Named], places: Sequence[Named]) -> Iterator[Reading]:
    yield from (Reading("table-donor", name.start, name.end, name.entity) for name in donors)
    for name in places:
        rule = _PLACE_RULES.get(name.entity.kind, "table-unresolved-place")
        yield Reading(rule, name.start, name.end, name.entity)


def _days(start: Written | None, end: Written | None) -> Iterator[Reading]:
    yield from (Reading(f"table-{side}", *day.span) for side, day in (("start", start), ("end", end)) if day)


def _title_flags(row: Row, title: Cell | None) -> Iterator[Flag]:
    if title is None:
        yield Flag("title-known", row.start, row.end)


def _name_flags(role: str, names: Sequence[Named]) -> Iterator[Flag]:
    for name in names:
        if name.status != "known":
            check = f"{role}-{'ambiguous' if name.status == 'ambiguous' else 'resolved'}"
            yield Flag(check, name.start, name.end, name.text)
