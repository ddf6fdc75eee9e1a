"""Mandates as activities of IATI 2.03. What IATI has no place for is said in elements of our own namespace."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from ..countries.resolver import Resolver
from ..errors import UsageError
from ..iris import MG, Minter
from ..readable import Readable
from .facts import MandateFacts, Named, latest_day, read_mandates
from .iati_codes import Codes
from .shares import left_over, split
from .variants import other_lines
from .xml_writer import XmlWriter, is_exact

_INVERTED = "The source gives an end before the start; both days are given as the source has them."
_EQUAL = "Equal shares: the source declares none."
_DECLARED = "As the source declares."
_NONE = "No description is given by the source."
_GENERAL, _OBJECTIVES, _OTHER = "1", "2", "4"
_DESCRIPTIONS = {"description": _GENERAL, "objective": _OBJECTIVES}
_OWN_TEXTS = ("mandatingDepartment", "targetOrganisationType", "relatedActivity", "lesson")
_RESULTS = "A08"
_FORBIDDEN = re.compile(r"[/&|?\s]")
_PIPELINE, _RUNNING, _CLOSED = "1", "2", "4"


@dataclass(frozen=True)
class Reporter:
    """Who reports: the reference and name of an organisation. ``type`` is a code of IATI's organisation types."""

    ref: str
    name: str
    type: str = "90"


class LeftOut(NamedTuple):
    """A mandate that cannot be an activity, and why."""

    key: str
    reason: str


class Written(NamedTuple):
    """What an export wrote, how many of these have no day, and what it left out."""

    activities: int
    left_out: tuple[LeftOut, ...]
    undated: int = 0


def default_reporter(minter: Minter) -> Reporter:
    """Return a reporter named by the base of the IRIs, for where no organisation is named."""
    ref = minter.base.partition("://")[2].strip("/").replace("/", "-")
    return Reporter(ref, ref)


def write_iati(
    store: Readable,
    stream: BinaryIO,
    resolver: Resolver,
    reporter: Reporter | None = None,
    on: date | None = None,
    with_undated: bool = False,
) -> Written:
    """Write every mandate with a day as an activity; the same data gives the same bytes.

    ``on`` decides what is planned and what is actual: without it, the latest day on which a source was read.
    ``with_undated`` also writes mandates without any day; the file is then not valid by the standard's schema.
    UsageError if no mandate can be written, for a file without an activity is not valid.
    """
    day = on or latest_day(store) or date.min
    writer = _ActivityWriter(reporter or default_reporter(store.minter), Codes(resolver), store.minter, day)
    count, undated, left_out = 0, 0, []
    for mandate in read_mandates(store):
        if not (mandate.start or mandate.end):
            if not with_undated:
                left_out.append(LeftOut(mandate.key, "an activity needs a day, and no source gives one"))
                continue
            undated += 1
        if not count:
            stream.write(_head(writer.xml, day))
        writer.activity(mandate)
        stream.write(writer.xml.taken())
        count += 1
    if not count:
        what = "there is no mandate" if with_undated else "no mandate has a day"
        remedy = "Load some first." if with_undated else "To write those without a day all the same: --with-undated."
        raise UsageError(f"{what}, so there is no activity to write.", where="--format iati", remedy=remedy)
    writer.xml.end()
    stream.write(writer.xml.taken())
    return Written(count, tuple(left_out), undated)


def _head(xml: XmlWriter, day: date) -> bytes:
    xml.start("iati-activities", {"version": "2.03", "xmlns:mg": MG})
    xml.comment(
        f"State as of {day.isoformat()}. Percentages of places are those that the source declares (mg:share='declared')"
        " or equal shares (mg:share='equal'). Elements of mg: say what IATI has no place for."
    )
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml.taken()


def _identifier(key: str) -> str:
    """Return what tells an activity from the others, without what the standard forbids in identifiers (``/ & | ?``)."""
    plain = _FORBIDDEN.sub("-", key)
    return plain if key.startswith("mandate/") else f"{plain}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


class _ActivityWriter:
    def __init__(self, reporter: Reporter, codes: Codes, minter: Minter, day: date) -> None:
        self.xml = XmlWriter()
        self._reporter, self._codes, self._minter, self._day = reporter, codes, minter, day

    def activity(self, mandate: MandateFacts) -> None:
        xml = self.xml
        xml.start("iati-activity", {"xml:lang": "en", "linked-data-uri": mandate.iri, "mg:mandate": mandate.key})
        xml.text("iati-identifier", f"{self._reporter.ref}-{_identifier(mandate.key)}")
        reporting = {"ref": self._reporter.ref, "type": self._reporter.type, "secondary-reporter": "1"}
        self._narrated("reporting-org", reporting, [self._reporter.name])
        self._narrated("title", {} if mandate.title else {"mg:absent": "true"}, [mandate.title or "Untitled"])
        self._descriptions(mandate)
        self._organisations(mandate)
        xml.empty("activity-status", {"code": self._status(mandate)})
        self._dates(mandate)
        self._places(mandate)
        self._themes(mandate)
        self._documents(mandate)
        self._own(mandate)
        xml.end()

    def _narrated(self, name: str, attributes: dict[str, str], narratives: Iterable[str]) -> None:
        self.xml.start(name, attributes)
        for narrative in narratives:
            self.xml.text("narrative", narrative)
        self.xml.end()

    def _descriptions(self, mandate: MandateFacts) -> None:
        written = False
        for name, text in mandate.texts:
            if name in _DESCRIPTIONS:
                self._narrated("description", {"type": _DESCRIPTIONS[name], "mg:property": name}, [text])
            elif name in _OWN_TEXTS:
                self._narrated("description", {"type": _OTHER, "mg:property": name}, [text])
            written = written or name in (*_DESCRIPTIONS, *_OWN_TEXTS)
        if not written:
            self._narrated("description", {"type": _GENERAL, "mg:quote": "true"}, [mandate.quote or _NONE])

    def _organisations(self, mandate: MandateFacts) -> None:
        for donor in mandate.donors:
            ref, type = self._codes.organisation(donor)
            name = self._codes.name(donor, "donor")
            self._narrated("participating-org", {"ref": ref, "type": type, "role": "1"}, [name])
        if not mandate.donors:  # an activity needs a participant; who reports is accountable for what is said of it
            self._narrated("participating-org", {"ref": self._reporter.ref, "role": "2"}, [self._reporter.name])

    def _status(self, mandate: MandateFacts) -> str:
        if mandate.period_status == "inverted":
            return _CLOSED if max(filter(None, (mandate.start, mandate.end))) < self._day else _RUNNING
        if mandate.end and mandate.end < self._day:
            return _CLOSED
        return _PIPELINE if mandate.start and mandate.start > self._day else _RUNNING

    def _dates(self, mandate: MandateFacts) -> None:
        note = [_INVERTED] if mandate.period_status == "inverted" else []
        sides = (("1", "2", mandate.start, mandate.start_literal), ("3", "4", mandate.end, mandate.end_literal))
        for planned, actual, day, literal in sides:
            if day:
                written = literal if literal != day.isoformat() and is_exact(literal) else ""
                type = actual if day <= self._day else planned
                self._dated({"iso-date": day.isoformat(), "type": type, "mg:written": written}, note)

    def _dated(self, attributes: dict[str, str], note: list[str]) -> None:
        if note:
            self._narrated("activity-date", attributes, note)
        else:
            self.xml.empty("activity-date", attributes)

    def _places(self, mandate: MandateFacts) -> None:
        coded = [place for place in mandate.places if self._codes.place(place)]
        found = split(mandate, coded)
        shares: list[Decimal | None] = [*found.shares] or [None] * len(coded)
        note = {"declared": f" ({_DECLARED})", "equal": f" ({_EQUAL})", "": ""}[found.basis]
        for kind in ("country", "region"):
            for place, share in zip(coded, shares, strict=True):
                if place.kind == kind:
                    attributes = dict(self._codes.place(place))
                    if share is not None:
                        attributes |= {"percentage": f"{share:f}", "mg:share": found.basis}
                    self._narrated(f"recipient-{kind}", attributes, [f"{place.label}{note}"])

    def _themes(self, mandate: MandateFacts) -> None:
        for name in ("sector", "tag"):
            for theme in mandate.themes:
                sector = self._codes.sector(theme.key)
                if name == "sector" and sector:
                    self._narrated("sector", {"vocabulary": "1", "code": sector}, [theme.label])
                elif name == "tag" and not sector:
                    scheme = self._minter.thing("scheme/themes")
                    code = theme.key.removeprefix("theme/")
                    self._narrated("tag", {"vocabulary": "99", "vocabulary-uri": scheme, "code": code}, [theme.label])

    def _documents(self, mandate: MandateFacts) -> None:
        for report in mandate.reports:
            if report.status == "exists":
                self.xml.start("document-link", {"url": report.iri, "format": "text/html"})
                self._narrated("title", {}, [report.title])
                self.xml.empty("category", {"code": _RESULTS})
                self.xml.end()

    def _own(self, mandate: MandateFacts) -> None:
        """Write what IATI has no place for."""
        xml = self.xml
        for place in mandate.places:
            if place.kind == "unresolved":
                xml.text("mg:unresolvedPlace", place.label)
            elif not self._codes.place(place):
                xml.text("mg:place", self._codes.name(Named(place.key, place.label), "place"))
        for side, day, literal in (
            ("start", mandate.start, mandate.start_literal),
            ("end", mandate.end, mandate.end_literal),
        ):
            if literal and (day is None or not is_exact(literal)):
                xml.text(f"mg:{side}Literal", literal)
        for type in mandate.types:
            xml.text("mg:resourceType", type.label)
        if mandate.training:
            xml.text("mg:training", "yes")
        for name, text in mandate.texts:
            if name in ("trainingLevel", "trainingLanguage"):
                xml.text(f"mg:{name}", text)
        for report in mandate.reports:
            if report.status != "exists":
                xml.text("mg:report", report.title, {"status": report.status})
        for thing in mandate.mentions:
            xml.text("mg:mentions", thing.key)
        self._declared(mandate)
        for line in other_lines(mandate.variants):
            xml.text("mg:otherValues", line)
        for line in mandate.statements:
            xml.text("mg:statement", line)

    def _declared(self, mandate: MandateFacts) -> None:
        """Write the shares that sources declare and that no percentage has."""
        names = {place.key: self._codes.name(place, "place") for place in mandate.places}
        for key, share in left_over(mandate, [place for place in mandate.places if self._codes.place(place)]):
            if key in names:
                self.xml.text("mg:declaredShare", f"{names[key]} {share:f}")
