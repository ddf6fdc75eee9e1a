"""SPARQL over HTTP: what the W3C's own tests (tests/test_conformance.py) do not ask."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from served import TOKEN, Served, served, writable

from mandategraph.service.sparql.silent_loads import without_silent_loads

_JSON = "application/sparql-results+json"
_BEARER = {"authorization": f"Bearer {TOKEN}"}
_DATA = """INSERT DATA {
  GRAPH <http://e/a> { <http://e/s> <http://e/p> 1, "é" }
  GRAPH <http://e/b> { <http://e/s> <http://e/p> 2 }
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, flags = writable(tmp_path_factory.mktemp("protocol"), "--timeout", "5", "--rate", "0")
    with served(store, *flags) as running:
        answer = httpx.post(f"{running.url}/update", data={"update": _DATA}, headers=_BEARER)
        assert answer.status_code == 204, answer.text
        yield running


@pytest.fixture
def client(service: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=20) as opened:
        yield opened


def _ask(client: httpx.Client, query: str, accept: str = _JSON, **params: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **params}, headers={"accept": accept})


def test_the_default_graph_is_all_graphs_unless_one_is_named(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert _ask(client, query).json()["results"]["bindings"][0]["n"]["value"] == "3"
    named = _ask(client, query, **{"default-graph-uri": "http://e/b"})
    assert named.json()["results"]["bindings"][0]["n"]["value"] == "1"


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("json", _JSON),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_in_every_format(client: httpx.Client, format: str, content_type: str) -> None:
    answer = _ask(client, "SELECT ?o { ?s ?p ?o } ORDER BY ?o", "text/html", format=format)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert "é" in answer.content.decode()


@pytest.mark.parametrize(
    ("format", "content_type", "parser"),
    [
        ("turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("ntriples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("nquads", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("trig", "application/trig; charset=utf-8", ox.RdfFormat.TRIG),
        ("rdfxml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_statements_in_every_format(client: httpx.Client, format: str, content_type: str, parser: ox.RdfFormat) -> None:
    answer = _ask(client, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "*/*", format=format)
    assert answer.headers["content-type"] == content_type
    assert len(list(ox.parse(answer.content, format=parser))) == 3


def test_what_no_format_fits_is_not_acceptable(client: httpx.Client) -> None:
    for answer in (_ask(client, "ASK {}", "image/png"), _ask(client, "CONSTRUCT { } { }", "*/*", format="csv")):
        assert answer.status_code == 406
        assert answer.headers["content-type"] == "application/problem+json"
        assert "accept" in answer.headers["vary"]


def test_a_wrong_query_is_told_with_its_place(client: httpx.Client) -> None:
    answer = _ask(client, "SELECT * {\n ?s ?p }")
    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["line"], problem["title"]) == (2, "Not a SPARQL query")
    assert problem["column"] > 0
    wrong = client.post("/update", data={"update": "INSERT DATA {\n oops }"}, headers=_BEARER)
    assert (wrong.status_code, wrong.json()["line"]) == (400, 2)


def test_a_browser_gets_a_page_that_repeats_nothing_as_html(client: httpx.Client) -> None:
    answer = client.get("/nothing/<script>", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text.replace("<script src", "").replace("<script type", "")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/sparql", "GET, HEAD, OPTIONS, POST"),
        ("GET", "/update", "OPTIONS, POST"),
        ("POST", "/health", "GET, HEAD, OPTIONS"),
    ],
)
def test_what_is_not_allowed_is_told(client: httpx.Client, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert client.options(path).headers["allow"] == allow


def test_queries_come_in_three_ways_and_in_no_fourth(client: httpx.Client) -> None:
    direct = {"content-type": "application/sparql-query", "accept": _JSON}
    assert client.post("/sparql", content="ASK {}", headers=direct).json()["boolean"] is True
    assert client.post("/sparql", data={"query": "ASK {}"}, headers={"accept": _JSON}).json()["boolean"] is True
    assert client.post("/sparql", data={"query": "ASK {}", "format": "xml"}).text.startswith("<?xml")
    assert client.post("/sparql", content="ASK {}", headers={"content-type": "text/plain"}).status_code == 415
    assert client.post("/sparql", json={"query": "ASK {}"}).status_code == 415
    latin = {"content-type": "application/sparql-query; charset=latin-1"}
    assert client.post("/sparql", content="ASK {}", headers=latin).status_code == 415
    assert client.post("/sparql", data={"quarry": "ASK {}"}).status_code == 400
    assert client.get("/sparql?default-graph-uri=http://e/a").status_code == 400


def test_a_query_or_body_over_the_limit_is_refused(client: httpx.Client) -> None:
    long = "ASK {} #" + "x" * (300 << 10)
    headers = {"content-type": "application/sparql-query"}
    assert client.post("/sparql", content=long, headers=headers).status_code == 413
    assert client.post("/sparql", data={"query": long}).status_code == 413
    assert client.post("/sparql", content=b"x" * (50 << 20), headers=headers).status_code == 413


def test_an_answer_is_not_sent_again(client: httpx.Client) -> None:
    query = "SELECT ?o { ?s ?p ?o }"
    first = _ask(client, query)
    tag = first.headers["etag"]
    again = client.get("/sparql", params={"query": query}, headers={"accept": _JSON, "if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    csv = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv", "if-none-match": tag})
    assert csv.status_code == 200
    changing = _ask(client, "SELECT (RAND() AS ?r) {}")
    assert "etag" not in changing.headers
    revision = int(first.headers["mandategraph-revision"])
    client.post("/update", data={"update": "INSERT DATA { <http://e/etag> <http://e/p> 3 }"}, headers=_BEARER)
    after = client.get("/sparql", params={"query": query}, headers={"accept": _JSON, "if-none-match": tag})
    assert (after.status_code, int(after.headers["mandategraph-revision"])) == (200, revision + 1)
    client.post("/update", data={"update": "DELETE DATA { <http://e/etag> <http://e/p> 3 }"}, headers=_BEARER)


def test_a_large_answer_is_streamed_and_compressed(service: Served) -> None:
    numbers = " ".join(map(str, range(300)))
    query = f"SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    port = urlsplit(service.url).port
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = f"GET /sparql?format=csv&query={quote(query)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        connection.sendall(f"{head}Accept-Encoding: gzip\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    answer, _, body = received.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in answer and b"content-encoding: gzip" in answer
    packed, rest = b"", body
    while not rest.startswith(b"0\r\n"):
        size, _, rest = rest.partition(b"\r\n")
        packed, rest = packed + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    assert gzip.decompress(packed).count(b"\n") == 90_001


@pytest.mark.parametrize("format", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?a { VALUES ?a { 1 2 3 } }", 3),
        ("SELECT ?a { FILTER(false) }", 0),
        ("SELECT * {}", 1),
        ("SELECT ?a ?b { VALUES (?a ?b) { (UNDEF UNDEF) ('a\\nb\\n' UNDEF) ('{},{} }},{\"x' 1) (UNDEF UNDEF) } }", 4),
    ],
)
def test_a_small_answer_says_how_many_rows_it_has_and_how_long_it_took(
    client: httpx.Client, query: str, rows: int, format: str
) -> None:
    answer, head = _ask(client, query, format=format), client.head("/sparql", params={"query": query, "format": format})
    for sent in (answer, head):
        assert sent.headers["mandategraph-rows"] == str(rows)
        assert re.fullmatch(r"query;dur=[0-9.]+", sent.headers["server-timing"])
        assert int(sent.headers["content-length"]) > 0 and int(sent.headers["mandategraph-revision"]) > 0


@pytest.mark.parametrize("format", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize(
    ("value", "told"),
    [("x", True), (r"1\n2,\"3\"\n", True), (r"{},{} ]}},{\"", False)],
    ids=["plain", "odd", "braces"],
)
def test_an_answer_that_is_sent_while_it_is_made_tells_its_rows_at_its_end(
    client: httpx.Client, value: str, told: bool, format: str
) -> None:
    numbers, value = " ".join(map(str, range(50))), value + 40 * "-"
    query = f'SELECT ?a ?b ?c {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} BIND("{value}" AS ?c) }}'
    head, trailers = _with_trailers(client, query, format)
    assert head["transfer-encoding"] == "chunked" and head["trailer"] == "mandategraph-rows, server-timing"
    assert head["server-timing"].startswith("start;dur=") and "mandategraph-rows" not in head
    assert trailers["server-timing"].startswith("query;dur=")
    assert trailers.get("mandategraph-rows") == ("2500" if told or format != "json" else None)


@pytest.mark.parametrize("rows", [1, 3000], ids=["whole", "streamed"])
def test_csv_has_quotes_around_iris_with_a_comma(client: httpx.Client, rows: int) -> None:
    """The IRI of every passage has one: ``#char=1,2``."""
    numbers = " ".join(map(str, range(rows)))
    query = f"SELECT ?a ?b ?n {{ VALUES ?n {{ {numbers} }} VALUES (?a ?b) {{ (<http://e/x#char=1,2> 'x,y') }} }}"
    found = list(csv.reader(io.StringIO(_ask(client, query, "text/csv").text, newline="")))
    assert found[0] == ["a", "b", "n"] and len(found) == rows + 1
    assert all(row[:2] == ["http://e/x#char=1,2", "x,y"] for row in found[1:])


@pytest.mark.parametrize(
    "triple", ['<http://a> <http://b/1> "x"', '<http://a> <http://b#p> "\\u0001"', "<http://a> <http://b#> <http://c>"]
)
def test_what_rdf_xml_cannot_say_is_406(client: httpx.Client, triple: str) -> None:
    query = f"CONSTRUCT {{ {triple} }} {{}}"
    assert client.get("/sparql", params={"query": query, "format": "turtle"}).status_code == 200
    answer = client.get("/sparql", params={"query": query, "format": "rdfxml"})
    assert answer.status_code == 406 and "RDF/XML cannot say" in answer.json()["detail"]


def _with_trailers(client: httpx.Client, query: str, format: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the header and the trailers of an answer, as they came over the wire."""
    target = f"/sparql?{urlencode({'query': query, 'format': format})}"
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=60) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, last = answer.partition(b"\r\n\r\n")[0], answer.rpartition(b"\r\n0\r\n")[2]
    return _fields(head.partition(b"\r\n")[2]), _fields(last)


def _fields(lines: bytes) -> dict[str, str]:
    pairs = (line.partition(": ") for line in lines.decode().split("\r\n") if line)
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"])
def test_what_has_no_rows_tells_its_time_and_revision(client: httpx.Client, query: str) -> None:
    answer = _ask(client, query, "*/*")
    assert answer.headers["server-timing"].startswith("query;dur=") and "mandategraph-rows" not in answer.headers
    again = client.get("/sparql", params={"query": query}, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.headers["mandategraph-revision"]) == (304, answer.headers["mandategraph-revision"])


def test_time_limits_hold_and_can_only_be_lowered(client: httpx.Client) -> None:
    values = " ".join(map(str, range(400)))
    cross = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcd")
    endless = f"SELECT (COUNT(*) AS ?n) {{ {cross} }}"
    answer = _ask(client, endless, timeout="0.5")
    assert (answer.status_code, answer.json()["title"]) == (504, "Out of time")
    assert answer.elapsed.total_seconds() < 4  # the service itself would give it 5 seconds
    longer = _ask(client, endless, timeout="1000")
    assert longer.status_code == 504
    assert longer.elapsed.total_seconds() < 20  # and not 1000
    for wrong in ("soon", "-1", "0", "nan"):
        assert _ask(client, "ASK {}", timeout=wrong).status_code == 400


def test_pages_of_any_origin_may_ask_and_none_may_write(client: httpx.Client) -> None:
    origin = {"origin": "https://elsewhere.example"}
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {**origin, "access-control-request-method": "POST"}
    assert client.options("/sparql", headers=asked).headers["access-control-allow-methods"] == "GET, HEAD, POST"
    for path in ("/update", "/graphs"):
        allowed = client.options(path, headers=asked).headers.get("access-control-allow-methods", "")
        assert "POST" not in allowed and "PUT" not in allowed


@pytest.mark.parametrize(
    "header", ["", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer # who may write", "Bearer é"]
)
def test_nobody_writes_without_a_token(service: Served, header: str) -> None:
    port = urlsplit(service.url).port
    body = "INSERT DATA { <http://e/intruder> <http://e/p> 1 }"
    lines = ["POST /update HTTP/1.1", "Host: x", "Connection: close", "Content-Type: application/sparql-update"]
    lines += [f"Content-Length: {len(body)}", *([f"Authorization: {header}"] if header else []), "", body]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert received.startswith(b"HTTP/1.1 401 ")
    assert b'www-authenticate: Bearer realm="mandategraph"' in received
    assert b'"boolean": false' in httpx.get(
        f"{service.url}/sparql", params={"query": "ASK { <http://e/intruder> ?p ?o }"}
    ).content.replace(b":false", b": false")


def test_the_service_describes_itself(client: httpx.Client, service: Served) -> None:
    answer = client.get("/sparql", headers={"accept": "application/n-triples"})
    text = answer.text
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert f"<{sd}endpoint> <{service.url}/sparql>" in text
    assert f"<{sd}name> <http://e/a>" in text and f"<{sd}feature> <{sd}UnionDefaultGraph>" in text
    assert '<http://rdfs.org/ns/void#triples> "2"^^' in text
    assert client.get("/sparql?format=jsonld").headers["content-type"] == "application/ld+json"
    again = client.get("/sparql", headers={"accept": "text/turtle"})
    tagged = {"accept": "text/turtle", "if-none-match": again.headers["etag"]}
    assert client.get("/sparql", headers=tagged).status_code == 304


def test_a_revision_can_be_pinned(client: httpx.Client) -> None:
    query = "ASK { <http://e/pinned> ?p ?o }"
    before = int(_ask(client, query).headers["mandategraph-revision"])
    client.post("/update", data={"update": "INSERT DATA { <http://e/pinned> <http://e/p> 1 }"}, headers=_BEARER)
    assert _ask(client, query).json()["boolean"] is True
    pinned = client.get(f"/r/{before}/sparql", params={"query": query}, headers={"accept": _JSON})
    assert (pinned.status_code, pinned.json()["boolean"]) == (200, False)
    assert client.get("/r/999/sparql", params={"query": query}).status_code == 404
    for number in range(4):
        text = f"INSERT DATA {{ <http://e/pinned> <http://e/q> {number} }}"
        client.post("/update", data={"update": text}, headers=_BEARER)
    assert client.get(f"/r/{before}/sparql", params={"query": query}).status_code == 410
    assert client.post("/r/999/update", data={"update": "CLEAR ALL"}, headers=_BEARER).status_code == 405


def test_nothing_is_fetched(client: httpx.Client) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert _ask(client, query).status_code == 400
    anywhere = _ask(client, "SELECT * { ?s ?p ?where SERVICE ?where { ?a ?b ?c } }")
    assert anywhere.status_code == 400 and "SERVICE ?where names no endpoint" in anywhere.json()["detail"]
    text = "LOAD <http://127.0.0.1:9/x.ttl>"
    assert client.post("/update", data={"update": text}, headers=_BEARER).status_code == 400
    assert _ask(client, "ASK FROM <http://127.0.0.1:9/x.ttl> { ?s ?p ?o }").json() == {"head": {}, "boolean": False}


@pytest.mark.parametrize(
    ("update", "left"),
    [
        ("LOAD SILENT <http://e/x>", "INSERT DATA {}"),
        ("load silent <x> into graph <g> ; CLEAR ALL", "INSERT DATA {} ; CLEAR ALL"),
        (
            "PREFIX e: <http://e/> LOAD SILENT e:x ;LOAD SILENT e:y",
            "PREFIX e: <http://e/> INSERT DATA {} ;INSERT DATA {}",
        ),
        ("LOAD <http://e/x>", "LOAD <http://e/x>"),
        ("LOAD SILENT <x> INTO GRAPH", "LOAD SILENT <x> INTO GRAPH"),
        ("LOAD SILENT", "LOAD SILENT"),
        ("CLEAR SILENT GRAPH <x>", "CLEAR SILENT GRAPH <x>"),
        ("INSERT DATA { <a> <b> 'LOAD SILENT <x>' } # LOAD SILENT <x>", None),
        ("LOAD SILENT <x> `", None),
    ],
)
def test_a_silent_load_does_nothing(update: str, left: str | None) -> None:
    assert without_silent_loads(update) == (update if left is None else left)


def test_health_limits_and_metrics_are_told(client: httpx.Client, tmp_path: Path) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["status"] == "ready"
    whole = client.get("/health").json()
    limits = whole["limits"]
    assert limits["timeout"] == 5 and whole["writable"] is True
    places = sum(lane["size"] for lane in whole["lanes"])
    least = 2 * limits["memory"] + places * limits["worker_memory"] + limits["writer_memory"]
    assert limits["totalMemory"] > least and limits["client_queries"] == 8
    words = client.get("/sparql", headers={"accept": "text/turtle"}).text
    for told in ("at most 8 queries running at once", f"{limits['totalMemory'] >> 20:,} MiB of memory in all"):
        assert told in words and told in client.get("/openapi.json").json()["info"]["description"]
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'mandategraph_requests_total{route="/sparql",method="GET",status="200"}' in metrics.text
    assert json.dumps(whole)
