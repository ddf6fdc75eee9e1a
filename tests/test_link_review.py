"""The review of links: what it shows, who may decide, and that a decision is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from served import TOKEN
from stored_world import clients
from vocabulary_world import STARTED, vocabulary_store

from mandategraph.graph.linking.stored import links_of, review
from mandategraph.graph.store.store import open_store

LIBERIA, ENTRY = "country/LBR", "https://w3id.org/mandategraph/id/vocabulary/dac/251"
FIELD = f"decide:{LIBERIA}={ENTRY}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vocabulary_store(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def client(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    file = tmp_path_factory.mktemp("token") / "tokens"
    file.write_text(f"{TOKEN}\n")
    with clients(path, "--token-file", str(file)) as client:
        yield client


def decide(client: httpx.Client, fields: dict[str, str], **headers: str) -> httpx.Response:
    headers["content-type"] = "application/x-www-form-urlencoded"
    return client.post("/links", content=urlencode(fields), headers=headers)


def states(client: httpx.Client) -> dict[str, int]:
    page = client.get("/links?vocabulary=dac").text
    return {state: int(count) for state, count in re.findall(r">(\w+) <span class=\"count\">(\d+)</span></a>", page)}


def test_there_is_no_review_where_nobody_can_write(path: Path, tmp_path: Path) -> None:
    with clients(vocabulary_store(tmp_path)) as reading:
        assert reading.get("/links").status_code == 404
        assert decide(reading, {"vocabulary": "dac", "token": TOKEN, FIELD: "rejected"}).status_code in (404, 405)


def test_the_page_shows_links_and_how_they_came_about(client: httpx.Client) -> None:
    page = client.get("/links?vocabulary=dac&state=accepted")
    assert (
        page.headers["cache-control"] == "no-store" and "default-src 'self'" in page.headers["content-security-policy"]
    )
    assert FIELD in page.text and "/page/country/LBR" in page.text and 'type="password"' in page.text
    assert not re.search(r"<script(?! src=)|\sstyle=|\son\w+=", page.text)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("vocabulary=&state=", 200), ("vocabulary=nope", 404), ("vocabulary=dac&state=foo", 400)],
)
def test_another_vocabulary_or_state_is_refused(client: httpx.Client, query: str, status: int) -> None:
    assert client.get(f"/links?{query}").status_code == status


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"vocabulary": "dac", FIELD: "rejected"}, {}, 401),
        ({"vocabulary": "dac", FIELD: "rejected", "token": "guess"}, {}, 401),
        ({"vocabulary": "dac", FIELD: "rejected", "token": ""}, {"authorization": "Bearer guess"}, 401),
        ({"vocabulary": "dac", FIELD: "rejected"}, {"cookie": f"token={TOKEN}"}, 401),
        ({"vocabulary": "dac", FIELD: "", "token": TOKEN}, {}, 400),
        ({"vocabulary": "dac", FIELD: "candidate", "token": TOKEN}, {}, 400),
        ({"vocabulary": "dac", "decide:nothing": "accepted", "token": TOKEN}, {}, 400),
        ({"vocabulary": "atlantis", FIELD: "rejected", "token": TOKEN}, {}, 400),
        ({"vocabulary": "dac", f"decide:{LIBERIA}=urn:none": "accepted", "token": TOKEN}, {}, 400),
        ({"vocabulary": "dac", f"decide:country/XXX={ENTRY}": "accepted", "token": TOKEN}, {}, 400),
    ],
)
def test_nothing_is_decided_without_a_token_and_a_clear_decision(
    client: httpx.Client, fields: dict[str, str], headers: dict[str, str], status: int
) -> None:
    before = states(client)
    assert decide(client, fields, **headers).status_code == status
    assert states(client) == before


def test_a_form_is_what_is_taken(client: httpx.Client) -> None:
    assert client.post("/links", json={"token": TOKEN}).status_code == 415


def test_a_decision_is_kept_can_be_undone_and_reaches_the_queries(client: httpx.Client) -> None:
    income = "/queries/oda-recipients-without-mandate.csv"
    assert "251,LDCs" in client.get(income).text
    revision = int(client.get("/queries/countries").headers["mandategraph-revision"])
    done = decide(client, {"vocabulary": "dac", "state": "accepted", FIELD: "rejected", "token": TOKEN})
    assert done.status_code == 303 and done.headers["location"].endswith("decided=1")
    assert "1 decided" in client.get(done.headers["location"]).text
    assert "251,," in client.get(income).text and states(client)["rejected"] == 1
    assert int(client.get("/queries/countries").headers["mandategraph-revision"]) > revision
    undone = decide(client, {"vocabulary": "dac", FIELD: "accepted"}, authorization=f"Bearer {TOKEN}")
    assert undone.status_code == 303
    assert "251,LDCs" in client.get(income).text and states(client)["rejected"] == 0


def test_the_service_writes_what_the_command_would(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    ours, theirs = vocabulary_store(tmp_path / "one"), vocabulary_store(tmp_path / "two")
    (tmp_path / "tokens").write_text(f"{TOKEN}\n")
    with clients(ours, "--token-file", str(tmp_path / "tokens")) as client:
        decide(client, {"vocabulary": "dac", FIELD: "rejected", "token": TOKEN})
    with open_store(theirs, write=True) as opened:
        review(opened, "dac", [(LIBERIA, ENTRY, "rejected")], started=STARTED)
        expected = links_of(opened, "dac")
    with open_store(ours) as opened:
        assert links_of(opened, "dac") == expected
