"""The pages as text: what they say, what they mark, and that nothing in the data can break them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from mandategraph.graph.iris import MG
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.service.cli.program import build
from mandategraph.service.pages import static_files, world_map
from mandategraph.service.pages.charts import bars
from mandategraph.service.pages.editor import vocabulary
from mandategraph.service.pages.highlighting import Span, marked, quoted
from mandategraph.service.pages.home import donor_timeline
from mandategraph.service.pages.ontology_terms import read_ontology
from mandategraph.service.pages.problem import problem_page
from mandategraph.service.pages.queries import query_page
from mandategraph.service.pages.rendering import environment
from mandategraph.service.pages.routes import PAGES, page_of
from mandategraph.service.pages.search import search_page
from mandategraph.service.pages.view import Link, View
from mandategraph.service.web.messages import Problem

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "pages"
HOSTILE = "<script>alert(1)</script> & \"quotes\" 'and'"
LONG = "Support to " + "very " * 60 + "long names"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The examples, and a page with a title that wants to be markup and one that is very long."""
    folder = tmp_path_factory.mktemp("pages")
    page = folder / "Odd.txt"
    page.write_text(
        f"Mali\n\n{HOSTILE}\n\nFrance mandate in Mali 01/02/2013 - 03/04/2013\n\nText.\n\n"
        f"{LONG}\n\nmandate in Atlantis 05/02/2013 - 06/04/2013\n\nText.\n",
        "utf-8",
    )
    store = folder / "store"
    done = CliRunner().invoke(build(), ["load", str(EXAMPLES), str(page), "--store", str(store)])
    assert done.exit_code in (0, 1), done.output
    with open_store(store) as opened:
        yield View(opened, Catalogue.read(portable=False))


def everything(store: EmbeddedStore, kind: str) -> list[str]:
    """Return the keys of the things of a kind that the store holds."""
    rows = store.query(
        f"SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{store.minter.thing(kind)}/')) }} ORDER BY ?s"
    )
    keys = [store.minter.key(row["s"].value) or "" for row in rows]  # type: ignore[union-attr]
    return [key for key in keys if "#" not in key]


@pytest.mark.parametrize("kind", ["mandate", "report", "source", "name", "document", "load"])
def test_everything_has_a_page_that_is_sound(view: View, kind: str) -> None:
    assert isinstance(view.reader, EmbeddedStore)
    keys = everything(view.reader, kind)
    assert keys
    for key in keys:
        page = page_of(view, key, {})
        assert page is not None, key
        assert page.count("<h1") == 1
        assert not re.search(r"<script(?! src=| type=\"application/ld\+json\")|<style|\sstyle=|\son\w+=", page), key
        assert len(re.findall(r"\sid=\"([^\"]+)\"", page)) == len(set(re.findall(r"\sid=\"([^\"]+)\"", page))), key


def test_nothing_is_known_of_what_is_not_there(view: View) -> None:
    for key in ("mandate/none", "country/XYZ", "shape/none", "graph/none", "", "mandate/<>", "nothing"):
        assert page_of(view, key, {}) is None


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_an_empty_store(path: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True, write=True) as opened:
        page = PAGES[path](View(opened, Catalogue.read(portable=False)), {})
    assert page.count("<h1") == 1


def test_titles_cannot_become_markup(view: View) -> None:
    page = search_page(view, {"q": ["script"]})
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    page = search_page(view, {"q": [HOSTILE]})
    assert "<script>alert" not in page and "1\u00a0mandate<" in page
    for name in ("country", "donor", "theme", "year", "type", "finding", "offset"):
        with pytest.raises(Problem) as told:
            search_page(view, {name: [HOSTILE]})
        page = problem_page(view, told.value.status, told.value.title, told.value.detail, told.value.extra)
        assert told.value.status == 400 and "<script>alert" not in page


def test_facets_say_how_many_they_leave(view: View) -> None:
    page = search_page(view, {"country": ["MLI"]})
    total = int(re.findall(r">(\d+)\u00a0mandates", page)[0])
    count = int(re.findall(r'aria-current="true"><span class="choice-label" dir="auto">Mali</span>'
                           r'<span class="choice-count">(\d+)<', page)[0])  # fmt: skip
    assert total == count > 0


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("country", "ML", "MLI"), ("country", "mli", "MLI"), ("country", "Mali", "MLI"), ("donor", "France", "france"),
     ("donor", "NL", "netherlands"), ("theme", "Gender", "gender")],
)  # fmt: skip
def test_a_facet_takes_what_a_stored_query_takes(view: View, name: str, value: str, code: str) -> None:
    page = search_page(view, {name: [value]})
    assert page == search_page(view, {name: [code]}) and "0\u00a0mandates" not in page


@pytest.mark.parametrize(
    "fields",
    [{"country": "Atlantis"}, {"donor": "zzz"}, {"theme": "zzz"}, {"type": "zzz"}, {"finding": "zzz"}, {"year": "20"},
     {"offset": "-1"}, {"offset": "x"}, {"q": "x" * 201}],
)  # fmt: skip
def test_a_search_for_what_is_not_known_says_so(view: View, fields: dict[str, str]) -> None:
    with pytest.raises(Problem) as told:
        search_page(view, {name: [value] for name, value in fields.items()})
    assert told.value.status == 400 and told.value.extra["parameter"] in fields and told.value.extra["accepted"]


def test_pages_refuse_values_that_they_do_not_know(view: View) -> None:
    for path, name in (
        ("/findings", "check"),
        ("/findings", "severity"),
        ("/reports", "status"),
        ("/sources", "offset"),
    ):
        with pytest.raises(Problem, match=name):
            PAGES[path](view, {name: ["zzz"]})
        assert PAGES[path](view, {name: [""]}) == PAGES[path](view, {})


def test_an_empty_value_is_none(view: View) -> None:
    assert search_page(view, {"theme": [""], "offset": [""], "q": [""]}) == search_page(view, {})


def test_nothing_beyond_the_last_leads_back_to_the_first(view: View) -> None:
    page = search_page(view, {"country": ["MLI"], "offset": ["10000"]})
    total = re.findall(r">(\d+)\u00a0mandates", page)[0]
    assert f'There is nothing beyond {total}. <a href="/search?country=MLI">' in page
    assert "10000" not in page and "No mandate fits" not in page


def test_a_search_agrees_with_the_stored_query(view: View) -> None:
    for text in ("TRAINING", "ß", "é", "'"):
        rows = view.catalogue.run(view.reader, "search-mandates", {"text": text}).rows
        assert f">{len(rows)}\u00a0mandate" in search_page(view, {"q": [text]}), text
    page = search_page(view, {"q": ["mali support"]})
    assert "in any order" in page and 'href="/queries/search-mandates?text=mali+support"' in page


def test_a_facet_counts_what_its_link_leads_to(view: View) -> None:
    choice = r'class="choice" href="([^"]*)"( aria-current="true")?>.*?choice-count">(\+?)(\d+)<'
    for fields in ({}, {"country": ["MLI"]}, {"donor": ["none"], "year": ["2015"]}, {"finding": ["any"]}):
        page = search_page(view, fields)
        now = _found(page)
        for href, chosen, adds, count in re.findall(choice, page):
            after = _found(search_page(view, parse_qs(urlsplit(html.unescape(href)).query)))
            assert chosen or after == int(count) + (now if adds else 0), href


def _found(page: str) -> int:
    return int(re.findall(r'class="found"[^>]*>(\d+)', page)[0])


def test_mandate_shows_each_value_with_its_sentence(view: View) -> None:
    page = page_of(view, "mandate/eu-ssr-comprehensive-approach-training-2015-09-21", {})
    assert page is not None
    assert "<mark>European Union</mark> mandate in Belgium, Mali 21/09/2015 - 21/05/2015" in page
    assert "mandate in Belgium, <mark>Mali</mark> 21/09/2015" in page
    assert "The end comes before the start. Both are kept as the source has them." in page
    assert "This is not applied." in page


def test_a_row_without_its_thing_shows_what_names_it(view: View) -> None:
    answer = view.catalogue.run(view.reader, "mandates-per-country")
    table = re.findall("<tbody><tr>.*?</tbody>", query_page(view, "mandates-per-country", {}, answer))[-1]
    rows = [re.sub("<[^>]+>", "", row) for row in re.findall("<tr>(.*?)</tr>", table)]
    assert len(rows) == len(answer.rows) and sum(row.startswith("no country named") for row in rows) == 1


_CHART = re.compile(r'<section[^>]*aria-labelledby="(?:donors|who|where|themes)">.*?</section>', re.DOTALL)
_BAR = re.compile(
    r'<tr><th scope="row"><(?:a href="[^"]*"|span) dir="auto">(.*?)</(?:a|span)></th>.*?bar-number">(.*?)<'
)


@pytest.mark.parametrize("kind", ["country", "donor", "theme", "region"])
def test_a_chart_shows_what_the_stored_query_below_it_counts(view: View, kind: str) -> None:
    assert isinstance(view.reader, EmbeddedStore)
    used = view.reader.query(f"SELECT DISTINCT ?t {{ ?m <{MG}{kind}> ?t }}")
    keys = [view.reader.minter.key(row["t"].value) or "" for row in used]  # type: ignore[union-attr]
    charts = [chart for key in keys for chart in _CHART.findall(page_of(view, key, {}) or "")]
    assert charts or kind == "region"
    for chart in charts:
        source = urlsplit(html.unescape(re.findall('href="(/queries/[^"]*)"', chart)[-1]))
        answer = view.catalogue.run(view.reader, source.path.rpartition("/")[2], parse_qs(source.query))
        if "mandates" in answer.names:
            label = next(name for name in answer.names if name.endswith("Label"))
            counted: Counter[str] = Counter()
            for row in answer.records():
                counted[str(row[label])] += int(float(str(row["mandates"])))
            assert {html.unescape(name): int(number) for name, number in _BAR.findall(chart)} == counted


def test_a_long_chart_holds_all_and_says_how_many_more() -> None:
    links = [(Link(f"donor {n}", ""), float(n)) for n in range(1, 16)]
    template = '{% from "parts.html" import bar_table %}{{ bar_table(bars, "Donors", "Donor", most=12) }}'
    page = environment().from_string(template).render(bars=bars(links))
    assert len(_BAR.findall(page)) == 15 and "<summary>3 more</summary>" in page


def test_columns_of_years_have_those_without_a_donor_and_say_who_is_not_drawn(tmp_path: Path) -> None:
    text = "Mali\n\n" + "".join(
        f"Visit {n}\n\nmandate in Mali 01/02/{2000 + n % 7} - 03/04/2013\n\n" for n in range(401)
    )
    (tmp_path / "mali.txt").write_text(text, "utf-8")
    assert (
        CliRunner().invoke(build(), ["load", str(tmp_path / "mali.txt"), "--store", str(tmp_path / "s")]).exit_code == 0
    )
    with open_store(tmp_path / "s") as opened:
        drawn = donor_timeline(View(opened, Catalogue.read(portable=False)))
    assert drawn.yearly and [(row.link.label, row.count) for row in drawn.rows] == [("no donor named", 401)]


def test_pinned_pages_keep_their_revision(view: View) -> None:
    pinned = View(view.reader, view.catalogue, "/below", 7)
    assert pinned.url("/search", {"q": ["a b", ""]}) == "/below/r/7/search?q=a+b"
    assert 'href="/below/r/7/countries"' in PAGES["/themes"](pinned, {})


def test_links_go_where_things_are_told_of(view: View) -> None:
    base = view.reader.base_iri
    assert view.href(f"{base}id/source/a/b#char=1,2") == "/page/source/a/b#char=1,2"
    assert view.href("https://w3id.org/mandategraph/ontology#donor") == "/page/ontology#donor"
    assert view.href("https://w3id.org/mandategraph/rule/title") == "/page/ontology#rule-title"
    assert view.href("https://w3id.org/mandategraph/shape/period-order") == "/page/shape/period-order"
    assert view.href("http://www.wikidata.org/entity/Q912") == "http://www.wikidata.org/entity/Q912"
    assert view.href("javascript:alert(1)") == ""


def test_marks_nest_and_cross() -> None:
    spans = [Span(0, 11, "frame", "line"), Span(0, 5, "who", "a"), Span(3, 8, "where", "b"), Span(3, 8, "where", "c")]
    text = marked("hello world", spans)
    assert re.sub("<[^>]+>", "", text) == "hello world"
    assert text.count("<mark") == text.count("</mark>") == 4
    assert text.count('id="char=3,8"') == 1 and text.count('data-passage="3,8"') == 2
    assert 'title="b; c"' in text


def test_marks_of_a_part_count_from_its_start() -> None:
    assert marked("<b>", [Span(100, 103, "who", "x"), Span(90, 103, "who", "y")], offset=100) == (
        '<mark class="kind-who" id="char=100,103" data-passage="100,103" title="x">&lt;b&gt;</mark>'
    )


def test_quote_is_marked_where_it_stands() -> None:
    assert quoted("Mali and Mali", 9, "Mali") == "Mali and <mark>Mali</mark>"
    assert quoted("a < b", -1, "x") == "a &lt; b"


def test_bars_share_the_longest() -> None:
    drawn = bars([(Link("a", ""), 1.0), (Link("b", ""), 4.0)])
    assert [(bar.link.label, bar.share) for bar in drawn] == [("b", 100.0), ("a", 25.0)]


def test_map_needs_its_data_and_says_what_is_not_on_it() -> None:
    if not static_files.exists("vendor/world.json"):
        assert world_map.draw({"MLI": (Link("Mali", ""), 1.0)}) is None
        return
    drawn = world_map.draw({"MLI": (Link("Mali", ""), 1.0), "YUG": (Link("Yugoslavia", ""), 2.0)}, crop=True)
    assert drawn is not None and [shape.link.label for shape in drawn.shapes] == ["Mali"]
    assert [link.label for link in drawn.missing] == ["Yugoslavia"]
    assert world_map.draw({}) is None


def test_every_term_of_the_ontology_is_documented(view: View) -> None:
    page = page_of(view, "ontology", {})
    assert page is not None
    for _, terms in read_ontology().terms:
        for term in terms:
            assert f'id="{term.anchor}"' in page and term.label and term.definition


def test_editor_knows_prefixes_and_every_stored_query(view: View) -> None:
    said = vocabulary(view.catalogue)
    assert said["prefixes"]["mg"] == "https://w3id.org/mandategraph/ontology#"  # type: ignore[index]
    examples = said["examples"]
    assert isinstance(examples, list)
    assert [each["query"] for each in examples] == [view.catalogue[name].text for name in view.catalogue]


def test_facets_are_counted_once_for_all_pages_of_a_search(view: View) -> None:
    asked: list[str] = []

    class Listening:
        def __getattr__(self, name: str) -> object:
            return getattr(view.reader, name)

        def query(self, sparql: str, **more: object) -> object:
            asked.append(sparql)
            return view.reader.query(sparql, **more)  # type: ignore[arg-type]

    listening = View(Listening(), view.catalogue)  # type: ignore[arg-type]
    first = search_page(listening, {})
    before = len(asked)
    second = search_page(listening, {"offset": ["25"]})
    assert 0 < len(asked) - before < before
    assert not any("?value" in sparql for sparql in asked[before:])
    facets = r'<details class="facets".*?</aside>'
    assert re.search(facets, first, re.S)[0] == re.search(facets, second, re.S)[0]  # type: ignore[index]


def test_a_region_counts_only_its_own_countries(view: View) -> None:
    page = page_of(view, "region/011", {})
    assert page is not None
    where = page[page.index("Where in it") : page.index('id="mandates"')]
    assert "Niger" in where and "Ukraine" not in where and "Chad" not in where


def test_a_region_counts_in_words(view: View) -> None:
    for key in everything(view.reader, "region"):  # type: ignore[arg-type]
        page = page_of(view, key, {}) or ""
        assert not re.search(r"; 1 of them name |; (?:0|[2-9]|\d\d+) of them names ", page), key


def test_problem_page_says_what_and_where(view: View) -> None:
    page = problem_page(view, 400, "The query cannot be parsed", HOSTILE, {"line": 3})
    assert "&lt;script&gt;" in page and '<dt>line</dt><dd class="break">3</dd>' in page


def test_static_files_stay_in_their_folder() -> None:
    assert static_files.read("base.css") is not None
    for path in ("../pages/routes.py", "/etc/passwd", "base.css\0", "..%2f", "", "vendor"):
        assert static_files.read(path) is None
