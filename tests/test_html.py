"""HTML: the text is that of a text copy, and every character of it is found in the file."""

from __future__ import annotations

import time
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.countries import Resolver
from mandategraph.loaders.documents import Document, parse_document
from mandategraph.loaders.html import read_html
from mandategraph.loaders.pages import read_page
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


def test_page_saved_by_a_browser_tells_its_address() -> None:
    assert (
        read_html("<!-- saved from url=(0023)http://issat.dcaf.ch/Mali -->x").declared_url
        == "http://issat.dcaf.ch/Mali"
    )


@pytest.mark.parametrize(
    "unit",
    ["<", "<!--", "<a ", '<a ="', "<a ='x>", "</", "<!", "<?", "<script>", "<style><!--", "<div>", "&", "&#", "<nav>",
     "<title>", "<ol><li>", "<a = ", "<![CDATA[", " x  ", "&eacute;", "<a<a", "<svg><p>", "</p></ol>", "<pre>\n"],
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
