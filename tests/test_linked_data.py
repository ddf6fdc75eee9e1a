"""Every IRI of the graph leads somewhere: one policy for things, graphs, rules, shapes and the ontology."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from published_store import (
    BACKSTOPPING,
    BROWSER,
    SERVICE,
    OneRevision,
    Published,
    ask,
    published_store,
    routes_of,
    whole,
)

from mandategraph.graph.iris import MG, RULE, SHAPE
from mandategraph.graph.publish import inverse
from mandategraph.graph.publish.about import About
from mandategraph.graph.publish.addresses import Addresses
from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load
from mandategraph.service.linked_data import documents, site_map, well_known
from mandategraph.service.linked_data import routes as linked_data
from mandategraph.service.linked_data.routes import document
from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.negotiation import STATEMENTS, MediaType
from mandategraph.service.web.router import Router

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SYNTAX = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with published_store(tmp_path_factory.mktemp("linked") / "store") as store:
        yield Published(OneRevision(store))


@pytest.fixture(scope="module")
def router(published: Published) -> Router:
    return routes_of(published, linked_data, documents, well_known, site_map)


def get(router: Router, path: str, query: str = "", **headers: str) -> Response:
    return asyncio.run(ask(router, path, query, **headers))


def refused(router: Router, path: str, query: str = "", **headers: str) -> Problem:
    with pytest.raises(Problem) as caught:
        get(router, path, query, **headers)
    return caught.value


def test_every_iri_of_the_graph_leads_to_a_document(router: Router, published: Published) -> None:
    store = published.engine.store
    addresses = Addresses(store.minter)
    terms = (each for q in store.quads() for each in (q.subject, q.predicate, q.object, q.graph_name))
    named = {each.value for each in terms if isinstance(each, ox.NamedNode)}
    paths = {iri.partition("#")[0]: path for iri in named if (path := addresses.path(iri))}
    kinds = {path.split("/")[0] for path in paths.values()}
    assert {"mandate", "country", "finding", "load", "source", "graph", "rule", "shape", "ontology", "node"} <= kinds
    for iri in paths:
        if iri.startswith((store.minter.thing(""), store.minter.graph(""), RULE, SHAPE)):
            path = "/" + iri.removeprefix(store.base_iri)
            assert get(router, path, accept="text/turtle").status == 303, iri
    assert all(iri.startswith(store.base_iri) for iri in paths)


@pytest.mark.parametrize(
    ("accept", "room"),
    [
        ("", "data"),
        ("*/*", "data"),
        (BROWSER, "page"),
        ("text/html", "page"),
        ("text/turtle;q=0.4, text/html;q=0.5", "page"),
        ("text/turtle;q=0.5, text/html;q=0.4", "data"),
        ("application/ld+json", "data"),
        ("text/html;q=0, */*", "data"),
    ],
)
def test_an_iri_leads_to_a_page_or_to_statements(router: Router, accept: str, room: str) -> None:
    response = get(router, "/id/country/MLI", accept=accept)
    assert response.status == 303
    assert response.header("location") == f"{SERVICE}/{room}/country/MLI"
    assert response.header("vary") == "Accept"


def test_what_nobody_can_read_is_406(router: Router) -> None:
    for path in ("/id/country/MLI", "/data/country/MLI"):
        assert refused(router, path, accept="image/png").status == 406
    assert refused(router, "/data/country/MLI", "format=pdf").status == 406


def test_a_format_by_name_goes_with_the_client(router: Router) -> None:
    response = get(router, "/id/country/MLI", "format=jsonld&in=mg:country", accept=BROWSER)
    assert response.header("location") == f"{SERVICE}/data/country/MLI.jsonld?in=mg%3Acountry"
    assert get(router, "/id/country/MLI", "format=html").header("location") == f"{SERVICE}/page/country/MLI"
    assert get(router, "/data/country/MLI.html").header("location") == f"{SERVICE}/page/country/MLI"


def test_names_in_any_script_are_addresses(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Обука за полицијата\nNetherlands mandate in Mali 01/07/2014 - 31/08/2015\n", "utf-8")
    load([str(page)], tmp_path / "store", started="2026-11-24T12:00:00Z", read_on=date(2026, 11, 24))
    with open_store(tmp_path / "store") as store:
        routes = routes_of(Published(OneRevision(store)), linked_data)
        key = "mandate/обука-за-полицијата-2014-07-01"
        location = get(routes, f"/id/{key}", accept="text/turtle").header("location") or ""
        assert location.isascii() and unquote(location) == f"{SERVICE}/data/{key}"
        assert all(value.isascii() for _, value in get(routes, f"/data/{key}").headers)


@pytest.mark.parametrize("media", STATEMENTS, ids=lambda media: media.suffix)
def test_every_format_is_found_by_suffix_by_name_and_by_accept(router: Router, media: MediaType) -> None:
    suffix, type, name = media.suffix, media.type, media.name
    by_suffix = get(router, f"/data/{BACKSTOPPING}.{suffix}", accept="image/png")
    by_name = get(router, f"/data/{BACKSTOPPING}", f"format={name}")
    by_accept = get(router, f"/data/{BACKSTOPPING}", accept=type)
    assert by_suffix.body == by_name.body == by_accept.body
    assert (by_accept.header("content-type") or "").startswith(type)
    assert by_accept.header("content-location") == f"{SERVICE}/data/{BACKSTOPPING}.{suffix}"
    turtle = whole(get(router, f"/data/{BACKSTOPPING}.ttl"))
    said = {quad.triple for quad in ox.parse(whole(by_suffix), format=SYNTAX[suffix])}
    assert said == {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


def test_links_lead_to_the_other_formats_and_say_what_is_what(router: Router, published: Published) -> None:
    link = get(router, "/data/country/MLI").header("link") or ""
    for suffix in SYNTAX:
        assert f'<{SERVICE}/data/country/MLI.{suffix}>; rel="alternate"' in link
    assert f'<{SERVICE}/page/country/MLI>; rel="alternate"; type="text/html"' in link
    base = published.engine.store.base_iri
    assert f'<{base}data/country/MLI>; rel="canonical"' in link and f'<{base}id/country/MLI>; rel="describes"' in link
    assert f'<{SERVICE}/void>; rel="describedby"' in link and 'rel="license"' not in link


def test_the_licence_is_that_of_the_operator(published: Published) -> None:
    request = Request("GET", "/data/country/MLI", base_url=SERVICE)
    about = About(licence=LICENCE)
    response = document(request, published.engine.store, about, "country/MLI")
    assert f'<{LICENCE}>; rel="license"' in (response.header("link") or "")
    assert f"<{LICENCE}>".encode() in whole(response)


def test_what_points_here_is_reached_page_by_page(router: Router, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverse, "PAGE_SIZE", 3)
    link = get(router, "/data/country/MLI", "in=mg:country&page=2").header("link") or ""
    here = f"{SERVICE}/data/country/MLI?in=mg%3Acountry&page="
    assert f'<{here}1>; rel="prev"' in link and f'<{here}3>; rel="next"' in link
    first = get(router, "/data/country/MLI").header("link") or ""
    assert f'<{here}2>; rel="next"' in first and 'rel="prev"' not in first
    for told in (first, link):
        assert f'<{here}1>; rel="first"' in told and f'<{here}3>; rel="last"' in told
    base = "https://w3id.org/mandategraph/data/country/MLI"
    assert f'<{base}?in=mg%3Acountry&page=2>; rel="canonical"' in link and f'<{base}>; rel="canonical"' in first
    assert refused(router, "/data/country/MLI", "in=mg:country&page=99").status == 404
    for query in (
        "page=2",
        "in=mg:country&page=0",
        "in=mg:country&page=x",
        "in=mg:donor",
        "in=mg:country&in=mg:x",
        "local=2",
    ):
        assert refused(router, "/data/country/MLI", query).status == 400, query


def test_the_same_revision_is_not_sent_twice(router: Router) -> None:
    first = get(router, "/data/country/MLI.ttl")
    etag = first.header("etag") or ""
    assert get(router, "/data/country/MLI.ttl", if_none_match=etag).status == 304
    assert get(router, "/data/country/MLI.nt", if_none_match=etag).status == 200
    assert get(router, "/data/country/MLI.ttl", "local=1", if_none_match=etag).status == 200


def test_local_data_says_that_it_is_rewritten(router: Router, published: Published) -> None:
    body = whole(get(router, f"/data/{BACKSTOPPING}.nt", "local=1")).decode()
    assert f"<{SERVICE}/id/{BACKSTOPPING}> <{MG}donor> <{SERVICE}/id/donor/netherlands>" in body
    assert "Rewritten for local use" in body and f"<{published.engine.store.base_iri}id/" not in body


def test_what_is_not_there_is_404_with_what_may_be_meant(router: Router, published: Published) -> None:
    for path in ("/id/country/ML", "/data/country/ML", "/data/country/ML.ttl"):
        problem = refused(router, path)
        assert problem.status == 404
        assert problem.extra["candidates"] == [published.engine.store.minter.thing("country/MLI")]
    for path in ("/id/", "/id/x y", "/id/country/<>", "/graph/none", "/rule/none", "/shape/none", "/data/ontology/9"):
        assert refused(router, path).status == 404, path


@pytest.mark.parametrize("path", ["rule/title", "shape/period-order", "graph/countries", "ontology", "rule", "shape"])
def test_the_same_policy_holds_for_all_kinds_of_iris(router: Router, path: str) -> None:
    page = get(router, f"/{path}", accept=BROWSER)
    assert (page.status, page.header("location")) == (303, f"{SERVICE}/page/{path}")
    statements = get(router, f"/{path}", accept="text/turtle")
    if "/" in path:
        assert (statements.status, statements.header("location")) == (303, f"{SERVICE}/data/{path}")
    else:
        assert statements.body == get(router, f"/data/{path}").body == get(router, f"/{path}.ttl").body


def test_terms_rules_and_shapes_are_documents(router: Router) -> None:
    for path, name in (("ontology", MG + "Mandate"), ("rule", RULE + "title"), ("shape", SHAPE + "period-order")):
        body = whole(get(router, f"/data/{path}.nt")).decode()
        assert f"<{name}> " in body
    assert get(router, "/data/ontology/0.1.0").body == get(router, "/data/ontology").body
    one = whole(get(router, "/data/shape/not-duplicate.nt")).decode()
    assert "SELECT DISTINCT $this" in one, "the parts without a name come with the shape"


def test_descriptions_have_every_format(router: Router) -> None:
    for kind in ("void", "dcat"):
        turtle = set(ox.parse(whole(get(router, f"/{kind}")), format=ox.RdfFormat.TURTLE))
        for suffix, syntax in SYNTAX.items():
            assert set(ox.parse(whole(get(router, f"/{kind}.{suffix}")), format=syntax)) == turtle
        etag = get(router, f"/{kind}").header("etag") or ""
        assert get(router, f"/{kind}", if_none_match=etag).status == 304
    assert get(router, "/.well-known/void").header("location") == f"{SERVICE}/void"
    assert refused(router, "/void.pdf").status == 404


def test_dumps_are_named_by_revision(router: Router) -> None:
    async def dumped() -> bytes:
        response = await ask(router, "/dumps/3.nq.gz")
        assert not isinstance(response.body, bytes)
        return b"".join([piece async for piece in response.body])

    lines = gzip.decompress(asyncio.run(dumped())).splitlines()
    assert lines == sorted(set(lines)) and len(lines) > 1000
    assert get(router, "/dumps/latest.nq.gz").header("location") == f"{SERVICE}/dumps/3.nq.gz"
    assert refused(router, "/dumps/three.nq.gz").status == 404


def test_robots_find_the_site_map(router: Router) -> None:
    assert f"Sitemap: {SERVICE}/sitemap.xml" in whole(get(router, "/robots.txt")).decode()
    assert whole(get(router, "/sitemap.xml")).startswith(b"<?xml")
    assert get(router, "/sitemap/mandate-1.xml").header("content-type") == "application/xml"
