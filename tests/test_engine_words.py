"""What is read from the words of queries and updates before the engine sees them."""

from __future__ import annotations

import pytest

from mandategraph.graph.errors import UnsupportedError
from mandategraph.graph.queries.dataset import names_dataset
from mandategraph.service.engine import guard
from mandategraph.service.engine.analysis import analyse
from mandategraph.service.engine.using import check_words, with_dataset

HOST = "http://a.example/sparql"
SIMPLE = [
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 10",
    "PREFIX m: <urn:m> SELECT ?l { m:x m:donor ?d . ?d m:label ?l OPTIONAL { ?d m:home ?h } FILTER(?l != 'x') }",
    "SELECT ?x { <urn:a> <urn:b> ?x ; <urn:c> 'text' }",
    "ASK { ?s ?p 'x' }",
]
COSTLY = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a <urn:p>+ ?c } LIMIT 1",
    "SELECT * { <urn:a> (<urn:p>|<urn:q>)* ?c }",
    "SELECT * { ?a ?b ?c } ORDER BY ?c",
    "SELECT (COUNT(*) AS ?n) { <urn:a> ?b ?c }",
    "SELECT * { ?a a <urn:Class> }",
    "ASK { <urn:a> ?b ?c . <urn:d> ?e ?f FILTER(?c = ?f) }",
    f"SELECT * {{ {' '.join(f'?a{n} ?p{n} ?a{n + 1} .' for n in range(20))} }}",
    "#" * 5000 + "\nASK {}",
]


@pytest.mark.parametrize("text", SIMPLE)
def test_what_is_cheap_may_take_the_express_lane(text: str) -> None:
    assert analyse(text).simple


@pytest.mark.parametrize("text", COSTLY)
def test_what_may_be_costly_may_not(text: str) -> None:
    assert not analyse(text).simple


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (f"SELECT * {{ SERVICE <{HOST}> {{}} }}", True),
        (f"SELECT * {{ service silent <{HOST}> {{}} SERVICE <{HOST}> {{}} }}", True),
        (f"SELECT * {{ SERVICE <{HOST}> {{}} SERVICE <{HOST}x> {{}} }}", False),
        (f"PREFIX a: <{HOST}> SELECT * {{ SERVICE a: {{}} }}", False),
        ("SELECT * { SERVICE ?where {} }", False),
        ("SELECT * { SERVICE <http://a.example/\\u0073parql> {} }", False),
        (f"SELECT * {{ FILTER(1<2)SERVICE<{HOST}> {{}} }}", True),
        (f"SELECT * {{ FILTER(trueSERVICE <{HOST}> {{}} }}", False),
        ("SELECT * { \\u0053ERVICE <http://b.example/> {} }", False),
    ],
)
def test_service_is_for_allowed_endpoints(text: str, allowed: bool) -> None:
    if allowed:
        guard.check(text, {HOST})
        return
    with pytest.raises(UnsupportedError):
        guard.check(text, {HOST})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * FROM <urn:g> {}", True),
        ("ASK FROM NAMED <urn:g> {}", True),
        ("CONSTRUCT { ?s <urn:from> ?o } FROM <urn:g> WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s <urn:from> ?o } WHERE { ?s ?p 'from' }", False),
        ("# from here\nSELECT ?from {}", False),
        ("PREFIX from: <urn:> SELECT * { from:a ?p ?o }", False),
    ],
)
def test_a_dataset_in_the_text_is_seen(text: str, names: bool) -> None:
    assert names_dataset(text) is names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o { SELECT ?s WHERE { ?s ?p ?o } } }",
            "DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o { SELECT ?s WHERE { ?s ?p ?o } } }",
        ),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE  { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }"),
        ("INSERT DATA { <urn:a> <urn:b> 'WHERE' }", "INSERT DATA { <urn:a> <urn:b> 'WHERE' }"),
        (
            "CLEAR ALL ; INSERT {} WHERE {} ; DELETE {} INSERT {} WHERE {}",
            "CLEAR ALL ; INSERT {} USING <urn:g> WHERE {} ; DELETE {} INSERT {} USING <urn:g> WHERE {}",
        ),
    ],
)
def test_using_goes_before_every_where_of_an_operation(text: str, expected: str) -> None:
    assert with_dataset(text, check_words(text), ["urn:g"], []) == expected


def test_load_is_an_operation_and_not_a_word() -> None:
    check_words("INSERT DATA { <urn:load> <urn:LOAD> 'LOAD' } ; DELETE WHERE { ?load ?p ?o }")
    with pytest.raises(UnsupportedError):
        check_words("BASE <http://a.example/> LOAD <x>")
