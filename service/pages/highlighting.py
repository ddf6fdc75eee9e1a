"""Texts with marks in them: every passage of a source where it stands, each with its rule, nested as they lie."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ...graph.iris import RULE

_KINDS = (
    ("donor", "who"), ("organisation", "who"), ("department", "who"), ("target-type", "who"),
    ("country", "where"), ("region", "where"), ("place", "where"),
    ("start", "when"), ("end", "when"), ("date", "when"),
    ("header-line", "frame"),
    ("theme", "about"), ("objective", "about"), ("activity", "about"), ("lesson", "about"), ("description", "about"),
)  # fmt: skip
KINDS = {
    "what": "what it is: title, type, training, report",
    "who": "who: donors and organisations",
    "where": "where: countries, regions, towns",
    "when": "when: dates",
    "about": "what about: themes, objectives",
}
"""The colours of marks, and what each means."""


@dataclass(frozen=True, order=True)
class Span:
    """A passage of a text, in code points: its ``kind`` gives the colour, ``words`` say what was read there."""

    start: int
    end: int
    kind: str
    words: str


def kind_of(rule: str) -> str:
    """Return the kind of what a rule reads."""
    name = rule.removeprefix(RULE)
    return next((kind for part, kind in _KINDS if part in name), "what")


def quoted(sentence: str, at: int, quote: str) -> Markup:
    """Return a sentence with one quote in it marked; ``at`` is where it starts, -1 if it is not in there."""
    if at < 0 or not quote:
        return escape(sentence)
    return Markup("{}<mark>{}</mark>{}").format(
        sentence[:at], sentence[at : at + len(quote)], sentence[at + len(quote) :]
    )


def marked(text: str, spans: Iterable[Span], *, offset: int = 0, anchors: bool = True) -> Markup:
    """Return a text with its passages marked; ``offset`` is where it starts in the version it is cut from.

    A mark that crosses the end of another is written in two pieces. The first piece bears the passage's fragment, so
    that the IRI of a passage leads to it.
    """
    inside = [span for span in _merged(spans) if offset <= span.start < span.end <= offset + len(text)]
    return Markup("").join(_Writer(text, offset, anchors).write(inside))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join what was read at the very same place; the most particular kind wins."""
    places: dict[tuple[int, int], list[Span]] = {}
    for span in sorted(set(spans)):
        places.setdefault((span.start, span.end), []).append(span)
    joined = []
    for (start, end), found in places.items():
        kinds = [span.kind for span in found if span.kind != "frame"] or ["frame"]
        joined.append(Span(start, end, kinds[0], "; ".join(dict.fromkeys(span.words for span in found))))
    return joined


class _Writer:
    """Writes one text; keeps the marks that are open."""

    def __init__(self, text: str, offset: int, anchors: bool) -> None:
        self._text, self._offset, self._anchors = text, offset, anchors
        self._at = offset
        self._open: list[int] = []
        self._out: list[Markup] = []

    def write(self, spans: Sequence[Span]) -> list[Markup]:
        queue = [(span.start, -span.end, span, True) for span in spans]
        heapq.heapify(queue)
        while queue:
            start, minus_end, span, first = heapq.heappop(queue)
            self._close_until(start)
            end = -minus_end
            if self._open and end > self._open[-1]:
                heapq.heappush(queue, (self._open[-1], minus_end, span, False))
                end = self._open[-1]
            self._copy(start)
            self._begin(span, first)
            self._open.append(end)
        self._close_until(self._offset + len(self._text) + 1)
        self._copy(self._offset + len(self._text))
        return self._out

    def _close_until(self, place: int) -> None:
        while self._open and self._open[-1] <= place:
            self._copy(self._open.pop())
            self._out.append(Markup("</mark>"))

    def _copy(self, place: int) -> None:
        self._out.append(escape(self._text[self._at - self._offset : place - self._offset]))
        self._at = place

    def _begin(self, span: Span, first: bool) -> None:
        anchor = Markup(' id="char={},{}"').format(span.start, span.end) if first and self._anchors else ""
        data = Markup(' data-passage="{},{}"').format(span.start, span.end)
        made = Markup('<mark class="kind-{}"{}{} title="{}">').format(span.kind, anchor, data, span.words)
        self._out.append(made)
