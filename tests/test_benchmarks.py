"""The benchmarks run, and measure what they say: made-up pages are the same for the same seed, and are read whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.pages.listing import read_listing

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(BENCHMARKS / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def generate(folder: Path, *arguments: str) -> dict[str, bytes]:
    run("generate.py", str(folder), "--mandates", "400", *arguments)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_pages_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, again, other = (generate(tmp_path / str(n), "--seed", str(n // 2)) for n in range(3))
    assert first == again
    assert first != other


def test_every_made_up_mandate_is_read(tmp_path: Path) -> None:
    said = run("generate.py", str(tmp_path), "--mandates", "400")
    listed = re.search(r"400 mandates listed (\d+) times", said)
    pages = [read_listing(path.read_text(encoding="utf-8"), Resolver.load()) for path in sorted(tmp_path.iterdir())]
    assert listed and sum(len(page.mandates) for page in pages) == int(listed[1])
    different = {
        (record.title, record.start, record.donors, record.places) for page in pages for record in page.mandates
    }
    assert len(different) == 400


@pytest.mark.parametrize(
    ("script", "row"),
    [("extraction.py", "read_listing"), ("load.py", "statements a listed mandate"), ("validate.py", "validate")],
)
def test_a_benchmark_runs(script: str, row: str) -> None:
    assert row in run(script, "--mandates", "60", "--runs", "1")
