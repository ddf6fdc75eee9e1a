"""Eight attacks at once on the service with its default limits: how they end, and how others are served meanwhile.

    python benchmarks/http_protection.py --mandates 5000

Ends with 1 where something is not as it must be; how long the machine itself lets the client wait is taken off.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from generate import write_pages
from hostile import Attack, Ending, Times, Witness, attack_together, attacks, wrong
from load import load_pages
from measure import measured, options, table
from servers import cpu, mandategraph, zombies

ASK = "/sparql?query=ASK%7B%7D"
SMALL = "/queries/mandates-in-country?country=MLI&donor=netherlands"
QUICK, TIMES = 200.0, 5.0
_IDLE, _BUSY = 10.0, 0.3


def idle_share(pid: int) -> float:
    """Return the share of one CPU that a server takes in the second after the next."""
    time.sleep(1)
    before = cpu(pid)
    time.sleep(1)
    return max(0.0, cpu(pid) - before)


def main() -> None:
    """Run as a command."""
    parser = options(__doc__, 5_000)
    parser.add_argument("--timeout", type=float, default=30, help="the time limit of the service (default 30)")
    given = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        pages, store = Path(folder, "pages"), Path(folder, "store")
        write_pages(pages, given.mandates)
        measured(load_pages, pages, store)
        with mandategraph(store, "--timeout", f"{given.timeout:g}") as (url, pid):
            Witness(url, pid, (ASK, SMALL)).watch_for(3)  # warm
            for _ in range(given.runs):
                found += run(url, pid, given.timeout)
    sys.exit(1 if found else 0)


def run(url: str, pid: int, limit: float) -> int:
    """Attack once, print how it went, and return the number of faults."""
    calm, busy = (Witness(url, pid, (ASK, SMALL)) for _ in range(2))
    calm.watch_for(_IDLE)
    kinds = attacks()
    endings = busy.watch_during(lambda: attack_together(url))
    share = idle_share(pid)
    rows = [
        (each.name, each.status, "whole" if each.whole else "broken off", f"{each.seconds:.1f}") for each in endings
    ]
    print(table(("attack", "status", "answer", "s"), rows))
    told = [
        (f"{name}, {when}", witness.told(path))
        for name, path in (("ASK {}", ASK), ("small stored query", SMALL))
        for when, witness in (("idle", calm), ("attacked", busy))
    ]
    print(table(("", "requests", "p50 ms", "p99 ms", "longest ms", "failed"), [_row(*each) for each in told]))
    print(f"the machine let the client wait {calm.lag:.0f} ms at most when idle, {busy.lag:.0f} ms when attacked")
    most = announced(url)
    print(f"memory at most {busy.peak / 2**30:.2f} GiB, of {most / 2**30:.2f} announced")
    print(f"CPU in the second after the next {share:.2f} s\n")
    found = faults(kinds, endings, limit, calm, busy)
    found += ["it took more memory than it announces"] if busy.peak > most else []
    found += ["work went on after the last answer"] if share > _BUSY else []
    found += ["there are zombies"] if zombies(pid) else []
    print("\n".join(f"FAULT {fault}" for fault in found))
    return len(found)


def announced(url: str) -> int:
    """Return the bytes of memory that the service says it may take in all, with the graph that it holds."""
    with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
        return int(json.load(answer)["memory"]["most"])


def faults(kinds: list[Attack], endings: list[Ending], limit: float, calm: Witness, busy: Witness) -> list[str]:
    """Return what was not as it must be."""
    ask, small, idle = busy.told(ASK), busy.told(SMALL), calm.told(SMALL)
    found = [fault for kind, ending in zip(kinds, endings, strict=True) if (fault := wrong(ending, kind, limit))]
    found += [f"ASK {{}} took {ask.longest:.0f} ms"] if ask.longest > QUICK + busy.lag else []
    found += [f"{ask.failed + small.failed} small requests failed"] if ask.failed + small.failed else []
    if small.most > TIMES * idle.most + busy.lag:
        found.append(f"p99 of the small stored query was {small.most:.1f} ms, and {idle.most:.1f} ms when idle")
    return found


def _row(name: str, times: Times) -> tuple[object, ...]:
    return name, times.requests, f"{times.half:.1f}", f"{times.most:.1f}", f"{times.longest:.1f}", times.failed


if __name__ == "__main__":
    main()
