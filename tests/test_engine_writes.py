"""Writes: updates and uploads are atomic, durable, counted, seen at once, and refused whole."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from engine_world import QUICK, ask, body, children, engine, make_store, run

from mandategraph.graph.errors import MandategraphError, StoreLockedError, TimeLimitError, UnsupportedError
from mandategraph.graph.store.store import GraphChange, LoadLog, open_store
from mandategraph.service.engine.engine import Engine
from mandategraph.service.engine.errors import QuerySyntaxError, QueryTooLargeError, UploadError
from mandategraph.service.engine.faults import InternalError

INCREMENT = (
    "DELETE { GRAPH <urn:c> { <urn:c> <urn:n> ?n } } INSERT { GRAPH <urn:c> { <urn:c> <urn:n> ?m } } "
    "WHERE { GRAPH <urn:c> { <urn:c> <urn:n> ?n BIND(?n + 1 AS ?m) } }"
)
TURTLE, TRIPLES = "text/turtle", "application/n-triples"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return make_store(tmp_path / "store", 20)


async def graph(running: Engine, name: str | None) -> list[str]:
    """Return the statements of a graph, sorted."""
    found = await running.get_graph(name, TRIPLES)
    assert found is not None
    return sorted((await body(found)).decode().splitlines())


def test_concurrent_increments_are_all_counted(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            await running.update("INSERT DATA { GRAPH <urn:c> { <urn:c> <urn:n> 0 } }")

            async def client() -> None:
                for _ in range(100):
                    before = running.revision
                    assert (await running.update(INCREMENT)).revision > before

            await asyncio.gather(*(client() for _ in range(8)))
            assert await ask(running, "SELECT ?n { <urn:c> <urn:n> ?n }") == "n\r\n800\r\n"

    run(test)


def test_readers_beside_replacements_see_no_half_state(store: Path) -> None:
    def document(number: int) -> bytes:
        return "".join(f'<urn:x{n}> <urn:v> "{number}" .\n' for n in range(200)).encode()

    async def test() -> None:
        async with engine(store, write=True) as running:
            await running.put_graph("urn:g", document(0), TRIPLES)
            text = "SELECT ?v (COUNT(*) AS ?n) { GRAPH <urn:g> { ?s <urn:v> ?v } } GROUP BY ?v"
            seen: list[str] = []

            async def read() -> None:
                for _ in range(50):
                    seen.append(await ask(running, text))

            async def write() -> None:
                for number in range(1, 101):
                    await running.put_graph("urn:g", document(number), TRIPLES)
                    assert await ask(running, text) == f"v,n\r\n{number},200\r\n"

            await asyncio.gather(write(), *(read() for _ in range(4)))
            assert len(seen) == 200
            assert {(rows.count("\n"), rows.endswith(",200\r\n")) for rows in seen} == {(2, True)}
            assert len(list((store / "snapshots").iterdir())) <= 4

    run(test)


def test_graphs_are_put_posted_and_deleted(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            assert (await running.put_graph("urn:g/x", b"<a> <#b> _:n .", TURTLE)).created
            (line,) = await graph(running, "urn:g/x")
            assert line.startswith("<urn:g/a> <urn:g/x#b> _:")
            assert not (
                await running.write_graph("urn:g/x", [(TURTLE, b"<urn:g/a> <urn:g/x#b> _:n .")], replace=False)
            ).created
            assert len(await graph(running, "urn:g/x")) == 2
            assert not (await running.put_graph("urn:g/x", b"", TURTLE)).created
            assert await graph(running, "urn:g/x") == []
            assert await running.delete_graph("urn:g/x") is not None
            assert await running.delete_graph("urn:g/x") is None
            assert await running.get_graph("urn:g/x", TURTLE) is None
            await running.put_graph(None, b"<urn:d> <urn:d> _:x .", TURTLE)
            await running.put_graph(None, b"<urn:d> <urn:e> _:x .", TURTLE)
            assert len(await graph(running, None)) == 1
            assert len(await graph(running, "urn:values")) == 20

    run(test)


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (b'<urn:a> <urn:b> "1" .\n' * 3000 + b"<urn:oops", TRIPLES, UploadError),
        (b"<urn:a> <urn:b> <urn:c> <urn:other> .", "application/n-quads", UploadError),
        (b"<urn:other> { <urn:a> <urn:b> 1 }", "application/trig", UploadError),
        (b"[" * 100_000, "application/ld+json", UploadError),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "application/rdf+xml", UploadError),
        (b"hello", "text/plain", UnsupportedError),
    ],
)
def test_a_wrong_upload_changes_nothing(
    store: Path, data: bytes, media_type: str, kind: type[MandategraphError]
) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            before = await graph(running, "urn:values"), running.revision
            for replaced in (True, False):
                with pytest.raises(kind):
                    await running.write_graph("urn:values", [(media_type, data)], replace=replaced)
            assert (await graph(running, "urn:values"), running.revision) == before
            assert await running.get_graph("urn:other", TURTLE) is None

    run(test)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LOAD <http://127.0.0.1:9/>", UnsupportedError),
        ("CREATE GRAPH <urn:new> ; LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:new>", UnsupportedError),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", UnsupportedError),
        ("INSERT DATA {", QuerySyntaxError),
        ("DROP GRAPH <urn:values> ; DROP GRAPH <urn:none>", MandategraphError),
        (f"INSERT DATA {{ {'<<(' * 5000} }}", QueryTooLargeError),
    ],
)
def test_a_wrong_update_changes_nothing(store: Path, text: str, kind: type[MandategraphError]) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            with pytest.raises(kind):
                await running.update(text)
            assert len(await graph(running, "urn:values")) == 20
            assert running.revision == 2

    run(test)


def test_the_protocol_may_name_the_dataset_of_an_update(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            copy = "INSERT { GRAPH <urn:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
            await running.update(copy, using=["urn:values"])
            assert len(await graph(running, "urn:copy")) == 20
            named = copy.replace("WHERE { ?s ?p ?o }", "WHERE { GRAPH ?g { ?s ?p ?o } }")
            await running.update(named, using_named=["urn:chain"])
            assert len(await graph(running, "urn:copy")) == 40
            for text in (copy.replace("WHERE", "USING <urn:chain> WHERE"), f"WITH <urn:chain> {copy}"):
                with pytest.raises(QuerySyntaxError):
                    await running.update(text, using=["urn:values"])

    run(test)


def test_a_write_that_takes_too_long_is_undone_and_the_next_one_works(store: Path) -> None:
    async def test() -> None:
        async with engine(store, replace(QUICK, update_timeout=1.0), write=True) as running:
            endless = "INSERT { <urn:n> <urn:n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } "
            endless += "GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } GRAPH ?w { ?j ?k ?l } GRAPH ?v { ?m ?o ?p } } }"
            ends = await asyncio.gather(
                running.update("INSERT DATA { <urn:before> <urn:n> 1 }"),
                running.update(endless),
                running.update("INSERT DATA { <urn:after> <urn:n> 1 }"),
                return_exceptions=True,
            )
            assert isinstance(ends[1], TimeLimitError)
            assert [isinstance(end, BaseException) for end in ends] == [False, True, False]
            assert len(await graph(running, None)) == 2

    run(test)


def test_what_is_under_way_at_the_end_is_written(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            writes = [
                asyncio.create_task(running.update(f"INSERT DATA {{ <urn:last> <urn:n> {n} }}")) for n in range(9)
            ]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert [isinstance(end, BaseException) for end in await asyncio.gather(*writes, return_exceptions=True)] == [
            False
        ] * 9

    run(test)
    assert children() == {}
    with open_store(store) as opened:
        assert sum(1 for _ in opened.quads(ox.NamedNode("urn:last"), None, None, None)) == 9


def test_a_defect_in_a_write_ends_it_and_not_those_that_follow(store: Path, caplog: pytest.LogCaptureFixture) -> None:
    def defect(revision: int) -> None:
        if not failed:
            failed.append(revision)
            raise RuntimeError("nobody expects this")

    failed: list[int] = []

    async def test() -> None:
        async with engine(store, write=True) as running:
            running.on_revision(defect)
            with pytest.raises(InternalError, match="nobody expects this"):
                await running.update("INSERT DATA { <urn:a> <urn:n> 1 }")
            await running.update("INSERT DATA { <urn:b> <urn:n> 1 }")
            assert running.state().ready
            assert await ask(running, "ASK { <urn:a> <urn:n> 1 . <urn:b> <urn:n> 1 }", union=False) == "true"

    run(test)
    assert failed and "a write broke off" in caplog.text


def test_a_writer_that_is_killed_is_replaced(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            await running.update("INSERT DATA { <urn:a> <urn:n> 1 }")
            for pid in children():
                os.kill(pid, signal.SIGKILL)
            for _ in range(3):
                try:
                    await running.update("INSERT DATA { <urn:b> <urn:n> 1 }")
                    break
                except MandategraphError:
                    await asyncio.sleep(0.1)
            assert await ask(running, "ASK { <urn:a> <urn:n> 1 . <urn:b> <urn:n> 1 }", union=False) == "true"

    run(test)
    assert children() == {}


def test_the_service_holds_the_store_and_its_writes_are_revisions_of_it(store: Path) -> None:
    async def test() -> None:
        async with engine(store, write=True) as running:
            with pytest.raises(StoreLockedError):
                open_store(store)
            await running.update("DROP ALL")
            await running.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> _:x } }")
            assert running.revision == 4

    run(test)
    with open_store(store, write=True) as opened:
        assert opened.revision == 4
        assert (
            opened.commit([GraphChange.of("urn:h", ["<urn:a> <urn:b> <urn:c>"])], LoadLog("2026-01-01T00:00:00Z")) == 5
        )
    with open_store(store) as opened:
        assert opened.revision == 5
        assert "urn:g" in opened.graphs()
    lines = (store / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    (store / "journal.jsonl").write_text("\n".join([*lines, '{"revision": 6}', ""]), encoding="utf-8")
    with pytest.raises(MandategraphError, match="lost 1 acknowledged write"):
        open_store(store)
