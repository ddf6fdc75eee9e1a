"""The timeline: well-formed, the same each time, and true to periods that are in doubt."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from mandategraph.service.cli.chart import Span, timeline

SPANS = [
    Span('A <valid> & quoted "one"', date(2014, 7, 1), date(2015, 8, 31)),
    Span("inverted", date(2015, 9, 21), date(2015, 5, 21)),
    Span("open", date(2016, 1, 1), None),
    Span("undated", None, None),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_each_kind_of_period_has_its_own_mark() -> None:
    drawing = ElementTree.fromstring(timeline("Mandates", SPANS))
    titles = [element.text for element in drawing.iter(f"{SVG}title")]
    assert "Mandates" in titles and 'A <valid> & quoted "one": 2014-07-01 to 2015-08-31' in titles
    assert len(drawing.findall(f"{SVG}rect")) == 2  # the paper and one bar
    assert len(drawing.findall(f"{SVG}path")) == 3  # two ends and the line between them
    assert len(drawing.findall(f"{SVG}circle")) == 1
    assert "Without any date: 1." in "".join(drawing.itertext())


def test_the_same_rows_give_the_same_bytes() -> None:
    assert timeline("Mandates", SPANS) == timeline("Mandates", SPANS)


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert ElementTree.fromstring(timeline("Mandates", [])).tag == f"{SVG}svg"
