"""Names a second that the reconciliation service answers on one core: as they are, and misspelled.

    python benchmarks/reconcile.py --mandates 5000 --runs 3 [--names 1000]

Every kind of name that the index holds is asked for (countries, donors, towns, themes, mandates), spread evenly over
all of them, without a type. A misspelled name has one letter less, one more, or two exchanged, in turn.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from generate import write_pages
from load import load_pages
from measure import measured, options, table

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.store.store import open_store
from mandategraph.service.reconcile.matcher import Matcher
from mandategraph.service.reconcile.reconciling import Question


def misspelled(name: str, number: int) -> str:
    """Return a name with a mistake in its middle, of the kind that ``number`` tells."""
    at = len(name) // 2
    if number % 3 == 0:
        return name[:at] + name[at + 1 :]
    if number % 3 == 1:
        return f"{name[:at]}x{name[at:]}"
    return name[: at - 1] + name[at : at + 1] + name[at - 1 : at] + name[at + 1 :]


def rates(store: Path, wanted: int) -> dict[str, float]:
    """Return how many names there are, and how many a second of CPU are answered of each kind."""
    with open_store(store) as opened:
        matcher = Matcher(opened, Resolver.load())
        names = sorted({name for name, _, _ in matcher.index.spelled if len(name) > 3})
        asked = names[:: max(1, len(names) // wanted)]
        wrong = [misspelled(name, number) for number, name in enumerate(asked)]
        matcher.index.near.search("warm up")
        return {
            "names": float(len(names)),
            "exact": _rate(matcher, asked),
            "misspelled": _rate(matcher, wrong),
        }


def _rate(matcher: Matcher, names: Sequence[str]) -> float:
    started = time.process_time()
    for name in names:
        matcher.reconciler.answer(Question((name,)))
    return len(names) / (time.process_time() - started)


def main() -> None:
    """Run as a command."""
    parser = options(__doc__, 5_000)
    parser.add_argument("--names", type=int, default=1000, help="names of each kind to ask for (default 1000)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        pages, store = Path(folder, "pages"), Path(folder, "store")
        written = write_pages(pages, given.mandates)
        measured(load_pages, pages, store)
        made = [measured(rates, store, given.names)[0] for _ in range(given.runs)]
    print(f"{written.mandates} mandates, {made[0]['names']:.0f} names; {given.runs} runs; names a second of one core")
    kinds = ("exact", "misspelled")
    print(table(kinds, [[f"{statistics.median(run[kind] for run in made):.0f}" for kind in kinds]]))


if __name__ == "__main__":
    main()
