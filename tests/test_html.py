"""HTML: the text is that of a text copy, and every character of it is found in the file."""

from __future__ import annotations

import time
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.documents.document import Document, parse_document
from mandategraph.loaders.documents.html import read_html
from mandategraph.loaders.extraction import read_page
from mandategraph.loaders.records import MandateRecord

PAGE = """<!DOCTYPE html>
<html lang="fr-CH"><head>
<title>Mali &ndash; ISSAT</title><meta property="og:url" content="http://issat.dcaf.ch/other">
<link rel="canonical" href="http://issat.dcaf.ch/Mali"><style>p { color: red }</style>
<script>document.write("<p>UK mandate in Chad</p>")</script></head>
<body><nav><ul><li>Countries</li></ul></nav>
<h1>Mali</h1>
<div class="mandate"><h3>Backstopping   support
 to EUCAP</h3><p><span>Netherlands</span> mandate in <a href="?a=1&b=2" title="a > b">Mali</a>&nbsp;01/07/2014 -
31/08/2015</p>
<!-- <p>nothing</p> -->
<p>ISSAT&rsquo;s work: R&amp;D, 3 < 4 & more<br>second line</p>
<ol start="2"><li>two</li><li><p>three</p></ol>
<table><tr><th>Mandator</th><td>UK</td></tr></table>
Mandate</div></body></html>"""

TEXT = """Mali

Backstopping support to EUCAP

Netherlands mandate in Mali\u00a001/07/2014 - 31/08/2015

ISSAT’s work: R&D, 3 < 4 & more
second line

2. two

3. three

Mandator

UK

Mandate"""


def test_text_is_laid_out_as_a_copy() -> None:
    page = read_html(PAGE)
    assert page.text == TEXT
    assert (page.title, page.language, page.declared_url) == ("Mali – ISSAT", "fr-CH", "http://issat.dcaf.ch/Mali")
    assert page.problems == ()


def test_positions_are_those_of_the_file() -> None:
    document = parse_document(PAGE.encode(), "mali.html", "mali.html")
    lines = PAGE.split("\n")
    for words in (
        "Backstopping",
        "to EUCAP",
        "Netherlands",
        "mandate in",
        "Mali",
        "01/07",
        "31/08",
        "work",
        "second",
        "UK",
    ):
        offset = document.text.index(words)
        line, column = document.position(offset)
        assert lines[line - 1][column - 1 :].startswith(words)


words = st.text(alphabet="abç &<>\"'\u00a0\n", max_size=12)


@given(st.lists(st.tuples(words, st.sampled_from(["p", "div", "b", "br", "li", "td"])), max_size=8))
def test_every_character_is_found_in_the_file(parts: list[tuple[str, str]]) -> None:
    raw = (
        "".join(f"<{tag} title='{escape(text)}>'>{escape(text, quote=False)}</{tag}>" for text, tag in parts) + "<p>end"
    )
    document = parse_document(raw.encode(), "page.html", "page.html")
    assert "".join("".join(text for text, _ in parts).split(None)) + "end" == "".join(document.text.split())
    lines = raw.split("\n")
    for offset, character in enumerate(document.text):
        if character not in " \n":
            line, column = document.position(offset)
            assert lines[line - 1][column - 1 :].startswith((character, escape(character)))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("one</p></div>two", "one\n\ntwo"),
        ("<p>a <b>b</i> c</p>", "a b c"),
        ("<p>3<4, 5 > 4", "3<4, 5 > 4"),
        ("<p>a<br><br/>b", "a\n\nb"),
        ("<P ALIGN=LEFT>a</P >b", "a\n\nb"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("<p>&#8217;&#x2019;&rsquo;&nosuch;&amp", "’’’&nosuch;&"),
        ("<nav>never closed <p>text", "never closed\n\ntext"),
        ("<nav>menu<nav>inner</nav></nav><p>text", "text"),
        ("<![CDATA[a < b]]>", "a < b"),
        ("<p>a<!-- > --!>b</p><p>c", "ab\n\nc"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("<ol><li><h3>Title</h3><p>text</ol>", "Title\n\ntext"),
        ("<a <p>text</p>", "text"),
        ("text <a href='x", "text <a href='x"),
        ("<title>never closed<p>text", "never closed\n\ntext"),
        ("", ""),
        ("<p>\u00a0</p>", ""),
    ],
)
def test_broken_pages_still_give_their_text(raw: str, text: str) -> None:
    assert read_html(raw).text.strip() == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<div hidden><p>no</p></div><p>yes", "yes"),
        ("<p>a<div HIDDEN=hidden>no<div>no</div>no</div>b", "a\n\nb"),
        ("<p style='color: red; DISPLAY : none !important'>no</p>yes", "yes"),
        ("<p style='visibility:hidden'>no</p>yes", "yes"),
        ("<p>one <span style=display:none>no<br></span>two", "one two"),
        ("<p hidden>no<p>yes", "yes"),
        ("<p hidden><b>no<p>yes</b>", "yes"),
        ("<ul><li hidden>no<ul><li>no</ul>no<li>yes</ul>", "yes"),
        ("<ul><li hidden><p>no<li>yes</ul>", "yes"),
        ("<ul><li>yes<li hidden>no</ul>yes", "yes\n\nyes"),
        ("<ol><li>a<li hidden>no<li>b</ol>", "1. a\n\n2. b"),
        ("<table><tr><td hidden>no<td>yes<tr hidden><td>no<td>no<tr><td>yes</table>", "yes\n\nyes"),
        ("<dl><dt hidden>no<dd>yes</dl>", "yes"),
        ("<div><span hidden>no</div>yes", "<div><span hidden>no</div>yes"),
        ("<div><span hidden>no</div>yes<span></span>", "yes"),
        ("<div hidden><nav>no</div>yes", "yes"),
        ("<nav><div hidden></nav>yes</div>", "yes"),
        ("<div hidden>no<script>'</div>'</script>no</div>yes", "yes"),
        ("<dialog>no</dialog><dialog open>yes</dialog>", "yes"),
        ("<p>a<textarea>no <b>no</textarea>b", "ab"),
        ("<textarea>never closed<p>text", "never closed\n\ntext"),
        ("<p style='display:none;display:block'>yes</p>", "yes"),
        ("<p class='hidden none' data-hidden=1 title='display:none'>yes</p>", "yes"),
        ("<p style='/* display:none */ color: red'>yes</p>", "yes"),
        ("<p aria-hidden=true hidden=until-found>yes</p>", "yes"),
        ("<body style='display:none'><p>yes</p></body>", "yes"),
        ("<div hidden>never closed", "never closed"),
        ("<p>yes<del>no</del></p><del><p>no</p></del><s>no</s><strike>no</strike>", "yes"),
        ("<p><del>yes</p>", "yes"),
        ("<input hidden><br hidden><p>yes", "yes"),
    ],
)
def test_what_is_hidden_is_not_read(raw: str, text: str) -> None:
    shown = read_html(raw).text.strip()
    assert shown == ("no\n\nyes" if text.startswith("<") else text)


def test_a_hidden_part_is_reported_once_with_its_place() -> None:
    raw = "<h1>Mali</h1>\n<div hidden><p>UK mandate in Chad</div><p hidden>more</p><p hidden></p><p>text"
    (problem,) = read_html(raw).problems
    assert "does not show" in problem.what and problem.offset < len("Mali\n\n")
    assert read_html("<div hidden> <b></b></div><textarea>x</textarea><p>text").problems == ()


def test_marks_for_breaking_a_word_are_not_in_it_and_offsets_stay_true() -> None:
    raw = "<p>UK man&shy;date in Ma&#8203;li\n<p>Back\u00adstop\u200bping\ufeff support&#x2060;s &shy; it"
    document = parse_document(raw.encode(), "a.html", "a.html")
    assert document.text == "UK mandate in Mali\n\nBackstopping supports it"
    lines = raw.split("\n")
    for offset, character in enumerate(document.text):
        if character not in " \n":
            line, column = document.position(offset)
            assert lines[line - 1][column - 1] == character


def test_what_is_struck_out_is_reported_beside_what_is_hidden() -> None:
    page = read_html("<p hidden>no</p><p>UK mandate in <del>Niger</del> <s>Chad</s> Mali</p>")
    assert page.text == "UK mandate in Mali"
    assert [problem.what for problem in page.problems] == [
        "The page has a part that it does not show; such parts are not read.",
        "The page has a part that it strikes out; such parts are not read.",
    ]


def test_hidden_and_broken_words_on_a_listing_page() -> None:
    hidden = "<h3>No</h3><p>UK mandate in Chad 01/07/2014 - 02/08/2014</p>"
    raw = (
        f"<h1>Mali</h1><div hidden>{hidden}</div><div style='display: none'>{hidden}</div><textarea>{hidden}</textarea>"
        "<h3>Title</h3><p>UK man&shy;date in Ma&#8203;li 01/07/2014 - 02/08/2014</p><p>Body</p>"
    )
    document = parse_document(raw.encode(), "a.html", "a.html")
    (mandate,) = read_page(document, Resolver.load(), "http://example.org/v").mandates
    assert mandate.title == "Title" and [place.key for place in mandate.places] == ["country/MLI"]


def test_page_saved_by_a_browser_tells_its_address() -> None:
    assert (
        read_html("<!-- saved from url=(0023)http://issat.dcaf.ch/Mali -->x").declared_url
        == "http://issat.dcaf.ch/Mali"
    )


@pytest.mark.parametrize(
    "unit",
    ["<", "<!--", "<a ", '<a ="', "<a ='x>", "</", "<!", "<?", "<script>", "<style><!--", "<div>", "&", "&#", "<nav>",
     "<title>", "<ol><li>", "<a = ", "<![CDATA[", " x  ", "&eacute;", "<a<a", "<svg><p>", "</p></ol>", "<pre>\n",
     "<p hidden>", "<div hidden><b>", "<li hidden><i><td>", "<textarea>", "<b hidden></i>", "&shy;a",
     "</b><b hidden><li>"],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", ">", "-->"])
def test_time_grows_with_length_only(unit: str, tail: str) -> None:
    raw = unit * 100_000 + tail
    started = time.process_time()
    read_html(raw)
    assert time.process_time() - started < 5


def test_the_sample_as_html_reads_as_the_sample(shared: Path) -> None:
    text = (shared / "source" / "mali.txt").read_text(encoding="utf-8")
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
    raw = f"<!DOCTYPE html><html><body><div>{paragraphs}</div></body></html>"
    plain, document = parse_document(text.encode(), "a.txt", "a.txt"), parse_document(raw.encode(), "a.html", "a.html")
    assert "".join(document.text.split()) == "".join(text.split())
    expected, found = (read_page(each, Resolver.load(), "http://example.org/v") for each in (plain, document))
    assert [values(plain, record) for record in expected.mandates] == [
        values(document, record) for record in found.mandates
    ]


def values(document: Document, record: MandateRecord) -> list[object]:
    """Return what a record says, with the words of each reading instead of their places."""
    said = [(reading.rule, document.text[reading.start : reading.end].split()) for reading in record.readings]
    return [record.title, record.donors, record.places, record.start, record.end, record.training, record.texts, said]
