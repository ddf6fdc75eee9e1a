"""Hostile values: none changes what a query is, and none shows a row that the query should not see.

Each of the values goes into every parameter of every query below. Either it is refused, or it stands in the query as
one term: the tokens and rdflib's algebra are those of the same call with a harmless value, and the rows are no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import takewhile

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery
from stored_query_world import FewNames, World, query, things

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import ParameterError, UsageError
from mandategraph.graph.iris import Minter
from mandategraph.graph.queries.binding import bind
from mandategraph.graph.queries.catalogue import QUERIES as QUERY_FOLDER
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.queries.files import StoredQuery
from mandategraph.graph.queries.folder import read_folder
from mandategraph.graph.queries.parameter_things import Things
from mandategraph.graph.queries.parameters import Term, read_arguments
from mandategraph.graph.queries.sparql_tokens import tokenise

ENDS = [
    "", '"', "'", '"""', "'''", ">", "}", "\\", '\\"', '\\\\"', "\\u0022", "\\\\u0022", "\\U00000022", "\\u003E",
    "\n", '"@en', '"^^<urn:t>', "> ", '" . ', "%22", "\u201d",
]  # fmt: skip
ATTACKS = [
    " } UNION { ?m ?any ?title } #",
    " } ?m a mg:Secret ; rdfs:label ?title . { ?m a mg:Mandate #",
    ") || (1 = 1",
    " ; DROP ALL #",
    " } SELECT ?m ?title WHERE { ?m a mg:Secret ; rdfs:label ?title }",
    " FILTER(true) } } VALUES ?m { <urn:s1> } #",
    " } SERVICE <http://127.0.0.1:1/> { ?m ?p ?title } #",
]
OTHERS = [
    "http://example.org/>", "http://example.org/> ?m ?p ?title . <http://x", "http://example.org/\\u003e",
    "http://example.org/\\>", "<urn:s1>", "urn:s1> <urn:s2", "urn:a b", "urn:a\nb", "urn:a\tb", "urn:%3E%20",
    "urn:a{b}", "urn:a|b", "urn:a^b", "urn:a`b", 'urn:a"b', "urn:a\\b", "urn:\u202ea", "urn:a#b#c", "http://[::1",
    "http://a:99999999/", "javascript:alert(1)", "data:text/plain,x", "file:///etc/passwd", "?m", "$m", "?secret",
    "mg:Secret", "mg:Secret>", "mg:Sec ret", "mg:\\u0053ecret", "_:b0", "[]", "[ a mg:Secret ]", "()", "( 1 2 )",
    "UNDEF", "undef", "true", "TRUE", "NaN", "INF", "1e999", "0x10", "1_000", "+1", "-0", "00", "1.0", "1 2", "1) (2",
    "1}", "1 }", "2014-07-01", "2014-07-01}", '2014-07-01"', "2014-07-01\n", "2014-02-30", "9999-99-99", "0000-00-00",
    "٢٠١٤", "en", "en-", "en}", 'en" }', "x-\\u0022", "*", "/*", "*/", "--", "#", "#\n", "# }\n}", "//", "\r", "\r\n",
    "\n}\n", "\x00", "a\x00b", "\x01", "\x08", "\x0b", "\x1b[2J", "\x7f", "\x85", "\xa0", "\u2028", "\u2029",
    "\ufeff", "\ufffe", "\uffff", "\ud800", "\udc00\ud800", "a\udfff", "\U0001f4a9", "\U0010ffff", "\u202e}\u202c",
    "\u200b", "\u0301", "ﾞ", "＂", "＞", "ｆｕｌｌ",
    "{", "}", "{}", "{{", "{{p}}", "${p}", "%(p)s", "%s", "{0}", "$(id)",
    "`id`", "<!--", "<script>", "&quot;", "&#34;", "' OR '1'='1", '" OR "1"="1', "'; --", "1; SELECT 1", "\\", "\\\\",
    "\\n", "\\x41", "\\'", "\\N{QUOTATION MARK}", "\\0", "\\u", "\\U", "\\u00", "\\u0022abcd", "\\\\\\u0022",
    "\\U0000", "\\UFFFFFFFF", "\\ud83d\\ude00", "\x01abcd", "\x7fffff", "VALUES ?p { 1 }", "LIMIT 0", "ORDER BY ?m",
    "BASE <urn:>", "PREFIX : <urn:x>", "SELECT", "ASK {}", "INSERT DATA { }", "BIND(1 AS ?m)", "EXISTS { ?m ?p ?o }",
    "GRAPH ?g { ?m a mg:Secret }", "a" * 9_999, "a" * 10_001, '"' * 5_000, "\\" * 4_999, "}" * 3_000, "(" * 3_000,
    "STR(" * 1_000, "[" * 3_000, "'" * 3, "\"\"\"", "''", '""', " ", "", "\t", ",", ";", ".", "^^", "@",
    "^^xsd:integer", "@en", "5^^xsd:integer", '"5"^^xsd:integer', "full\" fractional", "full fractional", "full\n",
    "donor/x", "donor/x>", "donor/../secret", "country/MLI> <urn:s1", "country/MLI}", "theme/gender#x",
    "theme/gender }", "name/\\u003e", "../../etc/passwd", "mandate/a b", "mandate/\x00", "Mali}", 'Mali"', "Mali\x00",
    "M\u0301ali", "Mali\n", "EU ", "Africa\t", "Gender\r", "2014 ", "466 ", "466}", "Q912>", "MLI|COD",
]  # fmt: skip
VALUES = sorted({*(f"x{end}{attack}" for end in ENDS for attack in ATTACKS), *OTHERS}, key=repr)

PARAMS = (
    "s: {type: string, multiple: true}, i: {type: iri}, n: {type: integer}, d: {type: decimal}, b: {type: boolean}, "
    "day: {type: date}, y: {type: year}, lang: {type: language}, c: {type: country}, r: {type: region}, "
    "donor: {type: donor}, t: {type: theme}, e: {type: string, values: [full, fractional]}"
)
HARMLESS = {
    "s": "benign", "i": "urn:benign", "n": "1", "d": "1.5", "b": "true", "day": "2014-07-01", "y": "2014", "lang": "en",
    "c": "Mali", "r": "Africa", "donor": "EU", "t": "gender", "e": "full",
}  # fmt: skip
FLAT = query(
    "SELECT ?m ?title WHERE { ?m a mg:Mandate ; rdfs:label ?title . "
    + " ".join(f"FILTER(!BOUND(?{name}) || ?title = STR(?{name}))" for name in HARMLESS)
    + " } ORDER BY ?title",
    PARAMS, "m: iri, title: string", name="flat",
)  # fmt: skip
DEEP = query(
    """SELECT ?m ?title ?s (COUNT(?x) AS ?n1) WHERE {
      ?m a mg:Mandate ; rdfs:label ?title .
      OPTIONAL { ?m :one ?x FILTER(?x = ?i || ?x = ?n || ?x = ?d) }
      { SELECT ?m { { ?m rdfs:label ?s } UNION { ?m :two ?s } FILTER(!BOUND(?b) || ?b) } }
      FILTER(!BOUND(?day) || EXISTS { ?m :on ?day . { ?m :year ?y } UNION { ?m :lang ?lang } })
      FILTER NOT EXISTS { SELECT ?m { ?m :in ?c , ?r } }
      MINUS { ?m :hidden true ; :by ?donor ; :about ?t FILTER(?e = "none") }
    } GROUP BY ?m ?title ?s ORDER BY DESC(?title) LIMIT 100""",
    PARAMS, "m: iri, title: string, s: string, n1: integer", name="deep", extra="limit: 100",
)  # fmt: skip
YES = query("ASK { ?m a mg:Mandate ; rdfs:label ?s }", "s: {type: string}", name="yes")
MAKE = query(
    "CONSTRUCT { ?m :title ?title ; :asked ?s } WHERE { ?m a mg:Mandate ; rdfs:label ?title FILTER(?title = ?s) }",
    "s: {type: string, required: true, example: A}", name="make",
)  # fmt: skip
OF_TYPE = {p.type: HARMLESS[p.name] for p in FLAT.header.parameters if not p.values}
QUERIES = {each.name: each for each in (FLAT, DEEP, YES, MAKE)}
CALLS = [(name, parameter.name) for name, each in QUERIES.items() for parameter in each.header.parameters]


@cache
def world() -> World:
    """Mandates with every value as the title of one, and secrets that no query asks for."""
    found = World.of(':s1 a mg:Secret ; rdfs:label "secret" . :s2 a mg:Secret ; rdfs:label "benign" .')
    graph = ox.NamedNode("https://w3id.org/mandategraph/graph/source/one")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for number, value in enumerate(VALUES):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            continue
        mandate = ox.NamedNode(f"urn:m{number}")
        mandates = ox.NamedNode("https://w3id.org/mandategraph/ontology#Mandate")
        found.quads.add(ox.Quad(mandate, kind, mandates, graph))
        found.quads.add(ox.Quad(mandate, label, ox.Literal(value), graph))
    return found


def accepted(name: str, parameter: str) -> Iterator[tuple[str, Term, str]]:
    """Yield each value that the parameter takes, its term, and the text that is run."""
    asked = QUERIES[name]
    for value in VALUES:
        try:
            bound = read_arguments(name, asked.header.parameters, {parameter: value}, things())
        except ParameterError:
            continue
        yield value, bound[parameter][0], bind(asked, bound, limit=100_000)


def shape(text: str, name: str, term: Term) -> list[str]:
    """Return the tokens of a query with a mark for what the VALUES of a parameter hold, which must be the term."""
    marks: list[str] = []
    tokens = iter(tokenise(text))
    for token in tokens:
        marks.append(token.skeleton)
        if marks[-3:] == ["VALUES", f"?{name}", "{"]:
            block = "".join(each.text for each in takewhile(lambda each: each.text != "}", tokens))
            assert _read(block) == _read(str(term))
            marks += ["TERM", "}"]
    return marks


def _read(text: str) -> object:
    """Return the term that a text is to the engine."""
    [row] = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {text} }} }}")  # type: ignore[misc]
    assert isinstance(row, ox.QuerySolution)
    return row[0]


def masked(node: object, term: rdflib.term.Node) -> object:
    """Return an algebra tree with the term as a mark, to be compared."""
    if node == term and type(node) is type(term):
        return "TERM"
    if isinstance(node, rdflib.plugins.sparql.parserutils.CompValue):
        return node.name, [(key, masked(child, term)) for key, child in sorted(node.items()) if key != "_vars"]
    if isinstance(node, dict):
        return sorted((str(key), masked(child, term)) for key, child in node.items())
    if isinstance(node, list | tuple):
        return [masked(child, term) for child in node]
    if isinstance(node, set | frozenset):
        return sorted(map(str, node))
    return repr(node)


def rdflib_term(term: Term) -> rdflib.term.Node:
    """Return the same term of rdflib."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    string = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    kind = None if string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=kind, normalize=False)


def test_there_are_enough_values_and_they_reach_every_type() -> None:
    assert len(VALUES) >= 200
    taken = {parameter: sum(1 for _ in accepted("flat", parameter)) for parameter in HARMLESS}
    assert taken["s"] > 300
    assert {parameter for parameter, count in taken.items() if not count} == {"e"}, taken


@pytest.mark.parametrize(("name", "parameter"), CALLS)
def test_no_value_changes_the_tokens_of_a_query(name: str, parameter: str) -> None:
    asked = QUERIES[name]
    harmless = read_arguments(name, asked.header.parameters, {parameter: HARMLESS[parameter]}, things())
    expected = shape(bind(asked, harmless, limit=100_000), parameter, harmless[parameter][0])
    assert "TERM" in expected
    for value, term, text in accepted(name, parameter):
        assert shape(text, parameter, term) == expected, value


@pytest.mark.parametrize(("name", "parameter"), [("make", "s"), ("yes", "s")])
def test_no_value_changes_the_algebra_of_a_query(name: str, parameter: str) -> None:
    asked = QUERIES[name]
    harmless = read_arguments(name, asked.header.parameters, {parameter: HARMLESS[parameter]}, things())
    [term] = harmless[parameter]
    expected = masked(prepareQuery(bind(asked, harmless, limit=100_000)).algebra, rdflib_term(term))
    assert "TERM" in str(expected)
    for value, term, text in accepted(name, parameter):
        assert masked(prepareQuery(text).algebra, rdflib_term(term)) == expected, value


@pytest.mark.parametrize("parameter", sorted(HARMLESS))
def test_no_value_changes_the_algebra_of_a_query_with_everything_in_it(parameter: str) -> None:
    harmless = read_arguments("deep", DEEP.header.parameters, {parameter: HARMLESS[parameter]}, things())
    [term] = harmless[parameter]
    expected = masked(prepareQuery(bind(DEEP, harmless, limit=100_000)).algebra, rdflib_term(term))
    for value, term, text in list(accepted("deep", parameter))[::8]:
        assert masked(prepareQuery(text).algebra, rdflib_term(term)) == expected, value


@pytest.mark.parametrize(("name", "parameter"), CALLS)
def test_no_value_shows_a_row_that_the_query_should_not_see(name: str, parameter: str) -> None:
    catalogue = Catalogue(QUERIES, resolver=FewNames())
    for value, term, _ in accepted(name, parameter):
        answer = catalogue.run(world(), name, {parameter: value})
        assert not any("urn:s" in str(row[0]) for row in answer.rows), value
        if name in ("flat", "deep") and parameter == "s":
            assert [row[1] for row in answer.rows] == [term], value
        elif name == "flat":
            assert {row[1] for row in answer.rows} <= {ox.Literal(term.value)}, value
        elif name == "yes":
            assert answer.boolean is True
        elif name == "make":
            assert {statement.object for statement in answer.statements} == {term}


SHIPPED = read_folder(QUERY_FOLDER, portable=False)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_value_changes_a_query_of_ours(name: str) -> None:
    asked = SHIPPED[name]
    for parameter in asked.header.parameters:
        required = {p.name: p.example for p in asked.header.parameters if p.required}
        everything = Things(Minter(), Resolver.load, lambda iri: False)
        harmless = parameter.values[:1] or parameter.example[:1] or OF_TYPE[parameter.type]
        bound = read_arguments(name, asked.header.parameters, {**required, parameter.name: harmless}, everything)
        expected = shape(bind(asked, bound), parameter.name, bound[parameter.name][0])
        for value in VALUES:
            try:
                arguments = {**required, parameter.name: value}
                found = read_arguments(name, asked.header.parameters, arguments, everything)
            except ParameterError:
                continue
            assert shape(bind(asked, found), parameter.name, found[parameter.name][0]) == expected, value


def test_several_hostile_values_at_once_are_several_rows() -> None:
    catalogue = Catalogue(QUERIES, resolver=FewNames())
    values = [value for value, _, _ in accepted("flat", "s")]
    answer = catalogue.run(world(), "flat", {"s": values[:900]})
    assert len(answer.rows) == len(values[:900])


@pytest.mark.parametrize("value", VALUES[::3], ids=repr)
def test_names_of_queries_parameters_and_options_are_no_way_in(value: str) -> None:
    catalogue = Catalogue(QUERIES, resolver=FewNames())
    asked = World()
    with pytest.raises(UsageError):
        catalogue.run(asked, value)
    with pytest.raises(ParameterError):
        catalogue.run(asked, "flat", {value: "x"})
    with pytest.raises(UsageError):
        catalogue.options(asked, "flat", value)
    if not (value.isascii() and value.isdigit()):
        with pytest.raises(UsageError):
            catalogue.run(asked, "flat", limit=value)
    assert asked.asked == []


def test_all_of_a_query_is_found_in_what_is_run() -> None:
    asked: StoredQuery = DEEP
    everything = read_arguments("deep", asked.header.parameters, HARMLESS, things())
    text = bind(asked, everything)
    assert text.count("VALUES ?s {") == 4 and text.count("VALUES ?donor {") == 2 and text.count("VALUES ?y {") == 1
    prepareQuery(text)
