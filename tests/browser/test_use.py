"""What people do: follow a citation, narrow a search, fill a form, ask in the editor, switch to dark, use only keys."""

from __future__ import annotations

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
    for tab, drawn in (("Table", "table.data"), ("Chart", "table.bars"), ("Map", "svg.map a")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(f"[role=tabpanel]:visible {drawn}").first).to_be_visible()


def test_editor_opens_examples_and_draws_a_timeline(visit: Open) -> None:
    page = visit("/editor")
    page.locator("#example").select_option("timeline")
    expect(page.locator(".CodeMirror")).to_contain_text("donorLabel")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("[role=tabpanel]:visible .time-row").first).to_be_visible()


def test_editor_completes_from_this_graph_only(visit: Open) -> None:
    page = visit("/editor")
    type_query(page, "PREFIX mg: <https://w3id.org/mandategraph/ontology#>\nSELECT * { ?m mg:don")
    page.keyboard.press("Control+Space")
    expect(page.locator("body")).to_contain_text("mg:donor")


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
