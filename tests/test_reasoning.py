"""The check of the ontology: what it says of ours, and that it catches what is broken on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from mandategraph.graph.errors import DataError, InputError, TimeLimitError, UnsupportedError, UsageError
from mandategraph.graph.iris import PREFIXES
from mandategraph.graph.reasoning.hermit import Conclusions, reason
from mandategraph.graph.reasoning.ontology import check_ontology
from mandategraph.graph.reasoning.quality_checks import quality_checks
from mandategraph.graph.reasoning.report import OntologyFinding, OntologyReport
from mandategraph.graph.reference import ONTOLOGY

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
DATA = {"country-history.ttl", "schemes.ttl"}
CORE = [path for path in sorted(ONTOLOGY.glob("*.ttl")) if path.stat().st_size < 40_000 and path.name not in DATA]
TERM = 'a owl:Class ; rdfs:label "x {0}"@en ; rdfs:isDefinedBy <https://w3id.org/mandategraph/ontology> ;'
GOOD = 'skos:definition "A class that is here to be tested."@en ; skos:example "a test"@en'

needs_java = pytest.mark.usefixtures("java")


def broken(folder: Path, turtle: str, *, reasoner: bool = False) -> OntologyReport:
    """Check the core of the ontology together with a few statements more."""
    path = folder / "broken.ttl"
    path.write_text(PREFIX_LINES + turtle, encoding="utf-8")
    return check_ontology([*CORE, path], reasoner=reasoner)


def about(report: OntologyReport) -> set[tuple[str, str]]:
    """Return check and entity of everything but what the core itself is known for."""
    return {(finding.check, finding.entity) for finding in report.findings if finding.check != "owl-rl"}


@needs_java
def test_our_ontology_is_consistent_and_only_one_axiom_leaves_the_profile() -> None:
    report = check_ontology()
    assert report.counts == {"violation": 0, "warning": 0, "info": 1}
    assert report.reasoned
    assert report.profiles == ("OWL 2 DL",)
    assert [(finding.check, finding.entity, finding.property) for finding in report.findings] == [
        ("owl-rl", "mg:Donor", "owl:equivalentClass")
    ]
    assert report.findings[0].where.startswith(f"{ONTOLOGY / 'agents.ttl'}:")
    assert report.files == len(list(ONTOLOGY.rglob("*.ttl")))


def test_the_core_loads_without_the_alignments() -> None:
    report = check_ontology(sorted(ONTOLOGY.glob("*.ttl")), reasoner=False)
    assert report.counts["violation"] == 0
    assert not report.reasoned


@needs_java
def test_a_class_without_possible_members_is_found(tmp_path: Path) -> None:
    report = broken(
        tmp_path, f"mg:Both {TERM.format(1)} {GOOD} ; rdfs:subClassOf mg:Mandate , mg:Document .", reasoner=True
    )
    assert about(report) == {("satisfiability", "mg:Both")}
    assert report.findings[0].where == f"{tmp_path / 'broken.ttl'}:{PREFIX_LINES.count(chr(10)) + 1}"


@needs_java
@pytest.mark.parametrize(
    "turtle",
    [
        '<https://x.org/a> a mg:Country , mg:Organisation ; rdfs:label "a"@en .',
        '<https://x.org/m> mg:donor <https://x.org/c> . <https://x.org/c> a mg:Country ; rdfs:label "c"@en .',
        '<https://x.org/p> mgr:title <https://x.org/m> . <https://x.org/p> a mg:Mandate ; rdfs:label "p"@en .',
    ],
    ids=["a country that is an organisation", "a donor that is a country", "a passage that is a mandate"],
)
def test_a_contradiction_is_found(tmp_path: Path, turtle: str) -> None:
    report = broken(tmp_path, turtle, reasoner=True)
    assert ("consistency", "") in about(report)


@needs_java
def test_the_reasoner_names_classes_that_can_have_no_member() -> None:
    passage, owl = f"<{PREFIXES['mg']}Passage>", PREFIXES["owl"]
    facts = (
        f"{passage} <{PREFIXES['rdf']}type> <{owl}Class> .\n{passage} <{PREFIXES['rdfs']}subClassOf> <{owl}Nothing> .\n"
    )
    assert reason(facts.encode()) == Conclusions(True, (f"{PREFIXES['mg']}Passage",))


def test_without_java_the_reasoner_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedError, match=r"needs Java.*Install a Java runtime") as caught:
        check_ontology([ONTOLOGY / "agents.ttl"])
    assert caught.value.exit_code == 4


@needs_java
def test_the_reasoner_ends_in_time() -> None:
    with pytest.raises(TimeLimitError, match=r"did not end within 0\.01 seconds"):
        reason(b"", time_limit=0.01)


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (f"mg:Bare a owl:Class ; rdfs:isDefinedBy <https://x.org/> ; {GOOD} .", {("label-missing", "mg:Bare")}),
        (f"mg:Bare {TERM.format(1)} skos:example 'x'@en .", {("definition-missing", "mg:Bare")}),
        (
            f"mg:Bare {TERM.format(1)} skos:example 'x'@en ; skos:definition 'Something. And more.'@en .",
            {("definition-form", "mg:Bare")},
        ),
        (f"mg:Bare a owl:Class ; rdfs:label 'x'@en ; {GOOD} .", {("defined-by-missing", "mg:Bare")}),
        (
            f"mg:Bare {TERM.format(1)} skos:definition 'A class that is here to be tested.'@en .",
            {("example-missing", "mg:Bare")},
        ),
        (f"mg:Bare {TERM.format(1)} {GOOD} ; rdfs:label 'other'@en .", {("label-repeated", "mg:Bare")}),
        (f"mg:Bare {TERM.format(1)} {GOOD} ; skos:altLabel ' spaced'@en .", {("label-spaces", "mg:Bare")}),
        (
            f"mg:Bare {TERM.format(1)} {GOOD} ; rdfs:subClassOf mg:Missing .",
            {("term-undefined", "mg:Bare"), ("owl-dl", "mg:Bare")},
        ),
        (
            "@prefix dc: <http://purl.org/dc/term/> . <https://x.org/a> dc:title 'a' .",
            {("namespace-wrong", "<https://x.org/a>"), ("owl-dl", "<https://x.org/a>")},
        ),
        (
            "<https://x.org/a> <https://www.w3.org/2004/02/skos/core#note> 'a' .",
            {("namespace-wrong", "<https://x.org/a>"), ("owl-dl", "<https://x.org/a>")},
        ),
        (
            "<https://w3id.org/mandategraph/ontology> owl:imports <https://x.org/> .",
            {("import-present", "<https://w3id.org/mandategraph/ontology>")},
        ),
        (
            "<https://x.org/> a owl:Ontology .",
            {
                ("header-incomplete", "<https://x.org/>"),
                ("header-repeated", "<https://w3id.org/mandategraph/ontology>"),
            },
        ),
        (
            f"mgr:half a owl:ObjectProperty ; rdfs:label 'half'@en ; rdfs:isDefinedBy <https://x.org/> ; {GOOD} .",
            {("rule-incomplete", "mgr:half")},
        ),
        (f"mg:Old {TERM.format(1)} {GOOD} ; owl:deprecated true .", {("deprecated-unreplaced", "mg:Old")}),
        (
            "<https://x.org/a> a mg:Country , mg:Region , skos:Concept ; rdfs:label 'a'@en ; skos:prefLabel 'a'@en , "
            "'a'@fr , 'a'@es ; skos:inScheme <https://x.org/s> . "
            "<https://x.org/s> a skos:ConceptScheme ; rdfs:label 's'@en .",
            {("disjoint-types", "<https://x.org/a>")},
        ),
        (
            "<https://x.org/a> a skos:Concept ; rdfs:label 'a'@en ; skos:prefLabel 'a'@en , 'b'@en , 'a'@fr ; "
            "skos:altLabel 'a'@en ; skos:broader <https://x.org/a> ; skos:notation '1' .",
            {
                (check, "<https://x.org/a>")
                for check in (
                    "concept-scheme",
                    "concept-languages",
                    "preferred-repeated",
                    "label-kinds",
                    "broader-cycle",
                    "notation-untyped",
                )
            },
        ),
        (
            "<https://x.org/a> a mg:Place ; rdfs:label 'a'@en ; "
            "mg:mentions <https://w3id.org/mandategraph/id/place/none> .",
            {("place-country", "<https://x.org/a>"), ("thing-undefined", "<https://x.org/a>")},
        ),
        (
            "<https://x.org/a> a mg:Organisation ; rdfs:label 'a'@en ; skos:altLabel 'B' . "
            "<https://x.org/b> a mg:Organisation ; rdfs:label 'b'@en .",
            {("name-shared", "<https://x.org/a>"), ("name-shared", "<https://x.org/b>")},
        ),
    ],
)
def test_a_quality_check_finds_what_it_is_for(tmp_path: Path, turtle: str, expected: set[tuple[str, str]]) -> None:
    assert about(broken(tmp_path, turtle)) == expected


@pytest.mark.parametrize(
    ("axiom", "what"),
    [
        ("mg:Mandate owl:subClasOf prov:Activity .", "owl:subClasOf is no term of OWL 2"),
        ("owl:Thing rdfs:label 'all'@en .", "A term of OWL or RDF itself is described"),
        ("mg:donor a owl:DatatypeProperty .", "both owl:ObjectProperty and owl:DatatypeProperty"),
        ("mg:Mandate a owl:ObjectProperty .", "both owl:Class and owl:ObjectProperty"),
        ("mg:start rdfs:range xsd:date .", "xsd:date is no datatype of OWL 2"),
        ("mg:donor rdfs:range xsd:string .", "The range does not fit the kind of property"),
        ("mg:donor rdfs:subPropertyOf mg:start .", "The two properties are of different kinds"),
        ("<https://x.org/m> mg:donor 'France' .", "An object property has a literal as its value"),
        ("<https://x.org/m> mg:start <https://x.org/d> .", "A data property has a thing as its value"),
        ("<https://x.org/m> <https://x.org/p> 1 .", "<https://x.org/p> is used as a property and not declared"),
        ("<https://x.org/m> a <https://x.org/C> .", "<https://x.org/C> is used as a class and not declared"),
        ("mg:areaOf a owl:TransitiveProperty .", "A property that is transitive or a chain is limited as well"),
    ],
)
def test_what_is_not_owl_2_dl_is_found(tmp_path: Path, axiom: str, what: str) -> None:
    report = broken(tmp_path, axiom)
    assert any(finding.check == "owl-dl" and what in finding.what for finding in report.findings)
    assert report.profiles == ()


@pytest.mark.parametrize(
    ("axiom", "fault"),
    [
        (
            "mg:Load rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:donor ; owl:someValuesFrom mg:Donor ] .",
            "an existential stands on the right",
        ),
        (
            "mg:Mandate rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:donor ; owl:minCardinality 1 ] .",
            "a cardinality other than a maximum stands on the right",
        ),
        (
            "mg:Mandate rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:donor ; owl:maxCardinality 2 ] .",
            "a maximum above one stands on the right",
        ),
        (
            "mg:Mandate rdfs:subClassOf [ a owl:Class ; owl:unionOf ( mg:Training mg:Load ) ] .",
            "a union stands on the right",
        ),
        (
            "mg:Place owl:equivalentClass [ a owl:Class ; owl:unionOf ( mg:Region mg:Country ) ] .",
            "a union is in an equivalence",
        ),
        (
            "[] a owl:Class ; owl:complementOf mg:Place ; rdfs:subClassOf mg:Mandate .",
            "a complement stands on the left",
        ),
        ("mg:Place owl:disjointUnionOf ( mg:Region mg:Country ) .", "it is a disjoint union"),
        ("mg:mentions a owl:ReflexiveProperty .", "a reflexive property"),
        ("owl:Thing rdfs:subClassOf mg:Place .", "owl:Thing stands on the left"),
        (
            "<https://x.org/a> a [ a owl:Class ; owl:oneOf ( <https://x.org/a> ) ] .",
            "an enumeration stands on the right",
        ),
        ("mg:text rdfs:range mg:alpha2 .", "mg:alpha2 is no datatype of the profile"),
    ],
)
def test_what_is_outside_owl_2_rl_is_named_with_its_reason(tmp_path: Path, axiom: str, fault: str) -> None:
    faults = [finding.what for finding in broken(tmp_path, axiom).findings if finding.check == "owl-rl"]
    assert f"The axiom is outside OWL 2 RL: {fault}." in faults


@pytest.mark.parametrize(
    "axiom",
    [
        "[] a owl:Restriction ; owl:onProperty mg:donor ; owl:someValuesFrom owl:Thing ; rdfs:subClassOf mg:Mandate .",
        "mg:Mandate rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:donor ; owl:allValuesFrom mg:Donor ] .",
        "mg:Mandate rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:start ; owl:maxCardinality 1 ] .",
        "mg:Mandate rdfs:subClassOf [ a owl:Class ; owl:complementOf mg:Report ] .",
        "[] a owl:Class ; owl:unionOf ( mg:Region mg:Country ) ; rdfs:subClassOf mg:Place .",
        "mg:Place rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mg:scanned ; owl:hasValue true ] .",
    ],
)
def test_what_is_inside_owl_2_rl_is_left_alone(tmp_path: Path, axiom: str) -> None:
    faults = [finding.entity for finding in broken(tmp_path, axiom).findings if finding.check == "owl-rl"]
    assert faults == ["mg:Donor"]


def test_a_file_that_is_not_turtle_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(
        "@prefix mg: <https://w3id.org/mandategraph/ontology#> .\n\nmg:Mandate a owl:Class .\n", encoding="utf-8"
    )
    report = check_ontology([ONTOLOGY / "agents.ttl", path])
    (finding,) = report.findings
    assert (finding.severity, finding.check) == ("violation", "syntax")
    assert finding.where.startswith(f"{path}:3:")
    assert report.profiles == ()


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.ttl: This file cannot be read: No such file") as raised:
        check_ontology([tmp_path / "none.ttl"])
    assert raised.value.exit_code == 3


def test_a_folder_without_turtle_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Turtle file"):
        check_ontology([tmp_path])


def test_findings_are_sorted_and_the_same_every_time(tmp_path: Path) -> None:
    turtle = "mg:B a owl:Class . mg:A a owl:Class . <https://x.org/a> <http://purl.org/dc/term/title> 'a' ."
    first, second = broken(tmp_path, turtle), broken(tmp_path, turtle)
    assert first == second
    severities = [finding.severity for finding in first.findings]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    assert all(isinstance(finding, OntologyFinding) and finding.remedy for finding in first.findings)


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({"a.rq": "# w.\n# r.\nSELECT ?entity ?property ?value {}"}, DataError, "no severity"),
        ({"severity": "check\tseverity\nb\tviolation\n"}, DataError, "no check 'b'"),
        ({"severity": "check\tseverity\na\tgrave\n"}, DataError, "'grave' is no severity"),
        ({"a.rq": "SELECT ?entity ?property ?value {}", "severity": "\na\tinfo\n"}, DataError, "first two lines"),
        ({"a.rq": "# w.\n# r.\nSELECT ?entity {}", "severity": "\na\tinfo\n"}, DataError, "columns"),
        ({"a.rq": "# w.\n# r.\nSELEC", "severity": "\na\tinfo\n"}, DataError, "not SPARQL"),
        ({"severity": None}, InputError, "cannot be read"),
    ],
)
def test_a_folder_of_checks_is_read_strictly(
    tmp_path: Path, files: dict[str, str | None], error: type[Exception], message: str
) -> None:
    for name, text in {"severity": "check\tseverity\n", **files}.items():
        if text is not None:
            (tmp_path / (name if name.endswith(".rq") else "severity.tsv")).write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        quality_checks(tmp_path)
