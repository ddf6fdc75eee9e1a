"""Every example page gives what a careful reader took out of it, in ``examples/expected.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.entities import Entity
from mandategraph.loaders.documents.discover import InputFile
from mandategraph.loaders.documents.document import read_document
from mandategraph.loaders.extraction import read_page
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.records import MandateRecord

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PAGES = EXAMPLES / "pages"
EXPECTED = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
RDF = {"made-up/mandates.ttl"}


def tail(key: str) -> str:
    return key.rpartition("/")[2]


def day(value: object) -> str | None:
    return None if value is None else str(value)


def facts(record: MandateRecord) -> dict[str, object]:
    return {
        "title": record.title,
        "donors": sorted(tail(donor.key) for donor in record.donors),
        "countries": sorted(country.code for country in record.countries),
        "start": day(record.start),
        "end": day(record.end),
        "period": record.period_status,
        "training": record.training,
        "reports": len(record.reports),
        "places": sorted(place.key for place in record.places if place.kind != "country"),
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_gives_what_a_careful_reader_finds(name: str) -> None:
    document = read_document(InputFile(PAGES / name, name, name))
    page = read_page(document, Resolver.load(), "https://example.org/version")
    found = {
        "mandates": [facts(record) for record in page.mandates],
        "resources": [{"title": made.title, "type": tail(made.type.key)} for made in page.documents],
    }
    assert found == EXPECTED[name]


def test_every_page_is_expected() -> None:
    pages = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file()}
    assert pages == set(EXPECTED) | RDF


def test_the_pages_say_what_they_show() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [
        path.name for path in PAGES.rglob("*") if path.is_file() and path.name not in readme and path.name[2] != "-"
    ] == []


def test_the_sample_keeps_the_facts_of_its_prose() -> None:
    text = (PAGES / "mali.txt").read_text(encoding="utf-8")
    said = [
        {reading.value.key for reading in record.readings if isinstance(reading.value, Entity)}
        for record in read_listing(text, Resolver.load()).mandates
    ]
    assert said[0] >= {
        "place/brussels",
        "place/bamako",
        "organisation/eucap-sahel-mali",
        "organisation/european-external-action-service",
        "organisation/civilian-planning-and-conduct-capability",
        "organisation/issat",
        "organisation/issat-governing-board",
    }
    assert said[1] >= {"place/brussels", "organisation/dg-devco"}
    assert said[2] >= {"theme/governance", "theme/defence-reform", "theme/police-reform", "theme/gender"}
    assert said[4] >= {"place/geneva", "theme/criminal-justice-chain", "theme/accountability"}


def test_the_sample_keeps_the_dates_and_reports_of_its_prose() -> None:
    text = (PAGES / "mali.txt").read_text(encoding="utf-8")
    records = read_listing(text, Resolver.load()).mandates
    dates = [
        text[reading.start : reading.end]
        for record in records
        for reading in record.readings
        if reading.rule == "date-mention"
    ]
    assert dates == ["from 19 to 21 May 2015", "18 May 2015", "mid-2016"]
    assert [report.status for record in records for report in record.reports] == ["exists", "planned"]
