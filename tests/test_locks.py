from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from store_cases import LOG, change, start

from mandategraph.graph.errors import StoreLockedError
from mandategraph.graph.store.locks import acquire, holders
from mandategraph.graph.store.store import open_store

HOLD = """
import sys
from mandategraph.graph.store.store import open_store
with open_store(sys.argv[1], write=sys.argv[2] == "write", command="load pages"):
    print("ready", flush=True)
    sys.stdin.read() if len(sys.argv) < 4 else __import__("time").sleep(float(sys.argv[3]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store", create=True) as store:
        store.commit([change("a")], LOG)
    return tmp_path / "store"


@contextmanager
def holder(folder: Path, mode: str, seconds: float = 60) -> Iterator[Popen[str]]:
    process = start(HOLD, folder, mode, str(seconds))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_writer_keeps_everybody_out_and_says_who_it_is(folder: Path) -> None:
    with holder(folder, "write") as process:
        for write in (False, True):
            with pytest.raises(StoreLockedError) as error:
                open_store(folder, write=write)
            assert error.value.exit_code == 6
            text = error.value.text
            assert f"process {process.pid} (load pages) on host {os.uname().nodename} since 20" in text
            assert text.endswith("Wait until it ends, or end it.")


def test_readers_share_and_keep_a_writer_out(folder: Path) -> None:
    with holder(folder, "read") as one, holder(folder, "read") as two:
        with open_store(folder) as store:
            assert store.revision == 1
        with pytest.raises(StoreLockedError) as error:
            open_store(folder, write=True)
        if Path("/proc/locks").exists():
            assert f"process {one.pid} (" in error.value.text
            assert f"process {two.pid} (" in error.value.text
        assert "since unknown" in error.value.text or "who and since when: unknown" in error.value.text


def test_a_killed_process_frees_the_store_at_once(folder: Path) -> None:
    with holder(folder, "write") as process:
        process.kill()
        process.wait()
        assert holders(folder / "lock") == []
        with open_store(folder, write=True) as store:
            assert store.commit([change("b")], LOG) == 2


def test_waiting_gets_it_as_soon_as_it_is_free(folder: Path) -> None:
    with holder(folder, "write", 0.4):
        begun = time.monotonic()
        with open_store(folder, wait=10) as store:
            assert store.revision == 1
        assert time.monotonic() - begun < 5


def test_waiting_ends(folder: Path) -> None:
    with holder(folder, "write"), pytest.raises(StoreLockedError):
        open_store(folder, wait=0.2)


def test_one_process_cannot_open_it_twice_for_writing(folder: Path) -> None:
    with open_store(folder, write=True), pytest.raises(StoreLockedError, match="Close the store in this process"):
        open_store(folder)
    with open_store(folder), open_store(folder):
        pass


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded")
def test_a_forked_child_does_not_keep_the_lock(folder: Path) -> None:
    store = open_store(folder, write=True)
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(30,))
    child.start()
    store.close()
    try:
        with open_store(folder, write=True) as again:
            assert child.is_alive()
            assert again.revision == 1
    finally:
        child.kill()
        child.join()


def test_a_stale_signature_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text('{"pid": 1, "command": "load", "since": "2020-01-01T00:00:00+00:00", "host": "elsewhere"}\n')
    if Path("/proc/locks").exists():
        assert holders(path) == []
    with acquire(path, exclusive=True, command="x"):
        assert [found.command for found in holders(path)] == ["x"]
    assert path.read_text() == ""
