"""`mandategraph serve`: how it starts, what it says, how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from served import PROGRAM, served, writable

from mandategraph.graph.store.store import open_store
from mandategraph.service.limits import Limits
from mandategraph.service.machine import fitted, machine_memory


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    open_store(folder, create=True, write=True).close()
    return folder


def _fails(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([*PROGRAM, "serve", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_in_order(store: Path, number: int) -> None:
    with served(store) as running:
        assert f"Serving {store}, revision 0, at {running.url}/ (reading only)" in running.lines
        assert urlsplit(running.url).hostname == "127.0.0.1"
        assert httpx.get(f"{running.url}/health/ready").status_code == 200
        assert running.stop(number) == 0


def test_without_a_token_there_is_no_way_to_write(store: Path) -> None:
    with served(store) as running, httpx.Client(base_url=running.url) as client:
        assert client.post("/update", data={"update": "CLEAR ALL"}).status_code == 404
        refused = client.put("/graphs?default", content=b"")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert client.get("/graphs?default").status_code == 200


def test_what_is_under_way_is_answered_before_the_end(store: Path) -> None:
    values = " ".join(map(str, range(130)))
    query = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{name} {{ {values} }}' for name in 'abc')} }}"
    answers: list[httpx.Response] = []
    with served(store) as running:

        def ask() -> None:
            headers = {"accept": "text/csv"}
            answers.append(httpx.get(f"{running.url}/sparql", params={"query": query}, headers=headers, timeout=30))

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.3)
        assert running.stop() == 0
        asking.join()
    assert answers[0].text.split() == ["n", str(130**3)]


def test_a_port_in_use_and_a_missing_store_are_told(store: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, words = _fails("--store", str(store), "--port", str(other.getsockname()[1]))
    assert code == 2
    assert "another program serves there already" in words and "--port" in words
    code, words = _fails("--store", str(tmp_path / "nothing"), "--port", "0")
    assert code not in (0, 70) and "nothing" in words and "Traceback" not in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--token-file", "missing"], "the tokens cannot be read"),
        (["--timeout", "0"], "no time limit"),
        (["--base-iri", "x"], "base IRI"),
        (["--root-path", "x"], "no path"),
        (["--host", "no host.invalid"], "no address"),
    ],
)
def test_a_wrong_setting_is_told(store: Path, arguments: list[str], words: str) -> None:
    code, told = _fails("--store", str(store), "--port", "0", *arguments)
    assert code in (2, 3)
    assert words in told and "Traceback" not in told


@pytest.mark.parametrize("content", ["", "# nothing\n", "short\n", "with a space in the middle\n"])
def test_tokens_that_protect_nothing_are_refused(store: Path, tmp_path: Path, content: str) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text(content, "utf-8")
    code, told = _fails("--store", str(store), "--port", "0", "--token-file", str(tokens))
    assert code == 2 and "token" in told


def test_settings_come_from_the_environment_too(store: Path) -> None:
    environment = [("MANDATEGRAPH_TIMEOUT", "7"), ("MANDATEGRAPH_ROOT_PATH", "/data"), ("MANDATEGRAPH_RATE", "0.05")]
    with served(store, "--burst", "5", environment=environment) as running:
        assert running.url.endswith("/data")
        assert httpx.get(f"{running.url}/health").json()["limits"]["timeout"] == 7
        answers = [httpx.get(f"{running.url}/sparql?query=ASK%7B%7D") for _ in range(7)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20


def test_who_comes_when_all_is_busy_is_told_to_come_again(store: Path) -> None:
    values = " ".join(map(str, range(300)))
    query = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{name} {{ {values} }}' for name in 'abcd')} }}"
    with served(store, "--concurrency", "1", "--timeout", "2") as running:
        asking = threading.Thread(
            target=httpx.get, args=(f"{running.url}/sparql",), kwargs={"params": {"query": query}, "timeout": 30}
        )
        asking.start()
        time.sleep(0.5)
        refused = httpx.get(f"{running.url}/sparql?query=ASK%7B%7D")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert httpx.get(f"{running.url}/health/live").status_code == 200
        asking.join()
        assert httpx.get(f"{running.url}/sparql?query=ASK%7B%7D").status_code == 200


def test_the_log_is_lines_of_json_without_values(store: Path) -> None:
    with served(store) as running:
        httpx.get(f"{running.url}/sparql?query=ASK%7B%20%23secret%0A%7D", headers={"authorization": "Bearer hidden"})
        running.stop()
    lines = [line for line in running.lines if line.startswith("{")]
    assert [json.loads(line)["path"] for line in lines] == ["/sparql"]
    assert "secret" not in lines[0] and "hidden" not in lines[0]


def test_a_quiet_service_says_nothing(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--store", str(store), "--port", str(port), "--host", "0.0.0.0", "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            for _ in range(300):
                try:
                    assert httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
        finally:
            process.terminate()
        assert process.stderr and process.stderr.read() == b"" and process.wait(30) == 0
    with served(store, "--quiet") as running:  # of a port that the system chose, the address is told all the same
        assert running.lines == [f"Serving {store}, revision 0, at {running.url}/ (reading only)"]


def test_a_public_address_is_warned_of(store: Path) -> None:
    with served(store, "--host", "0.0.0.0") as running:
        assert any("can be reached from other machines" in line for line in running.lines)


@pytest.mark.parametrize("flags", [(), ("--token-file",)])
def test_by_default_the_service_takes_no_more_memory_than_there_is(
    store: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    own, more = writable(tmp_path) if flags else (store, [])
    with served(own, *more) as running:
        told = httpx.get(f"{running.url}/health").json()
        assert told["memory"]["most"] <= told["limits"]["totalMemory"] <= told["memory"]["machine"] == machine_memory()
        assert not any("of memory" in line for line in running.lines)


def test_more_memory_than_there_is_is_warned_of(store: Path) -> None:
    with served(store, "--memory", "900000") as running:
        assert any("MiB of memory, and there are" in line for line in running.lines)
        assert httpx.get(f"{running.url}/health").json()["limits"]["memory"] == 900_000 << 20


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize("size", [4, 8, 16, 64])
def test_limits_are_lowered_to_the_machine(size: int, writing: bool) -> None:
    usual, there = Limits(express=3, slow=5), size << 30
    own = fitted(usual, there, writable=writing, graph_given=False)
    assert 0.95 * min(there, 43 << 30) < own.total_memory(own.memory, writable=writing) <= there
    assert 64 << 20 <= own.worker_memory <= usual.worker_memory and 64 << 20 <= own.memory <= usual.memory
    small = fitted(replace(usual, memory=64 << 20), there, writable=writing, graph_given=True)
    assert small.memory == 64 << 20 and small.worker_memory >= own.worker_memory
    assert small.total_memory(small.memory, writable=writing) <= there
    large = fitted(replace(usual, memory=8 << 30), there, writable=writing, graph_given=True)
    assert (large.memory, large.worker_memory) == (8 << 30, own.worker_memory)


@pytest.mark.parametrize(
    ("group", "file", "content", "limited"),
    [
        ("0::/a/b", "memory.max", "1000000", True),
        ("0::/", "memory.max", "max", False),
        ("4:cpu,memory:/a/b", "memory/memory.limit_in_bytes", "1000000", True),
        ("4:memory:/a/b", "memory/a/memory.limit_in_bytes", "1000000", True),
        ("4:memory:/a/b", "memory/memory.limit_in_bytes", "9223372036854771712", False),
        ("", "elsewhere", "1", False),
    ],
)
def test_the_limit_of_a_control_group_counts(
    tmp_path: Path, group: str, file: str, content: str, limited: bool
) -> None:
    for name, text in (("proc/self/cgroup", group), (f"sys/fs/cgroup/{file}", content)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n", "ascii")
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert machine_memory(tmp_path) == (1_000_000 if limited else physical)


def test_one_store_has_one_writer(tmp_path: Path) -> None:
    store, flags = writable(tmp_path)
    with served(store, *flags):
        code, words = _fails("--store", str(store), "--port", "0", *flags)
    assert code == 6 and "Traceback" not in words
    code, words = _fails("--store", str(store), "--port", "8031", "--workers", "2", *flags)
    assert code == 2 and "only one process can write" in words


def test_several_processes_share_a_port(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(store, "--port", str(port), "--workers", "2") as running:
        end = time.monotonic() + 60
        starts: dict[str, str] = {}
        while len(starts) < 2 and time.monotonic() < end:
            metrics = httpx.get(f"{running.url}/metrics").text
            said = next(line for line in metrics.splitlines() if line.startswith("mandategraph_process_id{"))
            starts[said.split()[0]] = said.split()[1]
            assert f"mandategraph_processes{said.split()[0].removeprefix('mandategraph_process_id')} 2\n" in metrics
        assert set(starts) == {'mandategraph_process_id{worker="0"}', 'mandategraph_process_id{worker="1"}'}
        assert len(set(starts.values())) == 2
        assert running.stop() == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/health/live")
