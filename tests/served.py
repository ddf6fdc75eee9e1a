"""The service as a user starts it: `mandategraph serve` in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mandategraph.graph.store.store import open_store

TOKEN = "a-token-for-the-tests-0123456789"
PROGRAM = [sys.executable, "-c", "from mandategraph.service.cli.program import main; main()"]
_STARTS, _ENDS = 60.0, 60.0


@dataclass
class Served:
    """A running service: its address (without a slash at the end), its process, what it wrote to standard error."""

    url: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(_ENDS)


@contextmanager
def served(store: Path, *flags: str, environment: Sequence[tuple[str, str]] = ()) -> Iterator[Served]:
    """Serve a store on a free port until the context is left."""
    command = [*PROGRAM, "serve", "--store", str(store), "--port", "0", *flags]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MANDATEGRAPH_")}
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**inherited, **dict(environment)}, encoding="utf-8"
    )
    running, ready = Served("", process), threading.Event()
    reader = threading.Thread(target=_read, args=(running, ready), name="standard error of the service")
    reader.start()
    try:
        assert ready.wait(_STARTS) and running.url, "\n".join(running.lines)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(_ENDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()
        assert process.stderr
        process.stderr.close()


def writable(folder: Path, *flags: str) -> tuple[Path, list[str]]:
    """Make an empty store with a file of tokens; return the store and the flags to serve it for writing."""
    tokens = folder / "tokens"
    tokens.write_text(f"# who may write\n\n{TOKEN}\n", "utf-8")
    store = folder / "store"
    open_store(store, create=True, write=True).close()
    return store, ["--token-file", str(tokens), *flags]


def _read(running: Served, ready: threading.Event) -> None:
    assert running.process.stderr
    for line in running.process.stderr:
        running.lines.append(line.rstrip("\n"))
        if line.startswith("Serving ") and " at http" in line:
            running.url = line.split(" at ")[1].split(" ")[0].rstrip("/")
            ready.set()
    ready.set()
