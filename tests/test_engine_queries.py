"""Queries of strangers: what they get, in which dataset, and what they may not."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from engine_world import BASE, ask, body, engine, load, make_store, run, until

from mandategraph.graph.errors import MandategraphError, UnsupportedError
from mandategraph.service.engine.calls import QueryCall
from mandategraph.service.engine.errors import (
    GoneError,
    NotAcceptableError,
    QuerySyntaxError,
    QueryTooLargeError,
    ReadOnlyError,
)

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'urn:')) }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("engine") / "store")


def test_every_form_is_answered_in_every_format(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            select = "SELECT ?v WHERE { <urn:00001> <urn:v> ?v }"
            assert await ask(running, select) == "v\r\n1\r\n"
            assert await ask(running, select, "text/tab-separated-values") == '?v\n"1"\n'
            assert "<literal>1</literal>" in await ask(running, select, "application/sparql-results+xml")
            found = json.loads(await ask(running, select, ""))
            assert found["results"]["bindings"] == [{"v": {"type": "literal", "value": "1"}}]
            assert json.loads(await ask(running, "ASK {}", ""))["boolean"] is True
            construct = "CONSTRUCT { ?s <urn:is> ?v } WHERE { <urn:00001> <urn:v> ?v BIND(<urn:00001> AS ?s) }"
            assert await ask(running, construct, "application/n-triples") == '<urn:00001> <urn:is> "1" .\n'
            for media_type in ("text/turtle", "application/rdf+xml", "application/ld+json", "application/trig"):
                assert "urn:00001" in await ask(running, construct, media_type)
            described = await running.evaluate(QueryCall("DESCRIBE <urn:00001>", "application/n-triples"))
            assert described.form == "DESCRIBE"
            assert len((await body(described)).splitlines()) == 2

    run(test)


def test_the_format_may_depend_on_the_form(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            types = {"SELECT": "text/csv", "CONSTRUCT": ""}
            assert (await running.evaluate(QueryCall(COUNT, form_types=types))).media_type == "text/csv"
            with pytest.raises(NotAcceptableError):
                await running.evaluate(QueryCall("CONSTRUCT WHERE { ?s ?p ?o }", form_types=types))

    run(test)


def test_the_dataset_is_that_of_the_call_then_of_the_text_then_of_the_service(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            assert await ask(running, COUNT) == "n\r\n6000\r\n"
            assert await ask(running, COUNT, union=False) == "n\r\n0\r\n"
            assert await ask(running, COUNT.replace("WHERE", "FROM <urn:chain> WHERE")) == "n\r\n3000\r\n"
            assert await ask(running, COUNT.replace("WHERE", "FROM NAMED <urn:chain> WHERE")) == "n\r\n0\r\n"
            assert await ask(running, COUNT, default_graphs=("urn:chain",)) == "n\r\n3000\r\n"
            both = COUNT.replace("WHERE", "FROM <urn:nothing> WHERE")
            assert await ask(running, both, default_graphs=("urn:chain", "urn:values")) == "n\r\n6000\r\n"
            named = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
            assert await ask(running, named, named_graphs=("urn:chain",)) == "n\r\n3000\r\n"
            assert await ask(running, COUNT, named_graphs=("urn:chain",)) == "n\r\n0\r\n"
            assert await ask(running, COUNT.replace("WHERE", "FROM <http://127.0.0.1:9/x> WHERE")) == "n\r\n0\r\n"
        async with engine(store, union=False) as running:
            assert await ask(running, COUNT) == "n\r\n0\r\n"

    run(test)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("SELECT ?x WHERE { ?x <a> ?y }", QuerySyntaxError),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", UnsupportedError),
        ("SELECT * { SERVICE\u0020SILENT ?x { ?s ?p ?o } }", UnsupportedError),
        (f"SELECT ({'STR(' * 3000}1{')' * 3000} AS ?x) {{}}", QueryTooLargeError),
        ("#" + "x" * (300 << 10), QueryTooLargeError),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", QuerySyntaxError),
    ],
)
def test_what_is_wrong_is_said(store: Path, text: str, kind: type[MandategraphError]) -> None:
    async def test() -> None:
        async with engine(store) as running:
            with pytest.raises(kind):
                await running.evaluate(QueryCall(text))
            assert await ask(running, "ASK {}") == "true"

    run(test)


def test_a_mistake_has_a_line_and_a_column(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            with pytest.raises(QuerySyntaxError) as caught:
                await running.evaluate(QueryCall("SELECT *\nWHERE { ?s ?p }"))
            assert (caught.value.line, caught.value.column) == (2, 15)

    run(test)


def test_rows_can_be_limited(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            result = await running.evaluate(QueryCall("SELECT ?s { ?s <urn:v> ?v }", "text/csv", row_limit=3))
            assert len((await body(result)).splitlines()) == 4
            assert result.outcome.rows == 3
            assert result.outcome.truncated
            whole = await running.evaluate(QueryCall("SELECT ?s { ?s <urn:v> ?v }"))
            await body(whole)
            assert (whole.outcome.rows, whole.outcome.truncated) == (3000, False)

    run(test)


def test_graphs_are_read_whole(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            graph = await running.get_graph("urn:chain", "application/n-triples")
            assert graph is not None
            assert len((await body(graph)).splitlines()) == 3000
            assert await running.get_graph("urn:none", "text/turtle") is None
            with pytest.raises(ReadOnlyError):
                await running.put_graph("urn:chain", b"", "text/turtle")

    run(test)


def test_a_load_by_another_process_is_seen_and_old_revisions_stay_for_a_while(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 10)

    async def test() -> None:
        async with engine(tmp_path / "store") as running:
            seen: list[int] = []
            running.on_revision(seen.append)
            assert running.revision == 2
            for number in (3, 4, 5):
                load(tmp_path / "store", f"urn:g{number}", [f"<urn:a> <urn:b> <urn:c{number}>"])
                await until(lambda number=number: running.revision == number)  # type: ignore[misc]
            assert seen == [3, 4, 5]
            assert running.revisions == [3, 4, 5]
            assert await ask(running, COUNT) == "n\r\n23\r\n"
            assert await ask(running, COUNT, revision=3) == "n\r\n21\r\n"
            assert running.reader(3).graphs() == [f"{BASE}graph/loads", "urn:chain", "urn:g3", "urn:values"]
            with pytest.raises(GoneError):
                await running.evaluate(QueryCall(COUNT, revision=2))
            assert len(list((tmp_path / "store" / "snapshots").iterdir())) == 3
        assert not list((tmp_path / "store" / "snapshots").iterdir())

    run(test)


class _Endpoint(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        text = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from afar"}}]}}'
        self.send_response(200)
        self.send_header("content-type", "application/sparql-results+json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_service_reaches_allowed_endpoints_only(store: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        allowed = f"http://127.0.0.1:{server.server_port}/sparql"

        async def test() -> None:
            async with engine(store, services=(allowed,)) as running:
                assert await ask(running, f"SELECT ?x {{ SERVICE <{allowed}> {{ ?s ?p ?x }} }}") == "x\r\nfrom afar\r\n"
                for other in (f"<{allowed}2>", "?s", "SILENT <http://127.0.0.1:9/>", "a:sparql"):
                    text = f"PREFIX a: <http://127.0.0.1:{server.server_port}/> "
                    text += f"SELECT ?x {{ SERVICE <{allowed}> {{ ?s ?p ?x }} SERVICE {other} {{ ?s ?p ?x }} }}"
                    with pytest.raises(UnsupportedError, match="Allowed are, by their whole IRI: http") as told:
                        await running.evaluate(QueryCall(text))
                    assert told.value.what.startswith("SERVICE ?s names no endpoint;") is (other == "?s")

        run(test)
        server.shutdown()
