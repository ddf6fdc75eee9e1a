"""Speed of extraction: text of listing pages to records, in one process, in MB of UTF-8 a second.

python benchmarks/extraction.py --mandates 20000 --runs 3
"""

from __future__ import annotations

import time

from generate import make_pages
from measure import measured, median, options, table

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.collector import no_collections
from mandategraph.loaders.pages.listing import read_listing

TARGET = 10.0


def extract(mandates: int) -> float:
    """Read made-up pages and return the seconds of CPU that reading them took, pages made and reference data loaded."""
    texts = [page[1] for page in make_pages(mandates)]
    resolver = Resolver.load()
    read_listing(texts[0], resolver)
    started = time.process_time()
    with no_collections():  # as a load does
        for text in texts:
            read_listing(text, resolver)
    return time.process_time() - started


def main() -> None:
    """Run as a command."""
    given = options(__doc__, 20_000).parse_args()
    pages = list(make_pages(given.mandates))
    size = sum(len(page[1].encode()) for page in pages) / 1e6
    listed = sum(page[3] for page in pages)
    runs = [measured(extract, given.mandates) for _ in range(given.runs)]
    seconds = sorted(seconds for seconds, _ in runs)[len(runs) // 2]
    print(f"{len(pages)} pages, {given.mandates} mandates listed {listed} times, {size:.1f} MB; {given.runs} runs")
    row = (
        "read_listing",
        f"{seconds:.2f}",
        f"{size / seconds:.1f}",
        f"{TARGET:.0f}",
        f"{median(c for _, c in runs).peak:.0f}",
    )
    print(table(("text to records", "CPU s", "MB/s", "target", "peak MB"), [row]))


if __name__ == "__main__":
    main()
