"""Mandates leave as IATI activities and as a table, and what is read back says the same."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import UsageError
from mandategraph.graph.interchange.facts import MandateFacts, Named, latest_day, read_mandates
from mandategraph.graph.interchange.iati import Reporter, Written, write_iati
from mandategraph.graph.interchange.mandate_table import COLUMNS, write_table
from mandategraph.graph.interchange.shares import split
from mandategraph.graph.iris import MG, PREFIXES
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.loaders.load import load
from mandategraph.loaders.outcomes import LoadReport
from mandategraph.loaders.workspace import Workspace
from mandategraph.service.cli.program import run

ROOT = Path(__file__).resolve().parents[1]
RESOLVER = Resolver.load()
STARTED, DAY = "2026-11-24T12:00:00Z", date(2026, 11, 24)
FACTS = (
    "donor", "country", "region", "unresolvedPlace", "start", "end", "startLiteral", "endLiteral", "periodStatus",
    "resourceType", "trainingLevel", "trainingLanguage", "report", "theme", "description", "objective", "lesson",
    "mandatingDepartment", "targetOrganisationType", "relatedActivity", "mentions",
)  # fmt: skip
"""The properties whose values an export keeps, beside types, titles, and the titles and states of reports."""
DISPUTED = "mandate/support-to-the-national-security-strategy-of-niger-2019-02-15"
"""The one mandate of the examples of which two sources say different things."""

Fact = tuple[str, str, str]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder = tmp_path_factory.mktemp("examples") / "store"
    with contextlib.chdir(ROOT):
        load(["examples/pages"], folder, started=STARTED, read_on=DAY)
    with open_store(folder) as store:
        yield store


def facts(store: EmbeddedStore) -> set[Fact]:
    """Return what the graph says of its mandates, but for where it says so."""
    found: set[Fact] = set()
    label, type = f"{PREFIXES['rdfs']}label", ox.NamedNode(f"{PREFIXES['rdf']}type")
    kept = {type.value, label, *(f"{MG}{name}" for name in FACTS)}
    for mandate in {quad.subject for quad in store.quads(None, type, ox.NamedNode(f"{MG}Mandate"), None)}:
        assert isinstance(mandate, ox.NamedNode)
        for quad in store.quads(mandate, None, None, None):
            if quad.predicate.value in kept:
                found.add((mandate.value, quad.predicate.value, str(quad.object)))
            if quad.predicate.value == f"{MG}report" and isinstance(quad.object, ox.NamedNode):
                for name in (label, f"{MG}reportStatus"):
                    found |= {
                        (str(q.subject), name, str(q.object))
                        for q in store.quads(quad.object, ox.NamedNode(name), None, None)
                    }
    return found


def as_iati(store: EmbeddedStore, reporter: Reporter | None = None, on: date | None = None) -> tuple[bytes, Written]:
    stream = io.BytesIO()
    done = write_iati(store, stream, RESOLVER, reporter, on)
    return stream.getvalue(), done


def as_table(store: EmbeddedStore) -> bytes:
    stream = io.BytesIO()
    write_table(store, stream, RESOLVER)
    return stream.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@contextlib.contextmanager
def loaded(folder: Path, name: str, data: bytes) -> Iterator[tuple[EmbeddedStore, LoadReport]]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    report = load([str(folder / name)], folder / "store", started=STARTED, read_on=DAY)
    assert report.exit_code == 0, report
    with open_store(folder / "store") as store:
        yield store, report


@pytest.mark.parametrize(("name", "write"), [("m.xml", lambda s: as_iati(s)[0]), ("m.csv", as_table)])
def test_what_is_read_back_says_the_same(
    examples: EmbeddedStore, tmp_path: Path, name: str, write: Callable[[EmbeddedStore], bytes]
) -> None:
    with loaded(tmp_path, name, write(examples)) as (store, _):
        after, again = facts(store), write(store)
        assert after == facts(examples)
        assert {each for each in after if each[1] == f"{MG}mentions"}
    with loaded(tmp_path / "again", name, again) as (third, _):
        assert facts(third) == after and write(third) == again


def test_the_same_data_gives_the_same_bytes(examples: EmbeddedStore) -> None:
    assert as_iati(examples) == as_iati(examples) and as_table(examples) == as_table(examples)


def test_activities_are_valid_by_the_standards_schema(examples: EmbeddedStore, shared: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    path = shared / "vocabularies" / "iati-schema" / "iati-activities-schema.xsd"
    if not path.is_file():
        pytest.skip("the schema of IATI (../shared/vocabularies/iati-schema) is not here")
    schema = etree.XMLSchema(etree.parse(str(path)))
    data, done = as_iati(examples, Reporter("XM-TEST-1", "Test & Co <org>"), date(2015, 1, 1))
    document = etree.fromstring(data)
    assert schema.validate(document), schema.error_log
    assert len(document.findall("iati-activity")) == done.activities == 71
    for activity in document.findall("iati-activity"):
        shares = [Decimal(each.get("percentage")) for each in activity if each.get("percentage")]
        assert sum(shares) == (100 if shares else 0)
    assert len({each.text for each in document.iter("iati-identifier")}) == 71


def test_the_columns_stay(examples: EmbeddedStore) -> None:
    assert list(COLUMNS) == [
        "mandate iri", "title", "donor", "country", "region", "place", "place share", "share basis", "start", "end",
        "start as written", "end as written", "period status", "type", "training", "training level",
        "training language", "theme", "report", "description", "objective", "mandating department",
        "target organisation type", "related activity", "lesson", "other values", "also mentioned",
        "other declared shares", "rdf statements",
    ]  # fmt: skip
    documented = (ROOT / "docs" / "iati.md").read_text("utf-8")
    assert all(f"| `{column}` |" in documented for column in COLUMNS)
    disputed = next(row for row in rows(as_table(examples)) if row["mandate iri"].endswith(DISPUTED))
    assert (disputed["end"], disputed["other values"]) == ("2019-08-15", "end: 2019-08-31; end as written: 31/08/2019")


PLACES = (
    Named("country/MLI", "Mali", "country"),
    Named("country/NER", "Niger", "country"),
    Named("region/011", "W", "region"),
)


@pytest.mark.parametrize(
    ("shares", "split_of", "basis"),
    [
        ({}, ["33.34", "33.33", "33.33"], "equal"),
        ({"country/MLI": "60"}, ["33.34", "33.33", "33.33"], "equal"),
        ({"country/MLI": "60", "country/NER": "30.5", "region/011": "9.5"}, ["60", "30.5", "9.5"], "declared"),
        ({"country/MLI": "60", "country/NER": "30", "region/011": "30"}, ["33.34", "33.33", "33.33"], "equal"),
    ],
)
def test_a_mandate_is_split_as_declared_or_in_equal_shares(
    shares: dict[str, str], split_of: list[str], basis: str
) -> None:
    mandate = MandateFacts("mandate/x", "x", "X", places=PLACES, shares={k: Decimal(v) for k, v in shares.items()})
    found = split(mandate, PLACES)
    assert ([f"{share:f}" for share in found.shares], found.basis) == (split_of, basis)
    assert split(mandate, PLACES[:1]).shares == ()


def test_shares_go_round_and_say_what_they_are(tmp_path: Path) -> None:
    declared = (ROOT / "tests" / "iati" / "activities.xml").read_bytes()
    with loaded(tmp_path, "a.xml", declared) as (store, _):
        data, table = as_iati(store)[0], as_table(store)
    text = data.decode()
    assert 'code="ML" percentage="60" mg:share="declared"' in text and "As the source declares." in text
    row = rows(table)[1]
    assert (row["place share"], row["share basis"]) == ("Mali 60; Niger 30.5; Western Africa 9.5", "declared")
    for name, written in (("b.xml", data), ("c.csv", table)):
        with loaded(tmp_path / name, name, written) as (store, _):
            assert as_table(store) == table
    equal = b"title,country,start\r\nX,Mali; Niger; Chad,2020-01-01\r\n"
    with loaded(tmp_path / "equal", "d.csv", equal) as (store, _):
        data, table = as_iati(store)[0], as_table(store)
        assert rows(table)[0]["share basis"] == "equal"
    assert data.decode().count('mg:share="equal"') == 3 and "Equal shares: the source declares none." in data.decode()
    for name, written in (("e.xml", data), ("f.csv", table)):
        with loaded(tmp_path / name, name, written) as (store, _):
            assert [mandate.shares for mandate in read_mandates(store)] == [{}]


def test_equal_shares_that_somebody_changed_are_declared_and_reported(tmp_path: Path) -> None:
    with loaded(tmp_path, "a.csv", b"title,country,start\r\nX,Mali; Niger,2020-01-01\r\n") as (store, _):
        data, table = as_iati(store)[0].decode(), as_table(store).decode()
    changed = {
        "b.csv": table.replace("Mali 50.00; Niger 50.00", "Mali 60; Niger 40"),
        "c.xml": data.replace('50.00" mg:share="equal"', '60" mg:share="equal"', 1).replace('"50.00"', '"40"'),
        "d.xml": data.replace('50.00" mg:share="equal"', '60"', 1).replace('"50.00"', '"40"'),
    }
    for name, text in changed.items():
        with loaded(tmp_path / name, name, text.encode()) as (store, report):
            (problem,) = report.sources[0].problems
            assert "Not all shares that are marked as equal are equal" in problem.what
            (mandate,) = read_mandates(store)
            assert mandate.shares == {"country/MLI": Decimal(60), "country/NER": Decimal(40)}
            assert rows(as_table(store))[0]["share basis"] == "declared"


def test_shares_of_places_that_nobody_knows_go_round(tmp_path: Path) -> None:
    made = b"title,country,start,place share\r\nX,Mali; Atlantis: 2,2020-01-01,Mali 40; Atlantis: 2 60\r\n"
    with loaded(tmp_path, "a.csv", made) as (store, _):
        data, table = as_iati(store)[0], as_table(store)
        (mandate,) = read_mandates(store)
        assert len(mandate.declared) == 2
    for name, written in (("b.xml", data), ("c.csv", table)):
        with loaded(tmp_path / name, name, written) as (store, report):
            assert [each.declared for each in read_mandates(store)] == [mandate.declared]
            assert not any("share" in problem.what for problem in report.sources[0].problems)
            assert as_table(store) == table


def test_periods_are_told_as_they_are(tmp_path: Path) -> None:
    lines = (
        "title,start,end",
        "Inverted,2015-09-21,2015-05-21",
        "Open,2020-01-01,",
        "None,,",
        "Broken,31/02/2012,2012-03-01",
    )
    table = "\r\n".join(lines)
    with loaded(tmp_path, "a.csv", table.encode()) as (store, _):
        data, done = as_iati(store, on=date(2016, 1, 1))
        assert latest_day(store) == DAY
    assert [left.key for left in done.left_out] == ["mandate/none-undated"]
    activities = {part.partition("<narrative>")[2]: part for part in data.decode().split("<title>")[1:]}
    by_title = {key.partition("<")[0].strip(): part for key, part in activities.items() if key}
    inverted, future, broken = by_title["Inverted"], by_title["Open"], by_title["Broken"]
    assert inverted.count("The source gives an end before the start") == 2 and 'activity-status code="4"' in inverted
    assert 'iso-date="2020-01-01" type="1"' in future and 'activity-status code="1"' in future
    assert "<mg:startLiteral>31/02/2012</mg:startLiteral>" in broken and 'type="4"' in broken
    with loaded(tmp_path / "again", "a.xml", data) as (store, report):
        periods = {each.title: (each.period_status, each.start_literal) for each in read_mandates(store)}
        assert periods == {
            "Inverted": ("inverted", "2015-09-21"),
            "Open": ("open", "2020-01-01"),
            "Broken": ("open", "31/02/2012"),
        }
        assert any("ends before it starts" in problem.what for problem in report.sources[0].problems)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    title = 'A "quoted" & <marked> title; with ]]> and -- and é \U0001f600'
    quoted = title.replace('"', '""')
    table = f'title,donor,country,start,description\r\n"{quoted}",EU,Mali,2020-01-01,"a\r\n\r\nb"\r\n'
    with loaded(tmp_path, "a.csv", table.encode()) as (store, _):
        before = facts(store)
        data, again = as_iati(store)[0], as_table(store)
    for name, written in (("b.xml", data), ("c.csv", again)):
        with loaded(tmp_path / name, name, written) as (store, _):
            assert [mandate.title for mandate in read_mandates(store)] == [title]
            assert facts(store) == before


SOME = (
    "title,donor,country,start,end,description,place share\r\n"
    "Support,EU,Mali; Niger,2014-07-01,2015-08-31,a\x0cb,Mali 60\r\n"
    "SUPPORT!,EU; Somebody,Mali,01/07/2014,2013-01-01,In Bamako.,\r\n"
    "Undated,UN,Mali,,soon,,\r\n"
)


def test_what_is_written_without_days_is_not_valid_and_is_read(tmp_path: Path, shared: Path) -> None:
    """All that has a place of its own in the file is there, and the standard's schema takes it."""
    etree = pytest.importorskip("lxml.etree")
    path = shared / "vocabularies" / "iati-schema" / "iati-activities-schema.xsd"
    if not path.is_file():
        pytest.skip("the schema of IATI (../shared/vocabularies/iati-schema) is not here")
    schema = etree.XMLSchema(etree.parse(str(path)))
    with loaded(tmp_path, "a.csv", SOME.encode()) as (store, _):
        data, done = as_iati(store)
        stream = io.BytesIO()
        whole = write_iati(store, stream, RESOLVER, with_undated=True)
        before = facts(store)
    text = data.decode()
    for said in ("mg:otherValues>title: ", "mg:exact=", "mg:declaredShare>Mali 60", "mg:mentions>place/bamako"):
        assert said in text
    assert schema.validate(etree.fromstring(data)), schema.error_log
    assert ([left.key for left in done.left_out], done.undated) == (["mandate/undated-undated"], 0)
    assert (whole.activities, whole.left_out, whole.undated) == (2, (), 1)
    assert not schema.validate(etree.fromstring(stream.getvalue())) and "activity-date" in str(schema.error_log)
    with loaded(tmp_path / "again", "b.xml", stream.getvalue()) as (store, _):
        assert facts(store) == before


def test_a_table_that_people_edited_is_read_as_it_is_then(tmp_path: Path) -> None:
    with loaded(tmp_path, "a.csv", SOME.encode()) as (store, _):
        table = as_table(store).decode()
    edited = table.replace("European Union; Somebody", "European Union; Somebody; Nobody; C:\\dir").replace(
        "title: Support", "title: Support; donor: EU"
    )
    with loaded(tmp_path / "again", "b.csv", edited.encode()) as (store, report):
        (first, _) = read_mandates(store)
        assert [donor.label for donor in first.donors] == ["C:\\dir", "European Union", "Nobody", "Somebody"]
        assert any("does not say what other sources give" in each.what for each in report.sources[0].problems)
        assert report.mandates == 2


def test_a_workspace_exports_and_checks_by_the_schema(examples: EmbeddedStore, tmp_path: Path) -> None:
    with Workspace(examples.path) as graph:
        assert graph.export_csv(tmp_path / "m.csv") == len(list(read_mandates(examples)))
        done = graph.export_iati(tmp_path / "m.xml", reporter=Reporter("X-1", "X"), on=DAY)
    assert (tmp_path / "m.csv").read_bytes() == as_table(examples)
    assert ((tmp_path / "m.xml").read_bytes(), done) == as_iati(examples, Reporter("X-1", "X"), DAY)
    with pytest.raises(UsageError, match="cannot be written"), Workspace(examples.path) as graph:
        graph.export_csv(tmp_path / "missing" / "m.csv")
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "iati-activities-schema.xsd").write_text(
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="iati-activities"/></xsd:schema>'
    )
    pytest.importorskip("lxml")
    with Workspace(tmp_path / "store") as graph:
        assert graph.load(tmp_path / "m.xml", iati_schema=schema).exit_code == 0
        (tmp_path / "schema" / "iati-activities-schema.xsd").write_text(
            '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="iati-activities" '
            'type="xsd:integer"/></xsd:schema>'
        )
        (tmp_path / "n.xml").write_bytes((tmp_path / "m.xml").read_bytes())
        assert graph.load(tmp_path / "n.xml", iati_schema=schema).exit_code == 3


def test_a_list_says_countries_in_another_vocabulary(
    examples: EmbeddedStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["list", "countries", "--store", str(examples.path), "--as", "iso2", "-f", "csv"]) == 0
    listed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert "ML" in {row["country"] for row in listed} and all("countryOwn" in row for row in listed)


def test_a_store_without_days_has_no_activities(tmp_path: Path) -> None:
    with (
        loaded(tmp_path, "a.csv", b"title\r\nX\r\n") as (store, _),
        pytest.raises(UsageError, match="no mandate has a day"),
    ):
        as_iati(store)


def test_the_command_writes_both(examples: EmbeddedStore, tmp_path: Path) -> None:
    store = str(examples.path)
    out = tmp_path / "m.xml"
    flags = ["--reporter", "XM-TEST-1", "--reporter-name", "Test", "--on", "2015-01-01"]
    assert run(["export", "--store", store, "-f", "iati", "-o", str(out), *flags]) == 0
    assert out.read_bytes() == as_iati(examples, Reporter("XM-TEST-1", "Test"), date(2015, 1, 1))[0]
    assert run(["export", "--store", store, "-f", "mandates-csv", "-o", str(tmp_path / "m.csv")]) == 0
    assert (tmp_path / "m.csv").read_bytes() == as_table(examples)
    assert run(["export", "--store", store, "-f", "iati", "--graph", "countries"]) == 2
    assert run(["export", "--store", store, "-f", "iati", "--on", "soon"]) == 2


def test_the_command_names_what_has_no_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with loaded(tmp_path, "a.csv", SOME.encode()):
        command = ["export", "--store", str(tmp_path / "store"), "-f", "iati", "-o", str(tmp_path / "m.xml")]
    capsys.readouterr()
    assert run(command) == 0
    told = capsys.readouterr().err
    assert "left out: mandate/undated-undated: an activity needs a day" in told and "--with-undated" in told
    assert run([*command, "--with-undated"]) == 0
    told = capsys.readouterr().err
    assert "2 activities\nwithout a day: 1 mandate; the file is not valid" in told and "left out" not in told
