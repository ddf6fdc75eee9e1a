"""Requests a second of the service beside `oxigraph serve`: small and large answers, made anew, from the cache, 304.

    python benchmarks/http_rates.py --mandates 10000 --runs 5 --seconds 4

The same data is served by `mandategraph serve`, and by `oxigraph serve` from disk and from memory; the same SPARQL is
asked of all, in turn, by `wrk`. Ratios are medians over the runs of a ratio within a run. The ratio of the CPU that a
request costs the server says the same where other programs keep the machine busy.
"""

from __future__ import annotations

import statistics
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from generate import write_pages
from load import dump, load_pages
from measure import measured, options, table
from servers import Server, cpu, mandategraph, oxigraph
from wrk import VARIED, wrk

from mandategraph.graph.queries.binding import bind
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import open_store

JSON = {"accept": "application/sparql-results+json"}
ANEW = {**JSON, "cache-control": "no-cache"}
OURS, DISK, MEMORY = "ours", "on disk", "in memory"
ROWS = 10_000
_LATE = "2100-01-01"
_PLAIN = """PREFIX mg: <https://w3id.org/mandategraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?mandate ?title ?start ?end ?donor
{ ?mandate a mg:Mandate ; rdfs:label ?title ; mg:start ?start ; mg:end ?end ; mg:donor ?donor }"""
"""What a researcher's own program asks: which the service does not keep."""
_COUNTRIES = ("MLI", "SDN", "COD", "SOM", "NER", "LBN", "UKR", "LBR")
_DONORS = ("netherlands", "norway", "sweden", "germany", "france", "canada", "united-kingdom", "switzerland")


class Question(NamedTuple):
    """A stored query with values, and the SPARQL that says the same."""

    path: str
    sparql: str

    def at(self, base: str) -> str:
        """Return its address at another SPARQL server."""
        return f"{base}/query?query={quote(self.sparql)}"


class Case(NamedTuple):
    """One way to ask; ``target`` is the least that our rate should be of that of Oxigraph on disk."""

    name: str
    question: Question
    headers: Mapping[str, str]
    target: float | None
    connections: int = 8
    patience: int = 1


def _question(store: Path, name: str, values: dict[str, str], limit: int | None = None) -> tuple[Question, int]:
    """Return a stored query as both servers are asked it, and the number of its rows."""
    catalogue = Catalogue.read(portable=False)
    with open_store(store) as opened:
        answer = catalogue.run(opened, name, values, limit=limit)
        text = bind(catalogue[name], answer.bindings, base=opened.base_iri, limit=limit)
    window = {} if limit is None else {"limit": str(limit)}
    sparql = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    return Question(f"/queries/{name}?{urlencode({**values, **window})}", sparql), len(answer.rows)


def _ten_rows(store: Path) -> dict[str, str]:
    """Return values with which mandates-in-country has about ten rows."""
    catalogue, sizes = Catalogue.read(portable=False), list[tuple[int, dict[str, str]]]()
    with open_store(store) as opened:
        for country, donor in product(_COUNTRIES, _DONORS):
            values = {"country": country, "donor": donor}
            sizes.append((abs(len(catalogue.run(opened, "mandates-in-country", values).rows) - 10), values))
    return min(sizes, key=lambda size: size[0])[1]


def cases(store: Path, mandates: int) -> tuple[list[Case], int, int]:
    """Return the cases, and the rows of the small and of the large answer."""
    values = _ten_rows(store)
    small, few = _question(store, "mandates-in-country", values)
    probe, _ = _question(store, "mandates-in-country", {**values, "to": _LATE})
    varied = Question(*(text.replace(_LATE, VARIED) for text in probe))
    large, many = _question(store, "timeline", {}, min(ROWS, mandates))
    plain = f"{_PLAIN} LIMIT {many}"
    sparql = Question(f"/sparql?query={quote(plain)}", plain)
    return (
        [
            Case("small, made anew", small, ANEW, 0.8),
            Case("small, other values each time", varied, JSON, None),
            Case("small, from the cache", small, JSON, 1.5),
            Case("small, 304", small, JSON, 3.0),
            Case("large, made anew", large, ANEW, None, 2, 4),
            Case("large, from the cache", large, JSON, 3.0, 2, 4),
            Case("large, 304", large, JSON, 3.0, 2, 4),
            Case("large, SPARQL of a client", sparql, JSON, 3.0, 2, 4),
        ],
        few,
        many,
    )


def _tag(url: str) -> str:
    """Ask an address once and return the tag of its answer, if it has one."""
    request = urllib.request.Request(url.replace(VARIED, _LATE), headers=JSON)
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
        return answer.headers["etag"] or ""


def warm(cases: list[Case], servers: Mapping[str, Server], seconds: float) -> None:
    """Let every server answer everything once, which may copy or compile something first; then ask as is measured."""
    for case in cases:
        _tag(servers[OURS].url + case.question.path)
        for name in (DISK, MEMORY):
            _tag(case.question.at(servers[name].url))
    list(measure(cases, servers, seconds))


class Speed(NamedTuple):
    """Requests a second, milliseconds of half and of 99 of 100 requests, CPU milliseconds a request."""

    per_second: float
    half: float
    most: float
    cpu: float


def _speed(server: Server, url: str, headers: Mapping[str, str], connections: int, seconds: float) -> Speed:
    before = cpu(server.pid)
    rate = wrk(url, headers, connections, seconds)
    return Speed(rate.per_second, rate.half, rate.most, 1000 * (cpu(server.pid) - before) / rate.requests)


def measure(cases: list[Case], servers: Mapping[str, Server], seconds: float) -> Iterator[dict[str, Speed]]:
    """Yield, for each case, the speeds of all servers; what is the same for them in two cases is measured twice."""
    for case in cases:
        headers = dict(case.headers)
        ours = servers[OURS].url + case.question.path
        if case.name.endswith("304"):
            headers["if-none-match"] = _tag(ours)
        long = seconds * case.patience
        speeds = {OURS: _speed(servers[OURS], ours, headers, case.connections, long)}
        for name in (DISK, MEMORY):
            url = case.question.at(servers[name].url)
            speeds[name] = _speed(servers[name], url, JSON, case.connections, long)
        yield speeds


def report(cases: list[Case], runs: list[list[dict[str, Speed]]]) -> str:
    """Return the tables."""
    speeds, ratios = [], []
    for number, case in enumerate(cases):
        found = [run[number] for run in runs]
        for server in (OURS, DISK, MEMORY):
            speed = Speed(*map(statistics.median, zip(*(each[server] for each in found), strict=True)))
            label = case.name if server == OURS else f"  oxigraph {server}"
            speeds.append((label, f"{speed.per_second:.1f}", *(f"{value:.2f}" for value in speed[1:])))
        rates = [
            statistics.median(e[OURS].per_second / e[server].per_second for e in found) for server in (DISK, MEMORY)
        ]
        costs = [statistics.median(e[server].cpu / e[OURS].cpu for e in found) for server in (DISK, MEMORY)]
        target = "" if case.target is None else f"{case.target:g}"
        ratios.append((case.name, *(f"{ratio:.2f}" for ratio in (*rates, *costs)), target))
    head = ("ours / oxigraph", "rate, disk", "rate, memory", "CPU, disk", "CPU, memory", "target, rate on disk")
    return "\n\n".join((table(("", "a second", "p50 ms", "p99 ms", "CPU ms"), speeds), table(head, ratios)))


def main() -> None:
    """Run as a command."""
    parser = options(__doc__, 10_000)
    parser.add_argument("--seconds", type=float, default=4, help="how long each server is asked a time (default 4)")
    parser.add_argument("--workers", type=int, default=1, help="processes of ours that serve HTTP (default 1)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        pages, store, file, disk = (Path(folder, name) for name in ("pages", "store", "statements.nq", "oxigraph"))
        write_pages(pages, given.mandates)
        measured(load_pages, pages, store)
        measured(dump, store, file)
        (chosen, few, many), _ = measured(cases, store, given.mandates)
        with (
            mandategraph(store, "--workers", str(given.workers)) as ours,
            oxigraph(file, disk) as on_disk,
            oxigraph(file, None) as in_memory,
        ):
            servers = {OURS: ours, DISK: on_disk, MEMORY: in_memory}
            warm(chosen, servers, min(1, given.seconds))
            runs = [list(measure(chosen, servers, given.seconds)) for _ in range(given.runs)]
    print(f"{given.mandates} mandates; answers of {few} and {many} rows; {given.runs} runs of {given.seconds:g} s")
    print(report(chosen, runs))


if __name__ == "__main__":
    main()
