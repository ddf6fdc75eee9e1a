"""The lock of a store's folder: many readers or one writer, freed by the system when a process ends.

The lock is an ``flock`` on ``DIR/lock``. A writer also writes there who it is; readers are found in ``/proc/locks``.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO
from weakref import WeakSet

import portalocker

from ..errors import StoreLockedError
from .folder import unavailable

_PAUSE = 0.05
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Holder:
    """A process that holds a lock; what is not known says so."""

    pid: int | None
    command: str = _UNKNOWN
    since: str = _UNKNOWN
    host: str = _UNKNOWN

    def __str__(self) -> str:
        pid = _UNKNOWN if self.pid is None else self.pid
        return f"process {pid} ({self.command}) on host {self.host} since {self.since}"


class FolderLock:
    """A lock that is held; ``release`` or the end of the process frees it. A forked child does not keep it."""

    def __init__(self, file: IO[str], exclusive: bool) -> None:
        self._file, self.exclusive = file, exclusive
        _HELD.add(self)

    def release(self) -> None:
        """Free the lock and take the signature back; a second call does nothing."""
        if self.exclusive and not self._file.closed:
            with suppress(OSError):
                self._file.truncate(0)
        self.let_go()

    def let_go(self) -> None:
        """Close this process's handle of the lock; a parent that holds it too keeps it.

        Nothing of worth is in the file, so a disk that is full does not stand in the way of freeing the lock.
        """
        _HELD.discard(self)
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


_HELD: WeakSet[FolderLock] = WeakSet()


def acquire(path: Path, *, exclusive: bool, command: str, wait: float = 0.0) -> FolderLock:
    """Lock the file ``path``; StoreLockedError says who holds it after ``wait`` seconds of trying.

    A reader does not need the right to write the folder, as long as the lock file is there.
    """
    file = _open(path, exclusive)
    kind = portalocker.LockFlags.EXCLUSIVE if exclusive else portalocker.LockFlags.SHARED
    deadline = time.monotonic() + wait
    while True:
        try:
            portalocker.lock(file, kind | portalocker.LockFlags.NON_BLOCKING)
            break
        except portalocker.AlreadyLocked as error:
            if time.monotonic() >= deadline:
                file.close()
                raise _locked(path, exclusive) from error
            time.sleep(_PAUSE)
        except portalocker.LockException as error:
            file.close()
            raise unavailable(path, OSError(str(error))) from error
    if exclusive:
        _sign(file, command)
    return FolderLock(file, exclusive)


def holders(path: Path) -> list[Holder]:
    """Return who holds the lock on ``path`` as far as the system tells."""
    try:
        inode = path.stat()
        signed = _signature(path)
        pids = [pid for pid, node in _flocks() if node == (inode.st_dev, inode.st_ino)]
    except OSError:
        return []
    found = [signed if signed and signed.pid == pid else _process(pid) for pid in sorted(set(pids))]
    return found or ([signed] if signed and not Path("/proc/locks").exists() else [])


def _open(path: Path, exclusive: bool) -> IO[str]:
    try:
        if exclusive or not path.exists():
            return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+", encoding="utf-8")
        return path.open(encoding="utf-8")
    except OSError as error:
        raise unavailable(path, error) from error


def _locked(path: Path, exclusive: bool) -> StoreLockedError:
    found = holders(path)
    who = "; ".join(map(str, found)) or "a process that the system does not name (who and since when: unknown)"
    ours = any(holder.pid == os.getpid() for holder in found)
    remedy = "Close the store in this process first." if ours else "Wait until it ends, or end it."
    what = "to write it" if exclusive else "to read it"
    return StoreLockedError(f"the store cannot be opened {what}; held by {who}.", where=str(path.parent), remedy=remedy)


def _sign(file: IO[str], command: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "command": command, "since": now, "host": platform.node() or _UNKNOWN}
    with suppress(OSError):  # the lock holds without its signature
        file.truncate(0)
        file.write(json.dumps(holder) + "\n")
        file.flush()


def _signature(path: Path) -> Holder | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(said["pid"]), str(said["command"]), str(said["since"]), str(said["host"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _flocks() -> list[tuple[int, tuple[int, int]]]:
    """Return (pid, (device, inode)) of each flock that Linux lists; nothing elsewhere."""
    table = Path("/proc/locks")
    lines = table.read_text(encoding="ascii").splitlines() if table.exists() else []
    rows = [fields for line in lines if "FLOCK" in (fields := line.split()) and "->" not in fields]
    return [(int(fields[4]), _node(fields[5])) for fields in rows]


def _node(text: str) -> tuple[int, int]:
    major, minor, inode = text.split(":")
    return os.makedev(int(major, 16), int(minor, 16)), int(inode)


def _process(pid: int) -> Holder:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return Holder(pid or None)
    command = " ".join(word.decode(errors="replace") for word in words if word) or _UNKNOWN
    return Holder(pid, command, host=platform.node() or _UNKNOWN)


def _forget() -> None:
    """Close a forked child's copies of its parent's locks; the parent keeps them."""
    for lock in list(_HELD):
        lock.let_go()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)
