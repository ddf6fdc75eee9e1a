"""Queries written for a distant endpoint on the copy that the store holds; SERVICE to allowed endpoints."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from query_world import ROOT
from served import PROGRAM
from stored_world import clients, rows
from vocabulary_world import STARTED, vocabulary_store

from mandategraph.graph.errors import UsageError
from mandategraph.graph.iris import PREFIXES
from mandategraph.graph.mirror.declared import Mirror, read_mirrors
from mandategraph.graph.mirror.rewriting import mirror
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.graph.vocabularies.stored import add, read
from mandategraph.loaders.vocabularies.vocabulary import read_vocabulary

ENDPOINT = "https://query.wikidata.org/sparql"
MIRROR = f"{ENDPOINT}=wikidata"
MIRRORS = read_mirrors([MIRROR])
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("mg", "rdfs", "skos", "xsd"))
HEAD += "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\nPREFIX wd: <http://www.wikidata.org/entity/>\n"
COUNTED = f"""{HEAD}SELECT ?item ?code ?name (COUNT(DISTINCT ?mandate) AS ?n) {{
  SERVICE <{ENDPOINT}> {{ ?item wdt:P297 ?code ; rdfs:label ?name . OPTIONAL {{ ?item wdt:P298 ?longer }} }}
  ?country skos:exactMatch ?item . ?mandate mg:country ?country
}} GROUP BY ?item ?code ?name ORDER BY ?code"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vocabulary_store(tmp_path_factory.mktemp("mirror"))


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[EmbeddedStore]:
    with open_store(path) as opened:
        yield opened


def asked(store: EmbeddedStore, body: str) -> list[list[str]]:
    made = mirror(f"{HEAD}SELECT * {{ {body} }}", MIRRORS, store)
    assert made.mirrors == MIRRORS
    return [[term.value for term in row if term] for row in store.query(made.text)]  # type: ignore[union-attr]


def test_codes_and_names_of_the_copy_are_joined_to_mandates(store: EmbeddedStore) -> None:
    made = mirror(COUNTED, MIRRORS, store)
    found = [[term.value for term in row] for row in store.query(made.text)]  # type: ignore[union-attr]
    assert [row[1:3] for row in found] == [["CD", "République démocratique du Congo"], ["ML", "Mali"]]
    assert all(int(row[3]) > 0 for row in found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'SERVICE <{ENDPOINT}> {{ ?i wdt:P298 "MLI" }}', [["http://www.wikidata.org/entity/Q912"]]),
        (f"SERVICE SILENT <{ENDPOINT}> {{ wd:Q912 rdfs:label ?l FILTER(LANG(?l) = 'en') }}", [["Mali"]]),
        (f"service<{ENDPOINT}>{{wd:Q974 wdt:P297 ?c}}", [["CD"]]),
        (f"SERVICE <{ENDPOINT}> {{ ?i <http://www.wikidata.org/prop/direct/P297> 'XX' }}", []),
        (f"SERVICE <{ENDPOINT}> {{ wd:Q912 wdt:P297 ?c ; wdt:P298 ?notation0 }}", [["ML", "MLI"]]),
        (
            f"SERVICE <{ENDPOINT}> {{ wd:Q974 rdfs:label ?l OPTIONAL {{ wd:Q974 wdt:P298 ?c FILTER(?c = 'COD') }} }}",
            [["COD", "République démocratique du Congo"]],
        ),
        (f"SERVICE <{ENDPOINT}> {{ {{ SELECT ?c {{ wd:Q912 wdt:P297 ?c }} }} }}", [["ML"]]),
    ],
)
def test_what_a_copy_answers(store: EmbeddedStore, body: str, expected: list[list[str]]) -> None:
    assert sorted(map(sorted, asked(store, body))) == sorted(map(sorted, expected))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("?i wdt:P31 wd:Q6256", "does not hold wdt:P31"),
        ("?i wdt:P297/wdt:P298 ?c", "only with one variable"),
        ("?i wdt:P297 ?c, ?d", "only with one variable"),
        ("?i wdt:P297 ?c . ?j wdt:P298 ?c", "one code in one group"),
        ("SERVICE <https://example.org/> { ?a ?b ?c }", "asks no other endpoint"),
        ("?i wdt:P297 ?c", "not closed"),
    ],
)
def test_what_a_copy_cannot_answer_is_refused_with_its_place(store: EmbeddedStore, body: str, what: str) -> None:
    end = "" if what == "not closed" else "}"
    with pytest.raises(UsageError, match=what) as refused:
        mirror(f"{HEAD}SELECT * {{ SERVICE <{ENDPOINT}> {{ {body} {end}", MIRRORS, store)
    assert refused.value.where.startswith("query:7:")


EU_ENDPOINT, GEONAMES = "http://publications.europa.eu/webapi/rdf/sparql", "https://example.org/geonames"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[EmbeddedStore]:
    """The whole tables of the EU (twice: Turtle and CSV) and of GeoNames, and two items of Wikidata with more facts."""
    results = {
        "head": {"vars": ["item", "P1082", "P36"]},
        "results": {
            "bindings": [
                {
                    "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q912"},
                    "P1082": {"type": "literal", "value": "21990607", "datatype": f"{PREFIXES['xsd']}decimal"},
                    "P36": {"type": "uri", "value": "http://www.wikidata.org/entity/Q3703"},
                }
            ]
        },
    }
    folder, files = tmp_path_factory.mktemp("whole"), shared / "vocabularies"
    (folder / "wikidata.json").write_text(json.dumps(results), "utf-8")
    with open_store(folder / "store", write=True, create=True) as opened:
        for name, file in (
            ("eu", files / "eu-countries.ttl"),
            ("eu-table", files / "eu-countries.csv"),
            ("geonames", files / "geonames-countryInfo.txt"),
            ("cc", files / "country-codes.csv"),
            ("wikidata", folder / "wikidata.json"),
        ):
            data = read_vocabulary([file], name)
            add(opened, data, started=STARTED)
            assert read(opened, name).entries == data.entries
        yield opened


def _rows(store: EmbeddedStore, name: str, endpoint: str, body: str) -> list[list[str]]:
    head = HEAD + "PREFIX at: <http://publications.europa.eu/ontology/authority/>\n"
    head += "BASE <http://www.wikidata.org/entity/> PREFIX gn: <http://www.geonames.org/ontology#> "
    head += "PREFIX c: <http://publications.europa.eu/resource/authority/country/>\n"
    made = mirror(f"{head}SELECT * {{ SERVICE <{endpoint}> {{ {body} }} }}", [Mirror(endpoint, name)], store)
    return [[term.value for term in row] for row in store.query(made.text)]  # type: ignore[union-attr]


EU = "<http://publications.europa.eu/resource/authority/country/{}>"


@pytest.mark.parametrize(
    ("name", "endpoint", "body", "expected"),
    [
        ("eu", EU_ENDPOINT, f"{EU.format('CSK')} at:end.use ?day", [["1992-12-31"]]),
        ("eu-table", EU_ENDPOINT, f"{EU.format('CSK')} at:end.use ?day", [["1992-12-31"]]),
        ("eu", EU_ENDPOINT, f"{EU.format('ZR0')} at:deprecated ?gone ; at:op-code ?code", [["true", "ZR0"]]),
        ("eu", EU_ENDPOINT, f"{EU.format('MLI')} at:authority-code ?code", [["MLI"]]),
        ("eu-table", EU_ENDPOINT, f"{EU.format('MLI')} at:authority-code ?code", [["MLI"]]),
        ("wikidata", ENDPOINT, "wd:Q912 wdt:P36 ?capital", [["http://www.wikidata.org/entity/Q3703"]]),
        ("wikidata", ENDPOINT, "wd:Q912 wdt:P1082 ?n FILTER(?n > 20000000)", [["21990607"]]),
        ("geonames", GEONAMES, "<https://sws.geonames.org/3041565/> gn:population ?n", [["84000"]]),
        (
            "geonames",
            GEONAMES,
            "<https://sws.geonames.org/3041565/> gn:neighbour/gn:countryCode ?c",
            [["ES"], ["FR"]],
        ),
    ],
)
def test_a_copy_answers_whatever_its_file_says(
    whole: EmbeddedStore, name: str, endpoint: str, body: str, expected: list[list[str]]
) -> None:
    assert sorted(map(sorted, _rows(whole, name, endpoint, body))) == sorted(map(sorted, expected))


@pytest.mark.parametrize(
    ("name", "endpoint", "body", "what"),
    [
        ("eu", EU_ENDPOINT, "?c at:legacy-code ?x", "does not hold at:legacy-code"),
        ("eu-table", EU_ENDPOINT, "?c at:protocol.order ?x", "does not hold at:protocol.order"),
        ("wikidata", ENDPOINT, "?i wdt:P571 ?x", "does not hold wdt:P571"),
        ("wikidata", ENDPOINT, "?i wdt:P36/wdt:P571 ?x", "does not hold wdt:P571"),
        ("geonames", GEONAMES, "?i gn:parentCountry ?x", "does not hold gn:parentCountry"),
    ],
)
def test_a_copy_refuses_what_its_file_did_not_say(
    whole: EmbeddedStore, name: str, endpoint: str, body: str, what: str
) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        _rows(whole, name, endpoint, body)
    assert refused.value.where.startswith("query:9:")


@pytest.mark.parametrize(
    ("name", "body", "what"),
    [
        (
            "cc",
            "wd:Q912 wdt:P297 ?x",
            "cc does not hold wd:Q912: nothing in it begins with http://www.wikidata.org/ent",
        ),
        ("cc", "VALUES ?i { wd:Q912 } ?i wdt:P297 ?x", "does not hold wd:Q912: .* entries are such as <.*/cc/ABW>"),
        ("cc", "?i rdfs:label ?l FILTER(?i = wd:Q912)", "does not hold wd:Q912"),
        (
            "cc",
            f"{EU.format('MLI')} skos:prefLabel ?l",
            "begins with http://publications.europa.eu/resource/authority/",
        ),
        (
            "cc",
            "?c skos:inScheme <http://publications.europa.eu/resource/authority/country>",
            "does not hold <http://pub",
        ),
        ("cc", "?i <http://schema.org/description> ?d", "does not hold <http://schema.org/description>"),
        ("cc", "?i skos:definition ?d", "does not hold skos:definition"),
        ("cc", "?i skos:notation ?n FILTER(DATATYPE(?n) = mg:iati)", "does not hold mg:iati"),
        ("cc", "?i a <http://schema.org/Country>", "does not hold <http://schema.org/Country>"),
        ("eu", "?c a skos:Concept ; <http://publications.europa.eu/resource/authority/country/x> ?y", "not hold <http"),
        ("geonames", "?i wdt:P2082 ?code", "does not hold wdt:P2082: it has no m49 code"),
        ("wikidata", "GRAPH ?g { ?i ?p ?o }", "no graphs of its own"),
    ],
)
def test_a_copy_refuses_iris_of_which_it_knows_nothing(whole: EmbeddedStore, name: str, body: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        _rows(whole, name, "https://example.org/sparql", body)
    assert refused.value.where.startswith("query:9:") and "docs/federation.md" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("wikidata", "wd:Q99999999 wdt:P36 ?x", []),
        ("wikidata", "?i wdt:P36 wd:Q42", []),
        ("wikidata", "?i wdt:P1082 ?n FILTER(xsd:integer(?n) = 1)", []),
        ("wikidata", "<Q912> wdt:P36 ?x", [["http://www.wikidata.org/entity/Q3703"]]),
        ("eu", f"{EU.format('XXX')} skos:prefLabel ?x", []),
        ("eu", "c:CSK at:end\\.use ?x", [["1992-12-31"]]),
        ("eu", f"VALUES ?c {{ {EU.format('MLI')} {EU.format('XXX')} {EU.format('YYY')} }} ?c at:authority-code ?x",
         [[EU.format("MLI")[1:-1], "MLI"]]),
        ("cc", "?i wdt:P297 'XX'", []),
        ("cc", "?i skos:hiddenLabel ?x", []),
    ],
)  # fmt: skip
def test_an_iri_that_a_copy_would_hold_is_truly_absent(
    whole: EmbeddedStore, name: str, body: str, expected: list[list[str]]
) -> None:
    assert _rows(whole, name, "https://example.org/sparql", body) == expected


SERVICE_297 = f"SERVICE <{ENDPOINT}> {{ ?i wdt:P297 ?x }}"


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (f"VALUES ?i {{ wd:Q912 }} {SERVICE_297}", True),
        (f"{SERVICE_297} VALUES (?n ?i) {{ ('a'^^xsd:string UNDEF) (1 wd:Q912) }}", True),
        (f"BIND(wd:Q912 AS ?i) {SERVICE_297}", True),
        (f"{SERVICE_297} FILTER(BOUND(?x) && ?i = wd:Q912)", True),
        (f"{SERVICE_297} FILTER(wd:Q912=?i)", True),
        (f"{SERVICE_297} FILTER(?i IN (<https://w3id.org/mandategraph/id/vocabulary/cc/MLI>, wd:Q912))", True),
        (f"{SERVICE_297} FILTER(sameTerm(?i, wd:Q912))", True),
        (f"{SERVICE_297} FILTER(sameTerm(wd:Q912, ?i))", True),
        (f"{SERVICE_297} FILTER(?i != wd:Q912)", False),
        (f"{SERVICE_297} FILTER(?i NOT IN (wd:Q912))", False),
        (f"{SERVICE_297} OPTIONAL {{ ?country ?p wd:Q912 FILTER(?country = wd:Q912) }}", False),
        (f"VALUES ?country {{ wd:Q912 }} {SERVICE_297}", False),
        (f"VALUES (?country ?x) {{ (wd:Q912 'ML') }} {SERVICE_297}", False),
        (f"VALUES ?i {{ <https://w3id.org/mandategraph/id/vocabulary/cc/XXX> }} {SERVICE_297}", False),
    ],
)
def test_iris_that_reach_a_copy_from_outside_are_looked_at_too(whole: EmbeddedStore, body: str, refused: bool) -> None:
    text = f"{HEAD}SELECT * {{ {body} }}"
    if refused:
        with pytest.raises(UsageError, match="does not hold wd:Q912"):
            mirror(text, [Mirror(ENDPOINT, "cc")], whole)
    else:
        assert mirror(text, [Mirror(ENDPOINT, "cc")], whole).mirrors


def test_a_dataset_of_its_own_and_a_vocabulary_that_is_not_there_are_refused(store: EmbeddedStore) -> None:
    service = f"SERVICE <{ENDPOINT}> {{ ?s ?p ?o }}"
    with pytest.raises(UsageError, match="no FROM"):
        mirror(f"SELECT * FROM <urn:g> {{ {service} }}", MIRRORS, store)
    with pytest.raises(UsageError, match="not loaded"):
        mirror(f"SELECT * {{ {service} }}", [Mirror(ENDPOINT, "atlantis")], store)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }",
        f"SELECT * {{ ?s ?p 'SERVICE <{ENDPOINT}> {{ }}' }} # SERVICE <{ENDPOINT}> {{",
        "SELECT * { SERVICE ?anywhere { ?s ?p ?o } }",
        "SELECT SERVICE",
        "SERVICE",
        "SELECT ` SERVICE",
    ],
)
def test_everything_else_is_left_as_it_is(store: EmbeddedStore, text: str) -> None:
    assert mirror(text, MIRRORS, store) == (text, ())


@pytest.mark.parametrize(
    "declared", ["", "wikidata", "=wikidata", f"{ENDPOINT}=", f"{ENDPOINT}=Wiki Data", "ftp://x=eu"]
)
def test_a_mirror_is_an_endpoint_and_a_vocabulary(declared: str) -> None:
    with pytest.raises(UsageError):
        read_mirrors([declared])
    with pytest.raises(UsageError, match="two mirrors"):
        read_mirrors([MIRROR, MIRROR])


def test_over_http_the_answer_says_that_a_mirror_gave_it(path: Path) -> None:
    with clients(path, "--mirror", MIRROR) as client:
        answer = client.get("/sparql", params={"query": COUNTED})
        assert answer.headers["mandategraph-mirror"] == MIRROR
        assert [row["code"] for row in rows(answer)] == ["CD", "ML"]
        posted = client.post("/sparql", data={"query": COUNTED})
        assert posted.content == answer.content
        unheld = f"SELECT * {{ SERVICE <{ENDPOINT}> {{ ?i <http://www.wikidata.org/prop/direct/P31> ?x }} }}"
        refused = client.get("/sparql", params={"query": unheld})
        assert refused.status_code == 400 and "does not hold" in refused.json()["detail"]
        graphs = {"query": COUNTED, "default-graph-uri": "urn:g"}
        assert client.get("/sparql", params=graphs).status_code == 400
        other = client.get("/sparql", params={"query": "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"})
        assert other.status_code >= 400 and "mandategraph-mirror" not in other.headers


def test_every_documented_example_is_sparql_and_the_mirrored_one_answers(store: EmbeddedStore) -> None:
    page = (ROOT / "docs" / "federation.md").read_text("utf-8")
    blocks = [
        textwrap.dedent(block) for block in re.findall(r"(?:^    .+\n)+", page, flags=re.MULTILINE) if "SELECT" in block
    ]
    assert len(blocks) == 6
    for block in blocks:
        text = HEAD + block if "PREFIX wdt:" not in block else HEAD.replace("PREFIX wdt:", "PREFIX unused:") + block
        assert ox.Store().query(text.replace("SERVICE", "GRAPH")) is not None
    wikidata = next(block for block in blocks if "P297" in block)
    made = mirror(HEAD.replace("PREFIX wdt:", "PREFIX unused:") + wikidata, MIRRORS, store)
    assert {row["code"].value for row in store.query(made.text)} == {"ML", "CD"}  # type: ignore[union-attr]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, "sparql", *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_on_the_command_line_the_mirror_is_named(path: Path) -> None:
    done = run(COUNTED, "--store", str(path), "--mirror", MIRROR, "--format", "csv")
    assert done.returncode == 0 and ",ML,Mali," in done.stdout
    assert f"the vocabulary wikidata answered for {ENDPOINT}" in done.stderr
    missing = run("ASK { ?s ?p ?o }", "--store", str(path), "--mirror", "https://example.org/sparql=nope")
    assert missing.returncode == 2 and "no vocabulary 'nope'" in missing.stderr


def test_service_asks_only_what_is_allowed_and_a_dead_endpoint_is_an_error(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
        query = f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}"
        refused = run(query, "--store", str(path), "--allow-service", "https://example.org/")
        assert refused.returncode == 2 and "SERVICE asks another host" in refused.stderr
        dead = run(query, "--store", str(path), "--allow-service", endpoint)
        assert dead.returncode == 3 and "an endpoint that SERVICE asks failed" in dead.stderr
        taken.listen()
        slow = run(query, "--store", str(path), "--allow-service", endpoint, "--timeout", "0.5")
        assert slow.returncode == 5 and "took longer than 0.5 seconds" in slow.stderr
