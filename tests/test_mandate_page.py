"""A mandate's own page: every heading, empty values, values on the heading's line, days in two places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.documents.discover import discover
from mandategraph.loaders.documents.document import read_document
from mandategraph.loaders.extraction import read_page
from mandategraph.loaders.pages.mandate_page import is_mandate_page, read_mandate_page
from mandategraph.loaders.records import MandateRecord, Page

FULL = """Mandate

Support to police oversight in Mali

01/07/2014 - 31/08/2015

Target Country / Organisation

Mali
Niger

Mandator

Netherlands
Pays-Bas, Ruritania

The team goes to Bamako. It follows the UN mandate in Mali. A final report will be published.

It ends in May 2015.

Mandating organisation / agency / department / ministry

Ministry of Foreign Affairs

Target organisation type(s)

Police
- Ministries of justice

Related activities

Support to the police school

Mandate outputs / products

• Final report on oversight
• Handbook for officers
• Assessment of the gendarmerie.

Outcome objectives of mandate

1) The police answer for what they do

2) Prisons are inspected

Start date

01.07.2014.

End date

2015-08-31

Specific Lessons Identified

Begin with the ministry.
"""


def page_of(text: str) -> Page:
    assert is_mandate_page(text)
    return read_mandate_page(text, Resolver.load())


def mandate_of(text: str) -> MandateRecord:
    (mandate,) = page_of(text).mandates
    return mandate


def test_a_full_page() -> None:
    page = page_of(FULL)
    (mandate,) = page.mandates
    assert (mandate.title, page.heading) == ("Support to police oversight in Mali",) * 2
    assert [donor.label for donor in mandate.donors] == ["Netherlands", "Ruritania"]
    assert [place.code for place in mandate.places] == ["MLI", "NER"]
    assert (mandate.start, mandate.end, mandate.start_literal) == (date(2014, 7, 1), date(2015, 8, 31), "01/07/2014")
    assert mandate.texts == (
        (
            "description",
            "The team goes to Bamako. It follows the UN mandate in Mali. A final report will be published.",
        ),
        ("description", "It ends in May 2015."),
        ("mandatingDepartment", "Ministry of Foreign Affairs"),
        ("targetOrganisationType", "Police"),
        ("targetOrganisationType", "Ministries of justice"),
        ("relatedActivity", "Support to the police school"),
        ("objective", "The police answer for what they do"),
        ("objective", "Prisons are inspected"),
        ("lesson", "Begin with the ministry."),
    )
    assert [(report.title, report.status, report.rule) for report in mandate.reports] == [
        ("Final report on oversight", "exists", "page-output"),
        ("Assessment of the gendarmerie", "exists", "page-output"),
        ("final report", "planned", "report-planned"),
    ]
    assert [flag.check for flag in mandate.flags] == ["donor-resolved"]
    assert [problem.what for problem in page.problems] == ["The donor 'Ruritania' is not known; it is kept as written."]


def test_every_value_of_a_full_page_has_its_passage() -> None:
    said = [(reading.rule, FULL[reading.start : reading.end]) for reading in mandate_of(FULL).readings]
    assert said[:14] == [
        ("page-title", "Support to police oversight in Mali"),
        ("type-label", "Mandate"),
        ("page-donor", "Netherlands"),
        ("page-donor", "Pays-Bas"),
        ("page-donor", "Ruritania"),
        ("page-country", "Mali"),
        ("page-country", "Niger"),
        ("page-start", "01/07/2014"),
        ("page-end", "31/08/2015"),
        ("page-start", "01.07.2014."),
        ("page-end", "2015-08-31"),
        (
            "page-description",
            "The team goes to Bamako. It follows the UN mandate in Mali. A final report will be published.",
        ),
        ("page-description", "It ends in May 2015."),
        ("page-department", "Ministry of Foreign Affairs"),
    ]
    assert {
        ("document-mention", "• Handbook for officers"),
        ("place-mention", "Bamako"),
        ("date-mention", "May 2015"),
    } < set(said)
    assert not [rule for rule, _ in said if rule == "objective-item"]


@pytest.mark.parametrize("between", [", ", "\n"])
def test_an_organisation_as_target_is_mentioned_and_no_place(between: str) -> None:
    names = (
        ("Mali", "ECOWAS", "Nowhereland", "African Union") if between != "\n" else ("Mali", "ECOWAS", "African Union")
    )
    text = f"Title\n\nTarget Country / Organisation\n\n{between.join(names)}\n\nMandator\n\nUK\n\nText follows here.\n"
    page = page_of(text)
    (mandate,) = page.mandates
    assert [place.label for place in mandate.places] == [name for name in names if name in ("Mali", "Nowhereland")]
    said = [(r.rule, text[r.start : r.end], getattr(r.value, "key", "")) for r in mandate.readings]
    assert ("page-target-organisation", "ECOWAS", "donor/ecowas") in said
    assert ("page-target-organisation", "African Union", "donor/african-union") in said
    assert mandate.texts == (("description", "Text follows here."),)
    assert [flag.value for flag in mandate.flags] == [name for name in names if name == "Nowhereland"]


def test_empty_values_are_not_the_next_heading() -> None:
    headings = [
        "Target country", "Mandator", "Mandating organisation / agency / department / ministry",
        "Target organisation type(s)", "Related activities", "Mandate outputs / products",
        "Intended immediate outcomes of mandate", "Start date", "End date", "Specific Lessons Identified",
    ]  # fmt: skip
    page = page_of("Title\n\n" + "\n\n".join(headings))
    (mandate,) = page.mandates
    assert (mandate.title, mandate.donors, mandate.places, mandate.texts) == ("Title", (), (), ())
    assert (mandate.period_status, mandate.reports, mandate.flags, page.problems) == ("missing", (), (), ())


@pytest.mark.parametrize("empty", ["N/A", "None.", "-", "–", "TBC", "No outputs have been added yet."])
def test_a_value_that_says_there_is_none(empty: str) -> None:
    mandate = mandate_of(f"Title\n\nTarget country\n\nMali\n\nMandator\n\n{empty}\n\nMandate outputs\n\n{empty}\n")
    assert (mandate.donors, mandate.reports, mandate.texts, len(mandate.places)) == ((), (), (), 1)


@pytest.mark.parametrize(
    "text",
    [
        "Title\nTarget country: Mali, Niger\nMandator: UK, France\nStart date: 01/07/2014\nEnd date: 31/08/2015\n",
        "Title\r\n\r\nTarget Country/Organisation:\r\nMali, Niger\r\nMandators\r\nUK and France\r\n"
        "Start date 01/07/2014\r\nEnd date 31/08/2015",
        "Title\n\nTarget country\tMali, Niger\nMandator\tUK, France\nStart date\t01/07/2014\nEnd date\t31/08/2015\n",
        "TITLE\n\nTARGET COUNTRY\n\nMALI\nNIGER\n\nMANDATOR\n\nUK\nFRANCE\n\n"
        "START DATE\n\n1.7.2014\n\nEND DATE\n\n31.8.2015.",
        "Title\n\n01/07/2014 – 31/08/2015\n\nTarget country\n\n- Mali\n- Niger\n\nMandator\n\n1) UK\n2) France\n",
        "Title\n\nTitle\n\nDuration: 01/07/2014 to 31/08/2015\n\n"
        "Target country\n\nMali; Niger\n\nMandator\n\nRoyaume-Uni; Francia\n",
        "\ufeffTitle\n\nTarget\u00a0country\u00a0: \u200fمالي، النيجر\u200f\nMandator - UK, France\n"
        "Start date - 01/07/2014\nEnd date - 31/08/2015",
    ],
)
def test_one_mandate_written_in_many_ways(text: str) -> None:
    mandate = mandate_of(text)
    assert mandate.title.casefold() == "title"
    assert [donor.label for donor in mandate.donors] == ["United Kingdom", "France"]
    assert [place.code for place in mandate.places] == ["MLI", "NER"]
    assert (mandate.start, mandate.end, mandate.texts) == (date(2014, 7, 1), date(2015, 8, 31), ())
    assert all(0 <= reading.start < reading.end <= len(text) for reading in mandate.readings)


def test_days_in_two_places_that_differ_are_both_kept_and_reported() -> None:
    text = (
        "Title\n\n01/07/2014 - 31/08/2015\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\n"
        "Start date\n\n02/07/2014\n\nEnd date\n\nsoon"
    )
    page = page_of(text)
    (mandate,) = page.mandates
    assert (mandate.start, mandate.end) == (date(2014, 7, 1), date(2015, 8, 31))
    assert [(flag.check, flag.value, text[flag.start : flag.end]) for flag in mandate.flags] == [
        ("one-start", "02/07/2014", "02/07/2014"),
        ("one-end", "soon", "soon"),
    ]
    assert [problem.what for problem in page.problems] == [
        "The page gives the start as '01/07/2014', and here as '02/07/2014'. The first was read, the second is kept.",
        "The page gives the end as '31/08/2015', and here as 'soon'. The first was read, the second is kept.",
    ]


def test_a_day_that_is_none_is_kept_as_written() -> None:
    page = page_of(
        "Title\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\nStart date\n\nsummer 2014\n\nEnd date\n\n31/02/2015\n"
    )
    (mandate,) = page.mandates
    assert (mandate.start, mandate.start_literal, mandate.end, mandate.end_literal) == (
        None,
        "summer 2014",
        None,
        "31/02/2015",
    )
    assert [flag.check for flag in mandate.flags] == ["date-valid", "date-valid"]
    assert len(page.problems) == 2


def test_a_period_that_ends_before_it_starts() -> None:
    mandate = mandate_of("Title\n\n01/07/2014 - 31/08/2013\n\nTarget country\n\nMali\n\nMandator\n\nUK\n")
    assert (mandate.period_status, [flag.check for flag in mandate.flags]) == ("inverted", ["period-order"])


def test_text_below_the_title_is_the_description() -> None:
    mandate = mandate_of("SSR Training\n\nThis course is short.\n\nTarget country\n\nMali\n\nMandator\n\nUK\n")
    assert mandate.texts == (("description", "This course is short."),) and mandate.training


def test_outputs_in_a_sentence_give_their_reports() -> None:
    long = "The team wrote an inception report, which went to the ministry in the first month, and " + "so on " * 20
    mandate = mandate_of(f"Title\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\nMandate outputs\n\n{long.strip()}.\n")
    assert [(report.title, report.status) for report in mandate.reports] == [("inception report", "exists")]


@pytest.mark.parametrize(
    ("line", "reports"),
    [
        ("Final report will be published in 2016.", [("Final report", "planned")]),
        ("- Report on police oversight (forthcoming)", [("Report on police oversight", "planned")]),
        ("Mapping study is being prepared", [("Mapping study", "planned")]),
        ("Assessment report due in 2016", [("Assessment report", "planned")]),
        ("Report on the planned reforms", [("Report on the planned reforms", "exists")]),
        ("Review of the police report", [("Review of the police report", "exists")]),
        ("The report is on the documents tab.", [("The report is on the documents tab", "exists")]),
        ("No report was produced.", []),
        (
            "The report was not written; a study is on the tab.",
            [("The report was not written; a study is on the tab", "exists")],
        ),
        ("The team worked long and hard in all the regions of the country, " * 3 + "but no report was produced.", []),
    ],
)
def test_an_output_exists_unless_its_line_says_else(line: str, reports: list[tuple[str, str]]) -> None:
    mandate = mandate_of(f"Title\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\nMandate outputs\n\n{line}\n")
    assert [(report.title, report.status) for report in mandate.reports] == reports


def test_prose_that_begins_like_a_heading_is_none() -> None:
    text = (
        "Title\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\nDescription\n\nDescription of the start date 2014\n\n"
        "Mandators 2 and 3 were absent.\n\nStart dates were missed.\n"
    )
    assert [value for _, value in mandate_of(text).texts] == [
        "Description of the start date 2014",
        "Mandators 2 and 3 were absent.",
        "Start dates were missed.",
    ]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (FULL, True),
        (
            "Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\n"
            "Mandator\n\nTarget country\n\nStart date\n",
            False,
        ),
        ("Mali\n\nThe mandator of it.\n\nThe start date is open.\n", False),
        ("Mali\n\nMandator\n\nUK\n", False),
    ],
)
def test_which_pages_are_a_mandates_own(text: str, own: bool, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    (file,) = discover([str(tmp_path / "page.txt")]).files
    rules = {
        reading.rule for m in read_page(read_document(file), Resolver.load(), "").mandates for reading in m.readings
    }
    assert ("page-title" in rules) == own


def labelled(title: str, country: str, donor: str, start: str, end: str) -> str:
    pairs = (("Target country", country), ("Mandator", donor), ("Start date", start), ("End date", end))
    return "\n\n".join([title, *(f"{heading}\n\n{value}" for heading, value in pairs)]) + "\n\n"


@pytest.mark.parametrize("other", [("Niger", "France"), ("Mali", "UK"), ("Niger", "UK")])
def test_a_page_of_two_mandates_is_reported_and_not_merged(other: tuple[str, str]) -> None:
    first = labelled("Mali\n\nTitle D", "Mali", "UK", "01/07/2014", "31/08/2015")
    page = page_of(first + labelled("Title E", *other, "01/07/2016", "31/08/2017"))
    assert page.mandates == () and page.documents == ()
    (problem,) = page.problems
    assert problem.offset > len(first) and "it is of several mandates, and none is read" in problem.what


def test_a_heading_that_stands_twice_is_reported() -> None:
    page = page_of(labelled("Title D", "Mali", "UK", "01/07/2014", "31/08/2015") + "Target country\n\nNiger\n")
    (mandate,) = page.mandates
    assert [place.key for place in mandate.places] == ["country/MLI", "country/NER"]
    assert any("stands here again; both values were read as of one" in problem.what for problem in page.problems)
