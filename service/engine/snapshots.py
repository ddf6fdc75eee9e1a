"""Snapshots: copies of the store's database at one revision, made of hard links, which no writer disturbs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ...graph.store.store import open_store

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

        StoreLockedError while another process writes.
        """
        with open_store(self._store, command="serve", wait=wait) as store:
            revision = store.revision
            self.folder.mkdir(exist_ok=True)
            path = self.folder / f"{revision}-{os.getpid()}"
            if not path.exists():
                store.engine.backup(str(path))
        return revision, path


def remove(path: Path) -> None:
    """Remove a snapshot; readers that have it open keep what they have."""
    shutil.rmtree(path, ignore_errors=True)
