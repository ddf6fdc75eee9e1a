"""Graphs and programs that the tests of the store share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mandategraph.graph.store.store import GraphChange, LoadLog

BASE = "https://w3id.org/mandategraph/"
LOG = LoadLog("2026-01-31T12:00:00Z")


def graph(name: str) -> str:
    """Return the IRI of the source graph with this name."""
    return f"{BASE}graph/source/{name}"


def quads(name: str, count: int = 3, version: int = 0) -> bytes:
    """Return ``count`` statements of a graph; their literals tell the version."""
    lines = (
        f'<{BASE}id/mandate/{name}-{n}> <{BASE}ontology#objective> "text {n} of version {version}" <{graph(name)}> .\n'
        for n in range(count)
    )
    return "".join(lines).encode()


def change(name: str, count: int = 3, version: int = 0) -> GraphChange:
    """Return the change that gives a graph this content."""
    return GraphChange(graph(name), quads(name, count, version))


def start(program: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Start a Python program of ours that reports lines on its standard output."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent)
