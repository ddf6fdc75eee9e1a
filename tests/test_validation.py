"""Validation of a store: shapes and flags as findings, with their places, kept as RDF."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from checked_store import ADVICE, STARTED, TRAINING, checked_store, graph_change, mali, niger, page

from mandategraph.graph.errors import InputError
from mandategraph.graph.iris import MG, Minter
from mandategraph.graph.readable import lexical
from mandategraph.graph.store.store import EmbeddedStore, LoadLog, open_store
from mandategraph.graph.validation.findings import FailOn, Finding, fails, read_findings, validated_revision
from mandategraph.graph.validation.shape_data import ShapeData
from mandategraph.graph.validation.shape_results import run_batch, run_shapes
from mandategraph.graph.validation.shapes import Shapes
from mandategraph.graph.validation.validation import Validation, known_checks, record, validate
from mandategraph.loaders.load import load

TODAY = date(2026, 11, 24)
VERSION = "id/source/own-txt/cccccccccccccccc"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = checked_store(tmp_path / "store")
    yield opened
    opened.close()


def by_check(validation: Validation) -> dict[str, Finding]:
    return {finding.check: finding for finding in validation.findings}


def in_store(folder: Path, *pages: tuple[str, str]) -> Validation:
    """Validate a new store with these pages."""
    opened = checked_store(folder / "other", *pages)
    try:
        return validate(opened, today=TODAY)
    finally:
        opened.close()


def mandate(key: str, more: str) -> str:
    """Return the statements of one mandate; ``more`` adds to it."""
    return f"<id/mandate/{key}> a mg:Mandate ; prov:wasDerivedFrom <{VERSION}#char=0,4> ; {more} .\n"


def own(*statements: str) -> tuple[str, str]:
    """Return a page with these statements."""
    return "own-txt", page("own-txt", "c" * 16, "Text", "".join(statements))


def test_findings_are_exactly_those_that_there_are_in_order(store: EmbeddedStore) -> None:
    found = [
        (f.check, f.severity, f.focus, f.location.text if f.location else "")
        for f in validate(store, today=TODAY).findings
    ]
    thing = Minter().thing
    assert found == [
        ("place-resolved", "warning", thing(TRAINING), "mali.txt:5:36"),
        ("period-order", "violation", thing(TRAINING), "mali.txt:5:45"),
        ("donor-known", "warning", thing(ADVICE), "mali.txt:11:1"),
        ("one-end", "warning", thing(ADVICE), "mali.txt:11:30"),
    ]


def test_an_inverted_period_shows_both_literals_and_the_suggestion_and_changes_nothing(store: EmbeddedStore) -> None:
    finding = by_check(validate(store, today=TODAY))["period-order"]
    assert finding.details == ('start: "21/09/2015", read as 2015-09-21', 'end: "21/05/2015", read as 2015-05-21')
    assert finding.suggestion == (date(2015, 5, 19), date(2015, 5, 21))
    assert finding.location and finding.location.quote == "21/09/2015 - 21/05/2015"
    assert finding.iri == Minter().finding("period-order", TRAINING)
    starts = store.quads(ox.NamedNode(finding.focus), ox.NamedNode(f"{MG}start"), None, None)
    assert [lexical(quad.object) for quad in starts] == ["2015-09-21"]


def test_without_a_flag_the_shape_alone_finds_the_period_under_the_same_iri(tmp_path: Path) -> None:
    finding = by_check(in_store(tmp_path, ("mali-txt", _without_findings(mali()))))["period-order"]
    assert finding.iri == Minter().finding("period-order", TRAINING)
    assert finding.suggestion is None
    assert finding.location and finding.location.text == "mali.txt:5:45"


def _without_findings(statements: str) -> str:
    """Return a page's statements without those about findings."""
    return ".\n".join(part for part in statements.split(" .\n") if "mg:Finding" not in part)


def test_a_conflict_names_each_value_with_its_source_and_both_places(store: EmbeddedStore) -> None:
    finding = by_check(validate(store, today=TODAY))["one-end"]
    assert finding.details == ('"2015-08-31" in mali.txt', '"2015-09-30" in niger.html')
    assert [place.text for place in finding.locations] == ["mali.txt:11:30", "niger.html:14:51"]


def test_an_ambiguous_name_is_not_also_unknown(tmp_path: Path) -> None:
    statements = (
        mali().replace("mgs:place-resolved", "mgs:place-ambiguous").replace("place-resolved/", "place-ambiguous/")
    )
    checks = by_check(in_store(tmp_path, ("mali-txt", statements)))
    assert "place-ambiguous" in checks and "place-resolved" not in checks
    assert checks["place-ambiguous"].details == ('"Atlantis"',)


def test_two_impossible_dates_are_two_findings(tmp_path: Path) -> None:
    flags = [
        f"<id/finding/date-valid/mandate/m/{n}> a mg:Finding ; sh:focusNode <id/mandate/m> ; "
        f'sh:sourceShape mgs:date-valid ; sh:value "{n}/02/2015" ; mg:passage <{VERSION}#char=0,4> .\n'
        for n in (30, 31)
    ]
    more = 'rdfs:label "M" ; mg:startLiteral "30/02/2015" ; mg:endLiteral "31/02/2015"'
    found = in_store(tmp_path, own(mandate("m", more), *flags)).findings
    details = ('start: "30/02/2015", read as no day', 'end: "31/02/2015", read as no day')
    assert [finding.details for finding in found if finding.check == "date-valid"] == [details, details]
    assert not {"start-known", "end-known"} & {finding.check for finding in found}


def test_a_date_that_is_a_string_is_told(tmp_path: Path) -> None:
    more = 'rdfs:label "M" ; mg:start "2015-01-01"^^xsd:date ; mg:end "2015-02-01"'
    checks = by_check(in_store(tmp_path, own(mandate("m", more))))
    assert checks["date-typed"].details[1] == "end: not written, read as 2015-02-01"
    assert checks["date-typed"].path == f"{MG}end"


def test_a_day_that_is_none_is_told_without_a_word_of_the_libraries(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    more = 'rdfs:label "M" ; mg:start "2015-02-31"^^xsd:date ; mg:end "2015-01-01T00:00:00"^^xsd:dateTime'
    found = in_store(tmp_path, own(mandate("m", more))).findings
    assert [lexical(finding.value) for finding in found if finding.check == "date-typed"] == [
        "2015-01-01T00:00:00",
        "2015-02-31",
    ]
    assert caplog.records == [] and capfd.readouterr() == ("", "")


def test_shapes_that_cannot_be_run_are_told_with_their_folder(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.ttl").write_text(
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <http://x.org/s#a> a sh:PropertyShape ; sh:targetSubjectsOf sh:focusNode ; sh:path sh:value ; sh:minCount "x" .
        """,
        "utf-8",
    )
    with pytest.raises(InputError, match="minCount must be a literal") as caught:
        validate(store, today=TODAY, extra=folder)
    assert caught.value.where == str(folder)


def test_a_mandate_that_others_point_at_is_judged_whole(tmp_path: Path) -> None:
    more = 'rdfs:label "M" ; mg:country <id/country/ZZZ> ; mg:relatedTo <id/mandate/n> , <id/mandate/m>'
    opened = checked_store(tmp_path / "two", own(mandate("m", more), mandate("n", more)))
    data, shapes = ShapeData(opened), Shapes.load()
    found = [result.focus[-1] for batch in data.batches(size=1) for result in run_batch(shapes, shapes.core(), batch)]
    assert sorted(set(found)) == ["m", "n"]
    assert len(found) == len(list(run_shapes(opened, shapes)))
    opened.close()


def test_a_duplicate_names_the_other(tmp_path: Path) -> None:
    more = 'rdfs:label "M" ; mg:start "2015-01-01"^^xsd:date'
    found = in_store(tmp_path, own(mandate("m", more), mandate("n", more))).findings
    pairs = [(finding.focus[-1], finding.details) for finding in found if finding.check == "not-duplicate"]
    assert sorted(pairs) == [("m", ('"M" (mandate/n)',)), ("n", ('"M" (mandate/m)',))]


def test_unchanged_findings_make_no_revision_and_changed_ones_do(store: EmbeddedStore) -> None:
    first = validate(store, today=TODAY)
    assert record(store, first, started=STARTED)
    assert store.revision == 2
    again = validate(store, today=TODAY)
    assert again.findings == first.findings
    assert not record(store, again, started=STARTED)
    assert store.revision == 2
    store.commit([graph_change("source/niger-html", niger().replace("2015-09-30", "2015-08-31"))], LoadLog(STARTED))
    assert validated_revision(store) is None
    assert record(store, validate(store, today=TODAY), started=STARTED)
    assert validated_revision(store) == 3


def test_findings_come_back_from_the_store_as_they_went_in(store: EmbeddedStore) -> None:
    validation = validate(store, today=TODAY)
    record(store, validation, started=STARTED)
    assert read_findings(store) == validation.findings


def test_what_is_kept_is_the_same_whatever_the_order_and_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    other = checked_store(tmp_path / "other", ("niger-html", niger()), ("mali-txt", mali()))
    graphs = []
    for each in (store, other):
        record(each, validate(each, today=TODAY), started=STARTED)
        graph = ox.NamedNode(each.minter.graph("validation"))
        graphs.append(sorted(str(quad) for quad in each.quads(None, None, None, graph)))
    other.close()
    assert graphs[0] == graphs[1]


def test_another_base_gives_the_same_findings_below_it(tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    opened = checked_store(tmp_path / "moved", base=base)
    found = validate(opened, today=TODAY).findings
    opened.close()
    assert [finding.check for finding in found] == ["place-resolved", "period-order", "donor-known", "one-end"]
    assert all(finding.iri.startswith(f"{base}id/finding/") for finding in found)


def test_a_store_without_mandates_has_no_findings(tmp_path: Path) -> None:
    assert in_store(tmp_path, own()).findings == ()


def test_shapes_of_a_user_run_beside_ours(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.ttl").write_text(
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix mg: <https://w3id.org/mandategraph/ontology#> .
        <https://example.org/shape#two-countries> a sh:PropertyShape ; sh:targetClass mg:Training ; sh:path mg:country ;
            sh:minCount 2 ; sh:severity sh:Info ; sh:message "A training names one country. Look for another." .
        <https://example.org/shape#in-nested> a sh:NodeShape ; sh:targetClass mg:Training ;
            sh:property [ sh:path mg:theme ; sh:minCount 1 ; sh:message "No theme. Add one." ] .
        """,
        "utf-8",
    )
    validation = validate(store, today=TODAY, extra=folder)
    checks = by_check(validation)
    assert checks["two-countries"].severity == "info"
    assert checks["two-countries"].problem == "A training names one country."
    assert checks["in-nested"].problem == "No theme."
    assert {"two-countries", "in-nested"} <= known_checks(folder)
    record(store, validation, started=STARTED)
    assert read_findings(store) == validation.findings
    shutil.rmtree(folder)
    with pytest.raises(InputError):
        validate(store, today=TODAY, extra=folder)


@pytest.mark.parametrize(
    ("fail_on", "expected"), [("violation", True), ("warning", True), ("info", True), ("none", False)]
)
def test_what_fails(store: EmbeddedStore, fail_on: FailOn, expected: bool) -> None:
    findings = validate(store, today=TODAY).findings
    assert fails(findings, fail_on) is expected
    warnings = [finding for finding in findings if finding.severity == "warning"]
    assert fails(warnings, "violation") is False
    assert fails(warnings, "warning") is True


def test_donors_and_places_that_not_every_source_names_are_told(tmp_path: Path) -> None:
    header = "mandate in {} 01/07/2014 - 31/08/2015"
    for name, donors, places in (("a", "Norway", "Mali"), ("b", "Norway, France", "Mali, Niger"), ("c", "", "Mali")):
        line = f"{donors} {header.format(places)}".strip()
        (tmp_path / f"{name}.txt").write_text(f"Mali\n\nMali\n\nAdvice\n\n{line}\n\nIt was short.\n\nMandate\n")
    load([str(tmp_path)], tmp_path / "store", started="2026-01-01T00:00:00Z", read_on=TODAY)
    with open_store(tmp_path / "store", write=True) as opened:
        found = {finding.check: finding.details for finding in validate(opened, today=TODAY).findings}
    assert found == {"donors-agree": ('"France" (donor/france)',), "places-agree": ('"Niger" (country/NER)',)}
