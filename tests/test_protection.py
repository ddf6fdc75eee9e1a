"""What a stranger sends ends in time with the right status; nobody else notices, and nothing is left behind."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hostile import Witness, attack_together, attacks, wrong
from served import TOKEN, Served, served, writable
from servers import children, cpu, zombies

from mandategraph.loaders.load import load

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 5.0
ASK, SMALL = "/sparql?query=ASK%7B%7D", "/queries/mandates-in-country?country=MLI"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?h) }"
PATH = "SELECT (COUNT(*) AS ?n) { ?a (<urn:a>|!<urn:a>)* ?b . ?b (<urn:a>|!<urn:a>)* ?c }"
STREAM = (
    "PREFIX mg: <https://w3id.org/mandategraph/ontology#>"
    'SELECT * { ?m mg:periodStatus "valid" ; ?p ?o . ?n ?q ?o . ?k ?r ?n . ?l ?s ?k }'
)
"""Looks harmless, and has more rows than anybody can read."""

LOOKS_SIMPLE = "ASK { ?s ?p ?o FILTER EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?h) } }"
"""Looks cheap enough for the express lane, and is not."""

ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
REFUSED, TAKEN = (400, 413, 422), (201, 204)
UPLOADS = {
    "deep JSON-LD": (REFUSED, "application/ld+json", '{"@id": "urn:s", "urn:p": ' * 10_000 + "1" + "}" * 10_000),
    "deep Turtle": (TAKEN, "text/turtle", "<urn:s> <urn:p> " + "[ <urn:p> " * 50_000 + "1" + " ]" * 50_000 + " ."),
    "lists in lists": (TAKEN, "text/turtle", "<urn:s> <urn:p> " + "( " * 50_000 + ")" * 50_000 + " ."),
    "entities in entities": (
        REFUSED,
        "application/rdf+xml",
        f'<!DOCTYPE rdf [<!ENTITY e0 "xxxxxxxxxx">{ENTITIES}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        'syntax-ns#"><rdf:Description rdf:about="urn:s"><p xmlns="urn:">&e9;</p></rdf:Description></rdf:RDF>',
    ),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("protection") / "store"
    load([str(ROOT / "examples" / "pages")], store, started="2026-01-01T00:00:00Z", read_on=date(2026, 1, 1))
    with served(store, "--timeout", f"{LIMIT:g}", "--rate", "0", "--quiet") as running:
        Witness(running.url, running.process.pid, (ASK, SMALL)).watch_for(1)
        yield running


def _budget(url: str) -> int:
    """Return the memory that the service says it may take with the graph that it has."""
    health = httpx.get(f"{url}/health").json()
    limits, memory, workers = health["limits"], health["memory"], sum(lane["size"] for lane in health["lanes"])
    assert memory["most"] >= (2 + workers) * memory["graph"] + workers * limits["worker_memory"] + (256 << 20)
    assert 0 < memory["graph"] <= limits["memory"] and memory["most"] <= limits["totalMemory"]
    return int(memory["most"])


def _rests(pid: int) -> bool:
    """Tell whether the processes of the service soon take next to no CPU; a query takes half of it or more."""
    for _ in range(6):
        before, began = cpu(pid), time.monotonic()
        time.sleep(0.5)
        if cpu(pid) - before < 0.3 * (time.monotonic() - began):
            return True
    return False


def _works(pid: int) -> bool:
    """Tell whether the processes of the service come to take CPU, where others leave them any."""
    before, end = cpu(pid), time.monotonic() + LIMIT
    while cpu(pid) - before < 0.3 and time.monotonic() < end:
        time.sleep(0.1)
    return cpu(pid) - before >= 0.3


def test_eight_attacks_at_once_end_right_and_others_are_served(service: Served) -> None:
    pid, kinds = service.process.pid, attacks()
    calm, busy = (Witness(service.url, pid, (ASK, SMALL)) for _ in range(2))
    calm.watch_for(2)
    endings = busy.watch_during(lambda: attack_together(service.url))
    time.sleep(1)
    assert _rests(pid)
    assert not [told for kind, ending in zip(kinds, endings, strict=True) if (told := wrong(ending, kind, LIMIT))]
    assert service.process.poll() is None
    assert f"mandategraph_process_id {pid}" in httpx.get(f"{service.url}/metrics").text
    assert zombies(pid) == []
    assert busy.peak < _budget(service.url)
    ask, small = busy.told(ASK), busy.told(SMALL)
    assert ask.failed == small.failed == 0
    # what a busy machine adds is no fault of the service; behind one of the attacks they would wait for seconds
    assert ask.half < 50 + busy.lag and ask.most < 1000 * LIMIT / 5 + busy.lag
    assert small.most < 10 * calm.told(SMALL).most + 200 + busy.lag


@pytest.mark.parametrize("query", [PRODUCT, PATH, STREAM])
def test_the_cpu_is_free_a_second_after_a_client_has_gone(service: Served, query: str) -> None:
    pid = service.process.pid
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0)) as client:
        client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert query == STREAM or _works(pid)
    time.sleep(1)
    assert _rests(pid)
    assert zombies(pid) == []


def test_many_that_read_nothing_take_no_more_than_their_places(service: Served) -> None:
    pid, clients = service.process.pid, list[socket.socket]()
    began = len(children(pid))
    try:
        for _ in range(24):
            clients.append(socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0)))
            clients[-1].sendall(f"GET /sparql?query={quote(STREAM)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(3)
        assert len(children(pid)) <= began + 16
        assert httpx.get(service.url + ASK, timeout=LIMIT).json()["boolean"] is True
    finally:
        for client in clients:
            client.close()
    time.sleep(1)
    assert _rests(pid)
    assert zombies(pid) == []


def test_one_client_is_not_in_the_way_of_another(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load([str(ROOT / "examples" / "pages")], store, started="2026-01-01T00:00:00Z", read_on=date(2026, 1, 1))
    flags = ("--timeout", f"{LIMIT:g}", "--rate", "0", "--quiet", "--proxy-headers")
    ends = list[int]()
    done = threading.Event()

    def send_much(url: str) -> None:
        with httpx.Client(base_url=url, headers={"x-forwarded-for": "192.0.2.1"}, timeout=60) as client:
            while not done.is_set():
                ends.append(client.get("/sparql", params={"query": LOOKS_SIMPLE}).status_code)

    with served(store, *flags) as running, ThreadPoolExecutor(40) as crowd:
        try:
            for _ in range(40):
                crowd.submit(send_much, running.url)
            with httpx.Client(base_url=running.url, headers={"x-forwarded-for": "192.0.2.2"}, timeout=60) as client:
                _until(lambda: _lane(client, "express")["waiting"] >= 8)
                times, waiting = list[float](), list[int]()
                for _ in range(11):
                    answer = client.get(ASK)
                    assert answer.json()["boolean"] is True
                    times.append(answer.elapsed.total_seconds())
                    waiting.append(_lane(client, "express")["waiting"] + _lane(client, "slow")["waiting"])
                lanes = client.get("/health").json()["lanes"]
        finally:
            done.set()
    assert min(waiting) > 0  # there was a queue all the time, and nobody but its client stood in it
    assert all(lane["busy"] <= lane["share"] + 1 for lane in lanes if lane["size"] > 1)
    assert statistics.median(times) < 0.6
    assert set(ends) <= {422, 503, 504}


def _lane(client: httpx.Client, name: str) -> dict[str, int]:
    lanes: list[dict[str, int]] = client.get("/health").json()["lanes"]
    return next(lane for lane in lanes if str(lane["name"]) == name)


def _until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def open_to_writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, flags = writable(tmp_path_factory.mktemp("uploads"))
    with served(store, *flags, "--quiet") as running:
        yield running


@pytest.mark.parametrize("name", list(UPLOADS))
def test_an_upload_ends_nothing_but_itself(open_to_writers: Served, name: str) -> None:
    statuses, media_type, text = UPLOADS[name]
    bearer, turtle = {"authorization": f"Bearer {TOKEN}"}, {"content-type": "text/turtle"}
    with httpx.Client(base_url=open_to_writers.url, headers=bearer, timeout=60) as client:
        client.delete("/graphs?graph=urn:harm")
        client.put("/graphs?graph=urn:kept", content="<urn:a> <urn:b> 1 .", headers=turtle).raise_for_status()
        sent = client.put("/graphs?graph=urn:harm", content=text.encode(), headers={"content-type": media_type})
        assert sent.status_code in statuses, sent.text
        assert client.get("/graphs?graph=urn:harm").status_code == (404 if statuses is REFUSED else 200)
        assert client.get("/graphs?graph=urn:kept").status_code == 200
    assert open_to_writers.process.poll() is None
