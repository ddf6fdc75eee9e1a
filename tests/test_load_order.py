"""Random pages, loaded in any order and number of runs, changed, removed, or cut off in the middle: the same graph."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load, remove

STARTED, DAY = "2026-11-24T10:00:00Z", date(2026, 11, 24)
DONORS = ("", "Netherlands", "France", "Netherlands, France", "Ruritania")
PLACES = ("", "Mali", "Niger", "Mali, Niger", "Atlantis", "EU")
PERIODS = ("01/06/2015 - 05/06/2015", "01/06/2015 - 06/06/2015", "01/06/2015 -", "31/02/2015 - 05/06/2015")
TITLES = ("Training on SSR", "TRAINING on SSR", "Review")


@dataclass(frozen=True)
class Step:
    """What happens to some pages: they are written with these texts and loaded, or removed."""

    pages: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    at_once: bool


def blocks() -> st.SearchStrategy[str]:
    def block(title: str, donor: str, place: str, period: str) -> str:
        header = " ".join(part for part in (donor, "mandate in", place, period) if part)
        return f"{title}\n\n{header}\n\nThe EU sends a team.\n\nMandate\n\n"

    return st.builds(block, *(st.sampled_from(words) for words in (TITLES, DONORS, PLACES, PERIODS)))


def texts() -> st.SearchStrategy[str]:
    return st.lists(blocks(), min_size=1, max_size=3).map(lambda found: "Mali\n\n" + "".join(found))


def steps() -> st.SearchStrategy[list[Step]]:
    names = st.sampled_from(("a.txt", "b.txt", "c.txt", "d.txt"))
    pages = st.dictionaries(names, texts(), min_size=1, max_size=4).map(lambda found: tuple(found.items()))
    step = st.builds(Step, pages, st.lists(names, max_size=2, unique=True).map(tuple), st.booleans())
    return st.lists(step, min_size=1, max_size=3)


def statements(store: Path) -> list[str]:
    with open_store(store) as opened:
        log = opened.minter.graph("loads")
        return sorted(str(quad) for quad in opened.quads() if getattr(quad.graph_name, "value", "") != log)


def run(store: Path, names: list[str]) -> None:
    load(names, store, started=STARTED, read_on=DAY)


def live(history: list[Step], shuffler: random.Random, store: Path, patch: pytest.MonkeyPatch) -> set[str]:
    """Let a history happen, and return the pages that are left."""
    held: set[str] = set()
    for step in history:
        for page, text in step.pages:
            Path(page).write_text(text, encoding="utf-8")
        loaded = [page for page, _ in step.pages]
        shuffler.shuffle(loaded)
        patch.setattr("mandategraph.loaders.load.BATCH", 10_000 if step.at_once else 0)
        for part in [loaded] if step.at_once else [[page] for page in loaded]:
            run(store, part)
        held |= set(loaded)
        if gone := [page for page in step.removed if page in held]:
            remove(gone, store, started=STARTED)
            held -= set(gone)
    return held


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=steps(), shuffler=st.randoms(use_true_random=False))
def test_any_history_gives_the_graph_of_its_last_state(history: list[Step], shuffler: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.chdir(folder)
        held = live(history, shuffler, folder / "store", patch)
        if held:
            run(folder / "fresh", sorted(held))
            assert statements(folder / "store") == statements(folder / "fresh")
        patch.chdir("/")


def many_pages(folder: Path) -> None:
    chance = random.Random(7)
    for number in range(60):
        text = "Mali\n\n"
        for _ in range(40):
            title = f"{chance.choice(TITLES)} {chance.randrange(300)}"
            header = f"{chance.choice(DONORS)} mandate in {chance.choice(PLACES)} {chance.choice(PERIODS)}"
            text += f"{title}\n\n{' '.join(header.split())}\n\nThe EU sends a team to Bamako.\n\nMandate\n\n"
        (folder / f"page-{number:02}.txt").write_text(text, encoding="utf-8")


CHILD = f"""
import sys
from datetime import date
from pathlib import Path
import mandategraph.loaders.load as module
module.BATCH = 20_000
print("ready", flush=True)
module.load(["pages"], Path("store"), started={STARTED!r}, read_on=date(2026, 11, 24))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system with SIGKILL")
def test_a_load_killed_at_any_point_and_done_again_gives_the_same_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pages = tmp_path / "pages"
    pages.mkdir()
    many_pages(pages)
    load(["pages"], tmp_path / "whole", started=STARTED, read_on=DAY)
    for wait in (0.02, 0.3, 0.5, 0.8):
        child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(wait)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    report = load(["pages"], tmp_path / "store", started=STARTED, read_on=DAY)
    assert {source.outcome for source in report.sources} <= {"added", "unchanged"}
    assert statements(tmp_path / "store") == statements(tmp_path / "whole")
