"""Tables of mandates: CSV, JSON and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.documents.document import Document, parse_document
from mandategraph.loaders.records import MandateRecord, Page
from mandategraph.loaders.tables.cells import json_cell
from mandategraph.loaders.tables.columns import field_of
from mandategraph.loaders.tables.csv_text import DELIMITERS, read_csv
from mandategraph.loaders.tables.json_text import JsonArray, JsonObject, JsonScalar, JsonValue, read_json
from mandategraph.loaders.tables.mandates import read_table

ENGLISH = (
    "Title,Donor(s),Target Country / Organisation,Start date,End date,Type,Training,Reports,Themes,Description\n"
    '"Backstopping ""support"", Mali",Netherlands; EU,"Congo, Democratic Republic of; Atlantis",01/07/2014,31.08.2015.,'
    "Mandate,no,Final report; Lessons (planned),Gender,Support in Bamako.\n"
    "Advanced French Level 2 Training,France,ML|NER,2015-06-05,2015-06-01,,,,,\n"
    "A study,,,,,Case Study,,,,\n"
)


def read(text: str, name: str = "table.csv") -> tuple[Document, Page]:
    document = parse_document(text.encode(), name, name)
    return document, read_table(document, Resolver.load(), "https://example.org/id/")


def quotes(document: Document, record: MandateRecord) -> dict[str, list[str]]:
    """Return what stands in the text where each rule read something."""
    found: dict[str, list[str]] = {}
    for reading in record.readings:
        found.setdefault(reading.rule, []).append(document.text[reading.start : reading.end])
    return found


def keys(record: MandateRecord) -> tuple[list[str], list[str]]:
    return [donor.key for donor in record.donors], [place.key for place in record.places]


def test_english_csv() -> None:
    document, page = read(ENGLISH)
    first, second = page.mandates
    assert first.title == 'Backstopping "support", Mali'
    assert keys(first) == (["donor/netherlands", "donor/european-union"], ["country/COD", "name/atlantis"])
    assert (first.start, first.end) == (date(2014, 7, 1), date(2015, 8, 31))
    assert (first.start_literal, first.end_literal, first.training) == ("01/07/2014", "31.08.2015.", False)
    reports = [(report.title, report.status) for report in first.reports]
    assert reports == [("Final report", "exists"), ("Lessons", "planned")]
    assert dict(first.texts) == {"description": "Support in Bamako."}
    assert [(flag.check, flag.value) for flag in first.flags] == [("place-resolved", "Atlantis")]
    assert document.text[slice(*first.block)] == ENGLISH.split("\n")[1]
    assert second.training
    assert dict(second.texts) == {"trainingLevel": "Advanced, Level 2", "trainingLanguage": "fr"}
    assert [(flag.check, flag.value) for flag in second.flags] == [("period-order", "2015-06-05 - 2015-06-01")]
    assert [(other.title, other.type.key) for other in page.documents] == [("A study", "resource-type/case-study")]
    assert [document.where(problem.offset) for problem in page.problems] == ["table.csv:2:82"]


def test_every_value_leads_to_its_cell() -> None:
    document, page = read(ENGLISH)
    said = quotes(document, page.mandates[0])
    assert said["table-title"] == ['Backstopping ""support"", Mali']
    assert said["table-donor"] == ["Netherlands", "EU"]
    assert said["table-country"] == ["Congo, Democratic Republic of"]
    assert said["table-unresolved-place"] == ["Atlantis"]
    assert (said["table-start"], said["table-end"]) == (["01/07/2014"], ["31.08.2015."])
    assert (said["table-theme"], said["table-type"], said["place-mention"]) == (["Gender"], ["Mandate"], ["Bamako"])


@pytest.mark.parametrize(
    "text",
    [
        "Titre;Bailleurs;Pays;Période\nA;France, UK;Mali, Tchad;01/07/2014 - 31/08/2015\n",
        "sep=;\r\nTITRE;BAILLEUR(S);PAYS CIBLE;DATES\r\nA;France|UK;Mali|Tchad;01/07/2014 – 31/08/2015\r\n",
        "Título\tDonantes\tPaíses\tFecha de inicio\tFecha de fin\n"
        "A\tFrancia; Reino Unido\tMalí; Chad\t1/7/2014\t31.8.2015\n",
        "title|donor_1|donor_2|country code|startDate|END-DATE\rA|France|UK|ML;TD|2014-07-01|2015-08-31T00:00:00Z\r",
        '\ufeff"title" , "donors","countries","period"\n'
        '"A","France, UK","Mali, Chad","2014-07-01/2015-08-31"\n\n  ,,,\n',
    ],
    ids=["french", "excel", "spanish", "bars", "quoted"],
)
def test_the_same_mandate_in_many_tables(text: str) -> None:
    document, page = read(text)
    (record,) = page.mandates
    assert keys(record) == (["donor/france", "donor/united-kingdom"], ["country/MLI", "country/TCD"])
    assert (record.title, record.start, record.end) == ("A", date(2014, 7, 1), date(2015, 8, 31))
    assert page.problems == ()
    assert quotes(document, record)["table-title"] == ["A"]


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("01/07/2014 - 31/08/2015", "2014-07-01", "2015-08-31"),
        ("1.7.2014. – 31.8.2015.", "2014-07-01", "2015-08-31"),
        ("01/07/2014-31/08/2015", "2014-07-01", "2015-08-31"),
        ("2014-07-01 - 2015-08-31", "2014-07-01", "2015-08-31"),
        ("2014-07-01/2015-08-31", "2014-07-01", "2015-08-31"),
        ("from 01/07/2014 to 31/08/2015", "2014-07-01", "2015-08-31"),
        ("du 01/07/2014 au 31/08/2015", "2014-07-01", "2015-08-31"),
        ("del 01/07/2014 al 31/08/2015", "2014-07-01", "2015-08-31"),
        ("01/07/2014 -", "2014-07-01", None),
        ("- 31/08/2015", None, "2015-08-31"),
        ("since 01/07/2014", "2014-07-01", None),
        ("01/07/2014", "2014-07-01", None),
        ("31/02/2014 - 31/08/2015", None, "2015-08-31"),
        ("soon", None, None),
    ],
)
def test_periods(cell: str, start: str | None, end: str | None) -> None:
    document, page = read(f"title;period\nA;{cell}\n")
    (record,) = page.mandates
    assert [day and day.isoformat() for day in (record.start, record.end)] == [start, end]
    for literal, rule in ((record.start_literal, "table-start"), (record.end_literal, "table-end")):
        assert quotes(document, record).get(rule, [""]) == [literal]
    bad = sum(1 for literal, day in ((record.start_literal, start), (record.end_literal, end)) if literal and not day)
    assert [flag.check for flag in record.flags] == ["date-valid"] * bad


JSON = {
    "title": 'A "quoted" é\ttitle',
    "donors": ["EU", {"name": "UK"}],
    "countries": "Mali; Côte d’Ivoire",
    "period": {"start": "2014-07-01", "end": "31/08/2015"},
    "training": True,
    "reports": [{"title": "Final", "status": "planned"}, "Notes"],
    "themes": None,
}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (json.dumps([JSON]), "a.json"),
        (json.dumps({"mandates": [JSON]}, indent=2), "a.json"),
        (json.dumps(JSON, ensure_ascii=False), "a.json"),
        (json.dumps(JSON) + "\n\n", "a.jsonl"),
    ],
    ids=["array", "object", "one", "lines"],
)
def test_json(text: str, name: str) -> None:
    document, page = read(text, name)
    (record,) = page.mandates
    assert record.title == JSON["title"]
    assert keys(record) == (["donor/european-union", "donor/united-kingdom"], ["country/MLI", "country/CIV"])
    assert (record.start, record.end, record.training) == (date(2014, 7, 1), date(2015, 8, 31), True)
    assert [(report.title, report.status) for report in record.reports] == [("Final", "planned"), ("Notes", "exists")]
    said = quotes(document, record)
    assert json.loads(f'"{said["table-title"][0]}"') == JSON["title"]
    assert [json.loads(f'"{place}"') for place in said["table-country"]] == ["Mali", "Côte d’Ivoire"]
    assert said["table-training"] == ["true"]
    assert page.problems == ()


def test_json_lines_with_a_broken_line() -> None:
    document, page = read('{"title": "A"}\n{"title": "B"\n\n{"title": "C"}\n', "a.jsonl")
    assert [record.title for record in page.mandates] == ["A", "C"]
    assert [document.position(problem.offset)[0] for problem in page.problems] == [2]


@pytest.mark.parametrize(
    ("shares", "basis", "said", "kept"),
    [
        ("Mali 60; Niger 40", "", [], ["60", "40"]),
        ("Mali: 60 %; ML 40", "", ["'Mali' has more than one share"], ["60", "40"]),
        ("Mali 50; Mali 50", "", ["'Mali' has more than one share"], ["50", "50"]),
        ("Mali 60; Chad 40", "", ["'Chad 40' is of no place that the mandate names"], ["60"]),
        ("Mali 60; Niger 60,5", "", ["'Niger 60,5' is no place with its percentage"], ["60"]),
        ("Mali 60; Niger 60", "", ["add up to 120, not to 100"], ["60", "60"]),
        ("Mali 50; Atlantis 50", "", ["place 'Atlantis' is not known"], ["50", "50"]),
        ("Mali 50; Niger 50", "equal", [], []),
        ("Mali 60; Niger 40", "equal", ["marked as equal are equal"], ["60", "40"]),
        ("Mali 60", "equal", ["marked as equal are equal", "add up to 60"], ["60"]),
        ("Mali x; Niger 50", "equal", ["'Mali x' is no place", "marked as equal are equal"], ["50"]),
        ("Mali 60; Niger 40", "guessed", ["basis 'guessed' is not known"], ["60", "40"]),
    ],
)
def test_shares_of_places(shares: str, basis: str, said: list[str], kept: list[str]) -> None:
    places = "Mali; Niger; Atlantis" if "Atlantis" in shares else "Mali; Niger"
    document, page = read(f'title,country,place share,share basis\nX,{places},"{shares}",{basis}\n')
    assert len(page.problems) == len(said), page.problems
    assert all(any(each in problem.what for problem in page.problems) for each in said), page.problems
    assert quotes(document, page.mandates[0]).get("country-share", []) == kept


@pytest.mark.parametrize(
    ("status", "days", "reported"),
    [("valid", "2019-01-01,2020-01-01", False), ("inverted", "2019-01-01,2020-01-01", True), ("Missing", ",", False)],
)
def test_a_period_status_that_is_not_that_of_the_days_is_reported(status: str, days: str, reported: bool) -> None:
    document, page = read(f"title,start,end,period status\nX,{days},{status}\n")
    assert ["the days make it 'valid'" in each.what for each in page.problems] == [True] * reported
    assert [document.where(each.offset) for each in page.problems] == ["table.csv:2:25"] * reported


def test_no_row_is_dropped() -> None:
    _, page = read("title,donor,country,start\n,UK,Mali,\nA\n,,,\nB,Xland,Atlantis,99/99/9999,extra\n")
    assert [(record.title, len(record.donors), len(record.places)) for record in page.mandates] == [
        ("", 1, 1),
        ("A", 0, 0),
        ("B", 1, 1),
    ]
    assert [flag.check for flag in page.mandates[0].flags] == ["title-known"]
    assert sorted(flag.check for flag in page.mandates[2].flags) == ["date-valid", "donor-resolved", "place-resolved"]


def test_two_names_for_one_value_of_json() -> None:
    text = '{"name": "Other", "title": "A", "donor": "UK", "start": "2015-01-01", "period": {"from": "2015-01-02"}}'
    document, page = read(text, "table.json")
    assert [(mandate.title, mandate.start_literal) for mandate in page.mandates] == [("A", "2015-01-01")]
    told = {document.text[problem.offset :].split(":")[0].strip('"'): problem.what for problem in page.problems}
    assert told == {
        "name": "The name 'name' gives the title again; it counts where the other is empty.",
        "from": "The name 'from' gives the start again; it counts where the other is empty.",
    }


@pytest.mark.parametrize(
    ("item", "at", "what"),
    [
        ('{"title": ["A", "B"]}', '"B"', "The title has 2 values; only the first was read."),
        ('{"title": "A", "period": {"to": ["2015", 2016]}}', "2016", "The end has 2 values; only the first was read."),
        ('{"title": {"label": "A", "code": "B"}}', '"code"',
         "Of an object here only its 'label' is read, not its 'code'."),
        ('{"title": "A", "country": [{"name": "DRC", "iso": 1}]}', '"iso"',
         "Of an object here only its 'name' is read, not its 'iso'."),
    ],
)  # fmt: skip
def test_what_is_not_read_of_json_is_reported(item: str, at: str, what: str) -> None:
    document, page = read(f"[{item}, {item}]", "table.json")
    assert [mandate.title for mandate in page.mandates] == ["A", "A"]
    told = [problem for problem in page.problems if problem.what == what]
    assert len(told) == (2 if "values" in what else 1)
    assert document.text[: told[0].offset].rstrip('"') == document.text[: document.text.index(at)]


def test_values_that_can_be_many_are_all_read_in_json() -> None:
    _, page = read(
        '{"title": {"@value": "A", "@language": "en"}, "donor": ["UK", {"name": "EU"}], "mandator": "AU"}', "a.json"
    )
    assert page.problems == ()
    assert [donor.label for donor in page.mandates[0].donors] == ["United Kingdom", "European Union", "African Union"]


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("title,title", "The heading 'title' stands twice; the second counts where the first is empty."),
        ("title,summary,summary", "The heading 'summary' stands twice; both are read."),
        ("title,name", "The column 'name' gives the title again; it counts where the other is empty."),
    ],
)
def test_which_of_two_columns_counts_is_told(heading: str, what: str) -> None:
    _, page = read(f"{heading}\nA,In Geneva,In Bamako\n,B,C\n")
    assert what in [problem.what for problem in page.problems]


def test_every_description_is_read_for_what_it_mentions() -> None:
    document, page = read("title,summary,text\nA,Held in Geneva.,Later in Bamako.\n")
    said = [document.text[r.start : r.end] for r in page.mandates[0].readings if r.rule == "place-mention"]
    assert said == ["Geneva", "Bamako"]


@pytest.mark.parametrize(
    ("text", "name", "at"),
    [
        ("title,donor,ISO2\nA,EU,AU\n", "table.csv", "AU"),
        ("title,donor,alpha-3\nA,EU,AUS; GBR\n", "table.csv", "AUS"),
        ('[{"title": "A", "donor": "EU", "iso2": ["AU"]}]', "table.json", "AU"),
    ],
)
def test_codes_are_read_in_the_list_that_their_heading_names(text: str, name: str, at: str) -> None:
    """AU is the African Union, too, where no list is named."""
    document, page = read(text, name)
    (record,) = page.mandates
    assert record.places[0].key == "country/AUS" and not record.flags and not page.problems
    assert quotes(document, record)["table-country"][0] == at
    _, free = read(text.replace("iso2", "country").replace("ISO2", "country"), name)
    assert bool(free.mandates[0].flags) == (at == "AU")


def test_what_is_no_code_of_the_list_is_read_as_a_name() -> None:
    _, page = read("title,donor,iso2\nA,EU,Mali; UK; XX\n")
    (record,) = page.mandates
    assert keys(record)[1] == ["country/MLI", "country/GBR", "name/xx"]
    assert [flag.value for flag in record.flags] == ["XX"]


def test_two_columns_for_one_value() -> None:
    document, page = read("mandate,title,start,period\nhttp://a,A,01/07/2014,02/07/2014 - 03/07/2014\n")
    (record,) = page.mandates
    assert (record.title, record.start, record.end) == ("A", date(2014, 7, 1), date(2014, 7, 3))
    assert [document.where(problem.offset) for problem in page.problems] == ["table.csv:1:9", "table.csv:2:23"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Mandator(s)", "donor"),
        ("  DONOR_NAME ", "donor"),
        ("Pays cible", "place"),
        ("País", "place"),
        ("country 2", "place"),
        ("startDate", "start"),
        ("Mandate Outputs / Products", "report"),
        ("Thématiques:", "theme"),
        ("iso_9", ""),
        ("sum", ""),
        ("", ""),
    ],
)
def test_headings(heading: str, field: str) -> None:
    assert field_of(heading) == field


cells = st.text(alphabet='ab é,;|"\n\r\t', max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(DELIMITERS))
def test_csv_round_trip(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    text = buffer.getvalue()
    found = list(read_csv(text, delimiter))
    assert [[cell.value for cell in row.cells] for row in found] == [
        stripped for row in rows if any(stripped := [cell.strip() for cell in row])
    ]
    for cell in (cell for row in found for cell in row.cells):
        assert text[slice(*cell.span())].replace('""', '"') == cell.value


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def plain(value: JsonValue) -> object:
    if isinstance(value, JsonArray):
        return [plain(item) for item in value.items]
    if isinstance(value, JsonObject):
        return {str(name.value): plain(member) for name, member in value.members}
    return value.value


@given(values, st.booleans(), st.sampled_from([None, 1]))
def test_json_round_trip(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert plain(read_json(text)) == value


@given(st.text(min_size=1, max_size=20), st.booleans())
def test_parts_of_a_json_string_are_found(value: str, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    string = read_json(text)
    assert isinstance(string, JsonScalar)
    cell = json_cell(text, string.start, string.end, value)
    for start, end in pairwise([0, *(i for i in range(len(cell.value)) if i % 3 == 1), len(cell.value)]):
        assert json.loads(f'"{text[slice(*cell.span(start, end))]}"') == cell.value[start:end]
