"""Header lines in every form, and prose with the words of one."""

from __future__ import annotations

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.records import MandateRecord, Page

TITLED = "Title\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\n"


def page_of(text: str) -> Page:
    return read_listing(text, Resolver.load())


def mandates_of(text: str) -> tuple[MandateRecord, ...]:
    return page_of(text).mandates


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
    (
        "UN mandate in Burkina Faso, Mali, Niger 07/07/2020 - 21/02/2021",
        "united-nations", "BFA MLI NER", "2020-07-07", "2021-02-21",
    ),
    ("UK mandate in DRC 31/10/2010 - 09/11/2010", "united-kingdom", "COD", "2010-10-31", "2010-11-09"),
    ("Pays-Bas mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    (
        "Reino Unido mandate in Malí, República Democrática del Congo 1/7/2014 - 31/8/2015",
        "united-kingdom", "MLI COD", "2014-07-01", "2015-08-31",
    ),
    ("هولندا mandate in مالي 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Холандија mandate in Мали 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Holanda mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    (
        "UK mandate in Congo, Democratic Republic of, The Gambia 31/10/2010 – 09/11/2010",
        "united-kingdom", "COD GMB", "2010-10-31", "2010-11-09",
    ),
    (
        "UK mandate in the Gambia and Mali 31/10/2010 - 09/11/2010",
        "united-kingdom", "GMB MLI", "2010-10-31", "2010-11-09",
    ),
    ("Netherlands\u00a0mandate in\u00a0Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in EU 01/07/2014 -", "netherlands", "eu", "2014-07-01", "None"),
    ("Netherlands mandate in Bosnia and Herzegovina - 31/08/2015", "netherlands", "BIH", "None", "2015-08-31"),
    ("Netherlands mandate in Mali", "netherlands", "MLI", "None", "None"),
    (
        "Austria & Slovenia mandate in Kosovo 01/07/2014 - 31/08/2015",
        "austria slovenia", "XKX", "2014-07-01", "2015-08-31",
    ),
    ("Netherlands mandate in Mali 01/07/2014–31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01/07/2014 — 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01/07/2014 − 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01/07/2014 to 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01/07/2014 au 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 1.7.2014 - 31.8.2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 1. 7. 2014. - 31. 8. 2015.", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01-07-2014 - 31-08-2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 2014-07-01 - 2015-08-31", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands mandate in Mali 01/07/2014-31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands Mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("NETHERLANDS MANDATE IN MALI 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands  mandate  in  Mali   01/07/2014  -  31/08/2015   ", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("Netherlands\tmandate in\tMali\t01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    ("\ufeffNetherlands mandate in Mali 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    (
        "Netherlands\u200b mandate in \u200bMali 01/07/2014 - 31/08/2015\u200b",
        "netherlands", "MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "\u200fهولندا mandate in مالي\u200f ٠١/٠٧/٢٠١٤ - ٣١/٠٨/٢٠١٥\u200f",
        "netherlands", "MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "\u202bهولندا، فرنسا mandate in مالي، النيجر\u202c 01/07/2014 \u200e-\u200e 31/08/2015",
        "netherlands france", "MLI NER", "2014-07-01", "2015-08-31",
    ),
    ("Netherlands, mandate in Mali, 01/07/2014 - 31/08/2015", "netherlands", "MLI", "2014-07-01", "2015-08-31"),
    (
        "Bosnia and Herzegovina mandate in Mali 01/07/2014 - 31/08/2015",
        "bosnia-and-herzegovina", "MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "Trinidad and Tobago, France and UK mandate in Mali 01/07/2014 - 31/08/2015",
        "trinidad-and-tobago france united-kingdom", "MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "Trinidad and Tobago and France mandate in Serbia and Bosnia and Herzegovina 01/07/2014 - 31/08/2015",
        "trinidad-and-tobago france", "SRB BIH", "2014-07-01", "2015-08-31",
    ),
    (
        "France/UK mandate in Serbia/Kosovo 01/07/2014 - 31/08/2015",
        "france united-kingdom", "SRB XKX", "2014-07-01", "2015-08-31",
    ),
    (
        "France; UK mandate in Mali; Niger 01/07/2014 - 31/08/2015",
        "france united-kingdom", "MLI NER", "2014-07-01", "2015-08-31",
    ),
    ("UK mandate in Mali - Niger 01/07/2014 - 31/08/2015", "united-kingdom", "MLI NER", "2014-07-01", "2015-08-31"),
    (
        "UK mandate in Congo (DRC), Congo (Kinshasa) 01/07/2014 - 31/08/2015",
        "united-kingdom", "COD", "2014-07-01", "2015-08-31",
    ),
    (
        "UK mandate in Korea, Republic of, Mali 01/07/2014 - 31/08/2015",
        "united-kingdom", "KOR MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "UK mandate in St. Lucia, New Zealand 01/07/2014 - 31/08/2015",
        "united-kingdom", "LCA NZL", "2014-07-01", "2015-08-31",
    ),
    ("St. Lucia mandate in Mali 01/07/2014 - 31/08/2015", "saint-lucia", "MLI", "2014-07-01", "2015-08-31"),
    ("U.S. mandate in Mali 01/07/2014 - 31/08/2015", "united-states", "MLI", "2014-07-01", "2015-08-31"),
    (
        "the Netherlands and the UK mandate in the Gambia 01/07/2014 - 31/08/2015",
        "netherlands united-kingdom", "GMB", "2014-07-01", "2015-08-31",
    ),
    (
        "UK mandate in occupied Palestinian territory 01/07/2014 - 31/08/2015",
        "united-kingdom", "PSE", "2014-07-01", "2015-08-31",
    ),
    ("UK mandate in EU, West Africa 01/07/2014 - 31/08/2015", "united-kingdom", "eu 011", "2014-07-01", "2015-08-31"),
    (
        "UN, AfDB, OSCE, OIF, OECD, IGAD mandate in Mali 01/07/2014 - 31/08/2015",
        "united-nations african-development-bank osce oif oecd igad", "MLI", "2014-07-01", "2015-08-31",
    ),
    (
        "Suisse et Allemagne mandate in République centrafricaine, Tchad 01/07/2014 - 31/08/2015",
        "switzerland germany", "CAF TCD", "2014-07-01", "2015-08-31",
    ),
    (
        "Suiza y Alemania mandate in República Centroafricana y Chad 01/07/2014 - 31/08/2015",
        "switzerland germany", "CAF TCD", "2014-07-01", "2015-08-31",
    ),
    (
        "Zvicra dhe Gjermania mandate in Kosova, Shqipëria 01/07/2014 - 31/08/2015",
        "switzerland germany", "XKX ALB", "2014-07-01", "2015-08-31",
    ),
    (
        "Швајцарија и Германија mandate in Северна Македонија, Албанија 01/07/2014 - 31/08/2015",
        "switzerland germany", "MKD ALB", "2014-07-01", "2015-08-31",
    ),
    (
        "Švajcarska mandate in Srbija, Bosna i Hercegovina 01/07/2014 - 31/08/2015",
        "switzerland", "SRB BIH", "2014-07-01", "2015-08-31",
    ),
    ("France mandate in Mali 01/07/2014", "france", "MLI", "2014-07-01", "None"),
    ("France mandate in 01/07/2014 - 31/08/2015", "france", "", "2014-07-01", "2015-08-31"),
    ("mandate in 01/07/2014 - 31/08/2015", "", "", "2014-07-01", "2015-08-31"),
    ("mandate in Mali 01/07/2014 -", "", "MLI", "2014-07-01", "None"),
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
    "The mandate in Mali on 31/08/2015",
    "The force was given a mandate in 2013.",
    "mandate in",
    "mandate in place",
    "a command mandate in the army",
    "UN mandate in the country was renewed",
    "Under the UN mandate in Mali",
    "Under its mandate in Kosovo, EULEX advises the police.",
    "Their mandate in the Sahel, Mali",
    "MINUSMA has its mandate in Mali; it ends 31/08/2015",
    "What is the mandate in Mali?",
    "It is a mandate in its own right",
    "France's new mandate in Mali",
    "EU mandate in general",
    "Netherlands mandate in Malibu Beach",
    "The mandate in question sends four teams – one to each town.",
    "- a mandate in Mali",
    "* the mandate in Niger and Chad",
    "A strong mandate in hand, the mission left Bamako in 2014.",
    "No mandate in the region had been as long.",
    "With a mandate in both countries, ISSAT could compare.",
    "Le mandat, dit « mandate in Mali », a pris fin en 2015.",
    "El mandato, o «mandate in Mali», terminó en 2015.",
    "Mandati (mandate in Kosovo) përfundoi më 2015.",
    "Мандатот (mandate in Kosovo) заврши во 2015.",
    "انتهت الولاية (mandate in Mali) عام 2015.",
    "The mandate in Mali ran from July 2014 to August 2015.",
    "The mandate in Mali, signed 01/07/2014, was not extended.",
    "A second mandate in DRC is planned for 2016-2017.",
    "mandate in Mali, 2014",
    "The Council decided the mandate in Mali on 18 May 2015.",
    "Commission mandate in draft",
    "ISSAT's mandate in a nutshell",
]
"""Prose with the words and no whole period: nothing is said about it."""

LIKE_HEADERS = [
    "Its mandate in Mali 01/07/2014 - 31/08/2015",
    "The mandate in Mali 01/07/2014 - 31/08/2015",
    "After the UN mandate in Mali 01/07/2014 - 31/08/2015",
    "The EU's mandate in Mali 01/07/2014 - 31/08/2015",
    "The current mandate in Mali 01/07/2014 - 31/08/2015",
    "Extension of the mandate in Mali 01/07/2014 - 31/08/2015",
    "The mission has a mandate in Mali and Niger from 01/07/2014 - 31/08/2015",
    "EU mandate in place 01/07/2014 - 31/08/2015",
    "UN mandate in force since 01/07/2014 - 31/08/2015",
    "UK mandate in Mali ran from 01/07/2014 - 31/08/2015",
    "UK mandate in Mali 01/07/2014 - 31/08/2015 was followed by another one",
    "See mandate in Mali 01/07/2014 - 31/08/2015",
    "- UK mandate in Mali 01/07/2014 - 31/08/2015",
    "1. UK mandate in Mali 01/07/2014 - 31/08/2015",
    "• UK mandate in Mali 01/07/2014 to 31/08/2015",
    "2) a mandate in Ukraine: 01/07/2014 - 31/08/2015",
    "ISSAT carried out a mandate in Mali. It was extended 01/07/2014 - 31/08/2015",
    "MINUSMA's mandate in Mali 01/07/2014 - 31/08/2015",
    "A mandate in Mali: lessons 01/07/2014 - 31/08/2015",
    "Le « mandate in Mali » 01/07/2014 - 31/08/2015 fut le premier.",
    "It follows the mandate in Mali 01/07/2014 – 31/08/2015 and takes up where that ended.",
]
"""Prose and items with the words and a whole period: nothing is lost in silence."""


@pytest.mark.parametrize("line", PROSE)
def test_prose_with_mandate_in_it_is_no_header(line: str) -> None:
    page = page_of(f"Mali\n\nA line above\n\n{line}\n\nMore prose.\n")
    assert page.mandates == () and page.problems == ()
    within = page_of(
        f"Mali\n\nTitle\n\nFrance mandate in Mali 01/06/2015 - 05/06/2015\n\nProse.\n\n{line}\n\nMandate\n"
    )
    assert [mandate.title for mandate in within.mandates] == ["Title"] and within.problems == ()


@pytest.mark.parametrize("line", LIKE_HEADERS)
def test_prose_that_looks_like_a_header_is_reported(line: str) -> None:
    page = page_of(f"Mali\n\nA line above\n\n{line}\n\nMore prose.\n")
    assert page.mandates == ()
    assert [(problem.offset, problem.what) for problem in page.problems] == [
        (20, "This line looks like a header line but also like prose or an item of a list; it was read as prose.")
    ]


WORDED = [
    ("01/07/2014 - ongoing", "2014-07-01", "None", ("01/07/2014", "ongoing"), ["ongoing"]),
    ("01/07/2014 - 31/08", "2014-07-01", "None", ("01/07/2014", "31/08"), ["31/08"]),
    ("2014 - 2015", "None", "None", ("2014", "2015"), ["2014", "2015"]),
    ("from July 2014 to August 2015", "None", "None", ("July 2014", "August 2015"), ["July 2014", "August 2015"]),
    ("1 July 2014 - 31 August 2015", "2014-07-01", "2015-08-31", ("1 July 2014", "31 August 2015"), []),
]


@pytest.mark.parametrize(("period", "start", "end", "literals", "flagged"), WORDED, ids=[row[0] for row in WORDED])
def test_days_in_words_are_kept_as_written(
    period: str, start: str, end: str, literals: tuple[str, str], flagged: list[str]
) -> None:
    page = page_of(f"Mali\n\nTitle\n\nUK mandate in Niger {period}\n\nProse.\n\nMandate")
    (mandate,) = page.mandates
    assert (str(mandate.start), str(mandate.end)) == (start, end)
    assert (mandate.start_literal, mandate.end_literal) == literals
    assert [flag.value for flag in mandate.flags] == flagged and len(page.problems) == len(flagged)


@pytest.mark.parametrize("line", ["UK\nmandate in Mali", "UK mandate in\nMali", "UK mandate in Mali\n"])
def test_a_wrapped_header_line_is_read(line: str) -> None:
    (mandate,) = mandates_of(f"Mali\n\nTitle\n\n{line} 01/08/2014 - 02/08/2014\n\nProse.\n")
    assert (mandate.title, [donor.label for donor in mandate.donors]) == ("Title", ["United Kingdom"])
    assert ([place.code for place in mandate.places], str(mandate.end)) == (["MLI"], "2014-08-02")


@pytest.mark.parametrize(
    "line",
    [
        "UK mandate in Mali 01/08/2014 -\n02/08/2014",
        "UK mandate in Mali 01/08/2014\n- 02/08/2014",
        "UK mandate in Mali 01/08/2014 –\n\n02/08/2014",
        "UK mandate in Mali 01/08/2014 to\n02/08/2014",
        "UK mandate in Mali\n01/08/2014 -\n02/08/2014",
        "UK\nmandate in Mali 01/08/2014 -\n02/08/2014",
    ],
)
def test_a_last_day_on_the_next_line_is_read(line: str) -> None:
    (mandate,) = mandates_of(f"Mali\n\nTitle\n\n{line}\n\nProse.\n")
    assert (mandate.title, [donor.label for donor in mandate.donors]) == ("Title", ["United Kingdom"])
    assert (str(mandate.start), str(mandate.end)) == ("2014-08-01", "2014-08-02")


@pytest.mark.parametrize("below", ["Prose.", "02/08/2014 was the day after.", "It ended on 02/08/2014"])
def test_an_open_period_stays_open_above_prose(below: str) -> None:
    (mandate,) = mandates_of(f"Mali\n\nTitle\n\nUK mandate in Mali 01/08/2014 -\n{below}\n")
    assert (str(mandate.start), mandate.end, mandate.end_literal) == ("2014-08-01", None, "")


def test_a_period_that_is_not_understood_is_reported() -> None:
    page = page_of("Mali\n\nTitle\n\nUK mandate in Mali July 2015 - sometime\n\nProse.\n")
    assert page.mandates == () and [problem.offset for problem in page.problems] == [13]


def test_a_sentence_above_no_day_makes_no_mandate_and_a_long_line_is_reported() -> None:
    page = page_of(f"{TITLED}EU mandate in Mali from 2013 to 2015 covered this.\n\nAU mandate in Somalia\n\nMandate")
    assert [mandate.title for mandate in page.mandates] == ["Title"] and len(page.problems) == 1
    page = page_of(f"Mali\n\nTitle\n\nUK mandate in {'Mali, ' * 200}Niger 01/07/2014 - 31/08/2015\n")
    assert page.mandates == () and "more than 1000" in page.problems[0].what


PERIOD = "01/07/2014 - 31/08/2015"


@pytest.mark.parametrize(
    "lines",
    [
        f"UK mandate in|Mali|{PERIOD}",
        "UK mandate in|Mali|01/07/2014|31/08/2015",
        "UK mandate in|Mali|01/07/2014 -|31/08/2015",
        f"UK mandate in|Mali {PERIOD}",
        f"UK mandate|in Mali {PERIOD}",
        f"UK,|mandate in Mali {PERIOD}",
        "UK mandate in Mali|01/07/2014|31/08/2015",
        "UK mandate in Mali|01/07/2014|-|31/08/2015",
        "UK mandate in Mali|01/07/2014|to 31/08/2015",
        "UK mandate in Mali 01/07/2014|31/08/2015",
        "UK mandate in Mali 01/07/2014|-|31/08/2015",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n", "\r\n\r\n"])
def test_a_header_line_in_pieces_is_read(lines: str, between: str) -> None:
    text = f"Mali\n\nTitle\n\n{lines.replace('|', between)}\n\nProse.\n\nMandate\n"
    page = page_of(text)
    (mandate,) = page.mandates
    assert page.problems == () and page.documents == ()
    assert (mandate.title, [donor.label for donor in mandate.donors]) == ("Title", ["United Kingdom"])
    assert ([place.code for place in mandate.places], str(mandate.start), str(mandate.end)) == (
        ["MLI"], "2014-07-01", "2015-08-31",
    )  # fmt: skip
    days = [text[found.start : found.end] for found in mandate.readings if found.rule in ("header-start", "header-end")]
    assert days == ["01/07/2014", "31/08/2015"]


@pytest.mark.parametrize(
    "lines",
    [
        f"UK mandate in|Atlantis|{PERIOD}",
        f"UK mandate in|Mali,|Niger|Atlantis|{PERIOD}",
        f"UK mandate in||{PERIOD}x|Mali",
    ],
)
def test_pieces_that_may_be_a_header_line_are_reported(lines: str) -> None:
    page = page_of(f"Mali\n\nTitle\n\n{lines.replace('|', chr(10) * 2)}\n\nProse.\n\n{PERIOD}\n")
    assert page.mandates == () and [problem.offset for problem in page.problems] == [13]


@pytest.mark.parametrize(
    ("line", "below", "said"),
    [
        ("UK mandate in Mali", "Text.|01/07/2014", "below a header line without one"),
        ("UK mandate in Mali", "Start: 01/07/2014", "below a header line without one"),
        ("UK mandate in Mali 01/07/2014 - n/a", "31/08/2015", "below a header line that has its days"),
        (f"UK mandate in Mali {PERIOD}", "01/01/2016 - 02/02/2016", "below a header line that has its days"),
    ],
)
def test_a_day_that_stands_alone_is_reported(line: str, below: str, said: str) -> None:
    page = page_of("\n\n".join(["Mali", "Title", line, *below.split("|"), "More text."]))
    alone = below.split("|")[-1]
    assert [mandate.title for mandate in page.mandates] == ["Title"]
    assert any(repr(alone) in problem.what and said in problem.what for problem in page.problems)


@pytest.mark.parametrize("day", ["01/07/2014", PERIOD, "- 31/08/2015", "1 July 2014", "July 1, 2014"])
def test_a_line_that_is_only_a_day_is_no_title(day: str) -> None:
    page = page_of(f"{TITLED}Prose.\n\n{day}\n\nUK mandate in Niger 01/06/2016 - 05/06/2016\n\nProse.\n")
    assert [mandate.title for mandate in page.mandates] == ["Title", ""]
    assert any(problem.what == "A header line without a title above it." for problem in page.problems)


@pytest.mark.parametrize("line", ["UK mandates in Mali", "UK mandate for Mali", "Mandato en Malí"])
def test_words_that_are_nearly_those_of_a_header_line_are_reported(line: str) -> None:
    page = page_of(f"Mali\n\nTitle\n\n{line} {PERIOD}\n\nText.\n")
    assert page.mandates == ()
    assert [(p.offset, p.what.partition(" but")[0]) for p in page.problems] == [
        (13, "This line looks like a header line")
    ]


@pytest.mark.parametrize("words", ["n/a", "N/A", "TBC", "to be confirmed"])
def test_a_placeholder_for_the_days_makes_no_day(words: str) -> None:
    page = page_of(f"Mali\n\nTitle\n\nUK mandate in Mali {words}\n\nText.\n\nMandate\n")
    (mandate,) = page.mandates
    assert (mandate.start, mandate.end, mandate.end_literal) == (None, None, words)
    assert [problem.what for problem in page.problems] == [f"The end {words!r} is not a day."]


def test_full_width_characters_are_read_and_kept() -> None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    line = f"UK mandate in Mali {PERIOD}".translate(wide)
    text = f"Mali\n\nＴitle\n\n{line}\n\nText.\n\nMandate\n"
    (mandate,) = mandates_of(text)
    assert ([donor.label for donor in mandate.donors], str(mandate.start)) == (["United Kingdom"], "2014-07-01")
    assert (mandate.title, mandate.end_literal) == ("Ｔitle", "31/08/2015".translate(wide))
    (end,) = [reading for reading in mandate.readings if reading.rule == "header-end"]
    assert text[end.start : end.end] == mandate.end_literal


def test_a_second_period_or_header_line_on_one_line_is_reported() -> None:
    page = page_of(f"Mali\n\nTitle\n\nUK mandate in Mali {PERIOD}, 01/01/2016 - 02/02/2016\n\nText.\n")
    (mandate,) = page.mandates
    assert ([place.code for place in mandate.places], str(mandate.start)) == (["MLI"], "2014-07-01")
    (problem,) = page.problems
    assert problem.what.startswith("A second period in one header line: '01/01/2016 - 02/02/2016'")
    page = page_of(f"Mali\n\nTitle\n\nUK mandate in Niger {PERIOD} UK mandate in Mali {PERIOD}\n\nText.\n")
    assert [place.code for mandate in page.mandates for place in mandate.places] == ["NER"]
    (problem,) = page.problems
    assert problem.what.startswith(f"A second header line on one line: 'UK mandate in Mali {PERIOD}'")


def test_a_header_line_that_goes_on_into_the_next_title_is_reported_as_lost() -> None:
    page = page_of(f"Mali\n\nA\nFrance mandate in Mali {PERIOD} Title B\nUK mandate in Mali {PERIOD}\nText.\n")
    assert [mandate.donors[0].label for mandate in page.mandates] == ["United Kingdom"]
    (problem,) = page.problems
    assert problem.offset == 8 and "no mandate was read from it" in problem.what


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("1-5 July 2014", "2014-07-01"),
        ("1.-5. July 2014", "2014-07-01"),
        ("28 June - 5 July 2014", "2014-06-28"),
        ("31 June - 5 July 2014", "None"),
        ("20 December - 5 January 2015", "None"),
    ],
)
def test_a_first_day_has_the_month_and_the_year_of_the_last(period: str, start: str) -> None:
    (mandate,) = mandates_of(f"Mali\n\nTitle\n\nUK mandate in Mali {period}\n\nText.\n")
    assert str(mandate.start) == start and mandate.end is not None
    assert len(mandate.flags) == (start == "None")


@pytest.mark.parametrize("above", ["UK mandate in Niger 01/07/2014 - 31/08/2015", "UK mandate in Niger\n\n01/07/2014"])
def test_a_header_line_without_title_and_day_is_reported(above: str) -> None:
    page = page_of(f"Mali\n\nTitle\n\n{above}\n\nUK mandate in Chad\n\nText.\n")
    assert [mandate.places[0].code for mandate in page.mandates] == ["NER"]
    (problem,) = page.problems
    assert "without a day, and no title is above it" in problem.what
