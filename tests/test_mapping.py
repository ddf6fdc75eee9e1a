"""From records to statements: everything a record says, and a passage for each of it, as N-Triples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from rule_terms import rules

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.entities import Entity
from mandategraph.graph.iris import MG, Minter
from mandategraph.loaders.identity import name_of
from mandategraph.loaders.mapping import Mapper, literal
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.records import DocumentRecord, Flag, MandateRecord, Reading, ReportRecord

VERSION = "https://example.org/v"
SHORT = (
    ("https://w3id.org/mandategraph/ontology#", "mg:"),
    ("https://w3id.org/mandategraph/rule/", "mgr:"),
    ("https://w3id.org/mandategraph/shape/", "mgs:"),
    ("https://w3id.org/mandategraph/id/", ""),
    (f"{VERSION}#char=", "@"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "a"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs:"),
    ("http://www.w3.org/ns/prov#", "prov:"),
    ("http://www.w3.org/ns/shacl#", "sh:"),
    ("http://www.w3.org/2001/XMLSchema#", "xsd:"),
)


def short(term: str) -> str:
    for long, prefix in SHORT:
        term = term.replace(long, prefix)
    return term.replace("<", "").replace(">", "")


def statements(record: MandateRecord, key: str = "mandate/m", name: str = "m") -> list[str]:
    lines = list(Mapper(Minter(), VERSION).mandate(record, key, name))
    parsed = [quad.triple for quad in ox.parse(" .\n".join([*lines, ""]), format=ox.RdfFormat.N_TRIPLES)]
    assert len(parsed) == len(lines)
    return sorted({short(str(triple)) for triple in parsed})


MALI, EU = (
    Entity("country", "country/MLI", "Mali", "MLI"),
    Entity("organisation", "donor/european-union", "European Union"),
)
GENDER = Entity("theme", "theme/gender", "Gender")
UNKNOWN = Entity("unresolved", "donor/ruritania", "Ruritania")


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, rule in rules().items()
        if rule.states in (f"{MG}mentions", f"{MG}theme") and name != "document-mention"
    ),
)
def test_what_a_rule_takes_as_a_mention_is_said_of_the_mandate(name: str) -> None:
    said = statements(MandateRecord("A", (0, 9), readings=(Reading(name, 2, 4, EU),)))
    stated = rules()[name].states.replace(MG, "mg:")
    assert f"mandate/m {stated} donor/european-union" in said
    assert "@2,4 mg:denotes donor/european-union" in said


def test_a_record_with_everything() -> None:
    record = MandateRecord(
        title='He said "no"',
        block=(0, 99),
        donors=(EU, UNKNOWN),
        places=(MALI,),
        start=date(2015, 6, 1),
        start_literal="01/06/2015",
        end_literal="31/02/2015",
        training=True,
        reports=(ReportRecord("Full report", "exists", 50, 60, "report-exists"),),
        texts=(("trainingLevel", "Level 2"),),
        readings=(
            Reading("title", 0, 9),
            Reading("header-donor", 10, 12, EU),
            Reading("theme-mention", 20, 26, GENDER),
            Reading("type-label", 90, 97, Entity("concept", "resource-type/mandate", "Mandate")),
            Reading("date-mention", 30, 40, (date(2015, 5, 1), date(2015, 5, 1))),
            Reading("date-mention", 41, 49, (date(2015, 5, 1), date(2015, 5, 31))),
        ),
        flags=(Flag("date-valid", 13, 23, "31/02/2015"),),
    )
    assert statements(record) == sorted(
        f"{subject} {rest}"
        for subject, said in {
            "mandate/m": (
                "a mg:Mandate", "a mg:Training", r'rdfs:label "He said \"no\""', "mg:donor donor/european-union",
                "mg:donor donor/ruritania", "mg:country country/MLI", 'mg:start "2015-06-01"^^xsd:date',
                'mg:startLiteral "01/06/2015"', 'mg:endLiteral "31/02/2015"', 'mg:periodStatus "open"',
                'mg:trainingLevel "Level 2"', "prov:wasDerivedFrom @0,99", "mg:theme theme/gender",
                "mg:resourceType resource-type/mandate", "mg:report report/m/full-report",
            ),
            "donor/ruritania": ("a mg:Organisation", "a mg:UnresolvedName", 'rdfs:label "Ruritania"'),
            "report/m/full-report": ("a mg:Report", 'rdfs:label "Full report"', "mg:reportStatus report-status/exists"),
            "@0,9": ("mgr:title mandate/m",),
            "@10,12": ("mgr:header-donor mandate/m", "mg:denotes donor/european-union"),
            "@20,26": ("mgr:theme-mention mandate/m", "mg:denotes theme/gender"),
            "@30,40": ("mgr:date-mention mandate/m", 'mg:date "2015-05-01"^^xsd:date'),
            "@41,49": (
                "mgr:date-mention mandate/m", 'mg:dateFrom "2015-05-01"^^xsd:date', 'mg:dateTo "2015-05-31"^^xsd:date',
            ),
            "@50,60": ("mgr:report-exists report/m/full-report",),
            "@90,97": ("mgr:type-label mandate/m",),
            "finding/date-valid/mandate/m/31-02-2015": (
                "a mg:Finding", "sh:focusNode mandate/m", "sh:sourceShape mgs:date-valid", "mg:passage @13,23",
                'sh:value "31/02/2015"',
            ),
        }.items()
        for rest in said
    )  # fmt: skip


def test_a_mandate_with_a_longer_name_says_whose_name_it_shares() -> None:
    record = MandateRecord(title="M", block=(0, 1))
    assert "mandate/m-france mg:sharesNameWith mandate/m" in statements(record, "mandate/m-france", "m")
    assert not any("sharesNameWith" in line for line in statements(record))


def test_another_resource() -> None:
    record = DocumentRecord("A case", Entity("concept", "resource-type/case-study", "Case Study"), 3, 9)
    assert sorted(map(short, Mapper(Minter(), VERSION).document(record))) == [
        "@3,9 mgr:document-title document/a-case",
        "document/a-case a mg:Document",
        "document/a-case mg:resourceType resource-type/case-study",
        "document/a-case prov:wasDerivedFrom @3,9",
        'document/a-case rdfs:label "A case"',
    ]


@pytest.mark.parametrize(
    "text", ["plain", 'a "b" \\ c', "two\nlines\r\n", "tab\t", "\u2028 \U0001f600 é", "\\u0041", "\x01\x7f"]
)
def test_literals_are_read_back(text: str) -> None:
    (quad,) = ox.parse(f"<a:a> <a:b> {literal(text)} .", format=ox.RdfFormat.N_TRIPLES)
    assert quad.object == ox.Literal(text)


def test_the_sample_costs_few_statements_and_each_is_well_formed(shared: Path) -> None:
    text = (shared / "source" / "mali.txt").read_text(encoding="utf-8")
    said = [
        statements(record, f"mandate/{name_of(record)}", name_of(record))
        for record in read_listing(text, Resolver.load()).mandates
    ]
    assert [len(lines) for lines in said] == [len(set(lines)) for lines in said]
    assert max(map(len, said)) < 120
