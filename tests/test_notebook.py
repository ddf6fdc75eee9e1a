"""The notebook of the examples runs from its first cell to its last and shows what it says it shows.

It runs in a process of its own: the warnings of a notebook's machinery are not ours to answer for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOTEBOOK = EXAMPLES / "exploring-mandates.ipynb"
RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": sys.argv[2]}}).execute()
nbformat.write(notebook, sys.argv[3])
"""

pytest.importorskip("nbclient", reason="running the notebook needs nbclient, a development tool")
pytest.importorskip("ipykernel", reason="running the notebook needs ipykernel, a development tool")
pytest.importorskip("pandas", reason="the notebook needs pandas, an optional extra")


class Cell(NamedTuple):
    """What a code cell of the notebook holds and what it showed."""

    source: str
    shown: str
    kinds: frozenset[str]


def read_cells(path: Path) -> list[Cell]:
    cells = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            data = [output.get("data", {"text/plain": output.get("text", "")}) for output in cell["outputs"]]
            shown = "".join("".join(part) for each in data for part in each.values())
            cells.append(Cell("".join(cell["source"]), shown, frozenset(kind for each in data for kind in each)))
    return cells


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[Cell]:
    out = tmp_path_factory.mktemp("notebook") / "run.ipynb"
    command = [sys.executable, "-c", RUN, str(NOTEBOOK), str(EXAMPLES), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return read_cells(out)


def shown_by(cells: list[Cell], words: str) -> str:
    return next(cell.shown for cell in cells if words in cell.source)


def test_it_loads_every_page(cells: list[Cell]) -> None:
    pages = sum(path.is_file() for path in (EXAMPLES / "pages").rglob("*"))
    assert shown_by(cells, "graph.load").startswith(f"{pages} sources")


def test_it_tells_what_is_undecidable(cells: list[Cell]) -> None:
    assert "undecidable" in shown_by(cells, "mandates-active-on")


def test_it_offers_what_the_prose_says_of_an_inverted_period(cells: list[Cell]) -> None:
    assert "2015-05-19 2015-05-21" in shown_by(cells, "finding.suggestion")


def test_it_quotes_the_header_line(cells: list[Cell]) -> None:
    assert "21/09/2015" in shown_by(cells, "evidence-of-mandate")


def test_it_ends_with_a_picture(cells: list[Cell]) -> None:
    assert "image/svg+xml" in next(cell.kinds for cell in cells if "SVG(bars" in cell.source)


def test_it_is_kept_without_output() -> None:
    assert [cell.shown for cell in read_cells(NOTEBOOK) if cell.shown] == []
