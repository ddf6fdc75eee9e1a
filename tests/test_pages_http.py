"""The pages over HTTP: what a browser that has a page already is spared, and what it is never told wrongly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import TOKEN, served, writable
from typer.testing import CliRunner

from mandategraph.service.cli.program import build

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "pages"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ("/", "/search", "/search?country=MLI", "/page/country/MLI", "/page/theme/gender", "/queries", "/editor",
         "/queries/mandates-in-country?country=MLI", "/sparql?query=ASK%7B%7D", "/r/1/page/country/MLI")  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("tagged")
    store, flags = writable(folder)
    loaded = CliRunner().invoke(build(), ["load", str(EXAMPLES), "--store", str(store)])
    assert loaded.exit_code in (0, 1), loaded.output
    with served(store, *flags) as running, httpx.Client(base_url=running.url, headers=BROWSER, timeout=20) as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sent_once(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    again = client.get(path, headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"].removeprefix("W/") == page.headers["etag"].removeprefix("W/")
    assert client.get(path, headers={"if-none-match": '"1-0123456789abcdef"'}).status_code == 200


ANYTHING = (
    "/data/country/MLI", "/data/country/MLI.nt", "/r/1/data/country/MLI.ttl", "/ontology.ttl", "/void", "/dcat.jsonld",
    "/feed.atom", "/sitemap.xml", "/openapi.json", "/dumps/1.nq.gz", "/queries.json", "/queries.ttl",
    "/queries/mandates-in-country.csv?country=MLI", "/queries/countries.json", 
    "/queries/mandates-by-donor/options/donor",
    "/queries/mandates-in-country/cite?country=MLI", "/sparql/.well-known/sparql-examples", "/sparql",
    "/sparql?query=ASK%7B%7D", "/sparql?query=SELECT%20*%7B?s%20?p%20?o%7D", "/graphs?default", "/static/base.css",
    "/static/icon.svg", "/favicon.ico", "/editor/vocabulary.json",
)  # fmt: skip
SAME = ("cache-control", "content-location", "etag", "expires", "vary", "mandategraph-revision")


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize(
    ("path", "accept"), [*((p, BROWSER["accept"]) for p in PAGES), *((p, "*/*") for p in ANYTHING)]
)
def test_what_is_unchanged_has_the_headers_that_it_would_have(
    client: httpx.Client, path: str, accept: str, coding: str
) -> None:
    asked = {"accept": accept, "accept-encoding": coding}
    whole = client.get(path, headers=asked)
    assert whole.status_code == 200 and "etag" in whole.headers
    for known in (whole.headers["etag"], f'"a", W/{whole.headers["etag"].removeprefix("W/")}'):
        same = client.get(path, headers={**asked, "if-none-match": known})
        assert (same.status_code, same.content) == (304, b"")
        assert {name: same.headers.get(name) for name in SAME} == {name: whole.headers.get(name) for name in SAME}
        assert not any(name in same.headers for name in ("content-type", "content-encoding", "content-disposition"))


def test_no_two_addresses_share_a_tag(client: httpx.Client) -> None:
    tags = [client.get(path).headers["etag"] for path in (*PAGES, "/page/country/NER", "/search?offset=25")]
    assert len(set(tags)) == len(tags)


_LINK = re.compile(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?')


@pytest.mark.parametrize(
    "path", ["/page/country/MLI", "/page/theme/gender", "/r/1/page/country/MLI", "/page/ontology", "/"]
)
def test_the_header_says_what_the_head_says(client: httpx.Client, path: str) -> None:
    page, head = client.get(path), client.head(path)
    sent = {found.groups(default="") for found in _LINK.finditer(page.headers["link"])}
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<link ([^>]*)>", page.text)]
    told = [tag for tag in tags if tag["rel"] not in ("icon", "stylesheet", "preload")]
    assert sent == {(str(client.base_url.join(tag["href"])), tag["rel"], tag.get("type", "")) for tag in told}
    assert head.headers["link"] == page.headers["link"] and head.content == b""
    assert "describedby" in {rel for _, rel, _ in sent}


def test_the_first_page_describes_the_data_set_to_machines(client: httpx.Client) -> None:
    page = client.get("/")
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    told = json.loads(said)
    assert told["@type"] == "Dataset" and told["version"] == page.headers["mandategraph-revision"]
    (dump,) = told["distribution"]
    assert client.head(dump["contentUrl"]).status_code in (200, 503)  # it may still be in the making
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", told["temporalCoverage"])


def test_a_page_and_its_data_lead_to_each_other(client: httpx.Client) -> None:
    page, data = (
        {
            (rel, type): to
            for to, rel, type in _LINK.findall(
                client.get(f"/{kind}/country/MLI", headers={"accept": "*/*"}).headers["link"]
            )
        }
        for kind in ("page", "data")
    )
    formats = {key for key in data if key[0] == "alternate" and key[1] != "text/html"}
    assert len(formats) == 6 and all(page[key] == data[key] for key in formats)
    assert page["describes", ""] == data["describes", ""] and page["canonical", ""].endswith("/page/country/MLI")


def test_what_is_not_there_is_never_unchanged(client: httpx.Client) -> None:
    for known in ("*", client.get("/page/country/MLI").headers["etag"]):
        assert client.get("/page/country/nowhere", headers={"if-none-match": known}).status_code == 404
    assert client.get("/page/country/MLI", headers={"if-none-match": "*"}).status_code == 304


def test_a_page_that_depends_on_accept_says_so(client: httpx.Client) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/queries"):
        assert "accept" in [each.strip().lower() for each in client.get(path).headers["vary"].split(",")]
    data = client.get("/sparql?query=ASK%7B%7D", headers={"accept": "application/sparql-results+json"})
    assert data.json()["boolean"] is True


def test_a_wrong_query_in_the_address_is_shown_and_is_an_error(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": "SELECT nonsense <script>"})
    assert page.status_code == 400 and "SELECT nonsense &lt;script&gt;" in page.text
    assert "etag" not in page.headers
    assert client.get("/sparql", params={"query": "SELECT nonsense"}, headers={"accept": "*/*"}).status_code == 400


def test_a_parameter_that_a_page_does_not_know_is_said(client: httpx.Client) -> None:
    for path, name in (
        ("/countries", "page"),
        ("/findings", "kind"),
        ("/search", "countri"),
        ("/page/country/MLI", "page"),
    ):
        page = client.get(path, params={name: "7"})
        assert page.status_code == 200 and f"does not know it: <code>{name}</code>" in page.text, path
    for path in (
        "/search?country=MLI&q=",
        "/findings?severity=warning",
        "/page/country/MLI?offset=0",
        "/editor?query=mandates",
    ):
        assert "does not know it" not in client.get(path).text, path
    wrong = client.get("/search?country=Atlantis", headers={"accept": "application/json"})
    assert wrong.status_code == 400 and wrong.json()["parameter"] == "country" and wrong.json()["accepted"]


def test_a_page_that_is_not_there_says_what_may_be_meant(client: httpx.Client) -> None:
    mali = "https://w3id.org/mandategraph/id/country/MLI"
    for path in ("/page/country/mli", "/page/country/ML"):
        problem = client.get(path, headers={"accept": "application/json"})
        assert problem.status_code == 404 and problem.json()["candidates"] == [mali]
        assert f'<dd class="break">{mali}</dd>' in client.get(path).text
    assert client.get("/page/nothing/x", headers={"accept": "application/json"}).json()["candidates"] == []


def test_links_are_in_the_navigation_where_they_are_decided(client: httpx.Client) -> None:
    assert '/links">Links</a>' in client.get("/").text
    page = client.get("/links")
    assert page.status_code == 200 and "mandategraph vocabulary add" in page.text


def test_a_new_revision_makes_every_page_new(client: httpx.Client) -> None:
    old = {path: client.get(path).headers["etag"] for path in PAGES}
    written = client.post(
        "/update",
        data={"update": "INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> 1 } }"},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    assert written.status_code == 204
    for path, tag in old.items():
        pinned = path.startswith("/r/")
        assert client.get(path, headers={"if-none-match": tag}).status_code == (304 if pinned else 200), path
