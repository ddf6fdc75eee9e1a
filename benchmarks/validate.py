"""Cost of validation: seconds of CPU and peak memory of checking a loaded store with every shape.

python benchmarks/validate.py --mandates 2000 --runs 3
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from generate import write_pages
from load import load_pages
from measure import measured, median, options, table

from mandategraph.graph.store.store import open_store
from mandategraph.graph.validation.validation import validate


def check(store: Path) -> dict[str, int]:
    """Validate a store and return the number of findings of each severity."""
    with open_store(store) as opened:
        return dict(Counter(finding.severity for finding in validate(opened, today=date(2026, 1, 1)).findings))


def main() -> None:
    """Run as a command."""
    given = options(__doc__, 2_000).parse_args()
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        pages, store = Path(folder, "pages"), Path(folder, "store")
        written = write_pages(pages, given.mandates)
        measured(load_pages, pages, store)
        runs = [measured(check, store) for _ in range(given.runs)]
    cost = median(cost for _, cost in runs)
    found = ", ".join(f"{number} {severity}" for severity, number in sorted(runs[0][0].items()))
    print(f"{written.mandates} mandates listed {written.listed} times; {given.runs} runs; findings: {found or 'none'}")
    row = (
        "validate",
        f"{cost.cpu:.1f}",
        f"{1000 * cost.cpu / written.listed:.2f}",
        f"{cost.wall:.1f}",
        f"{cost.peak:.0f}",
    )
    print(table(("", "CPU s", "ms a mandate", "wall s", "peak MB"), [row]))


if __name__ == "__main__":
    main()
