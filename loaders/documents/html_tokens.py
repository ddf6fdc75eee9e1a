"""HTML -> tags and stretches of text, each with its offset, in time that grows with the page's length only.

Tolerant as browsers are: nothing in a page is an error. Written for exact offsets, which tree builders do not keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_MARKUP = re.compile(r"<(?:(!--)|(!\[CDATA\[)|[!?]|(/?)([a-zA-Z][a-zA-Z0-9:-]{0,63}))")
_COMMENT_END = re.compile(r"--!?>")
_TAG_PART = re.compile(r">|=\s*([\"'])")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")


class Tag(NamedTuple):
    """A start or end tag: name in lower case, source of its attributes, where it begins and ends in the file."""

    name: str
    closing: bool
    inside: str
    start: int
    end: int

    def attributes(self) -> dict[str, str]:
        """Return the attributes, names in lower case, entities decoded; of two with one name the first counts."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(self.inside):
            found.setdefault(name.lower(), unescape("".join(values)))
        return found


class Span(NamedTuple):
    """A stretch of text between tags, as offsets in the file."""

    start: int
    end: int


class Comment(NamedTuple):
    """A comment; ``closed`` is false where the page never ends it, and then it ends at the first ``>``."""

    start: int
    end: int
    closed: bool


Token = Tag | Span | Comment


def tokens(raw: str, start: int = 0) -> Iterator[Token]:
    """Yield the tags, comments and stretches of text of ``raw`` in order."""
    cutter = _Cutter(raw)
    position = search = start
    while found := _MARKUP.search(raw, search, cutter.last_end):
        end, item = cutter.item(found)
        if end < 0:
            search = found.end()
            continue
        if position < found.start():
            yield Span(position, found.start())
        if item:
            yield item
        position = search = end
    if position < len(raw):
        yield Span(position, len(raw))


class _Cutter:
    """Finds where markup ends. After one tag whose quotes never match, quotes of later tags are not heeded."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.last_end = raw.rfind(">") + 1
        self._quotes_match = True
        self._comments_end = True

    def item(self, found: re.Match[str]) -> tuple[int, Token | None]:
        """Return the end of what begins here, or -1 if it is plain text after all, and the token it makes."""
        comment, cdata, slash, name = found.groups()
        if comment:
            return self._comment(found)
        if cdata:
            close = self.raw.find("]]>", found.end())
            return (close + 3, Span(found.end(), close)) if close >= 0 else (self._next_end(found), None)
        if not name:
            return self._next_end(found), None
        end = self._tag_end(found)
        return end, Tag(name.lower(), slash == "/", self.raw[found.end() : end - 1], found.start(), end)

    def _next_end(self, found: re.Match[str]) -> int:
        return self.raw.find(">", found.end()) + 1 or -1

    def _comment(self, found: re.Match[str]) -> tuple[int, Token]:
        close = _COMMENT_END.search(self.raw, found.start() + 2) if self._comments_end else None
        self._comments_end = close is not None
        end = close.end() if close else self._next_end(found)
        return end, Comment(found.start(), end, close is not None)

    def _tag_end(self, found: re.Match[str]) -> int:
        """Return the offset after the ``>`` that ends a tag, or -1; a ``>`` in a quoted value does not end it."""
        position = found.end()
        while self._quotes_match and (part := _TAG_PART.search(self.raw, position)):
            if not part[1]:
                return part.end()
            close = self.raw.find(part[1], part.end())
            position = close + 1 if close >= 0 else part.end()
        self._quotes_match = False
        return self._next_end(found)
