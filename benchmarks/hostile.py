"""What a stranger may send to harm a service, and a witness of how it serves others meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from servers import memory

Value = TypeVar("Value")

_PATIENCE = 600.0
_PAUSE, _LOOK = 0.02, 0.5
_QUERY = "application/sparql-query"
_ANEW = {"accept": "application/sparql-results+json", "cache-control": "no-cache"}
TOO_MUCH = (422, 503, 504)
"""What a query that costs too much ends with: out of memory, no place for it, out of time."""


class Attack(NamedTuple):
    """One request; ``statuses`` are right, and where 200 is one of them, so is an answer that visibly breaks off."""

    name: str
    body: bytes
    statuses: tuple[int, ...]


class Ending(NamedTuple):
    """How an attack ended; an answer that is not ``whole`` broke off after its head."""

    name: str
    status: int
    whole: bool
    seconds: float
    retry_after: str


def _numbered(count: int) -> str:
    return " ".join(map(str, range(count)))


def attacks() -> list[Attack]:
    """Return eight attacks, each of another kind."""
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f"
    step = "(<urn:a>|!<urn:a>)*"
    patterns = " ".join(f"?v{n} ?p{n} ?v{n + 1} ." for n in range(300))
    values = (
        f"VALUES ?a {{ {_numbered(20_000)} }} VALUES ?b {{ {_numbered(3_000)} }} VALUES ?c {{ {_numbered(3_000)} }}"
    )
    bomb = "^(([a-z])+.)+[A-Z]([a-z])+$|(.*a){60}(.*b){60}(.*c){60}"
    made = [
        _query("cartesian product", f"{cross} . ?g ?h ?i }}"),
        _query("path without an end", f"SELECT (COUNT(*) AS ?n) {{ ?a {step} ?b . ?b {step} ?c }}"),
        _query("order of too much", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c DESC(?a) ?d"),
        _query("deep nesting", f"SELECT ({'STR(' * 1000}1{')' * 1000} AS ?x) {{}}", 400),
        _query("300 patterns", f"SELECT * {{ {patterns} }}", 200, *TOO_MUCH),
        _query("large VALUES", f"SELECT (COUNT(*) AS ?n) {{ {values} FILTER(?a * ?b = ?c + 0.5) }}"),
        _query("regular expression", f'{cross} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "{bomb}")) }}'),
    ]
    return [*made, Attack("body of 50 MB", b"SELECT * {} #" + b"x" * (50 << 20), (413,))]


def _query(name: str, text: str, *statuses: int) -> Attack:
    return Attack(name, text.encode(), statuses or TOO_MUCH)


def attack(url: str, kind: Attack) -> Ending:
    """Send one attack and read its answer to the end."""
    began = time.monotonic()
    connection = _connect(url)
    try:
        head = {"content-type": _QUERY, "accept": "application/sparql-results+json, text/csv;q=0.5"}
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before it was sent whole
            connection.request("POST", "/sparql", kind.body, head)
        answer = connection.getresponse()
        whole = _read(answer)
        return Ending(kind.name, answer.status, whole, time.monotonic() - began, answer.headers.get("retry-after", ""))
    finally:
        connection.close()


def attack_together(url: str) -> list[Ending]:
    """Send all attacks at the same time, from a process of its own that leaves the CPU to the server."""
    command = ["nice", "-n", "19", sys.executable, __file__, url]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return [Ending(*ending) for ending in json.loads(said)]


def wrong(ending: Ending, kind: Attack, limit: float) -> str:
    """Return what is wrong with how an attack ended, an empty text where nothing is."""
    told = f"{ending.name}: {ending.status} after {ending.seconds:.1f} s"
    if ending.status not in kind.statuses:
        return f"{told}, which is none of {kind.statuses}"
    if ending.status == 503 and not ending.retry_after:
        return f"{told}, without Retry-After"
    if ending.seconds > limit + 1:
        return f"{told}; the limit is {limit:g} s"
    return ""


class Times(NamedTuple):
    """Milliseconds of some requests, and how many answers were not 200."""

    requests: int
    half: float
    most: float
    longest: float
    failed: int


@dataclass
class Witness:
    """A well-behaved client that asks a few small things in turn, and watches the memory of the server.

    ``lag`` are the milliseconds that the machine let this process wait at most: no fault of the server.
    """

    url: str
    pid: int
    paths: Sequence[str]
    peak: int = 0
    lag: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    def watch(self, done: Callable[[], bool]) -> None:
        """Ask until ``done``."""
        connection, look = _connect(self.url), 0.0
        while not done():
            for path in self.paths:
                began = time.perf_counter()
                connection.request("GET", path, headers=_ANEW)
                answer = connection.getresponse()
                answer.read()
                self.times.setdefault(path, []).append(1000 * (time.perf_counter() - began))
                self.failed[path] += answer.status != 200
            if time.monotonic() > look:
                self.peak, look = max(self.peak, memory(self.pid)), time.monotonic() + _LOOK
            began = time.perf_counter()
            time.sleep(_PAUSE)
            self.lag = max(self.lag, 1000 * (time.perf_counter() - began - _PAUSE))
        connection.close()

    def watch_for(self, seconds: float) -> None:
        """Ask for so many seconds."""
        end = time.monotonic() + seconds
        self.watch(lambda: time.monotonic() > end)

    def watch_during(self, work: Callable[[], Value]) -> Value:
        """Ask while ``work`` runs in a thread, and return what it returns."""
        with ThreadPoolExecutor(1) as aside:
            running = aside.submit(work)
            self.watch(running.done)
            return running.result()

    def told(self, path: str) -> Times:
        """Return the times of one of the small things."""
        times = sorted(self.times[path])
        most = times[min(len(times) - 1, int(0.99 * len(times)))]
        return Times(len(times), statistics.median(times), most, times[-1], self.failed[path])


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)


def _read(answer: http.client.HTTPResponse) -> bool:
    """Read to the end; False where the answer broke off."""
    try:
        while answer.read(1 << 16):
            pass
    except (http.client.IncompleteRead, ConnectionResetError):
        return False
    return True


if __name__ == "__main__":
    with ThreadPoolExecutor(len(attacks())) as clients:
        print(json.dumps(list(clients.map(partial(attack, sys.argv[1]), attacks()))))
