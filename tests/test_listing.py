"""Listing pages: the sample against what a careful reader takes out of it, and every way a block can look."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mandategraph.graph.countries import Resolver
from mandategraph.loaders.listing import read_listing
from mandategraph.loaders.records import MandateRecord, Page

Gold = dict[str, Any]

INTERPRETED = {
    "induction training for the core team in Brussels prior to their deployment",
    "deployment of the core team in Bamako",
    "The first day",
    "the second",
    "the third day",
    "over the last decade",
    "joint Germany-ISSAT team",
    "The EU has asked ISSAT",
}
"""Spans that a careful reader adds by understanding the text: undated events, days of a course, a team of two parties, a
clause that tells who asked."""


def page_of(text: str) -> Page:
    return read_listing(text, Resolver.load())


def mandates_of(text: str) -> tuple[MandateRecord, ...]:
    return page_of(text).mandates


@pytest.fixture(scope="module")
def sample(shared: Path) -> tuple[str, Page, Gold]:
    text = (shared / "source" / "mali.txt").read_text(encoding="utf-8")
    gold = json.loads((shared / "source" / "mali.gold.json").read_text(encoding="utf-8"))
    return text, page_of(text), gold


def test_sample_gives_the_gold_counts(sample: tuple[str, Page, Gold]) -> None:
    _, page, gold = sample
    found = page.mandates
    assert {
        "mandates": len(found),
        "trainings": sum(mandate.training for mandate in found),
        "distinct_donors": len({donor for mandate in found for donor in mandate.donors}),
        "donor_links": sum(len(mandate.donors) for mandate in found),
        "distinct_countries": len({place for mandate in found for place in mandate.countries}),
        "country_links": sum(len(mandate.countries) for mandate in found),
        "mandates_with_report": sum(bool(mandate.reports) for mandate in found),
        "inverted_periods": sum(mandate.period_status == "inverted" for mandate in found),
    } == gold["counts"]
    assert (page.heading, page.about and page.about.key) == ("Mali", "country/MLI")
    assert page.documents == () and page.problems == ()


def test_sample_gives_the_gold_facts(sample: tuple[str, Page, Gold]) -> None:
    text, page, gold = sample
    alpha3 = {"ML": "MLI", "BE": "BEL", "CD": "COD", "UA": "UKR", "NG": "NGA"}
    for found, wanted in zip(page.mandates, gold["mandates"], strict=True):
        assert found.title == wanted["title"]["value"]
        assert [donor.label for donor in found.donors] == [donor["value"] for donor in wanted["donors"]]
        assert {place.code for place in found.countries} == {alpha3[c["iso2"]] for c in wanted["countries"]}
        assert (str(found.start), found.start_literal) == (wanted["start"]["value"], wanted["start"]["literal"])
        assert (str(found.end), found.end_literal) == (wanted["end"]["value"], wanted["end"]["literal"])
        assert found.training == wanted["is_training"]
        assert [report.status for report in found.reports] == [
            r["status"].split(";")[0].split(",")[0] for r in wanted["reports"]
        ]
        assert found.block == (wanted["block"]["start"], wanted["block"]["end"])
        assert text[found.block[0] :].startswith(found.title)


def test_every_gold_span_is_found_at_its_offsets(sample: tuple[str, Page, Gold]) -> None:
    text, page, gold = sample
    for found, wanted in zip(page.mandates, gold["mandates"], strict=True):
        spans = {(reading.start, reading.end) for reading in found.readings}
        spans |= {(report.start, report.end) for report in found.reports}
        for span in _spans(wanted):
            start, end, quote = span["start"], span["end"], span["quote"]
            assert text[start:end] == quote
            if quote in INTERPRETED:
                continue
            inside = {text[s:e] for s, e in spans if start <= s and e <= end}
            bare = quote.removeprefix("the ").removeprefix("The ")
            assert (start, end) in spans or inside & {bare, "EU"}, f"{quote!r} at {start}, {end}"


def _spans(value: object) -> list[Gold]:
    if isinstance(value, dict):
        here = [value["span"]] if "span" in value else []
        return here + [span for item in value.values() for span in _spans(item)]
    return [span for item in value for span in _spans(item)] if isinstance(value, list) else []


def test_inverted_period_keeps_both_literals_and_suggests_what_the_prose_says(sample: tuple[str, Page, Gold]) -> None:
    _, page, _ = sample
    mandate = page.mandates[1]
    assert (mandate.start, mandate.end) == (date(2015, 9, 21), date(2015, 5, 21))
    (flag,) = mandate.flags
    assert (flag.check, flag.value) == ("period-order", "21/09/2015 - 21/05/2015")
    assert flag.suggestion == (date(2015, 5, 19), date(2015, 5, 21))
    assert [mandate.flags for n, mandate in enumerate(page.mandates) if n != 1] == [()] * 4


HEADERS = [
    ("Netherlands mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    (
        "mandate in DRC, Cote d'Ivoire, Guinea-Conakry, Mali 03.10.2016. - 09.01.2017.",
        "", "COD CIV GIN MLI", "2016-10-03", "2017-01-09",
    ),
    ("EU, UK mandate in 11.07.2014. - 29.08.2014.", "european-union united-kingdom", "", "2014-07-11", "2014-08-29"),
    (
        "Switzerland mandate in Central America, SOUTH AMERICA 20/03/2016 - 01/11/2016",
        "switzerland", "013 005", "2016-03-20", "2016-11-01",
    ),
    ("AU mandate in Mali 01.02.2019. - 31.03.2019.", "african-union", "MLI", "2019-02-01", "2019-03-31"),
    ("UN mandate in Burkina Faso, Mali, Niger 07/07/2020 - 21/02/2021", "united-nations", "BFA MLI NER", "2020-07-07", "2021-02-21"),
    ("UK mandate in DRC 31/10/2010 - 09/11/2010", "united-kingdom", "COD", "2010-10-31", "2010-11-09"),
    ("Pays-Bas mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Reino Unido mandate in Malí, República Democrática del Congo 1/7/2014 - 31/8/2015", "united-kingdom", "MLI COD", "2014-07-01", "2015-08-31"),
    ("هولندا mandate in مالي 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Холандија mandate in Мали 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Holanda mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("UK mandate in Congo, Democratic Republic of, The Gambia 31/10/2010 – 09/11/2010", "united-kingdom", "COD GMB", "2010-10-31", "2010-11-09"),
    ("UK mandate in the Gambia and Mali 31/10/2010 - 09/11/2010", "united-kingdom", "GMB MLI", "2010-10-31", "2010-11-09"),
    ("Netherlands\u00a0mandate in\u00a0Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in EU 01/07/2014 -", "netherlands", "eu", "2014-07-01", "None"),
    ("Netherlands mandate in Bosnia and Herzegovina - 31/08/2015", "netherlands", "BIH", "None", "2015-08-31"),
    ("Netherlands mandate in Mali", "netherlands", "MLI", "None", "None"),
    ("Austria & Slovenia mandate in Kosovo 01/07/2014 - 31/08/2015", "austria slovenia", "XKX", "2014-07-01", "2015-08-31"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "donors", "places", "start", "end"), HEADERS, ids=[row[0] for row in HEADERS])
def test_header_lines_are_read_right(line: str, donors: str, places: str, start: str, end: str) -> None:
    (mandate,) = mandates_of(f"Mali\n\nA title - with a dash, and a comma\n\n{line}\n\nSome prose.\n\nMandate")
    assert mandate.title == "A title - with a dash, and a comma"
    assert [donor.key for donor in mandate.donors] == [f"donor/{name}" for name in donors.split()]
    assert [place.code or place.key.removeprefix("region/") for place in mandate.places] == places.split()
    assert (str(mandate.start), str(mandate.end)) == (start, end)
    assert mandate.flags == ()


PROSE = [
    "This mandate was to support the EU in this stocktaking exercise.",
    "The mandate in Mali ended on 31/08/2015.",
    "Its mandate in Mali 01/07/2014 - 31/08/2015",
    "After the UN mandate in Mali 01/07/2014 - 31/08/2015",
    "The mission has a mandate in Mali and Niger from 01/07/2014 - 31/08/2015",
    "- UK mandate in Mali 01/07/2014 - 31/08/2015",
    "2) a mandate in Ukraine: 01/07/2014 - 31/08/2015",
    "The force was given a mandate in 2013.",
    "ISSAT carried out a mandate in Mali. It was extended 01/07/2014 - 31/08/2015",
    "mandate in",
    "mandate in place",
    "a command mandate in the army",
]


@pytest.mark.parametrize("line", PROSE)
def test_prose_with_mandate_in_it_is_no_header(line: str) -> None:
    assert mandates_of(f"Mali\n\nA line above\n\n{line}\n\nMore prose.\n") == ()


def test_title_that_reads_like_a_header_is_the_title() -> None:
    (mandate,) = mandates_of("Mali\n\nUN mandate in Mali\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\nProse.\n")
    assert (mandate.title, [donor.label for donor in mandate.donors]) == ("UN mandate in Mali", ["France"])


def test_unknown_names_are_kept_flagged_and_reported() -> None:
    page = page_of("X\n\nTitle\n\nRuritania, France mandate in Atlantis, Mali 01/06/2015 - 05/06/2015\n")
    (mandate,) = page.mandates
    assert [(donor.kind, donor.label) for donor in mandate.donors] == [
        ("unresolved", "Ruritania"),
        ("organisation", "France"),
    ]
    assert [(place.kind, place.label) for place in mandate.places] == [("unresolved", "Atlantis"), ("country", "Mali")]
    assert [(flag.check, flag.value) for flag in mandate.flags] == [
        ("donor-resolved", "Ruritania"),
        ("place-resolved", "Atlantis"),
    ]
    assert [problem.what for problem in page.problems] == [
        "The donor 'Ruritania' is not known; it is kept as written.",
        "The place 'Atlantis' is not known; it is kept as written.",
    ]


def test_impossible_date_is_kept_as_written() -> None:
    page = page_of("X\n\nTitle\n\nFrance mandate in Mali 31/02/2015 - 05/06/2015\n")
    (mandate,) = page.mandates
    assert (mandate.start, mandate.start_literal, mandate.period_status) == (None, "31/02/2015", "open")
    assert [flag.check for flag in mandate.flags] == ["date-valid"]


def test_missing_labels_other_resources_and_placeholders() -> None:
    page = page_of(
        "Niger\n\nNiger\n\nFirst\n\nFrance mandate in Niger 01/06/2015 - 05/06/2015\n\nProse of it.\n\n"
        "Second\n\nUK mandate in Nigeria 01/06/2016 - 05/06/2016\n\nNo programmes have been added yet.\n\nMandate\n\n"
        "Reform of the gendarmerie\n\nSome text.\n\nCase Study\n\n"
        "Downloaded 1700 times since 25 January 2017.\n\nPolicy and Research Papers\n\nA paper on borders\n\nIts text ends here.\n"
    )
    first, second = page.mandates
    assert (first.title, second.title) == ("First", "Second")
    assert not any(reading.rule == "date-mention" for reading in second.readings)
    assert [(found.title, found.type.key) for found in page.documents] == [
        ("Reform of the gendarmerie", "resource-type/case-study"),
        ("A paper on borders", "resource-type/policy-and-research-paper"),
    ]


@pytest.mark.parametrize(
    ("title", "training", "texts"),
    [
        (
            "Advanced French Level 2 Training on SSR, Mali",
            True,
            {"trainingLevel": "Advanced, Level 2", "trainingLanguage": "fr"},
        ),
        ("SSR training in Spanish", True, {"trainingLanguage": "es"}),
        ("Introductory course on justice reform", True, {"trainingLevel": "Introductory"}),
        ("Review of the police training centre", False, {}),
        ("Training needs assessment of the gendarmerie", False, {}),
        ("Support to a French training academy", False, {}),
        ("Formation sur la RSS, niveau 1", True, {"trainingLevel": "niveau 1"}),
        ("Mapping of donor support", False, {}),
    ],
)
def test_trainings(title: str, training: bool, texts: dict[str, str]) -> None:
    (mandate,) = mandates_of(f"Mali\n\n{title}\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\nThe prose.\n")
    assert (mandate.training, dict(mandate.texts)) == (training, texts)


@pytest.mark.parametrize(
    ("sentence", "reports"),
    [
        ("The full report can be found under the documents tab.", [("full report", "exists")]),
        ("The subsequent reports will then be shared with partners.", [("subsequent reports", "planned")]),
        ("The team will produce a final report.", [("final report", "planned")]),
        ("The final report was delivered in May.", [("final report", "exists")]),
        ("It follows the report of the panel.", [("report", "mentioned")]),
        ("The unit will report to the minister.", []),
        ("Reporting lines were unclear.", []),
    ],
)
def test_reports(sentence: str, reports: list[tuple[str, str]]) -> None:
    (mandate,) = mandates_of(f"Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\n{sentence}\n")
    assert [(report.title, report.status) for report in mandate.reports] == reports


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("from 19 to 21 May 2015", (date(2015, 5, 19), date(2015, 5, 21))),
        ("18 May 2015", (date(2015, 5, 18), date(2015, 5, 18))),
        ("3rd of March 2014", (date(2014, 3, 3), date(2014, 3, 3))),
        ("May 2015", (date(2015, 5, 1), date(2015, 5, 31))),
        ("June 5, 2015", (date(2015, 6, 5), date(2015, 6, 5))),
        ("5 juin 2015", (date(2015, 6, 5), date(2015, 6, 5))),
        ("05/06/2015", (date(2015, 6, 5), date(2015, 6, 5))),
        ("mid-2016", None),
    ],
)
def test_dates_in_prose(words: str, value: tuple[date, date] | None) -> None:
    text = f"Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\nIt was held {words}, they say.\n"
    (mandate,) = mandates_of(text)
    found = [reading for reading in mandate.readings if reading.rule == "date-mention"]
    assert [(text[reading.start : reading.end], reading.value) for reading in found] == [(words, value)]


def test_names_in_prose_are_whole_words() -> None:
    (mandate,) = mandates_of(
        "Somalia\n\nTitle\n\nFrance mandate in Somalia 01/06/2015 - 05/06/2015\n\nUn projet au Bamakois, eu lieu. The UNDPX.\n"
    )
    assert [reading for reading in mandate.readings if reading.rule.endswith("mention")] == []


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    text = "Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\n1) one thing\n\n2) another\n\nMandate\n"
    for end in ("\r\n", "\r"):
        written = text.replace("\n", end)
        one, other = mandates_of(text)[0], mandates_of(written)[0]
        assert [(r.rule, text[r.start : r.end]) for r in one.readings] == [
            (r.rule, written[r.start : r.end]) for r in other.readings
        ]
