"""Links as SSSOM: a table and RDF, out and in again, the same graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import InputError
from mandategraph.graph.iris import PREFIXES, Minter
from mandategraph.graph.linking.link_rdf import link_iri, link_statements
from mandategraph.graph.linking.linker import complete, link
from mandategraph.graph.linking.model import Link
from mandategraph.graph.linking.sssom_rdf import read_rdf, write_rdf
from mandategraph.graph.linking.sssom_tsv import read_tsv, write_tsv
from mandategraph.graph.linking.stored import links_of
from mandategraph.graph.store.store import open_store
from mandategraph.graph.vocabularies.data import Label, VocabularyData, VocabularyEntry
from mandategraph.loaders.vocabularies.vocabulary import read_vocabulary
from mandategraph.service.cli.program import run

MINTER = Minter()
FILES = (
    "eu-countries.ttl",
    "lcc_ISO3166-1-CountryCodes.rdf",
    "geonames-countryInfo.txt",
    "country-coder-properties.json",
)


def _data(*ends: str) -> VocabularyData:
    entries = [VocabularyEntry(f"https://example.org/c/{end}", (Label(end, "en", "preferred"),)) for end in ends]
    return VocabularyData("test", "Test: a list", "", "", "3", "0" * 64, "mapping", None, tuple(entries))


PROPOSED = (
    Link(
        "country/MLI",
        "https://example.org/c/Mali",
        "exactMatch",
        "accepted",
        "code:alpha2",
        1.0,
        "a code",
        "Mali",
        "Mali",
    ),
    Link(
        "country/NGA",
        "https://example.org/c/Niger",
        "exactMatch",
        "rejected",
        "label:en",
        0.5,
        "a\tname",
        "Nigeria",
        "Niger",
    ),
    Link(
        "country/NLD",
        "https://example.org/c/Part",
        "narrowMatch",
        "candidate",
        "part-of",
        0.95,
        'says "so"',
        "NL",
        "Part",
    ),
    Link(
        "region/eu",
        "https://example.org/c/EU",
        "sameAs",
        "accepted",
        "review",
        1.0,
        "by hand",
        "EU",
        "EU",
        decided=True,
    ),
)
LINKS = tuple(replace(one, decided=True) if one.state == "rejected" else one for one in PROPOSED)
DATA = _data("Mali", "Niger", "Part", "EU")
HEAD = "#curie_map:\n#  ex: https://example.org/c/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n"
GOOD = "mandategraph:country/MLI\tskos:exactMatch\tex:Mali\tsemapv:LexicalMatching\t1\n"
OURS = HEAD.replace("#  ex", f"#  mandategraph: {MINTER.thing('')}\n#  ex")


def _statements(links: Iterable[Link], name: str) -> set[str]:
    return set(link_statements(name, links, MINTER))


def test_a_table_comes_back_as_the_same_graph() -> None:
    text = write_tsv(LINKS, DATA, MINTER)
    again = read_tsv(text, DATA, MINTER)
    assert again == tuple(sorted(LINKS))
    assert write_tsv(again, DATA, MINTER) == text
    assert _statements(again, "test") == _statements(LINKS, "test")


def test_rdf_comes_back_as_the_same_graph() -> None:
    text = write_rdf(LINKS, DATA, MINTER)
    again = read_rdf(text, DATA, MINTER)
    assert again == tuple(sorted(LINKS))
    assert _statements(again, "test") == _statements(LINKS, "test")


@pytest.mark.parametrize("file", FILES)
def test_whole_vocabularies_go_out_and_in(shared: Path, file: str) -> None:
    data = read_vocabulary(shared / "vocabularies" / file, "all")
    links = link(data, Resolver.load()).links
    assert read_tsv(write_tsv(links, data, MINTER), data, MINTER) == links
    assert read_rdf(write_rdf(links, data, MINTER), data, MINTER) == links
    assert len({link_iri("all", one, MINTER) for one in links}) == len(links)


def test_the_table_is_the_standards() -> None:
    lines = write_tsv(LINKS, DATA, MINTER).splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert "#mapping_set_title: 'Links to Test: a list'" in head
    assert "#  test: https://example.org/c/" in head
    assert lines[len(head)].split("\t")[:5] == [
        "subject_id",
        "subject_label",
        "predicate_id",
        "predicate_modifier",
        "object_id",
    ]
    assert "mandategraph:country/NGA\tNigeria\tskos:exactMatch\tNot\ttest:Niger" in "\n".join(lines)
    assert "semapv:ManualMappingCuration" in lines[-1] and "owl:sameAs" in lines[-1]


def test_the_rdf_is_the_standards_axioms() -> None:
    text = write_rdf(LINKS, DATA, MINTER)
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    rows = store.query(
        """PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?s ?o { ?a a owl:Axiom ; owl:annotatedSource ?s ; owl:annotatedProperty skos:exactMatch ;
            owl:annotatedTarget ?o . ?s skos:exactMatch ?o }"""
    )
    assert [(str(row["s"].value), row["o"].value) for row in rows] == [  # type: ignore[union-attr]
        (MINTER.thing("country/MLI"), "https://example.org/c/Mali")
    ]


def test_a_table_of_others_tells_by_its_reasons_what_a_person_decided() -> None:
    text = (
        "#curie_map:\n#  ex: https://example.org/c/\n#  our: https://w3id.org/mandategraph/id/country/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tconfidence\n"
        "ex:Mali\tskos:exactMatch\tour:MLI\tsemapv:ManualMappingCuration\t\t\n"
        "ex:Part\tskos:broadMatch\tour:NLD\tsemapv:LexicalMatching\t\t0.3\n"
        "ex:Part\tskos:closeMatch\tour:BES\tsemapv:LexicalMatching\t\t\n"
        "our:TGO\tskos:exactMatch\tex:EU\tsemapv:LexicalMatching\t\t0.95\n"
        "our:NGA\tskos:exactMatch\tex:Niger\tsemapv:LexicalMatching\tNot\t\n"
    )
    found = {one.subject: one for one in read_tsv(text, DATA, MINTER)}
    assert {key: (one.predicate, one.state, one.decided) for key, one in found.items()} == {
        "country/MLI": ("exactMatch", "accepted", True),
        "country/NLD": ("narrowMatch", "candidate", False),
        "country/BES": ("closeMatch", "candidate", False),
        "country/TGO": ("exactMatch", "accepted", False),
        "country/NGA": ("exactMatch", "rejected", True),
    }
    togo = found["country/TGO"]
    assert (togo.subject_label, togo.object_label, togo.justification) == ("Togo", "EU", "LexicalMatching")
    assert read_rdf(write_rdf([togo], DATA, MINTER), DATA, MINTER) == (togo,)


@pytest.mark.parametrize("modifier", ["", "Not"])
def test_a_pair_that_stands_twice_is_refused_with_both_lines(modifier: str) -> None:
    table = OURS.replace("confidence", "confidence\tpredicate_modifier")
    first, again = GOOD.replace("\n", "\t\n"), GOOD.replace("\n", f"\t{modifier}\n")
    with pytest.raises(InputError, match=r"t\.tsv:6: country/MLI and \S+ are linked twice, before at 5"):
        read_tsv(table + first + again, DATA, MINTER, "t.tsv")


def _turtle(*statements: str) -> str:
    prefixes = {name: PREFIXES[name] for name in ("owl", "rdf", "skos")} | {
        "sssom": "https://w3id.org/sssom/", "semapv": "https://w3id.org/semapv/vocab/",
        "our": MINTER.thing("country/"), "ex": "https://example.org/c/",
    }  # fmt: skip
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()) + "\n".join(statements)


def test_matches_that_are_only_stated_are_decided() -> None:
    text = _turtle("our:MLI skos:exactMatch ex:Mali .", "ex:Part skos:broadMatch our:NLD .")
    found = {one.subject: one for one in read_rdf(text, DATA, MINTER)}
    assert {key: (one.predicate, one.state, one.decided, one.rule) for key, one in found.items()} == {
        "country/MLI": ("exactMatch", "accepted", True, "review"),
        "country/NLD": ("narrowMatch", "accepted", True, "review"),
    }


def test_axioms_without_a_name_are_read() -> None:
    axiom = (
        "[] a owl:Axiom ; owl:annotatedSource our:NGA ; owl:annotatedProperty skos:exactMatch ; "
        "owl:annotatedTarget ex:Niger ; sssom:mapping_justification semapv:LexicalMatching ; "
        "sssom:confidence 0.99 ; sssom:predicate_modifier sssom:NegatedPredicate ."
    )
    (made,) = read_rdf(_turtle(axiom), DATA, MINTER)
    assert (made.subject, made.state, made.decided, made.object_label) == ("country/NGA", "rejected", True, "Niger")
    assert "sssom:predicate_modifier sssom:NegatedPredicate" in write_rdf([made], DATA, MINTER)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"t\.ttl: There is no mapping in the file"),
        ("<https://example.org/a> <https://example.org/b> 1 .", r"There is no mapping in the file"),
        (_turtle("our:MLI skos:exactMatch ex:Mal ."), r"<https://example\.org/c/Mal> is no thing of ours"),
        (_turtle("our:QQQ skos:exactMatch ex:Mali ."), r"country/QQQ> is no thing of ours"),
        (_turtle('our:MLI skos:exactMatch "ex:Mali" .'), r"<ex:Mali> is no thing of ours"),
        (_turtle("our:MLI skos:relatedMatch ex:Mali ."), r"relatedMatch' is no predicate"),
        (_turtle("our:MLI skos:exactMatch ex:Mali ; skos:closeMatch ex:Mali ."), r"stated in several ways"),
        (_turtle("[] owl:annotatedSource our:MLI ; owl:annotatedTarget ex:Mali ."), r"The mapping has no predicate_id"),
        (
            _turtle("[] owl:annotatedSource our:MLI , our:NGA ; owl:annotatedTarget ex:Mali ."),
            r"several values of subject_id",
        ),
        (write_rdf(LINKS[1:2], DATA, MINTER) + _turtle("our:NGA skos:exactMatch ex:Niger ."), r"described as rejected"),
        (write_rdf(LINKS[:1], DATA, MINTER) + _turtle("our:MLI skos:closeMatch ex:Mali ."), r"several ways"),
        ("# <<\n" + "<<( " * 200_000, r"t\.ttl:2: It uses triple terms"),
    ],
)  # fmt: skip
def test_turtle_that_says_nothing_clear_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_rdf(text, DATA, MINTER, "t.ttl")


def test_a_table_without_rows_is_refused_and_the_links_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, store = tmp_path / "dac.csv", ["--store", str(tmp_path / "store")]
    table.write_text("code,name_en,name_fr\n255,Mali,Mali\n", encoding="utf-8")
    assert run(["vocabulary", "add", str(table), "--as", "dac", *store]) == 0
    assert run(["link", "dac", *store]) == 0
    for file, text in (("none.tsv", OURS), ("none.ttl", "")):
        (tmp_path / file).write_text(text, encoding="utf-8")
        capsys.readouterr()
        assert run(["link", "dac", "--import", str(tmp_path / file), *store]) == 3
        assert "no mapping in the file" in capsys.readouterr().err
    with open_store(tmp_path / "store") as opened:
        assert len(links_of(opened, "dac")) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD.replace("ex:Mali", "ex:Mal"), r"t\.tsv:6: <https://example\.org/c/Mal> is no thing of ours and no entry"),
        (GOOD.replace("ex:", "xe:"), r"t\.tsv:6: 'xe:Mali' has a prefix"),
        (GOOD.replace("exactMatch", "relatedMatch"), r"t\.tsv:6: '\S+relatedMatch' is no predicate"),
        (GOOD.replace("\t1\n", "\t7\n"), r"t\.tsv:6: '7' is no confidence"),
        (GOOD.replace("\t1\n", "\n"), r"t\.tsv:6: The row has 4 cells"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(row: str, message: str) -> None:
    assert len(read_tsv(OURS + GOOD, DATA, MINTER, "t.tsv")) == 1
    with pytest.raises(InputError, match=message):
        read_tsv(OURS + GOOD + row, DATA, MINTER, "t.tsv")


def test_a_wrong_file_is_refused() -> None:
    with pytest.raises(InputError, match=r"t\.tsv:1: The table has no column 'subject_id'"):
        read_tsv("a\tb\n", DATA, MINTER, "t.tsv")
    with pytest.raises(InputError, match=r"t\.tsv:\d+: The metadata are no YAML"):
        read_tsv("#a: [\n" + HEAD, DATA, MINTER, "t.tsv")
    with pytest.raises(InputError, match=r"t\.ttl:1:\d+: This is not Turtle"):
        read_rdf("nonsense", DATA, MINTER, "t.ttl")
    with pytest.raises(InputError, match=r"<https://example\.org/c/Mali> is no thing of ours"):
        read_rdf(write_rdf(LINKS, DATA, MINTER), _data("Niger", "Part", "EU"), MINTER, "t.ttl")


@pytest.mark.parametrize(("format", "file"), [("sssom", "links.tsv"), ("turtle", "links.ttl")])
def test_the_command_writes_and_reads_links_and_decisions_survive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str, file: str
) -> None:
    table = tmp_path / "dac.csv"
    table.write_text("code,name_en,name_fr\n255,Mali,Mali\n261,Nigeria,Nigéria\n", encoding="utf-8")
    graphs = []
    for name in ("one", "two"):
        store = ["--store", str(tmp_path / name)]
        assert run(["vocabulary", "add", str(table), "--as", "dac", "--read-on", "2026-01-31", *store]) == 0
        given = ["--reject", "Nigeria=261"] if name == "one" else ["--import", str(tmp_path / file)]
        assert run(["link", "dac", *given, "--format", format, "-o", str(tmp_path / f"{name}-{file}"), *store]) == 0
        if name == "one":
            (tmp_path / file).write_bytes((tmp_path / f"one-{file}").read_bytes())
        with open_store(tmp_path / name) as opened:
            graph = ox.NamedNode(opened.minter.graph("links/dac"))
            graphs.append({str(quad) for quad in opened.quads(None, None, None, graph)})
    assert graphs[0] == graphs[1] and any("rejected" in quad for quad in graphs[0])
    assert (tmp_path / f"one-{file}").read_bytes() == (tmp_path / f"two-{file}").read_bytes()
    capsys.readouterr()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\taccepted\t", "\tacepted\t", "'acepted' is no state of a link: candidate, accepted, rejected"),
        ("\taccepted\t", "\trejected\t", "the state rejected and the modifier 'of none' contradict each other"),
        ("skos:exactMatch\t\t", "skos:exactMatch\tnot\t", "'not' is no predicate modifier"),
        ("code:alpha2", "guess:en", "'guess:en' is no rule by which links are made: code, label"),
        ("country/MLI", "country/QQQ", "<https://w3id.org/mandategraph/id/country/QQQ> is no thing of ours"),
    ],
)
def test_a_table_of_ours_that_was_edited_wrongly_is_refused(old: str, new: str, message: str) -> None:
    links = tuple(one for one in LINKS if one.subject == "country/MLI" and one.state == "accepted")[:1]
    table = write_tsv(links, DATA, MINTER)
    assert read_tsv(table, DATA, MINTER) == links and old in table
    with pytest.raises(InputError, match=rf"t\.tsv:{len(table.splitlines())}: {re.escape(message)}"):
        read_tsv(table.replace(old, new), DATA, MINTER, "t.tsv")


def test_turtle_that_was_edited_wrongly_is_refused() -> None:
    text = write_rdf(LINKS, DATA, MINTER)
    for old, new in (
        ('linkState "accepted"', 'linkState "acepted"'),
        ("country/MLI", "country/QQQ"),
        ('confidence "1"^^xsd:decimal', 'confidence "high"'),
        ('rule "code:alpha2"', 'rule "guess:en"'),
    ):
        assert old in text
        with pytest.raises(InputError, match=new.split()[-1].strip('"')):
            read_rdf(text.replace(old, new), DATA, MINTER, "t.ttl")


def test_what_an_import_leaves_open_is_what_the_linker_would_leave_open(shared: Path) -> None:
    data, resolver = read_vocabulary(shared / "vocabularies" / "eu-countries.ttl", "eu"), Resolver.load()
    made = link(data, resolver)
    assert complete(data, resolver, made.links) == made
    fewer = complete(data, resolver, made.links[1:])
    assert fewer.counts()["unmatched"] == made.counts()["unmatched"] + 1
    assert "The table has no link of it." in {one.reason for one in fewer.unmatched}


def test_an_import_is_in_place_of_the_links_and_can_be_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vocabulary, table, store = tmp_path / "dac.csv", tmp_path / "one.tsv", ["--store", str(tmp_path / "store")]
    vocabulary.write_text("code,name_en,name_fr\n255,Mali,Mali\n261,Nigeria,Nigéria\n", encoding="utf-8")
    assert run(["vocabulary", "add", str(vocabulary), "--as", "dac", "--read-on", "2026-01-31", *store]) == 0
    assert run(["link", "dac", "--format", "sssom", "-o", str(table), *store]) == 0
    table.write_text(
        "".join(line for line in table.read_text("utf-8").splitlines(True) if "Nigeria" not in line), encoding="utf-8"
    )

    def linked(*given: str) -> int:
        capsys.readouterr()
        assert run(["link", "dac", "--import", str(table), "--json", *given, *store]) == 0
        return int(json.loads(capsys.readouterr().out)[0]["linked"])

    def stored() -> int:
        with open_store(tmp_path / "store") as opened:
            return len(links_of(opened, "dac"))

    assert (linked("--dry-run"), stored()) == (1, 2)
    assert (linked(), stored()) == (1, 1)
    assert run(["link", "dac", "--accept", "Nigeria=261", "--dry-run", *store]) == 2
    for given, said in (
        (["--by", "code"], "--by has no effect beside --import"),
        (["--same-as"], "--same-as has no effect beside --import"),
        (["--by", "label", "--same-as"], "--by and --same-as have no effect beside --import"),
    ):
        capsys.readouterr()
        assert run(["link", "dac", "--import", str(table), *given, *store]) == 2
        assert said in capsys.readouterr().err and stored() == 1
