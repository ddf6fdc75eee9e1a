"""What prose says: dates, reports, names, trainings; and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from mandategraph.graph.countries import Resolver
from mandategraph.loaders.listing import read_listing
from mandategraph.loaders.records import MandateRecord

HEADER = "France mandate in Mali 01/06/2015 - 05/06/2015"


def read(sentence: str, title: str = "Title") -> tuple[MandateRecord, str]:
    """Return the mandate with this title and text, and the whole page."""
    text = f"Mali\n\n{title}\n\n{HEADER}\n\n{sentence}\n"
    (mandate,) = read_listing(text, Resolver.load()).mandates
    return mandate, text


def quotes(sentence: str, rule: str) -> list[str]:
    mandate, text = read(sentence)
    return [text[reading.start : reading.end] for reading in mandate.readings if reading.rule == rule]


DATES = [
    ("from 19 to 21 May 2015", "2015-05-19 2015-05-21"),
    ("18 May 2015", "2015-05-18"),
    ("3rd of March 2014", "2014-03-03"),
    ("May 2015", "2015-05-01 2015-05-31"),
    ("June 5, 2015", "2015-06-05"),
    ("June 1-5, 2015", "2015-06-01 2015-06-05"),
    ("from 1 May 2015 to 3 June 2015", "2015-05-01 2015-06-03"),
    ("1 May 2015 - 3 June 2015", "2015-05-01 2015-06-03"),
    ("19 May – 3 June 2015", "2015-05-19 2015-06-03"),
    ("between 3 and 5 May 2015", "2015-05-03 2015-05-05"),
    ("between 3 May and 5 June 2015", "2015-05-03 2015-06-05"),
    ("4 and 5 May 2015", "2015-05-04 2015-05-05"),
    ("May-June 2015", "2015-05-01 2015-06-30"),
    ("December 2014 to January 2015", "2014-12-01 2015-01-31"),
    ("from 28 December 2014 to 3 January 2015", "2014-12-28 2015-01-03"),
    ("2014-2016", "2014-01-01 2016-12-31"),
    ("2014 – 2016", "2014-01-01 2016-12-31"),
    ("5 juin 2015", "2015-06-05"),
    ("1er mai 2015", "2015-05-01"),
    ("du 3 au 5 mai 2015", "2015-05-03 2015-05-05"),
    ("5 de mayo de 2015", "2015-05-05"),
    ("del 3 al 5 de mayo de 2015", "2015-05-03 2015-05-05"),
    ("18. maj 2015", "2015-05-18"),
    ("18 мај 2015", "2015-05-18"),
    ("18 مايو 2015", "2015-05-18"),
    ("05/06/2015", "2015-06-05"),
    ("18.05.2015", "2015-05-18"),
    ("2015-05-18", "2015-05-18"),
    ("mid-2016", ""),
    ("Q3 2015", ""),
    ("third quarter of 2015", ""),
]


@pytest.mark.parametrize(("words", "days"), DATES, ids=[row[0] for row in DATES])
def test_dates(words: str, days: str) -> None:
    mandate, text = read(f"It was held {words}, they say.")
    found = [reading for reading in mandate.readings if reading.rule == "date-mention"]
    first, _, last = days.partition(" ")
    value = (date.fromisoformat(first), date.fromisoformat(last or first)) if days else None
    assert [(text[reading.start : reading.end], reading.value) for reading in found] == [(words, value)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("3 and 17 May 2015", ["17 May 2015"]),
        ("May and June 2015", ["June 2015"]),
        ("page 3 - May 2015", ["May 2015"]),
        ("18 May 2015 and 3 June 2015", ["18 May 2015", "3 June 2015"]),
        ("resolution 2100 (2013)", []),
        ("UNSCR 1325/2000", []),
        ("they may 2015 times", []),
        ("to march 2000 kilometres", []),
        ("in May", []),
        ("31 June 2015", []),
        ("31/02/2015", []),
        ("1.2.3.2015", []),
        ("the mayor of 2015", []),
        ("in marches 2015", []),
        ("call 0123-2015-2016", []),
    ],
)
def test_what_is_no_date_or_not_one(words: str, said: list[str]) -> None:
    assert quotes(f"It was {words}, they say.", "date-mention") == said


REPORTS = [
    ("The full report can be found under the documents tab.", [("full report", "exists")]),
    ("The subsequent reports will then be shared with partners.", [("subsequent reports", "planned")]),
    ("The team will produce a final report.", [("final report", "planned")]),
    ("The final report was delivered in May.", [("final report", "exists")]),
    ("It follows the report of the panel.", [("report", "mentioned")]),
    ("An assessment report is being prepared.", [("assessment report", "planned")]),
    ("The final reports to the donors came late.", [("final reports", "mentioned")]),
    ("The reports were shared with all.", [("reports", "exists")]),
    ("Presentations and reports were shared.", [("reports", "exists")]),
    ("It draws on the Human Rights Report 2014.", [("Human Rights Report", "mentioned")]),
    ("Reports from the field say so.", [("Reports", "mentioned")]),
    ("The teams' final report can be downloaded here.", [("teams' final report", "exists")]),
    ("Le rapport final est disponible en ligne.", [("rapport final", "exists")]),
    ("El informe final fue publicado.", [("informe final", "exists")]),
    ("Извештај за обуката.", [("Извештај", "mentioned")]),
    ("Izveštaj je dug.", [("Izveštaj", "mentioned")]),
    ("Raporti i fundit.", [("Raporti", "mentioned")]),
    ("قرأنا التقرير كله.", [("التقرير", "mentioned")]),
    ("The unit will report to the minister.", []),
    ("Reporting lines were unclear; the team reported back.", []),
    ("Advisers report that the plan works.", []),
    ("Officers report to the minister every week.", []),
    ("They work beside DCAF and report every week on what they heard.", []),
    ("He reports to the board.", []),
    ("The unit reports directly to the head.", []),
    ("The unit reports to the minister.", []),
    ("The head, who reports to the minister, agreed.", []),
    ("Report writing is a skill.", []),
    ("A report card was made.", []),
    ("Reporters came.", []),
    ("Par rapport à la police, il faut agir.", []),
    ("C’est en rapport avec la police.", []),
    ("Les rapports de force changent.", []),
    ("Es preciso que informe a la oficina.", []),
    ("Në raport me policinë.", []),
]


@pytest.mark.parametrize(("sentence", "reports"), REPORTS, ids=[row[0] for row in REPORTS])
def test_reports(sentence: str, reports: list[tuple[str, str]]) -> None:
    mandate, text = read(sentence)
    assert [(report.title, report.status) for report in mandate.reports] == reports
    for report in mandate.reports:
        assert report.rule == f"report-{report.status}" and report.title in text[report.start : report.end]


def test_the_strongest_statement_about_a_report_counts() -> None:
    mandate, _ = read("A final report is planned. The final report was published. The final report is long.")
    assert [(report.title, report.status) for report in mandate.reports] == [("final report", "exists")]


NAMES = [
    ("Un projet au Bamakois, eu lieu. The UNDPX.", []),
    ("They asked us who may act, and it was up to us.", []),
    ("Un appui, eu égard au ministère. Tôt ou tard, ils ont osé.", []),
    ("They split the cost, and gao is a nice word.", []),
    ("the UN, not un; the EU, not eu; l’AU", ["UN", "EU", "AU"]),
    ("EU-funded and non-UN work", ["EU", "UN"]),
    ("The Geneva Conventions and the Rome Statute", []),
    ("in Rome, near Geneva", ["Rome", "Geneva"]),
    ("Bamako’s mayor; BAMAKO", ["Bamako", "BAMAKO"]),
    ("A course in South Africa", []),
    ("A course in Africa", ["Africa"]),
    ("The ToT was long, as AfDB said.", ["AfDB"]),
]


@pytest.mark.parametrize(("sentence", "names"), NAMES, ids=[row[0] for row in NAMES])
def test_names_are_whole_words_in_their_own_capitals(sentence: str, names: list[str]) -> None:
    found = quotes(sentence, "place-mention") + quotes(sentence, "organisation-mention")
    assert sorted(found) == sorted(names)


def test_a_theme_is_not_read_out_of_other_words() -> None:
    assert quotes("Tôt ou tard, the international community and the CONOPS count.", "theme-mention") == []
    assert quotes("TOT or ToT: gender, GENDER and human rights", "theme-mention") == ["ToT", "gender", "human rights"]


def test_placeholders_say_nothing() -> None:
    mandate, _ = read(
        "No programmes have been added yet.\n\nDownloaded 1700 times since 25 January 2017.\n\nLoading..."
    )
    assert {reading.rule for reading in mandate.readings} == {
        "title", "header-line", "header-donor", "header-country", "header-start", "header-end",
    }  # fmt: skip


TRAININGS = [
    (
        "Advanced French Level 2 Training on SSR, Mali",
        True,
        {"trainingLevel": "Advanced, Level 2", "trainingLanguage": "fr"},
    ),
    ("Advanced Level 2 Training on SSR", True, {"trainingLevel": "Advanced Level 2"}),
    ("Level 1 and 2 Training", True, {"trainingLevel": "Level 1 and 2"}),
    ("SSR Training, Level II", True, {"trainingLevel": "Level II"}),
    ("SSR training in Spanish", True, {"trainingLanguage": "es"}),
    ("SSR Training in French for officers", True, {"trainingLanguage": "fr"}),
    ("Training in French-speaking Africa", True, {}),
    ("Police training in French Guiana", True, {}),
    ("Introductory course on justice reform", True, {"trainingLevel": "Introductory"}),
    ("Train the Trainers", True, {}),
    ("Training of Trainers on Oversight", True, {}),
    ("Design and delivery of a training course on SSR", True, {}),
    ("Formation sur la RSS, niveau 1", True, {"trainingLevel": "niveau 1"}),
    ("Cours avancé sur la RSS", True, {"trainingLevel": "avancé"}),
    ("Curso básico en español sobre la RSS", True, {"trainingLevel": "básico", "trainingLanguage": "es"}),
    ("دورة تدريبية حول إصلاح قطاع الأمن", True, {}),
    ("Обука за реформа на безбедносниот сектор", True, {}),
    ("Trajnim për reformën", True, {}),
    ("Obuka za reformu", True, {}),
    ("Review of the police training centre", False, {}),
    ("Training needs assessment of the gendarmerie", False, {}),
    ("Support to a French training academy", False, {}),
    ("Evaluation of Training", False, {}),
    ("Lessons from the training of police", False, {}),
    ("EU Training Mission Mali: strategic review", False, {}),
    ("Course correction of the reform plan", False, {}),
    ("Police reform, of course", False, {}),
    ("Over the course of the reform", False, {}),
    ("Formation of a joint force", False, {}),
    ("Cours d’appel de Bamako", False, {}),
    ("Réforme en cours", False, {}),
    ("Mapping of donor support", False, {}),
]


@pytest.mark.parametrize(("title", "training", "texts"), TRAININGS, ids=[row[0] for row in TRAININGS])
def test_trainings(title: str, training: bool, texts: dict[str, str]) -> None:
    mandate, _ = read("The prose.", title)
    assert (mandate.training, dict(mandate.texts)) == (training, texts)


@pytest.mark.parametrize(
    ("sentence", "training"),
    [
        ("This one day Training Course on Fragility is organised by the EU.", True),
        ("The five-day course will include four modules.", True),
        ("Cette formation s’adresse aux officiers.", True),
        ("The training of the police was poor.", False),
        ("The mission helps with the induction training of the team.", False),
        ("This course of action was taken.", False),
    ],
)
def test_trainings_by_their_first_words(sentence: str, training: bool) -> None:
    assert read(sentence)[0].training == training


@pytest.mark.parametrize(
    "words", ["the report of the unit and ", "18 May 2015 - ", "1) a ", "Downloaded 3 times since\n"]
)
def test_long_prose_takes_time_that_grows_with_it(words: str) -> None:
    assert read(words * 20_000)[0].title == "Title"
