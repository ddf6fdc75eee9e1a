"""RDF files: the same statements whatever the syntax, no blank node, nothing fetched."""

from __future__ import annotations

import re

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import InputError
from mandategraph.graph.iris import RULE
from mandategraph.loaders.documents.document import parse_document
from mandategraph.loaders.rdf.statements import read_rdf
from mandategraph.loaders.records import Page

VERSION = "https://w3id.org/mandategraph/id/source/data/0123456789abcdef"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MANDATE = "https://w3id.org/mandategraph/ontology#Mandate"

TRIPLES = f"""<http://e/a> <{RDF}type> <{MANDATE}> .
<http://e/a> <http://e/p> _:z .
_:z <http://e/q> "é\\""@fr .
_:z <http://e/q> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
"""

SAME = {
    "data.ttl": f"@prefix e: <http://e/> .\ne:a a <{MANDATE}> ; e:p [ e:q 'é\"'@FR, 1.50 ] .",
    "data.nt": TRIPLES,
    "data.nq": TRIPLES,
    "data.trig": f"PREFIX e: <http://e/>\n{{ e:a a <{MANDATE}> ; e:p [ e:q 'é\"'@FR, 1.50 ] . }}",
    "data.rdf": f"<?xml version='1.0' encoding='ISO-8859-1'?>\n<rdf:RDF xmlns:rdf='{RDF}' xmlns:e='http://e/'>"
    "<m:Mandate xmlns:m='https://w3id.org/mandategraph/ontology#' rdf:about='http://e/a'><e:p rdf:parseType='Resource'>"
    "<e:q xml:lang='fr'>é\"</e:q><e:q rdf:datatype='http://www.w3.org/2001/XMLSchema#decimal'>1.50</e:q></e:p>"
    "</m:Mandate></rdf:RDF>",
    "data.jsonld": '{"@context": {"@vocab": "http://e/", "decimal": "http://www.w3.org/2001/XMLSchema#decimal"},'
    f'"@id": "http://e/a", "@type": "{MANDATE}", "p": {{"q": [{{"@value": "é\\"", "@language": "fr"}},'
    '{"@value": "1.50", "@type": "decimal"}]}}',
}
STATEMENTS = f"""<http://e/a> <{RDF}type> <{MANDATE}> .
<http://e/a> <http://e/p> <{VERSION}/node/1> .
<{VERSION}/node/1> <http://e/q> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<{VERSION}/node/1> <http://e/q> "é\\""@fr ."""
EVIDENCE = re.compile(f"(<{VERSION}#char=[0-9]+,[0-9]+>) <{RULE}rdf-statement> <http://e/a> .")


def read(text: str, name: str, address: str = "") -> Page:
    encoding = "iso8859-1" if "ISO-8859-1" in text else "utf-8"
    return read_rdf(parse_document(text.encode(encoding), address or name, name), Resolver.load(), VERSION)


@pytest.mark.parametrize("name", sorted(SAME))
def test_every_syntax_gives_the_same_statements(name: str) -> None:
    page = read(SAME[name], name)
    lines = page.statements.decode().splitlines()
    (evidence,) = filter(None, map(EVIDENCE.fullmatch, lines))
    derived = f"<http://e/a> <http://www.w3.org/ns/prov#wasDerivedFrom> {evidence[1]} ."
    assert sorted(lines) == sorted([*STATEMENTS.splitlines(), evidence[0], derived])
    assert [problem.what for problem in page.problems] == [
        "One value is kept in another spelling: '1.50' (xsd:decimal) as '1.5' (xsd:decimal)."
    ]
    assert read(SAME[name], name) == page


def test_a_mandate_leads_to_its_line() -> None:
    text = f"@prefix e: <http://e/> .\n<http://e/x> a <{MANDATE}> .\n\n  e:y a <{MANDATE}> .\n[] a <{MANDATE}> .\n"
    page = read(text, "a.ttl")
    found = re.findall(r"#char=(\d+),(\d+)> <\S+rdf-statement> <(\S+)>", page.statements.decode())
    assert {iri: text[int(start) : int(end)] for start, end, iri in found} == {
        "http://e/x": f"<http://e/x> a <{MANDATE}> .",
        "http://e/y": f"e:y a <{MANDATE}> .",
        f"{VERSION}/node/1": text,
    }


HEAD = """@prefix mg: <https://w3id.org/mandategraph/ontology#> . @prefix ex: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix id: <https://w3id.org/mandategraph/id/country/> .
"""


def test_a_training_is_a_mandate() -> None:
    document = parse_document(
        f"{HEAD}ex:m a mg:Mandate, mg:Training .\nex:t a mg:Training .\n".encode(), "a.ttl", "a.ttl"
    )
    page = read_rdf(document, Resolver.load(), VERSION)
    assert f"<http://e/t> <{RDF}type> <{MANDATE}> ." in page.statements.decode().splitlines()
    assert page.mandate_count == 2 and "rdf-statement> <http://e/t> ." in page.statements.decode()
    (problem,) = page.problems
    assert "The training 'http://e/t' is not called a mandate" in problem.what
    assert document.where(problem.offset) == "a.ttl:4:3"


@pytest.mark.parametrize(
    ("said", "what", "remedy"),
    [
        ('mg:start "2012-13-05"^^xsd:date', "The start '2012-13-05' is no day of the type xsd:date", "2015-09-21"),
        ('mg:end "2012-02-30"^^xsd:date', "The end '2012-02-30' is no day", "2015-09-21"),
        ('mg:start "2012-02-03"', "The start '2012-02-03' is no day of the type xsd:date", "2015-09-21"),
        ('mg:end "2015"^^xsd:gYear', "The end '2015' is no day", "2015-09-21"),
        (
            'mg:country "Mali"',
            "The country 'Mali' is a text, not an IRI",
            "<https://w3id.org/mandategraph/id/country/MLI>",
        ),
        ('mg:country "Nowhere"', "The country 'Nowhere' is a text", "Use the IRI of a known country."),
        (
            "mg:country <http://www.wikidata.org/entity/Q912>",
            "The country 'http://www.wikidata.org/entity/Q912' is no",
            "",
        ),
        ("mg:country id:MALI", "/id/country/MALI' is no country that is known", ""),
        ("mg:region id:MLI", "/id/country/MLI' is no region that is known", ""),
        ('mg:donor "EU"', "The donor 'EU' is a text", "<https://w3id.org/mandategraph/id/donor/european-union>"),
    ],
)
def test_values_that_are_none_of_what_they_are_for_are_kept_and_reported(said: str, what: str, remedy: str) -> None:
    text = f"{HEAD}ex:m a mg:Mandate ; mg:country id:NER ;\n  {said} ."
    document = parse_document(text.encode(), "a.ttl", "a.ttl")
    page = read_rdf(document, Resolver.load(), VERSION)
    (problem,) = page.problems
    assert what in problem.what and remedy in problem.remedy
    assert document.where(problem.offset).startswith("a.ttl:4:")
    assert len(page.statements.splitlines()) == 3 + 2


def test_a_node_without_a_name_is_no_country() -> None:
    (problem,) = read(f"{HEAD}ex:m a mg:Mandate ; mg:country [] .", "a.ttl").problems
    assert "The country without a name is no country that is known" in problem.what


def test_values_that_are_what_they_are_for_are_not_reported() -> None:
    said = """ex:m a mg:Mandate ; mg:start "2012-02-29"^^xsd:date ; mg:end "2013-01-01Z"^^xsd:date ; mg:donor ex:acme ;
    mg:country id:MLI , ex:here ; mg:region <https://w3id.org/mandategraph/id/region/011> , ex:sahel .
    ex:here a mg:Country . ex:sahel a mg:Region . ex:note ex:start "soon" ."""
    assert read(HEAD + said, "a.ttl").problems == ()


def test_values_that_are_kept_in_another_spelling_are_told_once() -> None:
    text = f"""{HEAD}ex:m a mg:Mandate ; ex:n 5, -12, 1.5, true, "x"@en, "soon"^^xsd:date, "2014-01-01"^^xsd:date ;
  ex:p "01"^^xsd:integer , "P12M"^^xsd:duration ,
    "1"^^xsd:int , "1"^^xsd:int , "1.50"^^xsd:decimal ."""
    document = parse_document(text.encode(), "a.ttl", "a.ttl")
    (problem,) = read_rdf(document, Resolver.load(), VERSION).problems
    assert problem.what == "4 values are kept in another spelling: '01' (xsd:integer) as '1' (xsd:integer)."
    assert document.where(problem.offset) == "a.ttl:4:8"


def test_named_graphs_are_read_as_one_and_said() -> None:
    page = read("PREFIX e: <http://e/> e:g { e:a e:b _:x } e:h { e:c e:d _:x, e:a } _:i { e:a e:b _:x }", "a.trig")
    lines = page.statements.decode().splitlines()
    assert len(lines) == 3
    assert all("/node/1" in line for line in lines[:2])
    assert [problem.what.split(";")[0] for problem in page.problems] == ["It holds 3 named graphs"]


def test_relative_names_stand_below_the_source_or_its_address() -> None:
    own = VERSION.rpartition("/")[0]
    assert read("<> <#b> <c> .", "a.ttl").statements.decode() == f"<{own}/> <{own}/#b> <{own}/c> .\n"
    there = "http://example.org/data/a.ttl"
    assert (
        read("<> <#b> <c> .", "a.ttl", there).statements.decode()
        == f"<{there}> <{there}#b> <http://example.org/data/c> .\n"
    )


def test_no_character_of_a_literal_breaks_a_line() -> None:
    text = "".join(
        f"<http://e/a> <http://e/p> 'x\\u{code:04X}y' .\n" for code in (0xA, 0xB, 0xC, 0xD, 0x1C, 0x85, 0x2028)
    )
    page = read(text, "a.ttl")
    assert len(page.statements.decode().splitlines()) == 7


def test_local_contexts_are_read() -> None:
    context = '[{"name": "http://e/name"}, null, {"name": {"@id": "http://e/n"}}]'
    text = f'{{"@context": {context}, "@id": "http://e/a", "name": "x"}}'
    assert read(text, "a.json").statements == b'<http://e/a> <http://e/n> "x" .\n'


@pytest.mark.parametrize(
    "context",
    [
        '"https://schema.org/"',
        '[{}, "context.jsonld"]',
        '{"a": {"@id": "http://e/a", "@context": "http://e/c"}}',
        '{"@import": "c"}',
    ],
)
def test_contexts_elsewhere_are_named(context: str) -> None:
    with pytest.raises(InputError, match="is not fetched") as raised:
        read(f'[{{"@id": "http://e/a"}}, {{"@context": {context}}}]', "a.jsonld")
    assert raised.value.where.startswith("a.jsonld:1:")
    assert "@context" in raised.value.remedy


def test_brackets_in_literals_are_no_triple_terms() -> None:
    text = "<http://e/a> <http://e/p> '<<', '''<<( ' )>>''' . # << not this\n<http://e/a> <http://e/q> 1 ."
    assert read(text, "a.ttl").statements.count(b"\n") == 3


def test_doctype_without_declarations_is_harmless() -> None:
    text = f"<!DOCTYPE rdf:RDF>\n<rdf:RDF xmlns:rdf='{RDF}'><rdf:Bag rdf:about='http://e/a'/></rdf:RDF>"
    assert read(text, "a.rdf").statements == f"<http://e/a> <{RDF}type> <{RDF}Bag> .\n".encode()


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("<a> <b> .", "a.ttl", "a.ttl:1:9"),
        ("<a> <b> 'é' , é .", "a.ttl", "a.ttl:1:15"),
        (f"<rdf:RDF xmlns:rdf='{RDF}'>\n é <rdf:Bag>\n", "a.rdf", "a.rdf:3:1"),
        ('{"@id": "x",\n "é": }', "a.jsonld", "a.jsonld:2:7"),
        ('{"@context": {"a": {"@id": 1}}, "a": 2}', "a.jsonld", "a.jsonld"),
    ],
)
def test_errors_name_the_place(text: str, name: str, where: str) -> None:
    with pytest.raises(InputError) as raised:
        read(text, name)
    assert raised.value.where == where
