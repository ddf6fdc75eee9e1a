"""Speed of the stored queries: in the store from disk and from memory, beside pyoxigraph alone and rdflib.

    python benchmarks/query.py --mandates 5000 --runs 3 [--rdflib QUERY ...] [--limit 60]

Each stored query is asked as its header's examples ask it. rdflib answers only the queries named, each in a process of
its own that is ended after ``--limit`` seconds.
"""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox
from generate import write_pages
from load import dump, load_pages
from measure import measured, options, table

from mandategraph.graph.queries.binding import bind
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import open_store

Times = dict[str, float]

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "pages" / "mali.txt"
"""The page that the examples in the headers of stored queries are about."""


def _milliseconds(runs: int, work: Callable[[], object]) -> float:
    """Return the median of the wall-clock milliseconds of some runs, after one that does not count."""
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times[1:])


def ask_ours(store: Path, runs: int, memory: bool) -> Times:
    """Ask every stored query of the catalogue, rows read into Python."""
    catalogue = Catalogue.read(portable=False)
    with open_store(store) as opened:
        if memory and not opened.warm(8192):
            raise SystemExit("The store does not fit into 8 GiB of memory.")
        calls = {name: catalogue.golden_call(name) for name in catalogue}
        return {name: _milliseconds(runs, partial(catalogue.run, opened, name, call)) for name, call in calls.items()}


def bound(store: Path) -> dict[str, str]:
    """Return the SPARQL text of every stored query, as its header's examples ask it."""
    catalogue = Catalogue.read(portable=False)
    texts = {}
    with open_store(store) as opened:
        for name in catalogue:
            bindings = catalogue.run(opened, name, catalogue.golden_call(name)).bindings
            texts[name] = bind(catalogue[name], bindings, base=opened.base_iri)
    return texts


def _rows(store: ox.Store, text: str) -> object:
    answer = store.query(text, use_default_graph_as_union=True)
    return bool(answer) if isinstance(answer, ox.QueryBoolean) else list(answer)


def ask_pyoxigraph(file: Path, texts: dict[str, str], runs: int) -> Times:
    """Ask the same texts of a memory store of pyoxigraph, with nothing of ours around it."""
    store = ox.Store()
    store.load(path=str(file), format=ox.RdfFormat.N_QUADS)
    return {name: _milliseconds(runs, partial(_rows, store, text)) for name, text in texts.items()}


def _ask_rdflib(sender: Connection, file: Path, text: str) -> None:
    from rdflib import Dataset

    data = Dataset(default_union=True)
    data.parse(file, format="nquads")
    sender.send(0.0)
    started = time.perf_counter()
    list(data.query(text))
    sender.send(1000 * (time.perf_counter() - started))


def ask_rdflib(file: Path, text: str, limit: float) -> float | None:
    """Ask rdflib once and return the milliseconds, or None after ``limit`` seconds."""
    receiver, sender = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_ask_rdflib, args=(sender, file, text))
    process.start()
    sender.close()
    try:
        receiver.recv()
        return float(receiver.recv()) if receiver.poll(limit) else None
    except EOFError:
        raise SystemExit("rdflib ended without an answer; its message is above.") from None
    finally:
        process.kill()
        process.join()


def main() -> None:
    """Run as a command."""
    parser = options(__doc__, 5_000)
    parser.add_argument("--rdflib", nargs="*", default=[], metavar="QUERY", help="queries that rdflib answers too")
    parser.add_argument("--limit", type=float, default=60, help="seconds that rdflib gets for one query (default 60)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        pages, store, file = (Path(folder, name) for name in ("pages", "store", "statements.nq"))
        written = write_pages(pages, given.mandates)
        shutil.copy(SAMPLE, pages)
        measured(load_pages, pages, store)
        measured(dump, store, file)
        texts, _ = measured(bound, store)
        disk, _ = measured(ask_ours, store, given.runs, False)
        memory, _ = measured(ask_ours, store, given.runs, True)
        raw, _ = measured(ask_pyoxigraph, file, texts, given.runs)
        peers = {name: ask_rdflib(file, texts[name], given.limit) for name in given.rdflib}
        told = partial(_peer, peers, given.limit)
    print(f"{written.mandates} mandates listed {written.listed} times; {given.runs} runs; milliseconds")
    rows = [
        (name, *(f"{times[name]:.1f}" for times in (disk, memory, raw)), f"{memory[name] / raw[name]:.2f}", told(name))
        for name in texts
    ]
    print(table(("query", "disk", "memory", "pyoxigraph", "memory / pyoxigraph", "rdflib"), rows))


def _peer(peers: dict[str, float | None], limit: float, name: str) -> str:
    taken = peers.get(name, -1.0)
    return f"> {1000 * limit:.0f}" if taken is None else "" if taken < 0 else f"{taken:.0f}"


if __name__ == "__main__":
    main()
