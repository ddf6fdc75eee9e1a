"""Clauses of prose: undated events, days of a course, lengths of time, joint teams, who asked, whose document."""

from __future__ import annotations

from datetime import date

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.entities import Entity
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.records import MandateRecord, Reading

HEADER = "France mandate in Mali 01/06/2015 - 05/06/2015"


def read(prose: str, title: str = "Title", header: str = HEADER) -> tuple[MandateRecord, str]:
    """Return the mandate with this title, header and text, and the whole page."""
    text = f"Mali\n\n{title}\n\n{header}\n\n{prose}\n"
    (mandate,) = read_listing(text, Resolver.load()).mandates
    return mandate, text


def found(rule: str, prose: str, title: str = "Title") -> list[tuple[str, Reading]]:
    mandate, text = read(prose, title)
    return [(text[reading.start : reading.end], reading) for reading in mandate.readings if reading.rule == rule]


def key(reading: Reading) -> str:
    return reading.value.key.rpartition("/")[2] if isinstance(reading.value, Entity) else ""


EVENTS = [
    (
        "It is part of the induction training for the core team in Brussels prior to their deployment and ends there.",
        [
            (
                "induction training for the core team in Brussels prior to their deployment",
                "induction training",
            )
        ],
    ),
    (
        "Help with the deployment of the core team in Bamako during its work.",
        [("deployment of the core team in Bamako", "deployment")],
    ),
    (
        "A regional workshop for chiefs of police in Dakar, and a visit.",
        [("regional workshop for chiefs of police in Dakar", "regional workshop")],
    ),
    (
        "This includes a two-day seminar for members of parliament in Niamey.",
        [("two-day seminar for members of parliament in Niamey", "two-day seminar")],
    ),
    (
        "Scoping mission for the new programme in Niger.",
        [("Scoping mission for the new programme in Niger", "Scoping mission")],
    ),
    (
        "Their meeting of chiefs in Bosnia and Herzegovina was short.",
        [("meeting of chiefs in Bosnia and Herzegovina", "meeting")],
    ),
    (
        "An exercise for officers in charge of stores in Cote d'Ivoire before the election.",
        [("exercise for officers in charge of stores in Cote d'Ivoire before the election", "exercise")],
    ),
    ("The training of the police will go on in Bamako.", []),
    ("The workshop for officers in Bamako took place on 3 May 2015.", []),
    ("In May 2015 came the workshop for officers in Bamako.", []),
    ("The training needs of officers in Bamako grew.", []),
    ("Money for training of officers in Bamako is short.", []),
    ("The workshop for officers in Atlantis was short.", []),
    ("The workshop for officers in charge was short.", []),
    ("The workshop for officers, in Bamako since then.", []),
    ("A course of action for the army in Bamako.", []),
    ("The mission of the unit in Mali is a long one.", []),
    ("The workshop in Bamako was short.", []),
    ("The workshop for the in Bamako.", []),
    ("The workshop for officers in Bamako's north.", []),
    ("The workshop for officers\nin Bamako.", []),
]


@pytest.mark.parametrize(("prose", "events"), EVENTS, ids=[row[0][:50] for row in EVENTS])
def test_events_without_a_date(prose: str, events: list[tuple[str, str]]) -> None:
    assert [(quote, reading.value) for quote, reading in found("undated-event", prose)] == events


def test_a_title_that_is_an_event_is_the_mandate_itself() -> None:
    assert found("undated-event", "Prose.", "Induction training for the core team in Brussels") == []


def test_an_event_leaves_the_names_in_it() -> None:
    mandate, text = read("The induction training for the team in Brussels is long.")
    said = {(reading.rule, text[reading.start : reading.end]) for reading in mandate.readings}
    assert said >= {("place-mention", "Brussels"), ("theme-mention", "induction training")}


COURSE = "The course will take place in Brussels from 19 to 21 May 2015. "
DAYS = [
    (
        COURSE
        + "The first day will look at law; the second will focus on police; and the third day, led by ISSAT, ends it.",
        [("The first day", "2015-05-19"), ("the second", "2015-05-20"), ("the third day", "2015-05-21")],
    ),
    (COURSE + "On the last day, all go home.", [("the last day", "2015-05-21")]),
    (COURSE + "The 2nd day of the course is short.", [("The 2nd day", "2015-05-20")]),
    (
        COURSE + "The first day is on law, and the final will be on police.",
        [("The first day", "2015-05-19"), ("the final", "2015-05-21")],
    ),
    (COURSE + "The first day is long. The fourth day is short.", [("The first day", ""), ("The fourth day", "")]),
    (COURSE + "\n\nThe first day is long.", [("The first day", "2015-05-19")]),
    (
        COURSE + "Another course will be held from 3 to 5 June 2015.\n\nThe first day is long.",
        [("The first day", "")],
    ),
    ("The course will be held in May 2015. The first day is long.", [("The first day", "")]),
    ("The course is on 19 May 2015. The first day is long.", [("The first day", "")]),
    ("The training lasts from 1 May to 30 June 2015. The first day is long.", [("The first day", "")]),
    (
        "The treaty was made from 3 to 5 May 2015. It is about the army. The workshop: the first day is long.",
        [("the first day", "")],
    ),
    ("The workshop is short. The first day is on law.", [("The first day", "")]),
    (COURSE + "They go with the team from the first day to the last.", []),
    (COURSE + "He was hurt on his first day.", []),
    (COURSE + "The first day of the month is a holiday.", []),
    (COURSE + "The first days are long.", []),
    (COURSE + "The first day-long talk is on law.", []),
    ("The war was long. The first day was the worst.", []),
    ("In the course of action of the army, the first day will count.", []),
    (COURSE + "The first phase is on law; the second will be on police.", []),
]


@pytest.mark.parametrize(("prose", "days"), DAYS, ids=[row[0][-50:] for row in DAYS])
def test_days_of_a_course(prose: str, days: list[tuple[str, str]]) -> None:
    wanted = [(quote, (date.fromisoformat(day), date.fromisoformat(day)) if day else None) for quote, day in days]
    assert [(quote, reading.value) for quote, reading in found("course-day", prose)] == wanted


def test_the_second_alone_counts_only_after_the_first_and_before_a_verb() -> None:
    for prose in (
        "The first day is on law.\n\nThe second will be on police.",
        "The first day is on law; the second reason is money.",
        "The first day is on law; the third will be on police.",
    ):
        assert [quote for quote, _ in found("course-day", COURSE + prose)] == ["The first day"]


def test_each_course_of_a_block_has_its_own_days() -> None:
    prose = (
        "The course runs from 4 to 6 May 2015. The first day is on law.\n\n"
        "The workshop runs from 8 to 9 June 2015. The first day is on police. The third day is off."
    )
    (_, one), (_, two), (_, three) = found("course-day", prose)
    assert (one.value, two.value, three.value) == ((date(2015, 5, 4), date(2015, 5, 4)), None, None)


PERIODS = [
    ("The lessons identified over the last decade, they say.", ["over the last decade"]),
    ("Work done in the past 18 months counts.", ["in the past 18 months"]),
    ("It ends within the next two years.", ["within the next two years"]),
    ("It was done During the last few weeks.", ["During the last few weeks"]),
    ("For the coming year, and over the next couple of days.", ["For the coming year", "over the next couple of days"]),
    ("This is in the past.", []),
    ("As in the last resort, they left.", []),
    ("In the last days of the war they left.", []),
    ("Over the next hill, in the next room.", []),
    ("The last week is kept for the visitors.", []),
    ("Since the last decade of the century.", []),
    ("In the next year's budget, in the last year-end.", []),
    ("Over the next two-day workshop.", []),
    ("In the last election; over the last 1000 metres.", []),
]


@pytest.mark.parametrize(("prose", "periods"), PERIODS, ids=[row[0] for row in PERIODS])
def test_lengths_of_time_from_an_unknown_day(prose: str, periods: list[str]) -> None:
    assert [(quote, reading.value) for quote, reading in found("relative-period", prose)] == [
        (quote, None) for quote in periods
    ]


TEAMS = [
    ("In it, a joint Germany-ISSAT team will go.", "joint Germany-ISSAT team", "germany issat"),
    ("A Joint EU–UN assessment mission came.", "Joint EU–UN assessment mission", "european-union united-nations"),
    ("A joint EU-UN Scoping Mission came.", "joint EU-UN Scoping Mission", "european-union united-nations"),
    ("The joint UN/World Bank review is out.", "joint UN/World Bank review", "united-nations world-bank"),
    ("A joint UN and AU task force came.", "joint UN and AU task force", "united-nations african-union"),
    ("A joint AU-EU-UN visit was made.", "joint AU-EU-UN visit", "african-union european-union united-nations"),
    ("A joint EU-funded team came.", "", ""),
    ("A joint civil-military team came.", "", ""),
    ("A joint Germany-Ruritania team came.", "", ""),
    ("A joint Guinea-Bissau team came.", "", ""),
    ("The joint Franco-German brigade came.", "", ""),
    ("A joint team came, Germany-ISSAT talks went on.", "", ""),
    ("A joint EU-UN statement was made.", "", ""),
    ("A joint EU-EU team came.", "", ""),
    ("The disjoint Germany-ISSAT team; jointly Germany-ISSAT team.", "", ""),
]


@pytest.mark.parametrize(("prose", "team", "parties"), TEAMS, ids=[row[0] for row in TEAMS])
def test_joint_teams_of_named_parties(prose: str, team: str, parties: str) -> None:
    said = found("joint-team", prose)
    assert [quote for quote, _ in said] == [team] * len(parties.split())
    assert [key(reading) for _, reading in said] == parties.split()


REQUESTS = [
    ("The EU has asked ISSAT to cover it.", "The EU has asked ISSAT", "european-union"),
    ("Since then, Germany requested ISSAT’s support.", "Germany requested ISSAT", "germany"),
    (
        "Later, the European Union had formally invited DCAF to come.",
        "the European Union had formally invited DCAF",
        "european-union",
    ),
    ("ISSAT was asked by the EU to come.", "ISSAT was asked by the EU", "european-union"),
    ("In May ISSAT has been invited by the Netherlands.", "", ""),
    ("Then Germany requested ISSAT’s support.", "", ""),
    ("There, ISSAT has been invited by the Netherlands.", "ISSAT has been invited by the Netherlands", "netherlands"),
    (
        "The EU and the UN have asked the Governing Board.",
        "The EU and the UN have asked the Governing Board",
        "european-union united-nations",
    ),
    ("The EU has asked for a review.", "", ""),
    ("The EU has asked Mali to vote.", "", ""),
    ("Partners were asked what ISSAT does.", "", ""),
    ("The EU has asked Peter to come.", "", ""),
    ("The Ministry of Defence of Mali has asked ISSAT.", "", ""),
    ("Ruritania and the EU have asked ISSAT.", "", ""),
    ("The minister has asked ISSAT.", "", ""),
    ("The EU has asked that ISSAT come.", "", ""),
    ("The EU-funded body asked ISSAT; non-EU asked ISSAT.", "", ""),
    ("The EU, asked\nISSAT.", "", ""),
]


@pytest.mark.parametrize(("prose", "clause", "who"), REQUESTS, ids=[row[0] for row in REQUESTS])
def test_who_asked(prose: str, clause: str, who: str) -> None:
    said = found("requester", prose)
    assert [quote for quote, _ in said] == [clause] * len(who.split())
    assert [key(reading) for _, reading in said] == who.split()


OWNERS = [
    ("The review of the EU SSR policies goes on.", "the EU", "european-union"),
    ("The United Nations action plan is out.", "The United Nations", "united-nations"),
    ("It reads Mali white paper drafts.", "Mali", "mali"),
    ("An EU-wide strategic framework is out.", "", ""),
    ("The SSR policies are out.", "", ""),
    ("The Defence white paper is out.", "", ""),
    ("The policies of the EU are out.", "", ""),
    ("The CONOPS is out.", "", ""),
    ("The Council Conclusions of 18 May 2015 are out.", "", ""),
]


@pytest.mark.parametrize(("prose", "named", "owner"), OWNERS, ids=[row[0] for row in OWNERS])
def test_whose_document_it_is(prose: str, named: str, owner: str) -> None:
    said = [(quote, key(reading)) for quote, reading in found("document-owner", prose)]
    assert said == ([(named, owner)] if owner else [])


def test_a_clause_is_told_once_a_way_of_writing_it() -> None:
    prose = "The joint EU-UN team came over the last decade. A joint EU-UN team left over the last decade."
    assert [quote for quote, _ in found("joint-team", prose)] == ["joint EU-UN team"] * 2
    assert [quote for quote, _ in found("relative-period", prose)] == ["over the last decade"]


@pytest.mark.parametrize(
    "words",
    [
        "the induction training for a b c in Brussels ",
        "training for " + "in Bamako " * 3,
        "The course: the first day will, the second will ",
        "from 3 to 5 May 2015 the course; the first day is. ",
        "over the last ten ",
        "joint A B C D-E F G H-",
        "The EU And The Of The UN asked ISSAT And ",
        "Of And The EU policies ",
    ],
)
def test_long_prose_of_clauses_takes_time_that_grows_with_it(words: str) -> None:
    assert read(words * 5_000)[0].title == "Title"
