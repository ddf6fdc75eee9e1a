"""What people do: follow a citation, narrow a search, fill a form, ask in the editor, switch to dark, use only keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .test_walk import MANDATE


def type_query(page: Page, text: str) -> None:
    """Replace what stands in the editor."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_citation_leads_to_its_place_in_the_source(visit: Open) -> None:
    page = visit(MANDATE)
    page.get_by_role("link", name="mali.txt:17:1", exact=False).first.click()
    mark = page.locator("mark:target")
    expect(mark).to_have_text("European Union")
    expect(mark).to_be_in_viewport()
    assert "char=" in page.url


def test_a_fact_lights_up_in_the_text_beside_it(visit: Open) -> None:
    page = visit(MANDATE)
    page.locator(".fact dd:has(a:text-is('Belgium'))").hover()
    expect(page.locator("mark.lit")).to_have_text("Belgium")


def test_facets_narrow_the_search_and_can_be_left_again(visit: Open) -> None:
    page = visit("/search", script=False)
    page.get_by_role("link", name="Mali 8").click()
    expect(page.locator("#found")).to_contain_text("8 mandates".replace(" ", "\u00a0"))
    page.get_by_label("Words of a title").fill("training")
    page.get_by_role("button", name="Search").click()
    assert "country=MLI" in page.url and "q=training" in page.url
    page.get_by_role("link", name="Leave out: Mali").click()
    assert "country" not in page.url


def test_map_leads_to_the_country(visit: Open) -> None:
    page = visit("/")
    page.locator(".map a[aria-label^='Ukraine']").click()
    expect(page.locator("h1")).to_have_text("Ukraine")


def test_form_of_a_stored_query(visit: Open) -> None:
    page = visit("/queries")
    page.get_by_role("link", name="Mandates in a country").click()
    page.get_by_label("country", exact=False).first.fill("Mali")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("table.data tbody tr")).to_have_count(8)
    expect(page.locator(".timeline")).to_be_visible()


def test_editor_asks_and_draws(visit: Open) -> None:
    page = visit("/editor")
    expect(page.locator(".yasqe")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-title")).to_contain_text("44")
    for tab, drawn in (("Table", "table.data"), ("Chart", "table.bars"), ("Map", "svg.map a"), ("Map", ".legend li")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(f"[role=tabpanel]:visible {drawn}").first).to_be_visible()


def test_editor_opens_examples_and_draws_a_timeline(visit: Open) -> None:
    page = visit("/editor")
    page.locator("#example").select_option("timeline")
    expect(page.locator(".CodeMirror")).to_contain_text("donorLabel")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("tab", name="Timeline", exact=True).click()
    expect(page.locator("[role=tabpanel]:visible .time-row").first).to_be_visible()


def test_editor_completes_from_the_description_with_counts(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "SELECT * { ?m mg:donor")
    with page.expect_response("**/void.nt") as described:
        page.keyboard.press("Control+Space")
    assert described.value.status == 200
    hint = page.locator(".CodeMirror-hint").first
    expect(hint).to_have_text(re.compile(r"^mg:donor\d+ statements$"))
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror")).to_contain_text("PREFIX mg:")
    expect(page.locator(".CodeMirror")).to_contain_text("?m mg:donor")
    assert page.locator(".CodeMirror").inner_text().count("PREFIX") == 1
    page.keyboard.type(" ?d . ?m a mg:man")
    page.keyboard.press("Control+Space")
    expect(hint).to_have_text(re.compile(r"^mg:Mandate\d+ things$"))


def test_editor_offers_the_most_used_term_first(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "SELECT * { ?m rdfs:")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("rdfs:")
    counts = [
        int(re.sub(r"\D", "", text)) for text in page.locator(".hint-count").all_inner_texts() if "statement" in text
    ]
    assert len(counts) > 1 and counts == sorted(counts, reverse=True)


def test_open_queries_and_those_asked_are_kept(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "ASK { ?first ?p ?o }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-title")).to_have_text("Yes")
    page.get_by_role("button", name="New", exact=True).click()
    expect(page.locator("#result")).to_be_hidden()
    type_query(page, "ASK { ?second ?p ?o }")
    page.get_by_label("Name", exact=True).fill("The second")
    page.reload()
    tabs = page.get_by_role("tablist", name="Queries").get_by_role("tab")
    expect(tabs).to_have_text(["Query 1", "The second"])
    expect(page.locator(".CodeMirror")).to_contain_text("?second")
    tabs.first.click()
    expect(page.locator(".CodeMirror")).to_contain_text("?first")
    page.get_by_role("button", name="Close").click()
    expect(tabs).to_have_text(["The second"])
    page.get_by_text("Asked before (1)").click()
    page.get_by_role("button", name="ASK { ?first").click()
    expect(page.locator(".CodeMirror")).to_contain_text("?first")
    page.get_by_role("button", name="Forget them").click()
    expect(page.get_by_text("Asked before")).to_be_hidden()


def test_each_tab_shows_its_own_answer(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "ASK { FILTER(false) }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-title")).to_have_text("No")
    page.locator("#example").select_option("donors")
    expect(page.locator("#result")).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-title")).to_contain_text("rows")
    page.get_by_role("tablist", name="Queries").get_by_role("tab").first.click()
    expect(page.locator("#result-title")).to_have_text("No")


def test_a_shared_query_is_asked_once_where_it_is_opened(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "SELECT ?c { ?c a <https://w3id.org/mandategraph/ontology#Mandate> } LIMIT 3")
    page.get_by_role("button", name="Link").click()
    address = page.get_by_label("Address", exact=True).input_value()
    asked: list[str] = []
    other = page.context.new_page()
    other.on("request", lambda request: asked.append(f"{request.method} {request.resource_type}"))
    other.goto(address)
    expect(other.locator("#result-title")).to_have_text("3 rows")
    assert [each for each in asked if each in ("GET document", "POST fetch")] == ["GET document", "POST fetch"]
    answer = page.request.get(address, headers={"accept": "application/sparql-results+json"})
    assert len(answer.json()["results"]["bindings"]) == 3


def test_statements_can_be_downloaded(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2")
    page.get_by_role("button", name="Run").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="N-Triples").click()
    assert saved.value.suggested_filename == "answer.nt"
    assert len(saved.value.path().read_text("utf-8").splitlines()) == 2


def test_editor_says_what_is_wrong_with_a_query(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "SELECT ?s\nWHERE { ?s ?p }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2")


def test_dark_is_remembered(visit: Open) -> None:
    page = visit("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.get_by_role("link", name="Themes", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    expect(page.get_by_role("button", name="Light")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_a_country_in_focus_stands_out_on_the_map(visit: Open, dark: bool) -> None:
    page = visit("/", dark=dark)
    page.get_by_label("Words of a title").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(".map a:focus-visible").count():
            break
    focused = page.locator(".map a:focus-visible")
    assert focused.evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    mark = _colour(focused.locator("path").evaluate("p => getComputedStyle(p).stroke"))
    fill = "p => getComputedStyle(p).fill"
    beside = [_colour(page.locator(f".map {name}").evaluate(fill)) for name in (".sea", ".land")]
    others = page.locator(".map a:not(:focus-visible)")
    faded = float(others.first.evaluate("a => getComputedStyle(a).opacity"))
    fills = set(others.locator("path").evaluate_all(f"all => all.map({fill})"))
    beside += [_mixed(_colour(each), ground, faded) for each in fills for ground in beside[:2]]
    assert len(beside) > 6 and min(_contrast(mark, each) for each in beside) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_the_interface_is_read_on_the_paper_of_the_other_pages(visit: Open, dark: bool) -> None:
    page = visit("/docs", dark=dark)
    expect(page.locator(".opblock-tag").first).to_be_visible()
    for now in (dark, not dark):
        expect(page.locator("html.dark-mode")).to_have_count(int(now))
        page.evaluate("document.getAnimations().forEach(each => each.finish())")
        paper = _colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        ink = _colour(page.locator(".opblock-tag").first.evaluate("e => getComputedStyle(e).color"))
        panels = page.locator("#swagger, #swagger .swagger-ui").evaluate_all(
            "all => all.map(e => getComputedStyle(e).backgroundColor)"
        )
        assert set(panels) == {"rgba(0, 0, 0, 0)"} and _contrast(ink, paper) >= 4.5
        page.locator("[data-theme-button]").click()


Colour = tuple[float, float, float]


def _colour(said: str) -> Colour:
    red, green, blue = (float(each) / 255 for each in re.findall(r"[\d.]+", said)[:3])
    return red, green, blue


def _mixed(above: Colour, below: Colour, share: float) -> Colour:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(above, below, strict=True))
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours as WCAG 2.2 measures it."""

    def light(colour: Colour) -> float:
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_keyboard_alone_reaches_a_mandate(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Words of a title")).to_be_focused()
    page.keyboard.type("comprehensive")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=comprehensive")
    link = page.get_by_role("link", name="EU SSR Comprehensive Approach Training")
    for _ in range(200):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("EU SSR Comprehensive Approach Training")


def test_keyboard_is_not_caught_in_the_editor(visit: Open) -> None:
    page = visit("/editor")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_menu_on_a_phone(visit: Open) -> None:
    page = visit("/", width=390)
    expect(page.get_by_role("link", name="Findings", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    page.get_by_role("link", name="Findings", exact=True).click()
    expect(page.locator("h1")).to_have_text("Findings")


def test_pages_work_without_scripts(visit: Open) -> None:
    page = visit("/", script=False)
    expect(page.locator("svg.map a").first).to_be_visible()
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    page = visit("/editor", script=False)
    page.get_by_label("Query").fill("ASK {}")
    page.locator("#format").select_option("json")
    with page.expect_response("**/sparql") as answered:
        page.get_by_role("button", name="Run").click()
    assert answered.value.status == 200
