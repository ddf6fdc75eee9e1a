from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from store_cases import LOG, change, graph

from mandategraph.graph.errors import StoreDamagedError
from mandategraph.graph.store.journal import Entry, Journal
from mandategraph.graph.store.store import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store at revision 3."""
    with open_store(tmp_path / "store", create=True) as store:
        for name in "abc":
            store.commit([change(name)], LOG)
    return tmp_path / "store"


def journaled(folder: Path) -> list[int]:
    return [json.loads(line)["revision"] for line in (folder / "journal.jsonl").read_text().splitlines()]


def test_a_line_tells_a_revision(folder: Path) -> None:
    first = json.loads((folder / "journal.jsonl").read_text().splitlines()[0])
    assert first == {"revision": 1, "graphs": 1, "quads": 7, "at": "2026-01-31T12:00:00Z"}
    assert journaled(folder) == [1, 2, 3]


@pytest.mark.parametrize("write", [False, True])
def test_a_store_behind_its_journal_lost_writes(folder: Path, write: bool) -> None:
    Journal(folder / "journal.jsonl").append(Entry(4), Entry(5))
    with pytest.raises(StoreDamagedError, match=r"lost 2 acknowledged writes.*[Rr]estore a backup") as error:
        open_store(folder, write=write)
    assert error.value.exit_code == 6


def test_an_older_database_in_its_place_is_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "data", tmp_path / "old")
    with open_store(folder, write=True) as store:
        store.commit([change("d")], LOG)
        store.commit([change("a", 9, 1)], LOG)
    shutil.rmtree(folder / "data")
    shutil.copytree(tmp_path / "old", folder / "data")
    with pytest.raises(StoreDamagedError, match=r"lost 2 .*journal ends at revision 5, the data at revision 3"):
        open_store(folder)


def test_a_revision_missing_in_the_middle_is_noticed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(Entry(1), Entry(2), Entry(3))
    with pytest.raises(StoreDamagedError, match="lost 1 acknowledged write "):
        journal.compare({1, 3})
    assert journal.compare({1, 2, 3, 4}) == [Entry(4)]


@pytest.mark.parametrize("damage", ["deleted", "cut"])
def test_a_lost_engine_log_loses_no_acknowledged_revision(folder: Path, damage: str) -> None:
    for file in (folder / "data").glob("*.log"):
        if damage == "deleted":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:10])
    with open_store(folder, write=True) as store:
        assert store.revision == 3
        assert [store.count(graph(name)) for name in "abc"] == [3, 3, 3]


def test_a_crash_before_the_journal_s_line_is_made_good(folder: Path) -> None:
    path = folder / "journal.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    with open_store(folder) as store:
        assert store.revision == 3
    assert journaled(folder) == [1, 2]
    open_store(folder, write=True).close()
    assert journaled(folder) == [1, 2, 3]


@pytest.mark.parametrize("tail", ['{"revision": 4', '{"revision": 4, "graphs": 1}', "\0\0\0"])
def test_a_torn_last_line_is_cut_off(folder: Path, tail: str) -> None:
    with (folder / "journal.jsonl").open("a") as file:
        file.write(tail)
    with open_store(folder) as store:
        assert store.revision == 3
    with open_store(folder, write=True) as store:
        assert store.commit([change("d")], LOG) == 4
    assert journaled(folder) == [1, 2, 3, 4]


def test_a_journal_of_something_else_is_told(folder: Path) -> None:
    (folder / "journal.jsonl").write_text("not json\n")
    with pytest.raises(StoreDamagedError, match="not a revision"):
        open_store(folder)
