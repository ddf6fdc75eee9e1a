"""Many clients write and read at once: no update is lost, and nobody sees half of one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from served import TOKEN, Served, served, writable

BEARER = {"authorization": f"Bearer {TOKEN}"}
INCREMENT = """
DELETE { <urn:counter> <urn:is> ?n } INSERT { <urn:counter> <urn:is> ?m }
WHERE { <urn:counter> <urn:is> ?n BIND(?n + 1 AS ?m) }
"""
CLIENTS, INCREMENTS, REPLACEMENTS, READS, SIZE = 8, 100, 100, 200, 300


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, flags = writable(tmp_path_factory.mktemp("writes"))
    with served(store, *flags, "--rate", "0", "--quiet") as running:
        yield running


def test_no_increment_is_lost(service: Served) -> None:
    def increment(client: int) -> set[int]:
        with httpx.Client(base_url=service.url, headers=BEARER, timeout=120) as http:
            return {http.post("/update", data={"update": INCREMENT}).status_code for _ in range(INCREMENTS)}

    with httpx.Client(base_url=service.url, headers={**BEARER, "accept": "text/csv"}, timeout=60) as http:
        http.post("/update", data={"update": "INSERT DATA { <urn:counter> <urn:is> 0 }"}).raise_for_status()
        with ThreadPoolExecutor(CLIENTS) as clients:
            statuses = set[int]().union(*clients.map(increment, range(CLIENTS)))
        found = http.get("/sparql", params={"query": "SELECT ?n { <urn:counter> <urn:is> ?n }"})
    assert statuses == {204}
    assert found.text.split() == ["n", str(CLIENTS * INCREMENTS)]


def test_no_reader_sees_half_a_graph(service: Served) -> None:
    def graph(number: int) -> bytes:
        return "".join(f'<urn:{each}> <urn:in> "{number}" .\n' for each in range(SIZE)).encode()

    def replace() -> set[int]:
        head = {**BEARER, "content-type": "application/n-triples"}
        with httpx.Client(base_url=service.url, headers=head, timeout=120) as http:
            sent = (http.put("/graphs?graph=urn:g", content=graph(number)) for number in range(REPLACEMENTS))
            return {answer.status_code for answer in sent}

    def read(number: int) -> int:
        with httpx.Client(base_url=service.url, timeout=60) as http:
            if number % 2:
                query = "SELECT ?v (COUNT(*) AS ?n) { GRAPH <urn:g> { ?s <urn:in> ?v } } GROUP BY ?v"
                answer = http.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
                (row,) = answer.text.split()[1:]
                value, size = row.split(",")
                assert int(size) == SIZE
                return int(value)
            whole = http.get("/graphs?graph=urn:g", headers={"accept": "application/n-triples"}).text
            (value,) = {line.split('"')[1] for line in whole.splitlines()}
            assert len(whole.splitlines()) == SIZE
            return int(value)

    httpx.put(f"{service.url}/graphs?graph=urn:g", content=graph(0), headers={**BEARER, "content-type": "text/turtle"})
    with ThreadPoolExecutor(5) as clients:
        writing = clients.submit(replace)
        seen = list(clients.map(read, range(READS)))
        assert writing.result() == {204}
    assert seen and read(0) == read(1) == REPLACEMENTS - 1
