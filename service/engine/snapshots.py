"""Snapshots: copies of the store's database at one revision, made of hard links, which no writer disturbs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ...graph.errors import StoreError
from ...graph.store.store import EmbeddedStore, open_store

FOLDER = "snapshots"


class Snapshots:
    """The snapshots of one service below the store's folder, named ``{revision}-{process id}``."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.folder = store / FOLDER

    def sweep(self) -> None:
        """Remove the snapshots of services that are gone."""
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            pid = entry.name.rpartition("-")[2].partition(".")[0]
            if not pid.isdigit() or int(pid) == os.getpid() or not Path(f"/proc/{pid}").exists():
                shutil.rmtree(entry, ignore_errors=True)

    def take(self, wait: float = 0.0) -> tuple[int, Path]:
        """Make a snapshot of the newest revision under the store's shared lock; return revision and folder.

        StoreLockedError while another process writes; StoreError where the disk does not take it.
        """
        with open_store(self._store, command="serve", wait=wait) as store:
            revision = store.revision
            make_folder(self.folder)
            path = self.folder / f"{revision}-{os.getpid()}"
            if not path.exists():
                _back_up(store, path)
        return revision, path


def make_folder(folder: Path) -> None:
    """Make the folder of the snapshots; StoreError where that cannot be."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error) from error


def _back_up(store: EmbeddedStore, path: Path) -> None:
    try:
        store.engine.backup(str(path))
    except (OSError, RuntimeError) as error:
        remove(path)
        raise _cannot(path, error) from error


def _cannot(path: Path, error: Exception) -> StoreError:
    return StoreError(f"no snapshot can be made: {error}.", where=str(path), remedy="Check the disk and permissions.")


def remove(path: Path) -> None:
    """Remove a snapshot; readers that have it open keep what they have."""
    shutil.rmtree(path, ignore_errors=True)
