"""A bound parameter is its variable restricted to its values, wherever the variable stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery
from stored_query_world import World, query

from mandategraph.graph.queries.binding import bind, places, term_tokens
from mandategraph.graph.queries.files import StoredQuery
from mandategraph.graph.queries.parameters import Term
from mandategraph.graph.queries.sparql_tokens import skeleton, tokenise

DATA = """
:m1 a mg:Mandate ; :c :a ; :q :z1 ; :n 1 . :m2 a mg:Mandate ; :c :b ; :q :z2 ; :n 2 .
:m3 a mg:Mandate ; :c :a , :b ; :q :z1 , :z2 ; :n 3 . :m4 a mg:Mandate ; :n 4 .
:z1 :k :a . :z2 :k :b . :a :l "A" . :b :l "B" . :a :next :b . :b :next :c .
"""
A, B = ox.NamedNode("urn:a"), ox.NamedNode("urn:b")
ONE, TWO = (ox.Literal(str(n), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")) for n in (1, 2))
SOURCE = ox.NamedNode("https://w3id.org/mandategraph/graph/source/one")

CASES: list[tuple[str, str, Sequence[Term], str]] = [
    # columns | pattern | values of ?p | rows; "!rdflib": it hands no solution to groups inside EXISTS, evaluates no
    # EXISTS in BIND, and the graph given to it has no named graphs
    ("m", "{ ?m :c ?p }", [A], "m1 m3"),
    ("m p", "{ ?m :c ?p }", [A, B], "m1/a m2/b m3/a m3/b"),
    ("m p", "{ ?m :c ?p }", [A, A], "m1/a m3/a"),
    ("m p", "{ ?m :n ?n FILTER(?n = ?p) }", [ONE], "m1/1"),
    ("m p", "{ ?m :n ?n FILTER(?n <= ?p) }", [ONE, TWO], "m1/1 m1/2 m2/2"),
    ("m p", "{ ?m :n ?n FILTER(!BOUND(?p) || ?n = ?p) }", [], "m1/- m2/- m3/- m4/-"),
    ("m p", "{ ?m :n ?n FILTER(!BOUND(?p) || ?n = ?p) }", [TWO], "m2/2"),
    ("m x", "{ ?m :n ?n BIND(?n + ?p AS ?x) FILTER(?n = 2) }", [ONE], "m2/3"),
    ("m x", "{ BIND(?p AS ?x) ?m :c ?x }", [A], "m1/a m3/a"),
    ("m p", "{ ?m a mg:Mandate OPTIONAL { ?m :c ?x FILTER(?x = ?p) } FILTER(BOUND(?x)) }", [A], "m1/a m3/a"),
    ("m p x", "{ ?m a mg:Mandate OPTIONAL { ?m :c ?p ; :q ?x } FILTER(?m != :m3) }", [A], "m1/a/z1 m2/a/- m4/a/-"),
    ("m", "{ { ?m :c ?p } UNION { ?m :q ?z . ?z :k ?p } FILTER(?m != :m3) }", [A], "m1 m1"),
    ("m p", "{ { ?m :n 4 } UNION { ?m :c ?p } }", [B], "m2/b m3/b m4/b"),
    ("m", "{ ?m a mg:Mandate MINUS { ?m :c ?p } }", [A], "m2 m4"),
    ("m p", "{ ?m a mg:Mandate MINUS { ?m :c ?p } }", [A, B], "m1/b m2/a m4/a m4/b"),
    ("m", "{ ?m a mg:Mandate MINUS { SELECT ?m { ?m :c ?p } } }", [A, B], "m4"),
    ("m", "{ ?m a mg:Mandate MINUS { ?m :c ?x FILTER(?x = ?p) } }", [A], "m2 m4"),
    ("m p", "{ ?m a mg:Mandate FILTER EXISTS { ?m :c ?p } }", [A, B], "m1/a m2/b m3/a m3/b"),
    ("m", "{ ?m a mg:Mandate FILTER NOT EXISTS { ?m :c ?x FILTER(?x = ?p) } }", [A], "m2 m4"),
    ("m", "{ ?m a mg:Mandate FILTER(!BOUND(?p) || EXISTS { ?m :c ?p }) }", [], "m1 m2 m3 m4"),
    ("m", "{ ?m a mg:Mandate FILTER(!BOUND(?p) || EXISTS { ?m :c ?p }) }", [B], "m2 m3"),
    ("m", "{ ?m a mg:Mandate FILTER EXISTS { ?m :q ?z . { ?z :k ?w FILTER(?w = ?p) } } }", [A], "m1 m3 !rdflib"),
    ("m", "{ ?m a mg:Mandate FILTER EXISTS { ?m :c ?x MINUS { ?m :q ?z . ?z :k ?p } } }", [A], "m2"),
    ("m", "{ ?m a mg:Mandate FILTER EXISTS { SELECT ?m { ?m :c ?p } } }", [A], "m1 m3"),
    ("m e", "{ ?m a mg:Mandate BIND(EXISTS { ?m :c ?p } AS ?e) }", [A], "m1/true m2/false m3/true m4/false !rdflib"),
    ("m n", "{ ?m a mg:Mandate { SELECT ?m (COUNT(?x) AS ?n) { ?m :c ?p , ?x } GROUP BY ?m } }", [A], "m1/1 m3/2"),
    ("m n", "{ ?m a mg:Mandate { SELECT ?m (COUNT(?x) AS ?n) { ?m :c ?x FILTER(?x = ?p) } GROUP BY ?m } }", [B],
     "m2/1 m3/1"),
    ("x n", "{ ?x :l ?l { SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m :c ?p } } }", [A, B], "a/3 b/3"),
    ("p n", "{ { SELECT ?p (COUNT(?m) AS ?n) { ?m :c ?p } GROUP BY ?p } }", [A, B], "a/2 b/2"),
    ("m", "{ { SELECT ?m { { SELECT ?m { ?m :c ?p } } } } }", [A], "m1 m3"),
    ("m p", "{ OPTIONAL { SELECT ?m ?p { ?m :c ?p } } }", [A], "m1/a m3/a"),
    ("m", "{ { SELECT * { ?m :c ?p } } }", [A], "m1 m3"),
    ("m", "{ { { { ?m :c ?p } } } }", [A], "m1 m3"),
    ("m", "{ ?m a mg:Mandate { ?m :q ?z { ?z :k ?w FILTER(?p = ?w) } } }", [A], "m1 m3"),
    ("x", "{ ?p :next+ ?x }", [A], "b c"),
    ("m", "{ ?m :q [ :k ?p ] }", [B], "m2 m3"),
    ("m", "{ ?m ?p ?n FILTER(?n = 3) }", [ox.NamedNode("urn:n")], "m3"),
    ("m", "{ GRAPH ?p { ?m :n 3 } }", [SOURCE], "m3 !rdflib"),
    ("m", "{ GRAPH ?p { ?m :n 3 } }", [A], "!rdflib"),
    ("x", "{ ?x :l ?p }", [ox.Literal("A")], "a"),
    ("x", "{ ?x :l ?l FILTER(?l IN (?p, 'B')) }", [ox.Literal("A")], "a b"),
    ("x", "{ ?x :l ?l VALUES ?l { 'A' 'B' } FILTER(?l = ?p) }", [ox.Literal("B")], "b"),
    ("x", "{ VALUES (?x ?l) { (:a 'A') (:b UNDEF) } FILTER(COALESCE(?l, 'none') = ?p) }", [ox.Literal("none")], "b"),
]  # fmt: skip


def case(columns: str, body: str) -> StoredQuery:
    """Return a query with these columns and one parameter, p."""
    names = columns.split()
    text = f"SELECT {' '.join(f'?{name}' for name in names)} WHERE {body} ORDER BY ?{names[0]}"
    return query(text, "p: {type: iri, multiple: true}", ", ".join(f"{name}: any" for name in names))


def shown(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return rows as short words, sorted."""
    texts = ("/".join("-" if t is None else str(getattr(t, "value", t)) for t in row) for row in rows)
    return sorted(text.replace("urn:", "") for text in texts)


@pytest.mark.parametrize(("columns", "body", "terms", "rows"), CASES)
def test_a_bound_variable_holds_wherever_it_stands(columns: str, body: str, terms: Sequence[Term], rows: str) -> None:
    bound = bind(case(columns, body), {"p": tuple(dict.fromkeys(terms))} if terms else {})
    world = World.of(DATA)
    expected = rows.replace("!rdflib", "").split()
    found = world.query(bound)
    assert isinstance(found, ox.QuerySolutions)
    assert shown([tuple(row) for row in found]) == expected
    if "!rdflib" not in rows:
        graph = rdflib.Graph()
        graph.parse(data=world.quads.dump(format=ox.RdfFormat.TURTLE, from_graph=SOURCE), format="turtle")
        assert shown([row for row in graph.query(bound) if isinstance(row, tuple)]) == expected


def test_groups_of_exists_get_no_values_but_what_is_around_them_and_sub_queries_in_them_do() -> None:
    found = query(
        "SELECT ?m WHERE { ?m :x ?y FILTER EXISTS { ?m :z ?p { ?p :y ?w } { SELECT ?p { ?p :q ?r } } } } ORDER BY ?m",
        "p: {type: iri}", "m: iri",
    )  # fmt: skip
    braces = [found.text[found.tokens[place].start :] for place in places(found, "p")]
    assert [text[:12] for text in braces] == ["{ ?m :x ?y F", "{ ?p :q ?r }"]


def test_what_the_query_says_stays_and_only_blocks_are_added() -> None:
    found = case("m p", "{ ?m :c $p # a brace in a comment {\n OPTIONAL { ?m :q '{' } }")
    block = 'VALUES ?p { <urn:a> "x\\"}"@en }'
    bound = bind(found, {"p": (A, ox.Literal('x"}', language="en"))}, limit=3, offset=2)
    assert bound.count(block) == 1
    for added in (block, " ?p LIMIT 3 OFFSET 2"):
        bound = bound.replace(added, "")
    assert skeleton(tokenise(bound)) == skeleton(found.tokens)


@pytest.mark.parametrize(
    ("own", "limit", "offset", "expected"),
    [
        (None, None, 0, "ORDER BY ?m"),
        (None, 5, 0, "ORDER BY ?m LIMIT 5"),
        (None, None, 3, "ORDER BY ?m OFFSET 3"),
        (None, 5, 3, "ORDER BY ?m LIMIT 5 OFFSET 3"),
        (10, None, 0, "ORDER BY ?m LIMIT 10"),
        (10, 5, 0, "ORDER BY ?m LIMIT 5"),
        (10, 50, 0, "ORDER BY ?m LIMIT 10"),
        (10, None, 3, "ORDER BY ?m LIMIT 7 OFFSET 3"),
        (10, 5, 8, "ORDER BY ?m LIMIT 2 OFFSET 8"),
        (10, 5, 12, "ORDER BY ?m LIMIT 0 OFFSET 12"),
    ],
)
@pytest.mark.parametrize("tail", ["", "# a comment", "\n#", "VALUES ?x { 1 }", "VALUES (?m ?x) { (:a 2) }"])
def test_a_limit_goes_before_what_follows_it(
    own: int | None, limit: int | None, offset: int, expected: str, tail: str
) -> None:
    text = f"SELECT ?m WHERE {{ ?m :n ?x }} ORDER BY ?m{f' LIMIT {own}' if own else ''} {tail}"
    found = query(text, "", "m: iri", extra=f"limit: {own}" if own else "")
    bound = bind(found, {}, limit=limit, offset=offset)
    prepareQuery(bound)
    ox.Store().query(bound)
    words = " ".join(skeleton(tokenise(bound)))
    assert re.search(rf"{re.escape(expected)}($| VALUES)", words), words


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("?b", "?b ?a ?c"),
        ("DESC(?b) ?a", "DESC(?b) ?a ?c"),
        ("DESC(?b) ASC(?c)", "DESC(?b) ASC(?c) ?a"),
        ("LCASE(STR(?a)) (?b + 1)", "LCASE(STR(?a)) (?b + 1) ?a ?b ?c"),
        ("DESC(STR(?a))", "DESC(STR(?a)) ?a ?b ?c"),
        ("?x", "?x ?a ?b ?c"),
        ("?a ?b ?c", "?a ?b ?c"),
    ],
)
def test_ties_are_broken_by_the_other_columns(order: str, expected: str) -> None:
    text = f"SELECT DISTINCT ?a (STR(?x) AS ?b) ?c WHERE {{ ?a ?x ?c }} ORDER BY {order}"
    found = query(text, "", "a: iri, b: string, c: any")
    assert skeleton(tokenise(bind(found, {})))[-len(tokenise(expected)) :] == skeleton(tokenise(expected))


def test_iris_and_strings_of_the_default_base_move_to_another() -> None:
    found = query(
        "SELECT ?m WHERE { ?m :x id:a , <https://w3id.org/mandategraph/id/a> , mg:y ; :c ?p "
        "FILTER(STRSTARTS(STR(?m), 'https://w3id.org/mandategraph/graph/source/')) "
        'FILTER(?m != """https://w3id.org/mandategraph/id/it\'s""" && ?m != "see https://w3id.org/mandategraph/id/") } '
        "ORDER BY ?m",
        "p: {type: iri}", "m: iri",
    )  # fmt: skip
    bound = bind(found, {"p": (ox.NamedNode("https://w3id.org/mandategraph/id/x"),)}, base="https://x.org/it's/")
    prepareQuery(bound)
    assert "PREFIX id: <https://x.org/it's/id/>" in bound
    assert "<https://x.org/it's/id/a>" in bound
    assert "'https://x.org/it\\'s/graph/source/'" in bound
    assert '"""https://x.org/it\'s/id/it\'s"""' in bound
    assert "see https://w3id.org/mandategraph/id/" in bound
    assert "<https://w3id.org/mandategraph/ontology#>" in bound
    assert "VALUES ?p { <https://w3id.org/mandategraph/id/x> }" in bound


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_every_text_is_written_so_that_both_engines_read_the_same(value: str) -> None:
    text = "SELECT ?x WHERE { VALUES ?x { " + "".join(term_tokens(ox.Literal(value))) + " } }"
    [row] = ox.Store().query(text)  # type: ignore[misc]
    assert row[0] == ox.Literal(value)
    if "\0" not in value:
        algebra = prepareQuery(text).algebra
        [found] = algebra["p"]["p"]["p"]["p2"]["res"] if "p2" in algebra["p"]["p"]["p"] else _values(algebra)
        assert str(found[rdflib.Variable("x")]) == value


def _values(node: object) -> list[dict[rdflib.Variable, rdflib.term.Node]]:
    """Return the first table of values in an algebra tree."""
    if isinstance(node, dict):
        if "res" in node:
            return list(node["res"])
        return next((found for child in node.values() if (found := _values(child))), [])
    return []


HARD = [
    "\\u0022", "\\U00000022", "\\\\u0022", "\\", "\\\\", 'a\\"', "\x01abcd", "\x7fffff", "\\u", "\\U", "u0022",
    "\\\\U0", "\ufffeabcd", "\r\n\t\b\f", "'''", '"""', "\u2028", "\U0010ffff", "\\x", "?x ${x} {x} %s",
]  # fmt: skip


@pytest.mark.parametrize("value", HARD)
def test_escapes_in_values_are_read_alike(value: str) -> None:
    text = "SELECT ?x WHERE { VALUES ?x { " + "".join(term_tokens(ox.Literal(value))) + " } }"
    [row] = ox.Store().query(text)  # type: ignore[misc]
    [other] = rdflib.Graph().query(text)
    assert (row[0].value, str(other[0])) == (value, value)  # type: ignore[index]
