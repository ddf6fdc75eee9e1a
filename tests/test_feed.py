"""The feed of changes: valid Atom, newest first, page by page, and honest about what it leaves out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from published_store import SERVICE, OneRevision, Published, ask, check_golden, published_store, routes_of, whole

from mandategraph.graph.publish import changes
from mandategraph.graph.publish.about import About
from mandategraph.service.linked_data import feed
from mandategraph.service.linked_data.feed import write_feed
from mandategraph.service.web.messages import Problem, Request

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with published_store(tmp_path_factory.mktemp("feed") / "store") as store:
        yield Published(OneRevision(store))


def made(published: Published, page: int = 1, about: About | None = None) -> ET.Element:
    request = Request("GET", "/feed.atom", base_url=SERVICE)
    return ET.fromstring(write_feed(published.engine.store, about or About(), request, page))


def links(root: ET.Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in root.findall("a:link", ATOM)}


def test_the_feed_is_as_in_its_golden_file(published: Published) -> None:
    request = Request("GET", "/feed.atom", base_url=SERVICE)
    check_golden("feed.atom", write_feed(published.engine.store, About(), request))


def test_the_feed_has_what_atom_asks_for(published: Published) -> None:
    root = made(published)
    for element in (root, *root.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"a:{name}", namespaces=ATOM)
    assert root.findtext("a:author/a:name", namespaces=ATOM)
    updated = [entry.findtext("a:updated", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]
    assert updated == sorted(updated, key=str, reverse=True) and len(updated) == 3
    assert root.findtext("a:updated", namespaces=ATOM) == updated[0]


def test_pages_follow_each_other(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PAGE_SIZE", 1)
    middle = links(made(published, 2))
    assert middle["self"] == f"{SERVICE}/feed.atom?page=2" and middle["first"] == f"{SERVICE}/feed.atom"
    assert middle["previous"] == middle["first"] and middle["next"] == middle["last"] == f"{SERVICE}/feed.atom?page=3"
    titles = [made(published, page).findtext("a:entry/a:title", namespaces=ATOM) or "" for page in (1, 2, 3)]
    assert [title.split(":")[0] for title in titles] == ["Revision 3", "Revision 2", "Revision 1"]
    with pytest.raises(Problem, match="404"):
        made(published, 4)


def test_an_entry_says_how_many_when_it_does_not_name_all(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "SHOWN", 2)
    second = made(published).findall("a:entry", ATOM)[1].findtext("a:content", namespaces=ATOM) or ""
    assert "20 sources added, of which these are the first 2:" in second and second.count("<li>") == 4


def test_the_licence_is_that_of_the_operator(published: Published) -> None:
    assert "license" not in links(made(published))
    assert links(made(published, about=About(licence="https://example.org/l")))["license"] == "https://example.org/l"


def test_the_feed_over_http(published: Published) -> None:
    router = routes_of(published, feed)
    first = asyncio.run(ask(router, "/feed.atom"))
    assert first.header("content-type") == "application/atom+xml" and whole(first).startswith(b"<?xml")
    assert asyncio.run(ask(router, "/feed.atom", if_none_match=first.header("etag") or "")).status == 304
    with pytest.raises(Problem, match="400"):
        asyncio.run(ask(router, "/feed.atom", "page=x"))
