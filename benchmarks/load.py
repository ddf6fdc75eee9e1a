"""Cost of a load: CPU beside bulk_load of the same statements ready-made, peak memory, statements a mandate.

    python benchmarks/load.py --mandates 20000 --runs 3
    python benchmarks/load.py --mandates 100000 --runs 1     # the size at which memory must stay below 1.5 GB

Both begin with files and end with a durable store on the same disk, each in a new process, one after the other.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pyoxigraph as ox
from generate import Written, write_pages
from measure import Cost, measured, median, options, table

from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load

RATIO, PEAK, STATEMENTS = 1.5, 1500, 45


def load_pages(pages: Path, store: Path) -> int:
    """Load a folder of pages and return how many documents failed."""
    report = load([str(pages)], store, started="2026-01-01T00:00:00Z", read_on=date(2026, 1, 1))
    return report.counts["failed"]


def dump(store: Path, file: Path) -> int:
    """Write a store as N-Quads and return how many statements are about sources, not reference data."""
    with open_store(store) as opened, file.open("wb") as out:
        opened.engine.dump(out, format=ox.RdfFormat.N_QUADS)
        ours = [graph for graph in opened.graphs() if "/graph/source/" in graph or graph.endswith("/graph/loads")]
        return sum(opened.count(graph) for graph in ours)


def bulk_load(file: Path, folder: Path) -> int:
    """Load ready-made N-Quads with pyoxigraph alone and return how many there are."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return len(store)


def compare(work: Path, runs: int) -> tuple[list[Cost], list[Cost], int]:
    """Return the costs of the two ways, measured in turn, and the number of statements about sources."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    statements = 0
    for run in range(runs):
        store, bulk, file = work / f"store-{run}", work / f"bulk-{run}", work / "statements.nq"
        failed, cost = measured(load_pages, work / "pages", store)
        if failed:
            raise SystemExit(f"{failed} made-up pages could not be loaded: the figures would mean nothing.")
        ours.append(cost)
        statements, _ = measured(dump, store, file)
        theirs.append(measured(bulk_load, file, bulk)[1])
        shutil.rmtree(store)
        shutil.rmtree(bulk)
    return ours, theirs, statements


def report(pages: Written, ours: list[Cost], theirs: list[Cost], statements: int) -> str:
    """Return the tables."""
    load_cost, bulk_cost = median(ours), median(theirs)
    costs = [
        (name, f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.cpu / bulk_cost.cpu:.2f}", f"{cost.peak:.0f}")
        for name, cost in (("load (pages)", load_cost), ("bulk_load (N-Quads)", bulk_cost))
    ]
    targets = [
        ("CPU, load / bulk_load", f"{load_cost.cpu / bulk_cost.cpu:.2f}", RATIO),
        ("peak memory of load, MB", f"{load_cost.peak:.0f}", PEAK),
        ("statements a listed mandate", f"{statements / pages.listed:.1f}", STATEMENTS),
        ("statements a different mandate", f"{statements / pages.mandates:.1f}", ""),
    ]
    return "\n\n".join(
        (table(("", "CPU s", "wall s", "ratio", "peak MB"), costs), table(("", "measured", "target"), targets))
    )


def main() -> None:
    """Run as a command."""
    given = options(__doc__, 20_000).parse_args()
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        work = Path(folder)
        pages = write_pages(work / "pages", given.mandates)
        print(
            f"{pages.pages} pages, {pages.mandates} mandates listed {pages.listed} times, {pages.bytes / 1e6:.1f} MB; "
            f"{given.runs} runs"
        )
        print(report(pages, *compare(work, given.runs)))


if __name__ == "__main__":
    main()
