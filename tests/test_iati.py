"""Activities of IATI are read to mandates; each value stands where its passage says, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import InputError
from mandategraph.graph.iris import MG, RULE
from mandategraph.graph.store.store import open_store
from mandategraph.loaders.documents.document import Document, parse_document
from mandategraph.loaders.documents.media import IATI
from mandategraph.loaders.extraction import read_page
from mandategraph.loaders.load import load
from mandategraph.loaders.records import MandateRecord, Page

SAMPLE = (Path(__file__).resolve().parent / "iati" / "activities.xml").read_bytes()
VERSION = "https://example.org/id/source/x/0"
RESOLVER = Resolver.load()
TITLE = "<title><narrative>X</narrative></title>"


def parsed(data: bytes) -> tuple[Document, Page]:
    document = parse_document(data, "activities.xml", "activities.xml")
    assert document.media_type == IATI
    return document, read_page(document, RESOLVER, VERSION)


def activity(content: str, attributes: str = "") -> bytes:
    """Return a file with one activity."""
    inner = f"<iati-activity {attributes}>{content}</iati-activity>"
    return f'<iati-activities version="2.03">{inner}</iati-activities>'.encode()


def country(code: str, percentage: object = None) -> str:
    return f'<recipient-country code="{code}"{_percentage(percentage)}/>'


def region(code: str, percentage: object = None, vocabulary: str = "") -> str:
    own = f' vocabulary="{vocabulary}"' if vocabulary else ""
    return f'<recipient-region code="{code}"{own}{_percentage(percentage)}/>'


def _percentage(value: object) -> str:
    return "" if value is None else f' percentage="{value}"'


def only(data: bytes) -> MandateRecord:
    (record,) = parsed(data)[1].mandates
    return record


def quotes(document: Document, record: MandateRecord) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for reading in record.readings:
        found.setdefault(reading.rule, []).append(document.text[reading.start : reading.end])
    return found


def test_an_activity_is_a_mandate() -> None:
    first, second = parsed(SAMPLE)[1].mandates
    assert first.title == "Appui à la réforme du secteur de la sécurité & à la justice"
    assert [donor.key for donor in first.donors] == ["donor/netherlands", "donor/european-union"]
    assert [place.key for place in first.places] == ["country/MLI", "country/NER", "region/011"]
    assert (first.start, first.end) == (date(2014, 7, 1), date(2015, 8, 31))
    assert (first.start_literal, first.end_literal) == ("2014-07-01", "2015-08-31")
    assert [(report.title, report.status) for report in first.reports] == [("Final report", "exists")]
    assert dict(first.texts)["objective"] == "Une police mieux contrôlée"
    assert second.title == "A study of <borders>"
    assert (second.period_status, [flag.check for flag in second.flags]) == (
        "inverted",
        ["period-order", "donor-resolved", "place-resolved"],
    )
    assert [(place.kind, place.label) for place in second.places] == [
        ("unresolved", "Developing countries, unspecified"),
        ("region", "Africa"),
    ]


def test_every_value_stands_where_its_passage_says() -> None:
    document, page = parsed(SAMPLE)
    first, second = page.mandates
    found = quotes(document, first)
    assert found["iati-title"][0].startswith("Appui à la réforme\n") and found["iati-title"][0].endswith(
        "&amp; à la justice"
    )
    assert found["iati-donor"] == ["XM-DAC-7", "European Union"]
    assert found["iati-country"] == ["ML", "NE"] and found["iati-region"] == ["011"]
    assert found["country-share"] == ["60", "30.5", "9.5"]
    assert found["iati-start"] == ["2014-07-01"] and found["iati-end"] == ["2015-08-31"]
    assert found["iati-theme"] == ["15210"]
    assert found["iati-description"] == ["Une mission à Bamako pour l’EUCAP Sahel Mali."]
    assert "UNDP" in found["organisation-mention"] and "EUCAP Sahel Mali" in found["organisation-mention"]
    report = first.reports[0]
    assert (document.text[report.start : report.end], report.rule) == ("Final report", "iati-report")
    assert quotes(document, second)["iati-unresolved-place"] == ["Developing countries, unspecified"]
    assert quotes(document, second)["iati-title"] == ["A study of <borders>"]
    block = document.text[slice(*first.block)]
    assert block.startswith("<iati-activity default") and block.endswith("</iati-activity>")
    for record in page.mandates:
        assert all(record.block[0] <= reading.start < reading.end <= record.block[1] for reading in record.readings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_line_ends_do_not_matter(encoding: str, line_end: str) -> None:
    text = SAMPLE.decode().replace("’", "'").replace("\n", line_end)
    declared = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    document, page = parsed(declared.encode(encoding))
    first = page.mandates[0]
    assert first.title == "Appui à la réforme du secteur de la sécurité & à la justice"
    assert quotes(document, first)["iati-country"] == ["ML", "NE"]


def test_what_a_person_should_look_at_is_said_with_its_place() -> None:
    document, page = parsed(SAMPLE)
    said = [f"{document.where(problem.offset)} {problem.what}" for problem in page.problems]
    assert said == [
        "activities.xml:10:32 The activity has 2 titles; the first was read.",
        "activities.xml:38:44 The donor 'Northern Lights Fund' is not known; it is kept as written.",
        "activities.xml:42:29 The code '998' of recipient-region stands for no known place in its vocabulary.",
        "activities.xml:42:45 The place 'Developing countries, unspecified' is not known; it is kept as written.",
    ]


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ('<recipient-country code="CD"/>', ["country/COD"]),
        ('<recipient-country code="CG"/>', ["country/COG"]),
        ('<recipient-country code="XK"/>', ["country/XKX"]),
        ('<recipient-country code="ml"/>', ["country/MLI"]),
        ('<recipient-country code="QQ"/>', ["name/recipient-country-qq"]),
        ('<recipient-country code="MLI"/>', ["name/recipient-country-mli"]),
        ('<recipient-region code="298"/>', ["region/002"]),
        ('<recipient-region code="002"/>', ["name/recipient-region-002"]),
        ('<recipient-region vocabulary="1" code="1030"/>', ["region/011"]),
        ('<recipient-region vocabulary="2" code="11"/>', ["region/011"]),
        ('<recipient-region vocabulary="99" code="eu"/>', ["region/eu"]),
        ('<recipient-region vocabulary="98" code="011"/>', ["name/recipient-region-011-of-the-vocabulary-98"]),
        ("<recipient-country><narrative>Mali</narrative></recipient-country>", ["country/MLI"]),
        ("<recipient-country/>", []),
    ],
)
def test_a_code_is_read_in_its_own_vocabulary(content: str, places: list[str]) -> None:
    assert [place.key for place in only(activity(content)).places] == places


@pytest.mark.parametrize(
    ("content", "donors"),
    [
        ('<participating-org role="1" ref="XM-DAC-5"/>', ["donor/germany"]),
        (
            '<participating-org role="1" ref="XM-DAC-918"><narrative>EC</narrative></participating-org>',
            ["donor/european-union"],
        ),
        (
            '<participating-org role="1" ref="GB-GOV-1"><narrative>UK</narrative></participating-org>',
            ["donor/united-kingdom"],
        ),
        ('<participating-org role="1" ref="XX-1"/>', ["donor/xx-1"]),
        ('<participating-org role="2"><narrative>France</narrative></participating-org>', []),
        ('<participating-org role="1"/>', []),
    ],
)
def test_who_funds_is_the_donor(content: str, donors: list[str]) -> None:
    assert [donor.key for donor in only(activity(content)).donors] == donors


@pytest.mark.parametrize(
    ("content", "said", "shares"),
    [
        (country("ML", 60) + country("NE", 40), [], ["60", "40"]),
        (country("ML", "33.3333333") + country("NE", "66.6666667"), [], ["33.3333333", "66.6666667"]),
        (country("ML", 60), ["shares add up to 60, not"], ["60"]),
        (country("ML", 60) + country("NE", "x"), ["'country/NER x' is no place with its percentage"], ["60"]),
        (country("ML", 60) + country("NE", "60,5"), ["'country/NER 60,5' is no place"], ["60"]),
        (country("ML", 140) + country("NE", -40), ["'country/NER -40' is no place"], ["140"]),
        (country("ML", 40) + country("QQ", 60), ["code 'QQ'", "place 'recipient-country QQ'"], ["40", "60"]),
        (country("ML", 50) + country("ML", 50), ["'Mali' has more than one share"], ["50", "50"]),
        (country("ML", 50) + region("289", 50), ["code '289'", "place 'recipient-region 289'"], ["50", "50"]),
        (
            country("ML", 100) + region("289", 100),
            ["vocabulary 1 add up to 200, not", "code '289'", "place 'recipient-region 289'"],
            ["100", "100"],
        ),
        (country("ML", 40) + region("1030", 60) + region("011", 60, "2"), [], ["40", "60", "60"]),
        (country("ML", 40) + region("1030", 30) + region("011", 30, "2"), [], ["40", "30", "30"]),
        (
            country("ML", 40) + region("1030", 60) + region("011", 10, "2"),
            ["vocabulary 2 add up to 50, not"],
            ["40", "60", "10"],
        ),
        ('<recipient-country percentage="40"/>' + country("ML", 60), ["neither a code", "of no place"], ["60"]),
    ],
)
def test_shares_add_up_with_the_regions_of_a_vocabulary(content: str, said: list[str], shares: list[str]) -> None:
    document, page = parsed(activity(TITLE + content))
    assert len(page.problems) == len(said), page.problems
    assert all(any(each in problem.what for problem in page.problems) for each in said), page.problems
    assert sorted(quotes(document, page.mandates[0]).get("country-share", [])) == sorted(shares)


def test_places_of_transactions_are_those_of_an_activity_without_any() -> None:
    inner = f"<transaction>{country('ML')}</transaction><transaction>{region('1030')}</transaction>" + (
        f"<transaction>{country('ML')}</transaction><transaction>{country('QQ')}</transaction>" * 2
    )
    sectors = '<transaction><sector code="15210"/></transaction>' * 2
    document, page = parsed(activity(inner + sectors))
    assert quotes(document, page.mandates[0])["iati-theme"] == ["15210"]
    assert [each.key for each in page.mandates[0].places] == ["country/MLI", "region/011", "name/recipient-country-qq"]
    assert quotes(document, page.mandates[0])["iati-country"] == ["ML"]
    assert sum("code 'QQ'" in problem.what for problem in page.problems) == 1


def test_places_of_transactions_beside_those_of_the_activity_are_reported() -> None:
    inner = f"<transaction>{country('ML')}</transaction>\n"
    data = activity(f"{TITLE}{country('ML')}{inner}<transaction>{country('NE')}</transaction>")
    document, page = parsed(data)
    assert [each.key for each in page.mandates[0].places] == ["country/MLI"]
    (problem,) = page.problems
    assert "Its transactions name places" in problem.what
    assert document.where(problem.offset).startswith("activities.xml:2:")
    assert parsed(activity(f"{TITLE}{country('ML')}{inner}"))[1].problems == ()


@pytest.mark.parametrize(
    ("data", "where", "said"),
    [
        (b'<iati-activities version="1.05"/>', ":1:1", "1.05"),
        (b"<iati-activities/>", ":1:1", "unknown"),
        (b'<iati-organisations version="2.03"/>', ":1:1", "iati-organisations"),
        (b'<iati-activities version="2.03" xmlns="http://o"/>', ":1:1", "another namespace"),
        (b'<iati-activities version="2.03">\n<iati-activity>', ":2:16", "well-formed"),
        (b'<?xml version="1.0"?>\n<iati-activities version="2.03">&boo;</iati-activities>', ":2:33", "well-formed"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]>\n<iati-activities version="2.03">&b;</iati-activities>',
            ":1:1",
            "document type",
        ),
        (b'<!DOCTYPE a SYSTEM "x.dtd">\n<iati-activities version="2.03"/>', ":1:27", "document type"),
        (b'<iati-activities version="2.03">' + b"<a>" * 200, ":1:", "deeper than 100"),
        (b'<iati-activities version="2.03" xmlns:o="http://o">' + b"<o:a>" * 200, ":1:", "deeper than 100"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, where: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parsed(data)
    assert f"activities.xml{where}" in caught.value.where


def test_an_activity_without_anything_is_a_mandate_with_flags() -> None:
    record = only(activity(""))
    assert (record.title, record.period_status) == ("", "missing")
    assert [flag.check for flag in record.flags] == ["title-known"]
    assert (
        parsed(b'<iati-activities version="2.03"></iati-activities>')[1].problems[0].what == "The file has no activity."
    )


def test_attributes_are_found_however_they_are_written() -> None:
    data = activity("<recipient-country\n  percentage = '50&#x30;'\n\tcode='M&#76;' />")
    document, page = parsed(data)
    assert [place.key for place in page.mandates[0].places] == ["country/MLI"]
    assert quotes(document, page.mandates[0])["iati-country"] == ["M&#76;"]


def test_a_file_is_loaded_and_its_values_lead_back_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("activities.xml").write_bytes(SAMPLE)
    report = load(["activities.xml"], tmp_path / "s", started="2026-11-24T12:00:00Z", read_on=date(2026, 11, 24))
    assert report.exit_code == 0 and report.mandates == 2
    again = load(["activities.xml"], tmp_path / "s", started="2026-11-24T12:00:00Z", read_on=date(2026, 11, 24))
    assert again.counts["unchanged"] == 1
    with open_store(tmp_path / "s") as store:
        mali = ox.NamedNode(f"{store.base_iri}id/country/MLI")
        denoting = {str(quad.subject) for quad in store.quads(None, ox.NamedNode(f"{MG}denotes"), mali, None)}
        shares = {str(quad.subject) for quad in store.quads(None, ox.NamedNode(f"{RULE}country-share"), None, None)}
        (share,) = {iri.strip("<>") for iri in denoting & shares}
        version, _, span = share.partition("#char=")
        (text,) = (quad.object for quad in store.quads(ox.NamedNode(version), ox.NamedNode(f"{MG}text"), None, None))
        assert isinstance(text, ox.Literal)
        assert text.value[slice(*map(int, span.split(",")))] == "60"


def test_the_standards_schema_refuses_what_is_not_valid(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    schema = shared / "vocabularies" / "iati-schema"
    if not schema.is_dir():
        pytest.skip("the schema of IATI (../shared/vocabularies/iati-schema) is not here")
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(SAMPLE)
    bad.write_bytes(SAMPLE.replace(b'<activity-status code="2"/>', b"", 1))
    report = load(
        [str(good), str(bad)],
        tmp_path / "s",
        started="2026-11-24T12:00:00Z",
        read_on=date(2026, 11, 24),
        iati_schema=schema,
    )
    assert {Path(source.address).name: source.outcome for source in report.sources} == {
        "good.xml": "added",
        "bad.xml": "failed",
    }
    failed = next(source for source in report.sources if source.outcome == "failed")
    assert failed.problems[0].where.endswith("bad.xml:18") and "activity-date" in failed.problems[0].what
