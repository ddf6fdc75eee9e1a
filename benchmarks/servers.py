"""Servers of the same data, each in processes of its own: ours, and `oxigraph serve` on disk and in memory."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_PROGRAM = [sys.executable, "-c", "from mandategraph.service.cli.program import main; main()"]
_STARTS, _ENDS = 120.0, 60.0
_PAGE = resource.getpagesize()


class Server(NamedTuple):
    """A running server."""

    url: str
    pid: int


@contextmanager
def mandategraph(store: Path, *flags: str) -> Iterator[Server]:
    """Serve a store with no limit of rate; give where it is."""
    port = _free_port()
    command = [*_PROGRAM, "serve", "--store", str(store), "--port", str(port), "--rate", "0", "--quiet", *flags]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANDATEGRAPH_")}
    with _running(command, f"http://127.0.0.1:{port}", "/health/ready", kept) as server:
        yield server


@contextmanager
def oxigraph(file: Path, folder: Path | None) -> Iterator[Server]:
    """Serve a file of N-Quads by ``oxigraph serve``: from a new store in ``folder``, or from memory."""
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        raise SystemExit("This needs the program oxigraph: pip install oxigraph.")
    port = _free_port()
    place = [] if folder is None else ["--location", str(folder)]
    if folder is not None:
        subprocess.run([program, "load", *place, "--file", str(file)], check=True, capture_output=True)
    command = [program, "serve", *place, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running(command, f"http://127.0.0.1:{port}", "/query?query=ASK%7B%7D", dict(os.environ)) as server:
        if folder is None:
            _put(f"{server.url}/store", file)
        yield server


def children(pid: int) -> list[int]:
    """Return the processes below one, those of their own too (Linux only)."""
    parents = {entry: parent for entry, parent, _ in _processes()}
    found, size = {pid}, 0
    while size != len(found):
        size = len(found)
        found |= {entry for entry, parent in parents.items() if parent in found}
    return sorted(found - {pid})


def zombies(pid: int) -> list[int]:
    """Return the ended processes below one that nobody has buried."""
    below = set(children(pid))
    return [entry for entry, _, state in _processes() if state == "Z" and entry in below]


def cpu(pid: int) -> float:
    """Return the CPU seconds that the living processes of a server have taken."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(sum(map(int, stat[11:13])) for each in (pid, *children(pid)) if (stat := _stat(each))) / ticks


def memory(pid: int) -> int:
    """Return the bytes of memory of a server; pages that its processes share count once for each of them."""
    return sum(_resident(each) for each in (pid, *children(pid)))


def _processes() -> Iterator[tuple[int, int, str]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            yield int(entry.name), int(stat[1]), stat[0]


def _stat(pid: int) -> Sequence[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(") ")[2].split()
    except OSError:
        return ()


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _running(command: list[str], url: str, probe: str, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, url + probe)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_ENDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + _STARTS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"The server does not answer at {url}.")


def _put(url: str, file: Path) -> None:
    request = urllib.request.Request(url, file.read_bytes(), {"content-type": "application/n-quads"}, method="POST")
    with urllib.request.urlopen(request, timeout=300) as answer:
        answer.read()
