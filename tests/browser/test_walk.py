"""Every page: sound in structure, readable by everybody, at desk and phone width, in light and in dark."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from .conftest import AXE, Open

MANDATE = "/page/mandate/eu-ssr-comprehensive-approach-training-2015-09-21"
PAGES = {
    "home": "/",
    "search": "/search",
    "narrowed search": "/search?q=ssr&country=MLI&finding=any",
    "search without an answer": "/search?q=nothingatall",
    "countries": "/countries",
    "donors": "/donors",
    "themes": "/themes",
    "trainings": "/trainings",
    "reports": "/reports",
    "sources": "/sources",
    "findings": "/findings",
    "narrowed findings": "/findings?check=period-order&severity=violation",
    "mandate": MANDATE,
    "country": "/page/country/MLI",
    "country without a mandate": "/page/country/ISL",
    "region": "/page/region/202",
    "donor": "/page/donor/european-union",
    "organisation": "/page/organisation/eucap-sahel-mali",
    "theme": "/page/theme/gender",
    "place": "/page/place/brussels",
    "source": "/page/source/examples--pages--mali-txt",
    "source in Arabic": "/page/source/examples-pages-made-up-ar-libya-txt-0762f4ce",
    "queries": "/queries",
    "query": "/queries/mandates-in-country?country=MLI&run=1",
    "query on a map": "/queries/mandates-per-country?run=1",
    "editor": "/editor",
    "ontology": "/page/ontology",
    "checks": "/page/shape",
    "load": "/page/load/1",
    "graph": "/page/graph/countries",
}
WAYS = ((1280, False), (390, True))
"""Widths and darkness: between them they cover both of each."""


def violations(page: Page) -> list[str]:
    """Return what axe finds, each with the first element concerned."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_for_everybody(visit: Open, name: str) -> None:
    for width, dark in WAYS:
        page = visit(PAGES[name], width=width, dark=dark)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls to the side"


@pytest.mark.parametrize("name", PAGES)
def test_headings_are_in_order_and_nothing_is_inline(visit: Open, name: str) -> None:
    page = visit(PAGES[name], script=False)
    levels = [int(each[1]) for each in page.locator("h1,h2,h3,h4,h5,h6").evaluate_all("all => all.map(h => h.tagName)")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("[style], style, [onclick]").count() == 0
    assert page.locator("main, header.masthead, footer, nav").count() >= 4
    assert page.locator("table:not(:has(caption))").count() == 0


def test_editor_in_use_is_for_everybody(visit: Open) -> None:
    for width, dark in WAYS:
        page = visit("/editor", width=width, dark=dark)
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator("#result-title")).to_have_text("44 rows")
        page.get_by_role("tab", name="Map", exact=True).click()
        expect(page.locator("svg.map a").first).to_be_visible()
        page.get_by_role("button", name="Link").click()
        page.get_by_text("Asked before").click()
        page.locator(".CodeMirror").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls to the side"


def test_problem_page(visit: Open, site: str) -> None:
    page = visit()
    found = page.request.get(f"{site}/page/mandate/none-of-this", headers={"accept": "text/html"})
    assert found.status == 404
    assert "<h1>" in found.text() and "default-src 'self'" in found.headers["content-security-policy"]
