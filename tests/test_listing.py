"""Listing pages: the sample against what a careful reader takes out of it, and every way a block can look."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.entities import Entity
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.records import MandateRecord, Page

Gold = dict[str, Any]


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
            assert (start, end) in spans, f"{quote!r} at {start}, {end}"


def test_the_sample_gives_the_gold_values_of_what_has_to_be_understood(sample: tuple[str, Page, Gold]) -> None:
    text, page, gold = sample
    for found, wanted in zip(page.mandates, gold["mandates"], strict=True):
        values = {(reading.start, reading.end): reading.value for reading in found.readings}
        for event in wanted["undated_events"]:
            assert values[event["span"]["start"], event["span"]["end"]] == event["value"]
        for told in wanted["event_dates"]:
            value = values[told["span"]["start"], told["span"]["end"]]
            first, _, last = (told["value"] or "").partition("/")
            days = (date.fromisoformat(first), date.fromisoformat(last or first)) if len(first) == 10 else None
            assert value == days, told["span"]["quote"]
    named = {
        (reading.rule, text[reading.start : reading.end]): reading for m in page.mandates for reading in m.readings
    }
    asked = named["requester", "The EU has asked ISSAT"].value
    assert isinstance(asked, Entity) and asked.label == "European Union"
    parties = [r.value for r in page.mandates[4].readings if r.rule == "joint-team"]
    assert [party.key.rpartition("/")[2] for party in parties if isinstance(party, Entity)] == ["germany", "issat"]


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


@pytest.mark.parametrize(
    ("said", "suggestion"),
    [
        ("from 1 to 5 June 2015", "2015-06-01 2015-06-05"),
        ("from 1 to 3 June 2015, then from 1 to 5 June 2015", "2015-06-01 2015-06-05"),
        ("from 5 to 9 June 2015", "2015-06-05 2015-06-09"),
        ("from 20 May to 1 June 2015", "2015-05-20 2015-06-01"),
        ("from 2 to 4 June 2015", ""),
        ("in the years 2014-2016", ""),
    ],
)
def test_an_inverted_period_is_suggested_swapped_if_the_prose_says_so(said: str, suggestion: str) -> None:
    (mandate,) = mandates_of(
        f"X\n\nTitle\n\nFrance mandate in Mali 05/06/2015 - 01/06/2015\n\nIt is {said}, they say.\n"
    )
    assert (mandate.start, mandate.end, mandate.period_status) == (date(2015, 6, 5), date(2015, 6, 1), "inverted")
    (flag,) = mandate.flags
    days = tuple(map(date.fromisoformat, suggestion.split()))
    assert (flag.check, flag.suggestion) == ("period-order", days or None)


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
        "Downloaded 1700 times since 25 January 2017.\n\nPolicy and Research Papers\n\n"
        "A paper on borders\n\nIts text ends here.\n"
    )
    first, second = page.mandates
    assert (first.title, second.title) == ("First", "Second")
    assert not any(reading.rule == "date-mention" for reading in second.readings)
    assert [(found.title, found.type.key) for found in page.documents] == [
        ("Reform of the gendarmerie", "resource-type/case-study"),
        ("A paper on borders", "resource-type/policy-and-research-paper"),
    ]


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    text = "Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\n1) one thing\n\n2) another\n\nMandate\n"
    for end in ("\r\n", "\r"):
        written = text.replace("\n", end)
        one, other = mandates_of(text)[0], mandates_of(written)[0]
        assert [(r.rule, text[r.start : r.end]) for r in one.readings] == [
            (r.rule, written[r.start : r.end]) for r in other.readings
        ]


FRANCE = "France mandate in Mali 01/06/2015 - 05/06/2015"
UK = "UK mandate in Niger 01/06/2016 - 05/06/2016"
NO_TITLE = "A header line without a title above it."
LIKE_PROSE = "The line above a header line reads like prose; it was taken as the mandate's title."
LAYOUTS = [
    (
        "a title like a label",
        f"Mali\n\nA\n\n{FRANCE}\n\nText.\n\nMandate\n\nTraining\n\n{UK}\n\nText.\n",
        ["A", "Training"],
        [],
    ),
    ("a title like a label comes first", f"Mali\n\nMali\n\nTraining\n\n{FRANCE}\n\nText.\n", ["Training"], []),
    ("a label is no title", f"Mali\n\nA\n\n{FRANCE}\n\nText.\n\nMandate\n\n{UK}\n\nText.\n", ["A", ""], [NO_TITLE]),
    ("the first line is a header line", f"{FRANCE}\n\nText.\n", [""], [NO_TITLE]),
    ("no heading", f"A\n{FRANCE}\nText.\n", ["A"], []),
    ("the header line twice", f"Mali\n\nA\n\n{FRANCE}\n\n{FRANCE}\n\nText.\n", ["A"], []),
    ("two header lines", f"Mali\n\nA\n\n{FRANCE}\n\n{UK}\n\nText.\n", ["A", ""], [NO_TITLE]),
    (
        "no blank lines",
        f"Mali\nA\n{FRANCE}\nText.\nMandate\nB\n{UK}\nText\nC - D\n{FRANCE}\nZ.",
        ["A", "B", "C - D"],
        [],
    ),
    ("a title of 300 characters", f"Mali\n\n{'word ' * 60}\n\n{FRANCE}\n", [("word " * 60).strip()], []),
    (
        "a paragraph instead of a title",
        f"Mali\n\nIt began late. It ended early.\n\n{FRANCE}\n",
        ["It began late. It ended early."],
        [LIKE_PROSE],
    ),
    (
        "a title with the words",
        f"Mali\n\nReview of the UN mandate in Mali\n\n{FRANCE}\n",
        ["Review of the UN mandate in Mali"],
        [],
    ),
    (
        "a title with the words and years",
        f"Mali\n\nThe mandate in Mali 2014 - 2016\n\n{FRANCE}\n",
        ["The mandate in Mali 2014 - 2016"],
        [],
    ),
    ("a placeholder is no title", f"Mali\n\nNo programmes have been added yet.\n\n{FRANCE}\n", [""], [NO_TITLE]),
    ("no day and no title", "Mali\n\nCase Studies\n\nUN mandate in Mali\n\nText.\n", [], []),
    ("other line ends", f"Mali\u2028A\u2028{FRANCE}\u2028Text.\u2028Mandate\u2028B\u2029{UK}\x85Text", ["A", "B"], []),
    (
        "marks of direction",
        f"\u200fمالي\n\n\u200fعنوان المهمة\u200f\n\n\u200f{FRANCE}\u200f\n\nنص\n",
        ["عنوان المهمة"],
        [],
    ),
    ("marks of bytes within", f"\ufeffMali\n\n\ufeffA\ufeff\n\n\ufeff{FRANCE}\n\n\ufeffText.\n", ["A"], []),
    ("the same mandate twice", f"Mali\n\nA\n\n{FRANCE}\n\nText.\n\nA\n\n{FRANCE}\n\nText.\n", ["A", "A"], []),
    (
        "a remark after the dates",
        f"Mali\n\nA\n\n{FRANCE} (extended)\n\nText.\n",
        ["A"],
        ["'extended' after the dates of a header line is not understood; it is only in the line."],
    ),
    (
        "years of two digits",
        "Mali\n\nA\n\nFrance mandate in Mali 01/06/15 - 05/06/15\n",
        ["A"],
        ["The start '01/06/15' is not a day.", "The end '05/06/15' is not a day."],
    ),
]


@pytest.mark.parametrize(("text", "titles", "problems"), [row[1:] for row in LAYOUTS], ids=[row[0] for row in LAYOUTS])
def test_blocks_in_every_layout(text: str, titles: list[str], problems: list[str]) -> None:
    page = page_of(text)
    assert [mandate.title for mandate in page.mandates] == titles
    assert [problem.what for problem in page.problems] == problems
    for mandate in page.mandates:
        assert mandate.donors and mandate.places and mandate.block[0] < mandate.block[1]
        assert all(mandate.block[0] <= reading.start < reading.end <= mandate.block[1] for reading in mandate.readings)


@pytest.mark.parametrize("donors", ["UK", "EU, Japan"])
def test_a_title_that_is_a_donor_is_reported(donors: str) -> None:
    page = page_of(f"Mali\n\nA\n{donors}\nmandate in Mali 01/06/2015 - 05/06/2015\n\nText.\n")
    assert [(mandate.title, mandate.donors) for mandate in page.mandates] == [(donors, ())]
    told = f"The title {donors!r} is the name of a donor, and the header line below it names none."
    assert [(problem.offset, problem.what) for problem in page.problems] == [(8, told)]


@pytest.mark.parametrize("title", ["***", "UK, review", "Police of the UK"])
def test_a_title_that_is_no_donor_is_none(title: str) -> None:
    page = page_of(f"Mali\n\nA\n{title}\nmandate in Mali 01/06/2015 - 05/06/2015\n\nText.\n")
    assert [mandate.title for mandate in page.mandates] == [title] and page.problems == ()


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Case Studies", "case-study"),
        ("Études de cas", "case-study"),
        ("ESTUDIOS DE CASO", "case-study"),
        ("Case Studies:", "case-study"),
        ("Case Studies (12)", "case-study"),
        ("Policy and Research Papers", "policy-and-research-paper"),
        ("Other Documents", "other-document"),
        ("Autres documents", "other-document"),
        ("Operational Guidance Notes", "operational-guidance-note"),
        ("Notes d’orientation opérationnelle", "operational-guidance-note"),
    ],
)
def test_sections_of_other_resources_between_mandates(heading: str, kind: str) -> None:
    page = page_of(
        f"Mali\n\nA\n\n{FRANCE}\n\nText.\n\n{heading}\n\nOne of them\n\nIts text.\n\nMandates\n\nB\n\n{UK}\n\nText."
    )
    assert [(found.title, found.type.key) for found in page.documents] == [("One of them", f"resource-type/{kind}")]
    assert [mandate.title for mandate in page.mandates] == ["A", "B"]
    assert "One of them" not in {mandate.title for mandate in page.mandates}


def test_items_of_a_list_are_no_title_of_another_resource() -> None:
    (mandate,) = mandates_of(f"Mali\n\nA\n\n{FRANCE}\n\nIt will:\n\n- agree on three steps\n\n- leave\n\nTraining\n")
    assert mandate.training
    (label,) = [reading.value for reading in mandate.readings if reading.rule == "type-label"]
    assert isinstance(label, Entity) and label.key == "resource-type/training"


def test_numbered_items_are_objectives_and_a_numbered_title_is_none() -> None:
    text = f"Mali\n\n1) Review\n\n{FRANCE}\n\n\u00a01)\u00a0One\n\n\t(b) two \n\n3. three\n\n2015 was long.\n"
    (mandate,) = mandates_of(text)
    items = [text[reading.start : reading.end] for reading in mandate.readings if reading.rule == "objective-item"]
    assert items == ["1)\u00a0One", "(b) two", "3. three"]


def test_unknown_places_beside_known_ones() -> None:
    (mandate,) = mandates_of("X\n\nA\n\nUK mandate in Mali and neighbouring countries, AU 01/06/2015 - 05/06/2015\n")
    assert [(place.kind, place.label) for place in mandate.places] == [
        ("country", "Mali"),
        ("unresolved", "neighbouring countries"),
        ("unresolved", "AU"),
    ]
    assert [flag.check for flag in mandate.flags] == ["place-resolved", "place-ambiguous"]


def test_a_long_line_of_many_headers_is_read_in_time_that_grows_with_it() -> None:
    page = page_of("Mali\n\n" + "report of the mandate in Mali 01/06/2015 - 05/06/2015 on March " * 20_000 + "\n")
    assert page.mandates == ()


@pytest.mark.parametrize("between", ["\n\n", "\n", "\t"])
@pytest.mark.parametrize("above", ["Mali", f"Mali\n\nA\n\n{FRANCE}\n\nThe words of it."])
def test_a_table_of_mandates_is_reported(above: str, between: str) -> None:
    rows = [["Title", "Donor", "Country", "Start", "End"], ["B", "UK", "Niger", "01/06/2016", "05/06/2016"]]
    page = page_of(f"{above}\n\n" + "\n\n".join(between.join(row) for row in rows))
    assert [(problem.offset, problem.what) for problem in page.problems] == [
        (len(above) + 2, "A table of mandates with the headings Title, Donor, Country, Start, End is not read.")
    ]


def test_a_label_of_a_mandate_without_a_header_line_is_reported() -> None:
    text = f"Mali\n\nA\n\nSome text.\n\nMandate\n\nB\n\n{FRANCE}\n\nText.\n\nMandate\n\nC\n\nText.\n\nMandate\n"
    page = page_of(text)
    assert [found.title for found in page.documents] == ["A", "C"]
    labels = [text.index("Mandate"), text.rindex("Mandate")]
    told = "This label closes a mandate, but no header line is above it; none is read."
    assert [(problem.offset, problem.what) for problem in page.problems] == [(label, told) for label in labels]
    text = "Mali\n\nMandates\n\nA title\n\nSome text.\n"
    assert [problem.offset for problem in page_of(text).problems] == [text.index("A title")]


def test_a_long_line_of_blanks_is_read_in_time_that_grows_with_it() -> None:
    (mandate,) = mandates_of(f"Mali\n\nA\n\n{FRANCE}\n\n{' ' * 300_000}\n\n \u200f 1) One\n\n2) Two\n")
    assert [reading.rule for reading in mandate.readings][-2:] == ["objective-item", "objective-item"]
