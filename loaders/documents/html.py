"""HTML -> the text a reader sees, laid out as a text copy of the page, every character traced to its place in the file.

Blocks and table cells become paragraphs with a blank line between, ``<br>`` a line end, white space one space; entities
are decoded and no-break spaces stay. Items of an ordered list get their number back. Not shown: scripts, styles,
templates, menus (``<nav>``), controls, embedded objects and what is hidden (see ``html_hidden``; that is reported).
Characters that only say where a word may break (soft hyphen, zero-width space) are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape

from ..records import Problem
from .breaks import MARKS
from .html_hidden import NO_END, Hidden, is_hidden
from .html_tokens import Comment, Span, Tag, tokens

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre",
    "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "template", "noscript", "nav", "svg", "math", "iframe", "object", "select", "button",
    "datalist", "canvas",
})  # fmt: skip
_RAW_TEXT = frozenset({"script", "style", "title", "textarea"})
_MAY_BE_OPEN = frozenset({"title", "textarea"})
"""Never closed, these are taken for a slip, and what follows is read."""
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "div", "article", "section", "table"})
_PIECE = re.compile(r"([^ \t\n\r\f&]+(?: [^ \t\n\r\f&]+)*)|(&#?[a-zA-Z0-9]{1,40};?|&)|[ \t\n\r\f]+")
_PRE_PIECE = re.compile(r"([^\n\r&]+)|(&#?[a-zA-Z0-9]{1,40};?|&)|\r\n?|\n")
_WORDS = re.compile(f"[^{MARKS}]+")
"""Words without what may be in them unseen."""
_NEWLINE = re.compile(r"\r\n?|\n")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://[^\s>]+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

_NONE, _SPACE, _LINE, _PARAGRAPH = range(4)
_BREAKS = ("", " ", "\n", "\n\n")


@dataclass(frozen=True)
class HtmlPage:
    """The text of a page. ``runs`` are (offset in the text, offset in the file) where the two begin to run in step."""

    text: str
    runs: tuple[tuple[int, int], ...]
    line_map: tuple[tuple[int, int, int], ...]
    title: str
    language: str
    declared_url: str
    problems: tuple[Problem, ...]

    def text_offset(self, raw_offset: int) -> int:
        """Return the offset in the text of what stands at, or last before, an offset in the file."""
        index = bisect_right(self.runs, raw_offset, key=lambda run: run[1]) - 1
        if index < 0:
            return 0
        after = self.runs[index + 1][0] if index + 1 < len(self.runs) else len(self.text)
        return min(self.runs[index][0] + raw_offset - self.runs[index][1], after - 1)


def read_html(raw: str) -> HtmlPage:
    """Return what a page shows; the text is empty if it shows none. Offsets of problems are those of the text."""
    reader = _Reader(raw)
    reader.read()
    runs = tuple(reader.runs)
    page = HtmlPage(
        "".join(reader.parts), runs, _line_map(raw, runs), reader.title, reader.language, reader.declared_url, ()
    )
    problems = tuple(problem._replace(offset=page.text_offset(problem.offset)) for problem in reader.problems)
    return HtmlPage(page.text, runs, page.line_map, page.title, page.language, page.declared_url, problems)


def _line_map(raw: str, runs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int, int], ...]:
    lines = [0, *(found.end() for found in _NEWLINE.finditer(raw))]
    entries: list[tuple[int, int, int]] = []
    for offset, place in runs:
        line = bisect_right(lines, place)
        column = place - lines[line - 1] + 1
        if not entries or entries[-1][1] != line or column - entries[-1][2] != offset - entries[-1][0]:
            entries.append((offset, line, column))
    return tuple(entries)


class _Reader:
    """Walks the tokens of one page and writes what it shows."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.parts: list[str] = []
        self.length = 0
        self.runs: list[tuple[int, int]] = []
        self.title = self.language = self.declared_url = ""
        self.problems: list[Problem] = []
        self._pending = _NONE
        self._unseen: list[str] = []
        self._hidden: Hidden | None = None
        self._told: set[str] = set()
        self._lists: list[int | None] = []
        self._number: tuple[str, int] | None = None
        self._pre = 0
        self._last_end = {found[1].lower(): found.start() for found in re.finditer(r"</([a-zA-Z]+)", raw)}

    def read(self) -> None:
        """Read the whole page."""
        position: int | None = 0
        while position is not None:
            position = self._read_from(position)

    def _read_from(self, start: int) -> int | None:
        """Read on from an offset; return where to go on if the rest must be cut into tokens anew."""
        for token in tokens(self.raw, start):
            if isinstance(token, Span):
                if self._hidden:
                    self._pass_over(self._hidden, token)
                elif not self._unseen:
                    self._write_span(token)
            elif isinstance(token, Comment):
                self._comment(token)
            elif token.name in _RAW_TEXT and not token.closing:
                return self._raw_text(token)
            else:
                self._tag(token)
        return None

    def _pass_over(self, hidden: Hidden, span: Span) -> None:
        """Report the first part that is hidden, and the first struck out, that has text; others are likely alike."""
        kind = "strikes out" if hidden.struck_out else "does not show"
        if kind not in self._told and self.raw[span.start : span.end].strip():
            self._told.add(kind)
            what = f"The page has a part that it {kind}; such parts are not read."
            remedy = "remove the tag around it" if hidden.struck_out else "save the page while that part is shown"
            self._report(hidden.start, what, f"To have it read, {remedy}.")

    def _raw_text(self, tag: Tag) -> int:
        """Pass over an element that holds no tags; return where its end tag begins."""
        known = self._last_end.get(tag.name, -1) > tag.start
        close = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(self.raw, tag.end) if known else None
        if not close:
            self._report(tag.start, f"<{tag.name}> is never closed.", "Check that what follows it was read right.")
            return tag.end if tag.name in _MAY_BE_OPEN else len(self.raw)
        if tag.name == "title" and not self.title and not self._unseen and not self._hidden:
            self.title = " ".join(unescape(self.raw[tag.end : close.start()]).split())
        return close.start()

    def _comment(self, comment: Comment) -> None:
        if not comment.closed:
            self._report(comment.start, "A comment is never closed.", "Check that what follows it was read right.")
        elif found := _SAVED_FROM.search(self.raw, comment.start, comment.end):
            self.declared_url = self.declared_url or found[1]

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if self._hidden:
            if self._hidden.passes(tag):
                self._hidden = None if self._hidden.ended else self._hidden
                return
            self._hidden = None
        if self._unseen:
            if name == self._unseen[-1]:
                self._unseen.pop() if tag.closing else self._unseen.append(name)
            return
        if name in _UNSEEN and not tag.closing and self._last_end.get(name, -1) > tag.start:
            if not tag.inside.endswith("/"):
                self._unseen.append(name)
        elif not tag.closing and is_hidden(tag) and (name in NO_END or self._last_end.get(name, -1) > tag.start):
            self._hidden = Hidden(tag, _BLOCKS)
        elif name == "br":
            self._pending = _PARAGRAPH if self._pending == _LINE else max(self._pending, _LINE)
        elif name in ("link", "meta", "html") and not tag.closing:
            self._metadata(tag)
        if name in _BLOCKS:
            self._pending = _PARAGRAPH
            if not self._hidden:
                self._block(tag)

    def _block(self, tag: Tag) -> None:
        name = tag.name
        if name in _TITLES:
            self._number = None
        if name in ("ol", "ul", "menu", "dir"):
            if not tag.closing:
                first = tag.attributes().get("start", "1") if name == "ol" else ""
                self._lists.append((int(first) if re.fullmatch(r"-?[0-9]{1,9}", first) else 1) if first else None)
            elif self._lists:
                self._lists.pop()
        elif name == "li":
            self._item(tag)
        elif name == "pre":
            self._pre = max(0, self._pre + (-1 if tag.closing else 1))

    def _item(self, tag: Tag) -> None:
        self._number = None
        counter = self._lists[-1] if self._lists else None
        if not tag.closing and counter is not None:
            self._number = (f"{counter}. ", tag.start)
            self._lists[-1] = counter + 1

    def _metadata(self, tag: Tag) -> None:
        values = tag.attributes()
        if tag.name == "html":
            self.language = self.language or (values.get("lang") or values.get("xml:lang") or "").strip()
            return
        canonical = tag.name == "link" and "canonical" in values.get("rel", "").lower().split()
        address = values.get("href", "") if canonical else ""
        if tag.name == "meta" and values.get("property", "").lower() == "og:url":
            address = values.get("content", "")
        if _ADDRESS.fullmatch(address.strip()):
            self.declared_url = address.strip() if canonical else self.declared_url or address.strip()

    def _write_span(self, span: Span) -> None:
        for piece in (_PRE_PIECE if self._pre else _PIECE).finditer(self.raw, *span):
            words, entity = piece.groups()
            text = words or (unescape(entity) if entity else "")
            if text.strip(" \t\n\r\f"):
                self._write_words(text, piece.start(), bool(entity))
            elif self._pre and not text and "\n" in piece[0].replace("\r", "\n"):
                self._pending = _PARAGRAPH if self._pending == _LINE else max(self._pending, _LINE)
            else:
                self._pending = max(self._pending, _SPACE)

    def _write_words(self, text: str, place: int, is_entity: bool) -> None:
        for shown in _WORDS.finditer(text):
            self._write(shown[0], place if is_entity else place + shown.start())

    def _write(self, text: str, place: int) -> None:
        if self.parts and self._pending:
            self._put(_BREAKS[self._pending], None)
        self._pending = _NONE
        if self._number:
            self._put(*self._number)
            self._number = None
        self._put(text, place)

    def _put(self, text: str, place: int | None) -> None:
        if place is not None:
            self.runs.append((self.length, place))
        self.parts.append(text)
        self.length += len(text)

    def _report(self, offset: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(offset, what, remedy))
