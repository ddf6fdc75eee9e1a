"""The five formats of a report, against golden files; write those anew with ``WRITE_GOLDEN=1``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from checked_store import TRAINING, checked_store
from conftest import ROOT
from rdflib import RDF, SH, Graph

from mandategraph.graph.iris import Minter
from mandategraph.graph.validation.reports import FORMATS, Format, human, render, summary, table, to_data
from mandategraph.graph.validation.validation import Validation, validate
from mandategraph.graph.validation.waivers import Waiver
from mandategraph.graph.visible import visible

GOLDEN = ROOT / "tests" / "golden"
SUFFIX: dict[Format, str] = {"human": "txt", "table": "table.txt", "json": "json", "turtle": "ttl", "sarif": "sarif"}
TODAY = date(2026, 11, 24)
WAIVERS = (
    Waiver("place-resolved", "*", "the place is made up", date(2027, 1, 1), "mali.txt", "waivers.yaml", 1, 3),
    Waiver("period-order", TRAINING, "was to be mended", date(2026, 1, 1), "", "waivers.yaml", 6, 3),
    Waiver("one-start", "*", "no longer there", date(2027, 1, 1), "", "waivers.yaml", 11, 3),
)


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validation]:
    store = checked_store(tmp_path_factory.mktemp("reports") / "store")
    yield validate(store, today=TODAY, waivers=WAIVERS)
    store.close()


@pytest.mark.parametrize("format", FORMATS)
def test_the_format_is_as_in_its_golden_file(format: Format, validation: Validation) -> None:
    file = GOLDEN / f"validation-report.{SUFFIX[format]}"
    text = render(validation, format, minter=Minter())
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_what_people_read_fits_the_width(width: int, validation: Validation) -> None:
    for line in human(validation.findings, width=width).splitlines():
        assert len(line) <= width or " " not in line.strip(" |"), line
    assert all(len(line) <= max(width, 60) for line in table(validation.findings, width=width).splitlines())


def test_json_names_every_count_and_finding(validation: Validation) -> None:
    data = to_data(validation)
    assert json.loads(render(validation, "json", minter=Minter())) == data
    assert data["counts"] == {"violation": 1, "warning": 3, "info": 1, "waived": 1}
    assert len(data["findings"]) == 6
    assert data["revision"] == 1 and data["conforms"] is False


def test_turtle_is_a_report_as_shacl_writes_it(validation: Validation) -> None:
    graph = Graph().parse(data=render(validation, "turtle", minter=Minter()), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = list(graph.objects(report, SH.result))
    assert len(results) == 6
    for result in results:
        for needed in (SH.focusNode, SH.resultSeverity, SH.resultMessage, SH.sourceShape):
            assert len(list(graph.objects(result, needed))) == 1


def test_sarif_has_the_structure_that_the_standard_asks_for(validation: Validation) -> None:
    log = json.loads(render(validation, "sarif", minter=Minter()))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "mandategraph"
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["message"]["text"]
        for location in result["locations"] + result.get("relatedLocations", []):
            physical = location["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9:/?#\[\]@!$&'()*+,;=%._~-]+", physical["artifactLocation"]["uri"])
            assert physical["region"]["startLine"] >= 1 and physical["region"]["startColumn"] >= 1
    suppressed = [result["ruleId"] for result in run["results"] if "suppressions" in result]
    assert suppressed == ["place-resolved"]


def test_sarif_of_a_file_name_with_blanks_is_a_uri(validation: Validation) -> None:
    finding = validation.findings[0]
    moved = replace(
        finding, locations=tuple(replace(place, source="Côte d'Ivoire 1.txt") for place in finding.locations)
    )
    log = json.loads(render(replace(validation, findings=(moved,)), "sarif", minter=Minter()))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "C%C3%B4te%20d'Ivoire%201.txt"


def test_no_findings_are_said_in_every_format() -> None:
    nothing = Validation((), 3, {})
    assert human(()) == "no findings\n"
    assert table(()).splitlines()[0].split() == ["severity", "check", "where", "mandate"]
    assert to_data(nothing)["conforms"] is True
    assert "sh:conforms true" in render(nothing, "turtle", minter=Minter())
    assert json.loads(render(nothing, "sarif", minter=Minter()))["runs"][0]["results"] == []


def test_the_summary_counts_one_and_many(validation: Validation) -> None:
    assert summary(validation.findings) == "5 findings: 1 violation, 3 warnings, 1 info; 1 waived"
    assert summary(validation.findings[:0]) == "no findings"


def test_a_text_cannot_steer_the_terminal() -> None:
    assert visible("a\x1b[31mred\u202e\n b\tc") == "a·[31mred· b c"


def test_a_finding_without_a_place_comes_last(validation: Validation) -> None:
    nowhere = replace(validation.findings[0], locations=())
    text = human([nowhere, *validation.findings[1:]])
    assert text.index("(no source)") > text.index("waivers.yaml")


def test_golden_files_all_belong_to_a_format() -> None:
    wanted = {f"validation-report.{suffix}" for suffix in SUFFIX.values()}
    assert {file.name for file in Path(GOLDEN).glob("validation-report.*")} == wanted
