from __future__ import annotations

import pyoxigraph as ox
import pytest

from mandategraph.graph.errors import UsageError
from mandategraph.graph.queries.dataset import Source
from mandategraph.graph.queries.guard import (
    MAX_DEPTH,
    MAX_GROUPS,
    MAX_OPERATORS,
    ServiceRefusedError,
    check_query,
    evaluate,
)

CALL = "<http://127.0.0.1:1/>{?x ?y ?z}"

# Each of them reaches the network, or would if the engine read escapes everywhere, as SPARQL 1.1 says it may.
REACHES_OUT = [
    f"SELECT * {{ SERVICE {CALL} }}",
    f"SELECT * {{ service silent {CALL} }}",
    f"SELECT * {{ ?s ?p ?o.SERVICE{CALL}}}",
    f"SELECT * {{ \\u0053ERVICE {CALL} }}",
    f"SELECT * {{ \\U00000053ERVICE {CALL} }}",
    f"SELECT * {{ BIND('\\u0027 AS ?o) SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p trueSERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p 1SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p 1.SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p 1e1SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p 'x'SERVICE {CALL} }}",
    f'SELECT * {{ ?s ?p ""SERVICE {CALL} }}',
    f'SELECT * {{ ?s ?p """" SERVICE """SERVICE {CALL} }}',
    f"SELECT * {{ ?s a<urn:x>SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p[]SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p '1'^^<urn:x>SERVICE {CALL} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(1<2)SERVICE#c>\n{CALL} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<'a'&&'>'!=?o)SERVICE{CALL} FILTER('x'='y')}}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<?s&&'>'!=?o)SERVICE{CALL} FILTER('x'='y')}}",
    f"SELECT * {{ # a comment ends here\rSERVICE {CALL} }}",
    f"SELECT * {{ # SERVICE\nSERVICE {CALL} }}",
    f"SELECT * {{ OPTIONAL{{SERVICE {CALL} }}}}",
    f"SELECT * {{ ?s ?p ?o MINUS{{SERVICE SILENT{CALL} }}}}",
    f"SELECT * {{ ?s ?p ?o FILTER(EXISTS{{SERVICE SILENT{CALL} }})}}",
    f"SELECT * {{ {{SELECT * {{}}}}SERVICE {CALL} }}",
    f"SELECT * {{ VALUES ?x {{1}}SERVICE {CALL} }}",
    f"ASK {{ SERVICE ?where {CALL[22:]} }}",
    f"CONSTRUCT {{ ?x ?y ?z }} WHERE {{ SERVICE{CALL} }}",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:x{?x ?y ?z}}",
    "PREFIX e: <http://127.0.0.1:1/> SELECT * { ?s ?p trueSERVICE e:x{?x ?y ?z}}",
]

STAYS_HERE = [
    "SELECT * { ?s <http://example.org/service/1> ?o }",
    "SELECT * { ?s <urn:service:x> ?service, 'SERVICE', \"service <x> {}\" # SERVICE <x> {}\n }",
    "PREFIX s: <http://example.org/service#> SELECT * { ?s s:service ?o ; s:a-service $service }",
    'SELECT * { ?s ?p """one "SERVICE" or\n two SERVICE""" }',
    "SELECT * { ?s ?p '''it's SERVICE''', 'a\\'SERVICE' }",
    "SELECT * { ?s ?p ?o FILTER(?o<5 && 3>?o) } # service",
    "SELECT * { ?s ?p 'x'@en-service, _:service }",
]


@pytest.mark.parametrize("query", REACHES_OUT)
def test_a_query_that_asks_another_host_is_refused(query: str) -> None:
    with pytest.raises(UsageError, match=r"query:\d+:\d+: SERVICE asks another host"):
        check_query(query)


@pytest.mark.parametrize("query", STAYS_HERE)
def test_the_word_alone_is_no_call(query: str) -> None:
    here = ox.Store()
    here.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o")))
    found = evaluate(Source(here), query, union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert found.variables
    assert list(found) == []


def test_the_place_is_told() -> None:
    with pytest.raises(UsageError, match="query:2:3: SERVICE"):
        check_query(f"SELECT * {{\n  SERVICE {CALL} }}")
    with pytest.raises(UsageError, match=r"query:2:\d: not a SPARQL query"):
        evaluate(Source(ox.Store()), "SELECT *\n{ ? }", union=True)


@pytest.mark.parametrize(
    "clause", ["SERVICE ?where", "service silent $where", "SERVICE?where", "SERVICE SILENT\n?where"]
)
def test_an_endpoint_named_by_a_variable_is_refused_by_that_name(clause: str) -> None:
    with pytest.raises(ServiceRefusedError, match=r"[?$]where stands for; only a constant IRI can be allowed") as told:
        check_query(f"SELECT * {{ {clause} {{ ?x ?y ?z }} }}")
    assert told.value.variable in ("?where", "$where")


TOO_MUCH = {
    "functions": lambda n: f"ASK {{ FILTER({'STR(' * n}?o{')' * n}) }}",
    "groups": lambda n: f"ASK {{ {'{' * n}?s ?p ?o{'}' * n} }}",
    "exists": lambda n: f"ASK {{ {'FILTER EXISTS{?s ?p ?o ' * n}{'}' * n} }}",
    "paths": lambda n: f"ASK {{ ?s {'^(' * n}<urn:p>{')' * n} ?o }}",
    "optional": lambda n: f"ASK {{ {'OPTIONAL{?s ?p ?o}' * 8 * n} }}",
    "minus": lambda n: f"ASK {{ {'MINUS{?s ?p ?o}' * 8 * n} }}",
    "binds": lambda n: f"ASK {{ {' '.join(f'BIND(1 AS ?b{i})' for i in range(8 * n))} }}",
    "not": lambda n: f"ASK {{ FILTER({'!' * 64 * n}?o) }}",
    "sum": lambda n: f"ASK {{ FILTER(1{'+1' * 64 * n}) }}",
    "or": lambda n: f"ASK {{ FILTER(?o{'||?o' * 64 * n}) }}",
    "less-than, read as an IRI": lambda n: f"ASK {{ FILTER(?o<{'!' * 64 * n}?s&&?s>1) }}",
    "hidden by a quote in an IRI": lambda n: f"ASK {{ FILTER(?o<'a'&&'>'!=?o{'||?o' * 64 * n}||'x') }}",
    "long": lambda n: f"ASK {{ }} # {'x' * 5000 * n}",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_would_overflow_the_stack_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="the limit is"):
        check_query(TOO_MUCH[name](MAX_DEPTH))


def test_what_is_just_allowed_does_not_overflow_it() -> None:
    inner, outer = "STR(" * (MAX_DEPTH // 2 - 2), "FILTER EXISTS{?s ?p ?o " * (MAX_DEPTH // 2 - 2)
    nested = f"ASK {{ {outer}FILTER({inner}?o{')' * len(inner[::4])}){'}' * outer.count('{')} }}"
    chains = [
        f"ASK {{ {'MINUS{?s ?p ?o}' * (MAX_GROUPS - 1)} }}",
        f"ASK {{ FILTER(1{'+1' * MAX_OPERATORS}=1) }}",
        f"ASK {{ FILTER({'!' * MAX_OPERATORS}?o) }}",
    ]
    for query in (nested, *chains):
        assert isinstance(evaluate(Source(ox.Store()), query, union=True), ox.QueryBoolean)
