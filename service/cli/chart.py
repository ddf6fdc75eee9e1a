"""A timeline as a small SVG file: no script, no font, no request to anywhere, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

_WIDTH = 960
_LABELS = 380
_ROW = 24
_TOP = 64
_LETTERS = 54
_INK, _QUIET, _GRID = "#1b1b1b", "#5a5a5a", "#d9d9d9"
_FILL, _FLAG = "#2a6f97", "#b3261e"


@dataclass(frozen=True)
class Span:
    """One row of a timeline: ``end`` before ``start`` is drawn as two marks, because no bar would be true."""

    label: str
    start: date | None
    end: date | None


def timeline(title: str, spans: Sequence[Span]) -> str:
    """Draw one bar a span over the years they cover; spans without a date are named at the foot."""
    drawn = [span for span in spans if span.start or span.end]
    days = [day for span in drawn for day in (span.start, span.end) if day]
    first = date(min(days).year, 1, 1) if days else date(2000, 1, 1)
    last = date(max(days).year + 1, 1, 1) if days else date(2001, 1, 1)
    scale = _Scale(first.toordinal(), last.toordinal())
    bottom = _TOP + _ROW * len(drawn)
    body = [
        line
        for year in _years(first.year, last.year)
        for line in _gridline(scale.x(date(year, 1, 1)), bottom, str(year))
    ]
    for number, span in enumerate(drawn):
        body += _label(span.label, _TOP + _ROW * number)
        body += _span(span, scale, _TOP + _ROW * number)
    undated = len(spans) - len(drawn)
    note = "Red: the end that the page gives is before its start. Hollow: only one date is known."
    return _document(title, body, bottom, note + (f" Without any date: {undated}." if undated else ""))


@dataclass(frozen=True)
class _Scale:
    """Days to x coordinates."""

    first: int
    last: int

    def x(self, day: date) -> float:
        return _LABELS + (_WIDTH - _LABELS - 20) * (day.toordinal() - self.first) / (self.last - self.first)


def _years(first: int, last: int) -> range:
    return range(first, last + 1, max(1, (last - first) // 12))


def _gridline(x: float, bottom: int, text: str) -> list[str]:
    return [
        f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="{_GRID}"/>',
        f'<text x="{x:.1f}" y="{_TOP - 12}" fill="{_QUIET}" text-anchor="middle">{text}</text>',
    ]


def _label(text: str, y: int) -> list[str]:
    short = text if len(text) <= _LETTERS else text[: _LETTERS - 1].rstrip() + "…"
    words = f"{escape(short)}<title>{escape(text)}</title>"
    return [f'<text x="{_LABELS - 10}" y="{y + 16}" fill="{_INK}" text-anchor="end">{words}</text>']


def _span(span: Span, scale: _Scale, y: int) -> list[str]:
    first, last = span.start or span.end, span.end or span.start
    assert first and last
    words = f"<title>{escape(span.label)}: {_day(span.start)} to {_day(span.end)}</title>"
    if not (span.start and span.end):
        place = f'cx="{scale.x(first):.1f}" cy="{y + 12}" r="4.5"'
        return [f'<circle {place} fill="#ffffff" stroke="{_FILL}" stroke-width="2">{words}</circle>']
    if first > last:
        marks = [
            f'<path d="M{scale.x(day):.1f} {y + 5}v14" stroke="{_FLAG}" stroke-width="3">{words}</path>'
            for day in (first, last)
        ]
        join = f'<path d="M{scale.x(last):.1f} {y + 12}H{scale.x(first):.1f}" stroke="{_FLAG}" stroke-dasharray="2 4"/>'
        return [join, *marks]
    width = max(scale.x(last) - scale.x(first), 2.5)
    return [f'<rect x="{scale.x(first):.1f}" y="{y + 5}" width="{width:.1f}" height="14" fill="{_FILL}">{words}</rect>']


def _day(day: date | None) -> str:
    return day.isoformat() if day else "not known"


def _document(title: str, body: Sequence[str], bottom: int, note: str) -> str:
    height = bottom + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="title note" font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" fill="{_INK}" font-size="18" font-weight="600">{escape(title)}</text>',
        *body,
        f'<text id="note" x="16" y="{bottom + 26}" fill="{_QUIET}">{escape(note)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
