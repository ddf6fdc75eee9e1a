"""The Graph Store Protocol: what the W3C's own tests (tests/test_conformance.py) do not ask."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

import httpx
import pytest
from served import TOKEN, Served, served, writable

_GRAPH = {"graph": "http://e/g"}
_TURTLE = {"content-type": "text/turtle"}
_LINES = "application/n-triples"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, flags = writable(tmp_path_factory.mktemp("graphs"), "--max-body", "1", "--rate", "0")
    with served(store, *flags) as running:
        yield running


@pytest.fixture
def client(service: Served) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {TOKEN}", "accept": _LINES}
    with httpx.Client(base_url=service.url, timeout=20, headers=headers) as opened:
        yield opened
        opened.delete("/graphs", params=_GRAPH)


def _put(client: httpx.Client, text: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.put("/graphs", params=_GRAPH, content=text, headers={**_TURTLE, **named})


def test_a_graph_is_put_read_and_removed(client: httpx.Client) -> None:
    assert client.get("/graphs", params=_GRAPH).status_code == 404
    created = _put(client, "<#s> <#p> 'é' .")
    assert created.status_code == 201
    read = client.get("/graphs", params=_GRAPH)
    assert read.text == '<http://e/g#s> <http://e/g#p> "é" .\n'
    assert read.headers["mandategraph-revision"] == created.headers["mandategraph-revision"]
    assert _put(client, "<#s> <#p> 2 .").status_code == 204
    assert client.delete("/graphs", params=_GRAPH).status_code == 204
    assert client.delete("/graphs", params=_GRAPH).status_code == 404


def test_a_graph_has_an_address_of_its_own(client: httpx.Client, service: Served) -> None:
    assert client.put("/graphs/a/é b.ttl", content="<> <p> 1 .", headers=_TURTLE).status_code == 201
    address = f"{service.url}/graphs/a/%C3%A9%20b.ttl"
    assert client.get("/graphs/a/é b.ttl").text.startswith(f"<{address}> <{service.url}/graphs/a/p> ")
    assert client.get("/graphs", params={"graph": address}).status_code == 200
    assert client.delete(address).status_code == 204


def test_what_is_posted_to_the_store_becomes_a_graph(client: httpx.Client) -> None:
    answer = client.post("/graphs", content="<http://e/s> <http://e/p> 1 .", headers=_TURTLE)
    assert answer.status_code == 201
    again = client.post("/graphs", content="<http://e/s> <http://e/p> 1 .", headers=_TURTLE)
    assert again.headers["location"] == answer.headers["location"]
    assert client.get(answer.headers["location"]).text.startswith("<http://e/s> <http://e/p> ")
    assert client.delete(answer.headers["location"]).status_code == 204


def test_files_of_a_form_are_added_together(client: httpx.Client) -> None:
    files = [
        ("f", ("a.ttl", b"<http://e/a> <http://e/p> 1 .", "text/turtle")),
        ("f", ("b.nt", b"<http://e/b> <http://e/p> <http://e/c> .", "application/octet-stream")),
    ]
    assert client.post("/graphs", params=_GRAPH, files=files).status_code == 201
    assert client.get("/graphs", params=_GRAPH).text.count("\n") == 2
    odd = [("f", ("a.exe", b"MZ", "application/octet-stream"))]
    assert client.post("/graphs", params=_GRAPH, files=odd).status_code == 415


def test_a_write_may_be_meant_for_one_version(client: httpx.Client) -> None:
    assert _put(client, "<#s> <#p> 1 .", if_none_match="*").status_code == 201
    assert _put(client, "<#s> <#p> 2 .", if_none_match="*").status_code == 412
    tag = client.get("/graphs", params=_GRAPH).headers["etag"]
    assert client.get("/graphs", params=_GRAPH, headers={"if-none-match": tag}).status_code == 304
    assert _put(client, "<#s> <#p> 3 .", if_match=f"W/{tag}").status_code == 412
    assert _put(client, "<#s> <#p> 3 .", if_match=tag).status_code == 204
    assert _put(client, "<#s> <#p> 4 .", if_match=tag).status_code == 412
    assert client.delete("/graphs", params=_GRAPH, headers={"if-match": tag}).status_code == 412
    assert '<http://e/g#p> "3"' in client.get("/graphs", params=_GRAPH).text


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/trig"])
def test_the_tag_of_a_graph_is_strong_and_matches_in_every_format(
    client: httpx.Client, media_type: str, coding: str
) -> None:
    body = "".join(f"<#{n * n % 97}> <#p> {n} . " for n in range(300))
    assert _put(client, body).status_code in (201, 204)
    asked = {"accept": media_type, "accept-encoding": coding}
    first = client.get("/graphs", params=_GRAPH, headers=asked)
    tags = {first.headers["etag"]}
    for _ in range(30):  # long enough for the graph to come into memory
        again = client.get("/graphs", params=_GRAPH, headers=asked)
        tags.add(again.headers["etag"])
        assert again.content == first.content
        time.sleep(0.05)
    (tag,) = tags
    assert tag.startswith('"') and _put(client, "<#s> <#p> 1 .", if_match=tag).status_code == 204


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"default": "", "graph": "http://e/g"}, 400),
        ({"graph": ""}, 400),
        ({"graph": "not an iri"}, 400),
        ({"graph": ["http://e/a", "http://e/b"]}, 400),
        ({"default": ""}, 200),
    ],
)
def test_one_graph_is_named(client: httpx.Client, params: dict[str, str], status: int) -> None:
    assert client.get("/graphs", params=params).status_code == status


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"<a> <b> ", "text/turtle", 400),
        (b"x", "text/x-unknown", 415),
        (b"x", "", 415),
        (b"# " + b"x" * (2 << 20), "text/turtle", 413),
        (b"<http://e/s> <http://e/p> <http://e/o> <http://e/other> .", "application/n-quads", 400),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "application/rdf+xml", 400),
        (b"[" * 20_000, "application/ld+json", 400),
    ],
)
def test_what_cannot_be_stored_changes_nothing(
    client: httpx.Client, content: bytes, media_type: str, status: int
) -> None:
    _put(client, "<#s> <#p> 1 .")
    headers = {"content-type": media_type} if media_type else {}
    assert client.put("/graphs", params=_GRAPH, content=content, headers=headers).status_code == status
    assert client.get("/graphs", params=_GRAPH).text.count("\n") == 1


_BODIES = [
    ("PUT", "/graphs?graph=http://e/g", "text/turtle", "<#s> <#p> 2 ."),
    ("POST", "/graphs", "text/turtle", "<http://e/s> <http://e/p> 2 ."),
    ("POST", "/update", "application/sparql-update", "INSERT DATA { <http://e/s> <http://e/p> 2 }"),
    ("POST", "/update", "application/x-www-form-urlencoded", "update=CLEAR+ALL"),
    ("POST", "/sparql", "application/sparql-query", "ASK {}"),
    ("POST", "/reconcile/match", "application/json", '{"queries": []}'),
]


@pytest.mark.parametrize(("method", "path", "media_type", "text"), _BODIES)
def test_a_packed_body_is_refused_with_what_is_taken(
    client: httpx.Client, method: str, path: str, media_type: str, text: str
) -> None:
    _put(client, "<#s> <#p> 1 .")
    for coding in ("gzip", "br", "identity, GZIP"):
        headers = {"content-type": media_type, "content-encoding": coding}
        answer = client.request(method, path, content=gzip.compress(text.encode()), headers=headers)
        assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
        assert coding.lower() in answer.json()["detail"]
    assert client.get("/graphs", params=_GRAPH).text.count("\n") == 1
    headers = {"content-type": media_type, "content-encoding": "identity", "accept": "*/*"}
    plain = client.request(method, path, content=text, headers=headers)
    assert plain.status_code < 300


@pytest.mark.parametrize(("method", "path", "media_type", "text"), [body for body in _BODIES if "form" not in body[2]])
def test_a_body_in_another_charset_is_refused(
    client: httpx.Client, method: str, path: str, media_type: str, text: str
) -> None:
    latin = client.request(method, path, content=text, headers={"content-type": f"{media_type}; charset=iso-8859-1"})
    assert latin.status_code == 415 and "iso-8859-1" in latin.json()["detail"] and "UTF-8" in latin.json()["detail"]
    for charset in ("UTF-8", '"us-ascii"'):
        headers = {"content-type": f"{media_type}; charset={charset}", "accept": "*/*"}
        assert client.request(method, path, content=text, headers=headers).status_code < 300


def test_a_file_of_a_form_in_another_charset_is_refused(client: httpx.Client) -> None:
    files = [("f", ("a.ttl", "<http://e/a> <http://e/p> 'é' .".encode("latin-1"), "text/turtle; charset=iso-8859-1"))]
    assert client.post("/graphs", params=_GRAPH, files=files).status_code == 415


def test_reading_is_open_and_writing_is_not(service: Served) -> None:
    assert httpx.get(f"{service.url}/graphs?default").status_code == 200
    for method in ("PUT", "POST", "DELETE"):
        answer = httpx.request(method, f"{service.url}/graphs?default", content=b"", headers=_TURTLE)
        assert (answer.status_code, "www-authenticate" in answer.headers) == (401, True)


_CUT = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://e/">\n'
    '<rdf:Description rdf:about="http://e/a"><x:p>v</x:p>'
)


@pytest.mark.parametrize(("content", "line"), [(_CUT, 3), ("", 1), (_CUT + "</rdf:Description>\n", 4)])
def test_cut_rdf_xml_is_refused_with_its_line(client: httpx.Client, content: str, line: int) -> None:
    _put(client, "<#s> <#p> 1 .")
    answer = _put(client, content, content_type="application/rdf+xml")
    assert (answer.status_code, answer.json()["line"]) == (400, line)
    assert client.get("/graphs", params=_GRAPH).text.count("\n") == 1


def test_a_form_with_one_broken_file_stores_none_of_them(client: httpx.Client) -> None:
    good, broken = b"<http://e/a> <http://e/p> 1 .", b"<http://e/b>\n<http://e/p> ."
    files = [("a", ("a.ttl", good, "text/turtle")), ("b", ("b.ttl", broken, "text/turtle"))]
    for method in ("PUT", "POST"):
        answer = client.request(method, "/graphs", params=_GRAPH, files=files)
        assert (answer.status_code, answer.json()["line"]) == (400, 2)
        assert "part 2" in answer.json()["detail"]
        assert client.get("/graphs", params=_GRAPH).status_code == 404


def test_blank_nodes_of_two_files_stay_two(client: httpx.Client) -> None:
    files = [("f", (name, b"_:n <http://e/p> '%b' ." % name.encode(), "text/turtle")) for name in ("a.ttl", "b.ttl")]
    assert client.put("/graphs", params=_GRAPH, files=files).status_code == 201
    lines = client.get("/graphs", params=_GRAPH).text.splitlines()
    assert len({line.split()[0] for line in lines}) == len(lines) == 2


def test_an_update_that_meets_no_graph_is_a_conflict(client: httpx.Client) -> None:
    answer = client.post("/update", data={"update": "DROP GRAPH <http://e/nope>"})
    assert (answer.status_code, "http://e/nope" in answer.json()["detail"]) == (409, True)
    wrong = client.post("/update", data={"update": "INSERT DATA { <http://e/a> }"})
    assert (wrong.status_code, wrong.json()["title"], wrong.json()["line"]) == (400, "Not a SPARQL update", 1)
    load = client.post("/update", data={"update": "LOAD <http://e/x>"})
    assert (load.status_code, load.json()["line"], load.json()["column"]) == (400, 1, 1)
