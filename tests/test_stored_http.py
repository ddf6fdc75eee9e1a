"""Stored queries over HTTP: formats, pages of rows, tags, revisions, what is refused, and the list of them all."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from published_store import BROWSER, ROOT
from stored_world import MALI, REVISION, clients, links, publish, rows, serving, started

from mandategraph.graph.queries.answers import Answer
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load
from mandategraph.service.stored.answers import StoredAnswers, counting
from mandategraph.service.stored.request import choose_format, read
from mandategraph.service.web.messages import Request

SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("stored") / "store")


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    with clients(store) as client:
        yield client


def _expected(store: Path, name: str, **arguments: str) -> Answer:
    with open_store(store) as opened:
        return Catalogue.read(portable=False).run(opened, name, arguments)


def _bytes(answer: Answer, format: str) -> bytes:
    stream = io.BytesIO()
    answer.write(stream, format)
    return stream.getvalue()


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rows_are_those_of_the_library_in_every_format(client: httpx.Client, store: Path, format: str) -> None:
    expected = _bytes(_expected(store, "mandates-in-country", country="MLI"), format)
    by_suffix = client.get(MALI.replace("?", f".{format}?"))
    by_parameter = client.get(f"{MALI}&format={format}")
    by_accept = client.get(MALI, headers={"accept": by_suffix.headers["content-type"].partition(";")[0]})
    assert by_suffix.content == by_parameter.content == by_accept.content == expected
    assert by_suffix.headers["content-disposition"] == f'inline; filename="mandates-in-country-r{REVISION}.{format}"'


def test_a_program_gets_json_and_a_browser_a_page(client: httpx.Client) -> None:
    plain, browser = client.get(MALI), client.get(MALI, headers={"accept": BROWSER})
    assert plain.headers["content-type"] == "application/sparql-results+json"
    assert browser.headers["content-type"].startswith("text/html")
    assert "Backstopping support to EUCAP MALI SAHEL" in browser.text
    assert "accept" in plain.headers["vary"] and "accept" in browser.headers["vary"]


def test_a_page_without_values_is_a_form_and_one_with_wrong_ones_says_so(client: httpx.Client) -> None:
    form = client.get("/queries/mandates-in-country", headers={"accept": BROWSER})
    wrong = client.get("/queries/mandates-in-country?country=Atlantis", headers={"accept": BROWSER})
    assert form.status_code == 200 and '<form class="query-form"' in form.text and "alert" not in form.text
    assert wrong.status_code == 400 and "Atlantis" in wrong.text and '<form class="query-form"' in wrong.text


def test_a_page_leads_to_formats_citations_and_a_lasting_address(client: httpx.Client) -> None:
    page = client.get(MALI, headers={"accept": BROWSER}).text
    base = str(client.base_url).rstrip("/")
    assert f"{base}/queries/mandates-in-country.csv?country=MLI" in page
    assert f"{base}/r/3/queries/mandates-in-country/cite?country=country%2FMLI&amp;format=bibtex" in page
    assert f"{base}/r/3/queries/mandates-in-country?country=country%2FMLI&amp;limit=100" in page


def test_the_query_itself_can_be_had_bare_and_with_its_values(client: httpx.Client) -> None:
    bare, bound = client.get("/queries/mandates-in-country.rq"), client.get(MALI.replace("?", ".rq?"))
    assert bare.text == (ROOT / "queries" / "mandates-in-country.rq").read_text("utf-8")
    answer = client.post("/sparql", data={"query": bound.text}, headers={"accept": "application/json"})
    assert answer.json() == client.get(MALI).json()


@pytest.mark.parametrize("limit", [1, 2, 3, 8, 9])
def test_links_lead_through_all_rows_and_back(client: httpx.Client, limit: int) -> None:
    whole = rows(client.get(MALI))
    page, seen = client.get(f"{MALI}&limit={limit}"), []
    pages = []
    while True:
        pages.append(str(page.url))
        seen += rows(page)
        assert int(page.headers["mandategraph-rows"]) == len(rows(page)) <= limit
        assert page.headers["mandategraph-total"] == str(len(whole))
        assert page.headers["mandategraph-truncated"] == ("true" if "next" in links(page) else "false")
        if "next" not in links(page):
            break
        page = client.get(links(page)["next"])
    assert seen == whole
    assert links(page)["last"] == pages[-1] and links(page)["first"] == pages[0]
    back = [pages[-1]]
    while "prev" in links(page):
        page = client.get(links(page)["prev"])
        back.append(str(page.url))
    assert back == pages[::-1]


def test_links_of_a_page_beyond_the_end_lead_back(client: httpx.Client) -> None:
    page = client.get(f"{MALI}&limit=3&offset=100")
    assert rows(page) == []
    assert rows(client.get(links(page)["prev"])) == rows(client.get(links(page)["last"])) != []


def test_links_keep_the_address_as_it_was_asked(client: httpx.Client) -> None:
    page = client.get("/r/3/queries/mandates-in-country.csv?country=MLI&donor=France&donor=Netherlands&limit=1")
    path = "/r/3/queries/mandates-in-country.csv?country=MLI&donor=France&donor=Netherlands&limit=1&offset=1"
    assert links(page)["next"] == f"{str(client.base_url).rstrip('/')}{path}"


def test_several_values_are_given_by_repeating_the_parameter(client: httpx.Client) -> None:
    def mandates(query: str) -> set[str]:
        return {row["mandate"] for row in rows(client.get(f"{MALI}{query}"))}

    assert mandates("&donor=France&donor=donor/netherlands") == mandates("&donor=France") | mandates(
        "&donor=Netherlands"
    )
    assert mandates("&donor=") == mandates("")


def test_a_client_that_has_the_answer_gets_304_and_no_query_is_asked(client: httpx.Client) -> None:
    path = "/queries/mandates-in-country.csv?country=UKR"
    before = client.get(path)
    misses = _metric(client, "mandategraph_answer_cache_misses")
    same = client.get(path, headers={"if-none-match": f'"other", W/{before.headers["etag"]}'})
    unseen = client.get(path + "&from=2014-01-01", headers={"if-none-match": "*"})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", before.headers["etag"])
    assert unseen.status_code == 304 and _metric(client, "mandategraph_answer_cache_misses") == misses
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_tags_differ_where_bytes_differ(client: httpx.Client) -> None:
    paths = (MALI, f"{MALI}&limit=2", f"{MALI}&format=csv", f"{MALI}&donor=France", MALI.replace("MLI", "UKR"))
    tags = [client.get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == len(paths)
    same = (MALI.replace("MLI", name) for name in ("Mali", "466", "country%2FMLI"))
    assert {client.get(path).headers["etag"] for path in same} == {tags[0]}


def test_packed_answers_have_a_strong_tag_of_their_own(client: httpx.Client) -> None:
    plain = client.get(MALI)
    with client.stream("GET", MALI, headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"] and not packed.headers["etag"].startswith("W/")
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        tag = answer.headers["etag"]
        assert client.get(MALI, headers={"if-none-match": tag, "accept-encoding": coding}).headers["etag"] == tag


def test_an_answer_is_made_once_unless_a_client_wants_it_anew(client: httpx.Client) -> None:
    path = "/queries/mandates-in-country?country=SDN"
    first, again, anew = client.get(path), client.get(path), client.get(path, headers={"cache-control": "no-cache"})
    assert first.content == again.content == anew.content
    assert first.headers["server-timing"].startswith("query;dur=") and anew.headers["server-timing"].startswith("query")
    assert again.headers["server-timing"] == "cache;desc=hit"


def test_a_head_has_the_headers_and_no_body(client: httpx.Client) -> None:
    head, got = client.head(MALI), client.get(MALI)
    assert head.content == b"" and int(head.headers["content-length"]) == len(got.content)
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    ("query", "parameter", "candidate"),
    [
        ("country=Malli", "country", "country/MLI"),
        ("country=Congo", "country", "country/COD"),
        ("country=MLI&contry=x", "contry", "country"),
        ("country=MLI&from=yesterday", "from", None),
        ("", "country", None),
        ("country=MLI&country=UKR", "country", None),
        ("country=MLI&limit=x", "limit", None),
        ("country=MLI&limit=100001", "limit", None),
        ("country=MLI&offset=-1", "offset", None),
        ("country=MLI&limit=1&limit=2", "limit", None),
        ("country=MLI&format=csv&format=xml", "format", None),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, query: str, parameter: str, candidate: str | None) -> None:
    answer = client.get(f"/queries/mandates-in-country?{query}")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert problem["parameter"] == parameter and parameter in problem["detail"]
    assert candidate is None or candidate in problem["candidates"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/mandates-in-contry?country=MLI", 404),
        ("/queries/mandates-in-country.pdf?country=MLI", 404),
        ("/queries/mandates-in-country.csv?country=MLI&format=csv", 400),
        (f"{MALI}&format=turtle", 406),
        ("/queries/mandates-in-country/options/from", 404),
        ("/queries.pdf", 404),
    ],
)
def test_what_is_not_there_is_a_problem(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_an_unknown_query_comes_with_near_names(client: httpx.Client) -> None:
    assert client.get("/queries/mandates-in-contry").json()["candidates"][0] == "mandates-in-country"
    assert client.get(MALI, headers={"accept": "image/png"}).status_code == 406
    assert client.post(MALI).status_code == 405


def test_pages_of_other_origins_can_read_what_an_answer_says_of_itself(client: httpx.Client) -> None:
    answer = client.get(f"{MALI}&limit=2", headers={"origin": "https://example.org"})
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    told = [name for name in answer.headers if name.startswith("mandategraph-")]
    assert len(told) == 7 and set(told) <= set(exposed)


def test_a_lasting_address_gives_the_same_rows_and_may_be_kept(client: httpx.Client) -> None:
    answer = client.get(f"{MALI}&limit=2&offset=1")
    lasting = client.get(links(answer)["cite-as"])
    assert lasting.content == answer.content and "immutable" in lasting.headers["cache-control"]
    assert "no-cache" in answer.headers["cache-control"]


def test_a_revision_that_is_not_kept_is_gone_and_one_to_come_is_not_there(client: httpx.Client) -> None:
    assert client.get(f"/r/3{MALI}").status_code == 200
    assert client.get(f"/r/1{MALI}").status_code == 410
    assert client.get(f"/r/99{MALI}").status_code == 404


def test_a_load_changes_the_tag_and_leaves_the_pinned_answer(tmp_path: Path) -> None:
    store = publish(tmp_path / "store")
    page = (ROOT / "examples" / "pages" / "mali.txt").read_text("utf-8")
    (tmp_path / "more.txt").write_text(page.replace("EUCAP MALI SAHEL", "EUCAP MALI SAHEL AGAIN"), "utf-8")
    with clients(store) as client:
        before = client.get(MALI)
        load([str(tmp_path / "more.txt")], store, started="2026-11-24T13:00:00Z", read_on=date(2026, 11, 24))
        after = before
        for _ in range(200):
            after = client.get(MALI)
            if after.headers["mandategraph-revision"] == "4":
                break
        while after.headers["mandategraph-revision"] == "3":
            after = client.get(MALI)
        assert after.headers["etag"] != before.headers["etag"] and len(rows(after)) > len(rows(before))
        assert client.get(f"/r/3{MALI}").content == before.content
        assert client.get(MALI, headers={"if-none-match": before.headers["etag"]}).status_code == 200


def test_a_pick_list_gives_values_that_the_parameter_takes(client: httpx.Client) -> None:
    options = client.get("/queries/mandates-in-country/options/country").json()
    assert {"value": "country/MLI", "label": "Mali"} in options
    assert rows(client.get("/queries/mandates-in-country?country=country/MLI")) == rows(client.get(MALI))
    assert client.get("/queries/mandates-in-country/options/country?format=csv").text.startswith("value,label\r\n")


def test_the_list_of_queries_has_every_query_and_its_addresses(client: httpx.Client) -> None:
    listed = client.get("/queries").json()["queries"]
    catalogue = Catalogue.read(portable=False)
    assert [entry["name"] for entry in listed] == list(catalogue)
    for entry in listed:
        assert entry["version"] == catalogue[entry["name"]].version
        assert client.get(entry["query"]).status_code == 200
    assert client.get("/queries", headers={"accept": BROWSER}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path",
    ["/queries", "/queries.ttl", "/queries.html", "/queries/mandates-in-country/options/country", "/void", "/dcat",
     "/data/country/MLI", "/ontology", "/page/country/MLI", "/feed.atom", "/sitemap.xml", "/dumps/latest.nq.gz", "/"],
)  # fmt: skip
def test_what_depends_on_the_revision_says_which(client: httpx.Client, path: str) -> None:
    revision = str(client.get("/queries").json()["revision"])
    answer = client.get(path, follow_redirects=True)
    assert (answer.status_code, answer.headers["mandategraph-revision"]) == (200, revision)
    described = client.get("/openapi.json").json()["paths"]
    if path == "/queries":
        again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.headers["mandategraph-revision"]) == (304, revision)
    if path in described and path != "/":
        assert "Mandategraph-Revision" in described[path]["get"]["responses"]["200"]["headers"]


@pytest.mark.parametrize("path", ["/queries.ttl", "/queries?format=turtle", "/sparql/.well-known/sparql-examples"])
def test_the_queries_are_described_in_rdf(client: httpx.Client, path: str) -> None:
    store = ox.Store()
    store.load(client.get(path, headers={"accept": "text/turtle"}).content, ox.RdfFormat.TURTLE)
    kinds = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct"}
    catalogue = Catalogue.read(portable=False)
    for name in catalogue:
        node = ox.NamedNode(f"{str(client.base_url).rstrip('/')}/queries/{name}")
        text = next(store.quads_for_pattern(node, ox.NamedNode(SH + kinds[catalogue[name].form]), None)).object
        assert isinstance(text, ox.Literal) and text.value == catalogue[name].text
        target = next(store.quads_for_pattern(node, ox.NamedNode("https://schema.org/target"), None)).object
        assert target == ox.NamedNode(f"{str(client.base_url).rstrip('/')}/sparql")


def test_an_editor_finds_the_queries_by_sparql(client: httpx.Client) -> None:
    query = f"""PREFIX sh: <{SH}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?sq ?comment ?query WHERE {{
          ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
        }} ORDER BY ?sq"""
    found = rows(client.get("/sparql", params={"query": query}))
    assert len(found) == len(Catalogue.read(portable=False))
    graph = f"{str(client.base_url).rstrip('/')}/sparql/.well-known/sparql-examples"
    named = client.get("/sparql", params={"query": f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"})
    assert named.json()["boolean"] is True
    assert client.get("/sparql", params={"query": "ASK { ?s a <urn:x> }"}).json()["boolean"] is False


def test_more_rows_than_are_held_at_once_are_streamed(store: Path) -> None:
    async def check() -> None:
        async with started(store) as engine:
            catalogue = Catalogue.read(portable=False)
            query, answers = catalogue["mandates"], StoredAnswers(engine, 1 << 20)
            for suffix in ("csv", "json", "xml", "tsv"):
                request = Request("GET", f"/queries/mandates.{suffix}")
                chosen = choose_format(request, query, suffix)
                whole = await answers.get(read(request, engine, query, chosen, engine.revision))
                large = read(request, engine, query, chosen, engine.revision, most=5)
                assert whole and await answers.get(large) is None and large.large
                assert b"".join([piece async for piece in await answers.stream(large)]) == whole.body

    asyncio.run(check())


ABOUT = """#+ title: What is said of a thing
#+ question: What does the graph say of this thing?
#+ params:
#+   thing: {type: iri, required: true, example: country/MLI}
CONSTRUCT { ?thing ?property ?value } WHERE { ?thing ?property ?value }
"""
KNOWN = """#+ title: Whether a thing is known
#+ question: Does the graph say anything of this thing?
#+ params:
#+   thing: {type: iri, required: true, example: country/MLI}
ASK { ?thing ?property ?value }
"""


def test_statements_and_yes_or_no_have_formats_of_their_own(store: Path, tmp_path: Path) -> None:
    (tmp_path / "about.rq").write_text(ABOUT, "utf-8")
    (tmp_path / "known.rq").write_text(KNOWN, "utf-8")

    async def check() -> None:
        async with serving(store, Catalogue.read(tmp_path)) as ask:
            bodies: dict[str, bytes] = {}
            for suffix in ("ttl", "nt", "rdf", "jsonld", "trig", "nq"):
                answer = await ask(f"/queries/about.{suffix}", "thing=country/MLI")
                format = ox.RdfFormat.from_media_type(answer.header("content-type") or "")
                assert format is not None and isinstance(answer.body, bytes)
                bodies[suffix] = answer.body
                triples = {quad.triple for quad in ox.parse(answer.body, format)}
                assert answer.header("mandategraph-rows") == str(len(triples)) and len(triples) > 5
            lines = bodies["nt"].splitlines()
            assert lines == sorted(lines)
            page = await ask("/queries/about.nt", "thing=country/MLI&limit=2&offset=1")
            assert isinstance(page.body, bytes) and page.body.splitlines() == lines[1:3]
            assert 'rel="next"' in (page.header("link") or "") and page.header("mandategraph-truncated") == "true"
            known = await ask("/queries/known", "thing=country/MLI")
            assert known.body == b'{"head":{},"boolean":true}'
            unknown = await ask("/queries/known.xml", "thing=country/XXX")
            assert isinstance(unknown.body, bytes) and b"<boolean>false</boolean>" in unknown.body
            assert (await ask("/queries/known.csv", "thing=country/MLI")).status == 404
            assert (await ask("/queries/known", "thing=country/MLI", accept="text/html")).status == 200
            cited = await ask("/queries/about/cite", "thing=country/MLI&format=csl-json")
            assert isinstance(cited.body, bytes)
            assert json.loads(cited.body)[0]["custom"]["sha256"] == hashlib.sha256(bodies["nt"]).hexdigest()
            described = await ask("/openapi.json", "")
            assert isinstance(described.body, bytes)
            paths = json.loads(described.body)["paths"]
            assert "text/turtle" in paths["/queries/about"]["get"]["responses"]["200"]["content"]

    asyncio.run(check())


def test_counting_gives_the_rows_of_every_query(store: Path) -> None:
    async def check() -> None:
        async with started(store) as engine:
            catalogue, answers = Catalogue.read(portable=False), StoredAnswers(engine, 1 << 20)
            for name in catalogue:
                plan = engine.plan(name, catalogue.golden_call(name), limit=1, offset=1)
                if plan.query.form == "SELECT":
                    assert "LIMIT 2" not in counting(plan, engine.base_iri)
                    whole = await engine.answer(name, catalogue.golden_call(name))
                    assert await answers.total(plan, engine.revision) == len(whole.rows), name

    asyncio.run(check())


def _metric(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))
