from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from store_cases import BASE, LOG, change, graph, quads

from mandategraph.graph.errors import StoreError
from mandategraph.graph.iris import Minter
from mandategraph.graph.store.changes import GraphChange, log_nquads
from mandategraph.graph.store.folder import StoreFolder
from mandategraph.graph.store.pending import Batch, pieces
from mandategraph.graph.store.store import open_store

NEW = quads("a", 6, 1) + quads("c")


@pytest.fixture
def decided(tmp_path: Path) -> StoreFolder:
    """A store at revision 1 whose revision 2 was decided when its writer was killed."""
    folder = StoreFolder(tmp_path / "store")
    with open_store(folder.path, create=True) as store:
        store.commit([change("a", 4), change("b", 4)], LOG)
    batch = Batch(folder)
    batch.add(change("a", 6, 1), exists=True)
    batch.add(GraphChange(graph("b"), None), exists=True)
    batch.add(change("c"), exists=False)
    batch.write(log_nquads(Minter(BASE), 2, LOG))
    batch.decide(batch.plan(2, "2026-01-31T12:00:00Z"))
    return folder


def stored(folder: StoreFolder) -> set[str]:
    with open_store(folder.path) as store:
        assert store.revision == 2
        return {str(quad) + " ." for quad in store.quads() if "graph/source" in str(quad.graph_name)}


def check_finished(folder: StoreFolder) -> None:
    assert stored(folder) == set(NEW.decode().splitlines())
    assert not folder.pending.exists() and not folder.plan.exists()
    assert folder.journal.read_text().count("\n") == 2


def test_a_reader_finishes_it(decided: StoreFolder) -> None:
    check_finished(decided)


def test_a_writer_finishes_it(decided: StoreFolder) -> None:
    open_store(decided.path, write=True).close()
    check_finished(decided)


@pytest.mark.parametrize("step", ["removed", "half loaded", "loaded", "journaled"])
def test_it_is_finished_from_wherever_it_stopped(decided: StoreFolder, step: str) -> None:
    database = ox.Store(str(decided.data))
    for name in "ab":
        database.remove_graph(ox.NamedNode(graph(name)))
    if step != "removed":
        text = b"".join(pieces(decided.pending))
        database.bulk_load(text if step != "half loaded" else quads("c"), ox.RdfFormat.N_QUADS)
    database.flush()
    del database
    if step == "journaled":
        with decided.journal.open("a") as journal:
            journal.write('{"revision": 2}\n')
    check_finished(decided)


def test_statements_without_a_plan_were_not_decided(decided: StoreFolder) -> None:
    decided.plan.unlink()
    with open_store(decided.path, write=True) as store:
        assert store.revision == 1
        assert store.count(graph("b")) == 4
    assert not decided.pending.exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"revision": 2}'])
def test_a_damaged_plan_is_told(decided: StoreFolder, text: str) -> None:
    decided.plan.write_text(text)
    with pytest.raises(StoreError, match="plan of an unfinished load"):
        open_store(decided.path)
