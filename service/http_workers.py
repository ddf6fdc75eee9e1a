"""More processes that serve HTTP on the same port, started and kept alive by the first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType

WORKER = "MANDATEGRAPH_HTTP_WORKER"
"""In the environment of every such process but the first: its number, from 1."""

_PROGRAM = "from mandategraph.service.cli.program import main; main()"


class HttpWorkers:
    """Runs the same command ``count`` times until the context is left; ``revive`` replaces those that have ended.

    ``patience``: the seconds that each may take to answer what is under way when it is to end.
    """

    def __init__(self, count: int, arguments: Sequence[str], patience: float) -> None:
        self._count, self._arguments, self._patience = count, list(arguments), patience
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> HttpWorkers:
        self._processes = [self._start(number) for number in range(self._count)]
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(self._patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        environment = {**os.environ, WORKER: str(number + 1)}
        return subprocess.Popen([sys.executable, "-c", _PROGRAM, *self._arguments], env=environment)

    def revive(self) -> None:
        """Start again what has ended."""
        for number, process in enumerate(self._processes):
            if process.poll() is not None:
                self._processes[number] = self._start(number)
