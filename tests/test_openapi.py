"""The description of the service: it has every route, and the service answers as it says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import TOKEN, served, writable
from stored_world import clients, publish, started

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.service.app import build_app
from mandategraph.service.openapi.description import describe, undescribed
from mandategraph.service.serve_settings import ServeSettings
from mandategraph.service.state import Service
from mandategraph.service.web.metrics import Metrics

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "response_headers_conformance"
)
EXAMPLES = 3
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("described") / "store")


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    with clients(store) as client:
        yield client


def _exercise(url: str, report: Path, *more: str) -> int:
    """Have schemathesis ask for everything that is described, rightly and wrongly; return how many operations."""
    if find_spec("schemathesis") is None:
        pytest.skip("needs schemathesis")
    program = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
    bounds = ["--phases", "examples,coverage,fuzzing", "-n", str(EXAMPLES), "--seed", "1", "--no-color"]
    command = [*program, f"{url}/openapi.json", "-c", CHECKS, *bounds, "--continue-on-failure", *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=report, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    tested = re.search(r"^ *Tested: *([0-9]+)$", done.stdout, re.MULTILINE)
    return int(tested[1]) if tested else 0


def _operations(description: Any, *starts: str) -> int:
    """Return how many operations are described whose path begins with one of ``starts``."""
    paths = {path: each for path, each in description["paths"].items() if path.startswith(starts)}
    return sum(method in METHODS for each in paths.values() for method in each)


def test_every_stored_query_is_described_with_its_parameters(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    catalogue = Catalogue.read(portable=False)
    for name in catalogue:
        told = {each["name"]: each for each in paths[f"/queries/{name}"]["get"]["parameters"]}
        header = catalogue[name].header
        assert list(told) == [*(parameter.name for parameter in header.parameters), "limit", "offset", "as", "format"]
        for parameter in header.parameters:
            assert told[parameter.name]["required"] == parameter.required
            assert (told[parameter.name]["schema"]["type"] == "array") == parameter.multiple
        assert paths[f"/queries/{name}"]["get"]["summary"] == header.title


def test_examples_of_the_description_are_answered(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        if not path.startswith("/queries/") or "{" in path:
            continue
        given = {each["name"]: each["example"] for each in methods["get"]["parameters"] if "example" in each}
        assert client.get(path, params=given).status_code == 200, path


def test_every_route_has_words_and_every_operation_a_name_of_its_own(store: Path) -> None:
    catalogue, settings = Catalogue.read(portable=False), ServeSettings(store, tokens=(TOKEN,))

    async def check() -> None:
        async with started(store) as engine:
            service = Service(settings, engine, catalogue, Resolver.load(), Metrics())
            build_app(service)
            assert len(service.routes) > 40 and undescribed(service.routes) == []
            described = describe(service, "http://127.0.0.1")["paths"]
            assert isinstance(described, dict) and "/update" in described
            names = [operation["operationId"] for methods in described.values() for operation in methods.values()]
            assert len(set(names)) == len(names)

    asyncio.run(check())


def test_redirects_gaps_and_questions_about_a_revision_are_described(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, described in (
        ("/dumps/latest.nq.gz", "/dumps/{name}"),
        ("/r/3/dumps/latest.nq.gz", "/r/{revision}/{path}"),
    ):
        assert client.get(path).status_code == 307 and "307" in paths[described]["get"]["responses"]
    assert client.get("/r/3/dumps/latest.nq.gz").headers["location"].endswith("/dumps/3.nq.gz")
    asked = client.post("/r/3/sparql", data={"query": "ASK {}"})
    assert asked.status_code == 200 and "post" in paths["/r/{revision}/{path}"]
    for never in ("/dumps/99.nq.gz", "/r/99/void"):
        assert client.get(never, headers={"if-none-match": "*"}).status_code == 404
    for gone in ("/dumps/1.nq.gz", "/r/1/void"):
        assert client.get(gone, headers={"if-none-match": "*"}).status_code == 410


def test_the_description_has_a_tag_and_addresses_of_the_service(client: httpx.Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["servers"] == [{"url": str(client.base_url).rstrip("/")}]
    assert "/update" not in answer.json()["paths"]
    again = client.get("/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_page_lists_every_operation_without_scripts(client: httpx.Client) -> None:
    page, paths = client.get("/docs"), client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path}" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_what_is_described_is_what_is_answered(client: httpx.Client, tmp_path: Path) -> None:
    described = _operations(client.get("/openapi.json").json(), "/")
    everything = ("--include-path-regex", "^/")  # without it schemathesis leaves out the address of the description
    assert _exercise(str(client.base_url).rstrip("/"), tmp_path, *everything) == described > 100


def test_what_writes_is_described_as_well(tmp_path: Path) -> None:
    store, flags = writable(tmp_path)
    writing = ("--include-path-regex", "^/(update|graphs)")
    with served(store, "--rate", "0", *flags) as running:
        description = httpx.get(f"{running.url}/openapi.json").json()
        assert "/update" in description["paths"]
        described = _operations(description, "/update", "/graphs")
        assert _exercise(running.url, tmp_path, *writing, "-H", f"Authorization: Bearer {TOKEN}") == described
        assert _exercise(running.url, tmp_path, *writing) == described
