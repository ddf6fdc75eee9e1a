"""The W3C's tests of the protocols, run against the real service."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import TOKEN, Served, served, writable


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    folder = shared / "conformance"
    if not folder.is_dir():
        pytest.skip("the standards' own tests (../shared/conformance) are not here")
    return folder


@pytest.fixture(scope="module")
def others() -> int:
    """The port at which the runner puts the endpoints that SERVICE asks."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def service(suite: Path, others: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, flags = writable(tmp_path_factory.mktemp("conformance"), "--default-graph", "own", "--rate", "0", "--quiet")
    for name in ("s0", "s1", "s2", "missing"):
        flags += ["--allow-service", f"http://127.0.0.1:{others}/{name}/sparql"]
    with served(store, *flags) as running:
        yield running


def _run(suite: Path, program: str, *arguments: str) -> tuple[int, int, str]:
    """Return how many tests passed, of how many, and what was said."""
    command = [sys.executable, str(suite / program), "--bearer", TOKEN, "--erase", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500)
    found = re.findall(r"(\d+) of (\d+) passed", done.stdout)
    assert found, done.stdout + done.stderr
    return int(found[-1][0]), int(found[-1][1]), done.stdout


def test_protocol(suite: Path, service: Served) -> None:
    # update-needs-auth sends "Bearer " with nothing behind it, which the runner's own client refuses to send: the same
    # is asked in test_sparql_protocol.py
    flags = ("--query", f"{service.url}/sparql", "--update", f"{service.url}/update", "--skip", "update-needs-auth")
    passed, number, said = _run(suite, "run_protocol.py", *flags, "--suite", str(suite / "sparql/sparql11"))
    assert (passed, number) == (80, 80), said


def test_graph_store(suite: Path, service: Served) -> None:
    flags = ("--gsp", f"{service.url}/graphs", "--update", f"{service.url}/update")
    passed, number, said = _run(suite, "run_gsp.py", *flags, "--suite", str(suite / "sparql/sparql11"))
    assert (passed, number) == (39, 39), said


def test_queries_updates_results_and_syntax(suite: Path, service: Served, others: int) -> None:
    flags = ("--query", f"{service.url}/sparql", "--update", f"{service.url}/update", "--service-port", str(others))
    passed, number, said = _run(suite, "run_query_eval.py", *flags, "--suite", str(suite / "sparql"))
    assert passed >= 1224 and number == 1256, said
