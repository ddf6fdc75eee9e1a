from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from store_cases import BASE, LOG, change, graph, quads, start

from mandategraph.graph.errors import (
    DataError,
    MandategraphError,
    StoreError,
    StoreLockedError,
    UsageError,
)
from mandategraph.graph.iris import MG
from mandategraph.graph.store.rdflib_view import dataset
from mandategraph.graph.store.store import EmbeddedStore, GraphChange, LoadLog, Store, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[EmbeddedStore]:
    with open_store(folder, create=True, command="load") as opened:
        yield opened


def content(store: Store) -> set[str]:
    """Everything but the log."""
    return {str(quad) for quad in store.quads() if quad.graph_name != ox.NamedNode(f"{BASE}graph/loads")}


def lines(text: bytes) -> set[str]:
    return {line.removesuffix(" .") for line in text.decode().splitlines()}


# -- revisions


def test_a_commit_replaces_adds_and_removes_whole_graphs(store: EmbeddedStore) -> None:
    assert store.revision == 0
    assert store.commit([change("a"), change("b"), change("c")], LOG) == 1
    assert store.commit([change("a", 5, 1), GraphChange(graph("b"), None), change("d")], LOG) == 2
    assert content(store) == lines(quads("a", 5, 1) + quads("c") + quads("d"))
    assert store.graphs() == [f"{BASE}graph/loads", graph("a"), graph("c"), graph("d")]
    assert (store.count(graph("a")), store.count(graph("b"))) == (5, 0)


def test_what_was_committed_is_there_after_opening_again(folder: Path) -> None:
    with open_store(folder, create=True) as store:
        store.commit([change("a")], LOG)
        store.commit([change("a", 4, 1)], LOG)
    with open_store(folder) as store:
        assert store.revision == 2
        assert content(store) == lines(quads("a", 4, 1))


def test_the_log_tells_what_a_revision_did(store: EmbeddedStore) -> None:
    added: list[str] = []

    def changes() -> Iterator[GraphChange]:
        for name in "ab":
            added.append(f"{BASE}id/source/{name}")
            yield change(name)

    store.commit(changes(), LoadLog("2026-01-31T12:00:00Z", added_sources=added, removed_mandates=[f"{BASE}id/m"]))
    told = {
        (quad.predicate.value.removeprefix(MG), str(quad.object)) for quad in store.quads(None, None, None, loads())
    }
    assert ("addedSource", f"<{BASE}id/source/a>") in told
    assert ("addedSource", f"<{BASE}id/source/b>") in told
    assert ("removedMandate", f"<{BASE}id/m>") in told
    assert ("revision", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>') in told


def loads() -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}graph/loads")


def test_nothing_to_change_makes_no_revision(store: EmbeddedStore) -> None:
    assert store.commit([], LOG) == 0
    assert store.commit([GraphChange(graph("none"), None)], LOG) == 0
    assert store.graphs() == []


def test_findings_of_old_data_are_dropped_with_the_change_but_may_be_committed(store: EmbeddedStore) -> None:
    validation = f"{BASE}graph/validation"
    store.commit([change("a")], LOG)
    store.commit([GraphChange(validation, f"<{BASE}id/f> <{MG}passage> <{BASE}id/p> <{validation}> .\n".encode())], LOG)
    assert store.count(validation) == 1
    store.commit([change("b")], LOG)
    assert not store.contains(validation)
    assert content(store) == lines(quads("a") + quads("b"))


def test_n_quads_in_any_layout_are_taken(store: EmbeddedStore) -> None:
    text = b"# a comment\r\n" + quads("a").replace(b"\n", b"\r\n").replace(b"> <", b">\t<")
    store.commit([GraphChange(graph("a"), text)], LOG)
    assert content(store) == lines(quads("a"))


HOSTILE = 'quote " back \\ u \\u0022 . } ; DROP ALL ; \u0001 \n line \u2028 <x> _:b # \U0001f600'


def test_a_literal_of_any_text_survives_a_replacement(store: EmbeddedStore) -> None:
    statement = ox.Quad(
        ox.NamedNode(f"{BASE}id/x"), ox.NamedNode(f"{MG}objective"), ox.Literal(HOSTILE), ox.NamedNode(graph("a"))
    )
    escaped = f'<{BASE}id/x> <{MG}lesson> "\\u0022 . }} ; DROP ALL" <{graph("a")}> .\n'.encode()
    store.commit([change("a"), change("b")], LOG)
    store.commit(
        [GraphChange(graph("a"), (ox.serialize([statement], format=ox.RdfFormat.N_QUADS) or b"") + escaped)], LOG
    )
    found = {quad.object for quad in store.quads(None, None, None, ox.NamedNode(graph("a")))}
    assert found == {ox.Literal(HOSTILE), ox.Literal('" . } ; DROP ALL')}
    assert store.count(graph("b")) == 3


# -- what is refused leaves everything as it was

REFUSED = {
    "a blank node as subject": b"_:x <urn:p> <urn:o> <%s> .\n",
    "a blank node as object": b"<urn:s> <urn:p> _:x <%s> .\n",
    "no N-Quads": b"<urn:s> <urn:p> .\n",
    "a relative IRI": b"<s> <urn:p> <urn:o> <%s> .\n",
    "another graph": b"<urn:s> <urn:p> <urn:o> <urn:other> .\n",
    "the default graph": b"<urn:s> <urn:p> <urn:o> .\n",
    "binary": b"\0\xff\xfe\n",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("replaces", [False, True])
def test_wrong_quads_are_refused_and_nothing_changes(store: EmbeddedStore, name: str, replaces: bool) -> None:
    store.commit([change("a")], LOG)
    text = REFUSED[name]
    wrong = GraphChange(graph("w"), quads("w") + (text % graph("w").encode() if b"%s" in text else text))
    with pytest.raises(DataError) as error:
        store.commit([change("b"), *([change("a", 9, 9)] if replaces else []), wrong], LOG)
    assert graph("w") in error.value.text
    assert (store.revision, content(store)) == (1, lines(quads("a")))
    assert store.commit([change("b")], LOG) == 2


def test_wrong_quads_deep_in_a_large_commit_undo_all_of_it(store: EmbeddedStore) -> None:
    store.commit([change("a")], LOG)
    large = b"".join(
        f'<{BASE}id/{n}> <{MG}text> "{n}{"x" * (1 << 20)}" <{graph("large")}> .\n'.encode() for n in range(80)
    )
    wrong = GraphChange(graph("w"), b"<s> <urn:p> <urn:o> <" + graph("w").encode() + b"> .\n")
    with pytest.raises(DataError, match="not N-Quads"):
        store.commit([GraphChange(graph("large"), large), wrong], LOG)
    assert (store.revision, content(store)) == (1, lines(quads("a")))
    assert store.commit([GraphChange(graph("large"), large)], LOG) == 2
    assert store.count(graph("large")) == 80
    assert sorted(file.name for file in store.path.iterdir()) == ["data", "journal.jsonl", "lock", "mandategraph.json"]


def test_a_generator_that_fails_changes_nothing(store: EmbeddedStore) -> None:
    def changes() -> Iterator[GraphChange]:
        yield change("a")
        raise ValueError("the page is broken")

    with pytest.raises(ValueError, match="the page is broken"):
        store.commit(changes(), LOG)
    assert store.commit([change("b")], LOG) == 1
    assert content(store) == lines(quads("b"))


@pytest.mark.parametrize(
    ("changes", "log", "kind"),
    [
        ([change("a"), change("a", 1)], LOG, UsageError),
        ([GraphChange("no iri", b"")], LOG, UsageError),
        ([GraphChange(f"{BASE}graph/loads", None)], LOG, UsageError),
        ([change("a")], LoadLog("yesterday"), DataError),
        ([change("a")], LoadLog("2026-01-31T12:00:00Z", added_sources=["no iri>"]), DataError),
    ],
)
def test_a_wrong_call_changes_nothing(
    store: EmbeddedStore, changes: list[GraphChange], log: LoadLog, kind: type[MandategraphError]
) -> None:
    with pytest.raises(kind):
        store.commit(changes, log)
    assert (store.revision, content(store)) == (0, set())


def test_a_store_for_reading_is_not_written(folder: Path) -> None:
    open_store(folder, create=True).close()
    with open_store(folder) as store, pytest.raises(UsageError, match="write=True"):
        store.commit([change("a")], LOG)


# -- opening


def test_a_missing_store_is_not_made_for_a_reader(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no store here.*mandategraph load FILES --store"):
        open_store(folder)
    with pytest.raises(UsageError):
        open_store(folder, write=True)
    assert not folder.exists()


def test_a_file_or_a_foreign_folder_is_not_a_store(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    for create in (False, True):
        with pytest.raises(UsageError, match="file, not"):
            open_store(file, create=create)
        with pytest.raises(UsageError, match="not a store"):
            open_store(tmp_path, create=create)
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        ({"format": 2, "base": BASE}, "Install a later release"),
        ({"format": 1}, "damaged"),
        ({"format": 1, "base": "nowhere"}, "damaged"),
        ("", "damaged"),
    ],
)
def test_another_format_is_told(folder: Path, mark: object, says: str) -> None:
    open_store(folder, create=True).close()
    (folder / "mandategraph.json").write_text(json.dumps(mark) if mark else "{")
    with pytest.raises(StoreError, match=says):
        open_store(folder)


def test_a_place_that_cannot_be_written_is_told() -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        open_store("/proc/mandategraph-store", create=True)


def test_a_damaged_database_is_told(folder: Path) -> None:
    open_store(folder, create=True).close()
    (folder / "data" / "CURRENT").unlink()
    with pytest.raises(StoreError, match="database cannot be opened"):
        open_store(folder)


def test_the_base_is_the_store_s_own(folder: Path) -> None:
    other = "http://data.example/ssr/"
    with open_store(folder, create=True, base_iri=other) as store:
        assert store.minter.graph("loads") == f"{other}graph/loads"
    with open_store(folder) as store:
        assert store.base_iri == other
    with open_store(folder, create=True) as store:
        assert store.base_iri == other
    with pytest.raises(UsageError, match="base IRI"):
        open_store(folder, base_iri=BASE)
    with open_store(folder, write=True):
        pass


def test_leftovers_of_killed_writers_are_swept(folder: Path) -> None:
    with open_store(folder, create=True) as store:
        store.commit([change("a")], LOG)
    left = [folder / "data" / "bulk-1.sst", folder / "pending.nq.part", folder / "pending.nq", folder / "x.part"]
    for file in left:
        file.write_text("left")
    with open_store(folder, write=True) as store:
        assert content(store) == lines(quads("a"))
    assert not any(file.exists() for file in left)


def test_a_store_half_made_is_made_again(folder: Path) -> None:
    open_store(folder, create=True).close()
    (folder / "mandategraph.json").unlink()
    (folder / "journal.jsonl").unlink(missing_ok=True)
    with open_store(folder, create=True) as store:
        assert store.commit([change("a")], LOG) == 1


@pytest.mark.parametrize("names", [["data/mine.txt"], ["data/mine.txt", "lock"], ["data/bulk-1.sst"]])
def test_somebody_else_s_data_is_left_alone(folder: Path, names: list[str]) -> None:
    (folder / "data").mkdir(parents=True)
    for name in names:
        (folder / name).write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        open_store(folder, create=True)
    assert all((folder / name).exists() for name in names)


def test_answers_in_use_keep_the_store_busy(folder: Path) -> None:
    with open_store(folder, create=True) as store:
        store.commit([change("a", 500)], LOG)
        rows = store.quads()
        next(rows)
    with pytest.raises(StoreLockedError, match="still in use"):
        open_store(folder, write=True)
    del rows
    open_store(folder, write=True).close()


def test_a_closed_store_says_so(folder: Path) -> None:
    store = open_store(folder, create=True)
    store.close()
    store.close()
    with pytest.raises(UsageError, match="closed"):
        store.graphs()


# -- reading


def number(store: Store, query: str, *, union: bool = True) -> int:
    rows = store.query(query, union=union)
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)[0].value)


def test_the_default_graph_is_the_union_on_request(store: EmbeddedStore) -> None:
    store.commit([change("a"), change("b")], LOG)
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert number(store, everything) == store.count() == 10
    assert number(store, everything, union=False) == 0


@pytest.mark.parametrize(("budget", "fits"), [(64, True), (0, False)])
def test_a_copy_in_memory_answers_the_same_until_a_commit(store: EmbeddedStore, budget: int, fits: bool) -> None:
    store.commit([change("a"), change("b")], LOG)
    before = content(store), store.graphs(), store.count()
    assert store.warm(budget) is fits
    assert store.warm(budget) is fits
    assert (content(store), store.graphs(), store.count()) == before
    store.commit([change("a", 7, 1)], LOG)
    assert content(store) == lines(quads("a", 7, 1) + quads("b"))


def test_info_counts_by_kind_of_graph(store: EmbeddedStore) -> None:
    other = GraphChange("urn:other", b"<urn:s> <urn:p> <urn:o> <urn:other> .\n")
    store.commit([change("a"), change("b", 4), other], LOG)
    info = store.info()
    assert (info.revision, info.base_iri, info.statements) == (1, BASE, 12)
    assert info.graphs == {"loads": 1, "other": 1, "source": 2}
    assert info.statements_by_kind == {"loads": 4, "other": 1, "source": 7}
    assert info.bytes_on_disk > 0


def test_rdflib_reads_the_same_store(folder: Path) -> None:
    pytest.importorskip("oxrdflib")
    with open_store(folder, create=True) as store:
        store.commit([change("a"), change("b")], LOG)
        with pytest.raises(UsageError, match="for reading"):
            dataset(store)
    with open_store(folder) as store:
        view = dataset(store)
        assert len(list(view.query("SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'version 0')) }"))) == 6
        del view


# -- threads and processes


def test_threads_write_one_by_one_and_read_only_whole_revisions(store: EmbeddedStore) -> None:
    store.commit([change("shared", 50)], LOG)
    torn: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = store.count(graph("shared"))
            if found != 50:
                torn.append(found)

    def write(name: str) -> None:
        for version in range(3):
            store.commit([change("shared", 50, version), change(f"{name}-{version}")], LOG)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(f"writer-{n}",)) for n in range(4)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert (store.revision, len(store.graphs()), torn) == (13, 14, [])


WRITER = """
import sys
from store_cases import LOG, change
from mandategraph.graph.store.store import open_store
with open_store(sys.argv[1], write=True, command="load") as store:
    print("ready", flush=True)
    first = store.revision
    for n in range(first, first + 1000):
        store.commit([change("same", 200, n), change(f"new-{n}", 5, n)], LOG)
        print(store.revision, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    with open_store(folder, create=True) as store:
        store.commit([change("same", 200, 0)], LOG)
    chance = random.Random(20)
    for _ in range(20):
        writer = start(WRITER, folder)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.15))
        writer.kill()
        told = writer.stdout.read().split("\n")[:-1]
        writer.wait()
        writer.stdout.close()
        with open_store(folder) as store:
            assert store.revision >= int(told[-1] if told else 0)
            assert content(store) >= lines(quads("same", 200, store.revision - 1))
            assert store.count(graph("same")) == 200
            assert len(store.graphs()) == store.revision + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("replaces", [False, True])
def test_a_full_disk_is_told_and_what_was_stored_stays(small_disk: Path, replaces: bool) -> None:
    folder, filler = small_disk / "store", small_disk / "filler"
    with open_store(folder, create=True) as store:
        store.commit([change("a", 1000)], LOG)
        filler.write_bytes(bytes(os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - (1 << 20)))
        with pytest.raises(StoreError, match=r"No space left|[Mm]ake room"):
            store.commit([change("a" if replaces else "b", 30_000, 1)], LOG)
    filler.unlink()
    with open_store(folder, write=True) as store:
        assert content(store) == lines(quads("a", 1000))
        assert store.commit([change("b", 10)], LOG) == 2
