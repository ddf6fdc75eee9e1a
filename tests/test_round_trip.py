"""Any page made from records is read back to the same records, and every reading stands where it says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from page_writer import Mandate, Role, WrittenPage, pages

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.entities import Entity
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.prose.names import unresolved
from mandategraph.loaders.records import MandateRecord

RESOLVER = Resolver.load()


def entities(names: tuple[str, ...], role: Role) -> tuple[Entity, ...]:
    found = (RESOLVER.resolve(name, role=role).entity or unresolved(name, role) for name in names)
    return tuple(dict.fromkeys(found))


def written(mandate: Mandate) -> dict[str, object]:
    first, last = mandate.literals
    return {
        "title": mandate.title,
        "donors": entities(mandate.donors, "donor"),
        "places": entities(mandate.places, "place"),
        "start": (mandate.start, first),
        "end": (mandate.end, last),
        "training": mandate.training,
        "reports": ["exists"] if mandate.report else [],
    }


def read(record: MandateRecord) -> dict[str, object]:
    return {
        "title": record.title,
        "donors": record.donors,
        "places": record.places,
        "start": (record.start, record.start_literal),
        "end": (record.end, record.end_literal),
        "training": record.training,
        "reports": [report.status for report in record.reports],
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_a_page_is_read_back_to_the_records_it_was_made_from(page: WrittenPage) -> None:
    found = read_listing(page.text, RESOLVER)
    assert [read(record) for record in found.mandates] == [written(mandate) for mandate in page.mandates]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_every_reading_stands_where_it_says(page: WrittenPage) -> None:
    for mandate, record in zip(page.mandates, read_listing(page.text, RESOLVER).mandates, strict=True):
        quotes: dict[str, list[str]] = {}
        for reading in record.readings:
            assert record.block[0] <= reading.start < reading.end <= record.block[1]
            quotes.setdefault(reading.rule, []).append(page.text[reading.start : reading.end])
        first, last = mandate.literals
        assert quotes["title"] == [mandate.title]
        assert quotes["header-line"] == [mandate.header]
        assert quotes.get("header-donor", []) == list(mandate.donors)
        assert quotes["header-start"] == [first]
        assert quotes.get("header-end", []) == ([last] if last else [])
