"""What prose says: dates, reports, names, trainings; and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.pages.listing import read_listing
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
    ("Q3 2015", "2015-07-01 2015-09-30"),
    ("third quarter of 2015", "2015-07-01 2015-09-30"),
    ("first quarter of 2014", "2014-01-01 2014-03-31"),
    ("last quarter of 2014", "2014-10-01 2014-12-31"),
    ("second half of 2014", "2014-07-01 2014-12-31"),
    ("early 2016", ""),
    ("late 2014", ""),
    ("mid 2014", ""),
    ("end of 2013", ""),
    ("the beginning of 2013", ""),
    ("spring 2015", ""),
    ("winter of 2015", ""),
    ("since 2009", ""),
    ("until 2016", ""),
    ("fin 2013", ""),
    ("depuis 2009", ""),
    ("early 1990s", ""),
    ("mid-1990s", ""),
    ("late in the 1990s", ""),
    ("since the 1990s", ""),
    ("1990s", "1990-01-01 1999-12-31"),
    ("between 2012 and 2014", "2012-01-01 2014-12-31"),
    ("from 2012 to 2014", "2012-01-01 2014-12-31"),
    ("entre 2012 et 2014", "2012-01-01 2014-12-31"),
    ("between 2014 and 2012", ""),
    ("from 3 to 5 June", ""),
    ("3-5 June", ""),
    ("from 3 May to 5 June", ""),
    ("from 28 December to 3 January", ""),
    ("du 3 au 5 juin", ""),
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
        ("in 2014", ["2014"]),
        ("during 2014", ["2014"]),
        ("in the course of 2014", ["2014"]),
        ("en 2014", ["2014"]),
        ("in 2012, 2013 and 2014", ["2012", "2013", "2014"]),
        ("in the 1990s", ["1990s"]),
        ("in 2014 - 2016", ["2014 - 2016"]),
        ("in May 2014", ["May 2014"]),
        ("in 2014 villages", []),
        ("by 2000 armed men", []),
        ("in 2014 euros, since 2009 km", []),
        ("in 2014.5 or 2014,3", []),
        ("room 2014", []),
        ("within 2014", []),
        ("third half of 2014", []),
        ("from 3 to 5", []),
        ("from 5 to 3 June", []),
        ("from 3 to 31 June", []),
        ("3 and 5 June", []),
        ("5 June", []),
        ("from 3 to 5 June and 7 to 9 July 2015", ["from 3 to 5 June", "7 to 9 July 2015"]),
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
    assert sorted(quotes(f"It was {words}, they say.", "date-mention")) == sorted(said)


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
    ('The report "Security in Mali" is available on our website.', [("Security in Mali", "exists")]),
    ("The report “justice” was read.", [("report", "mentioned")]),
    ("The evaluation report (2014) was published in May 2015.", [("evaluation report", "exists")]),
    ("The evaluation report 2014 was released.", [("evaluation report", "exists")]),
    ("The final report and its annexes are on the documents tab.", [("final report", "exists")]),
    ("The report was written by two advisers.", [("report", "exists")]),
    ("The final report and the annexes are on the documents tab.", [("final report", "exists")]),
    ("An evaluation report, published in 2015, is long.", [("evaluation report", "exists")]),
    ("It will lead to reports on the police.", [("reports", "planned")]),
    ("The mission reports progress.", []),
    ("The mission reports were shared.", [("mission reports", "exists")]),
    ("They read the report and the plan was published.", [("report", "mentioned")]),
    ("A report is expected.", [("report", "planned")]),
    ("A report is due in June 2015.", [("report", "planned")]),
    ("A report on the police is forthcoming.", [("report", "planned")]),
    ("The report is in preparation.", [("report", "planned")]),
    ("Final report (to be published).", [("Final report", "planned")]),
    ("They wait for the forthcoming report.", [("forthcoming report", "planned")]),
    ("The report on the planned reforms was read.", [("report", "mentioned")]),
    ("The report on the reforms is planned for May.", [("report", "planned")]),
    ("Final report due by the end of the year.", [("Final report", "planned")]),
    ("They read the Future of Policing report.", [("Policing report", "mentioned")]),
    ("The report has yet to be written.", [("report", "planned")]),
    ("The mandate produced two reports.", [("reports", "exists")]),
    ("The mandate produced a final report.", [("final report", "exists")]),
    ("The team will write reports.", [("reports", "planned")]),
    ("The published report is long.", [("published report", "exists")]),
    ("The team reports progress.", []),
    ("In Mali, the team reports on what it has seen.", []),
    ("The team reports were shared.", [("team reports", "exists")]),
    ("They read the team reports.", [("team reports", "mentioned")]),
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


DENIED = [
    ("No reports are available.", []),
    ("There is no report yet.", []),
    ("There is no final report.", []),
    ("No report was written.", []),
    ("No further reports are planned.", []),
    ("A report was not produced.", []),
    ("The report was never written.", []),
    ("A report wasn't published.", []),
    ("The mission did not deliver a report.", []),
    ("The mission didn’t deliver any final report.", []),
    ("The mission will not produce a report on the police.", []),
    ("The mission failed to deliver a report.", []),
    ("The mission ended without a report.", []),
    ("This is not a report.", []),
    ("A report cannot be published.", []),
    ("Neither a report nor a plan was written.", []),
    ("They wrote neither report.", []),
    ("The report does not exist.", []),
    ("Aucun rapport n’a été publié.", []),
    ("Il n’y a pas de rapport.", []),
    ("Un rapport n’a pas été produit.", []),
    ("No hay informe.", []),
    ("Нема извештај.", []),
    ("لا يوجد تقرير.", []),
    ("The report has not been published.", [("report", "mentioned")]),
    ("The mission did not publish the final report.", [("final report", "mentioned")]),
    ("Le rapport n’a pas été publié.", [("rapport", "mentioned")]),
    ("The report has not yet been published.", [("report", "planned")]),
    ("The report is not available yet.", [("report", "planned")]),
    ("The report will not be published until 2016.", [("report", "planned")]),
    ("Le rapport n’est pas encore disponible.", [("rapport", "planned")]),
    ("The mission has not yet delivered a report.", [("report", "planned")]),
    ("A report is not a plan.", [("report", "mentioned")]),
    ("The report is not long.", [("report", "mentioned")]),
    ("The mission not only delivered a report, it went on.", [("report", "exists")]),
    ("No fewer than two reports were published.", [("reports", "exists")]),
    ("There is no doubt, the report was published.", [("report", "exists")]),
    ("No workshop was held, but a report was published.", [("report", "exists")]),
    ("No draft was written. The report was published.", [("report", "exists")]),
    ("The mission did not stop, and delivered a report.", [("report", "exists")]),
    ("No interim report was written, but the final report was published.", [("final report", "exists")]),
]


@pytest.mark.parametrize(("sentence", "reports"), DENIED, ids=[row[0] for row in DENIED])
def test_what_is_denied_is_no_report(sentence: str, reports: list[tuple[str, str]]) -> None:
    assert [(report.title, report.status) for report in read(sentence)[0].reports] == reports


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
    ("Train-of-Trainers on Oversight", True, {}),
    ("Train the trainers", True, {}),
    ("Support to train trainers", False, {}),
    ("e-Learning Course Development", False, {}),
    ("Training Course Design", False, {}),
    ("Training programme development in Mali", False, {}),
    ("Training Course Development and Delivery", True, {}),
    ("e-Learning Course on Development", True, {}),
    ("Design and delivery of a training course on SSR", True, {}),
    ("Formation sur la RSS, niveau 1", True, {"trainingLevel": "niveau 1"}),
    ("Cours avancé sur la RSS", True, {"trainingLevel": "avancé"}),
    ("Curso básico en español sobre la RSS", True, {"trainingLevel": "básico", "trainingLanguage": "es"}),
    ("دورة تدريبية حول إصلاح قطاع الأمن", True, {}),
    ("Обука за реформа на безбедносниот сектор", True, {}),
    ("Trajnim për reformën", True, {}),
    ("Obuka za reformu", True, {}),
    ("SSR ToT in Dakar", True, {}),
    ("TOTs for the gendarmerie", True, {}),
    ("Evaluation of the ToT", False, {}),
    ("TOTAL review of the police", False, {}),
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
    ("title", "languages"),
    [
        ("SSR Training in English and French", ["en", "fr"]),
        ("SSR Training in English, French and Arabic for officers", ["en", "fr", "ar"]),
        ("English and French SSR Training", ["en", "fr"]),
        ("English/French training course", ["en", "fr"]),
        ("Formation RSS en français et en anglais", ["fr", "en"]),
        ("Curso en español y en inglés", ["es", "en"]),
        ("SSR Training in French and Policing", ["fr"]),
        ("Training in French and French-speaking officers", ["fr"]),
        ("Training of English and French officers", []),
    ],
)
def test_every_language_of_a_training_is_read(title: str, languages: list[str]) -> None:
    mandate, text = read("The prose.", title)
    assert [value for name, value in mandate.texts if name == "trainingLanguage"] == languages
    found = [r for r in mandate.readings if r.rule == "training-language"]
    assert [r.value for r in found] == languages and all(text[r.start : r.end].isalpha() for r in found)


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
    "words",
    [
        "the report of the unit and ",
        "the report (1) (2) of did not ",
        "not publish no report and a ",
        "in early ",
        "1990s since ",
        "18 May 2015 - ",
        "1) a ",
        "Downloaded 3 times since\n",
    ],
)
def test_long_prose_takes_time_that_grows_with_it(words: str) -> None:
    assert read(words * 20_000)[0].title == "Title"
