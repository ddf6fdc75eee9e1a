"""A writer of XML that indents, escapes, and says beside a text what XML cannot hold of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from .listing import escaped

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlWriter:
    """Collects the lines of a document."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._open: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        """Open an element."""
        self._line(f"<{name}{_attributes(attributes)}>")
        self._open.append(name)

    def end(self) -> None:
        """Close the element that was opened last."""
        name = self._open.pop()
        self._line(f"</{name}>")

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        """Write an element without content."""
        self._line(f"<{name}{_attributes(attributes)}/>")

    def text(self, name: str, content: str, attributes: Mapping[str, str] | None = None) -> None:
        """Write an element that holds a text.

        ``mg:exact`` has the text with escapes where XML cannot hold it, or white space at its ends would be lost.
        """
        if not is_exact(content):
            attributes = {**(attributes or {}), "mg:exact": escaped(content)}
        kept = escape(_NOT_XML.sub("\ufffd", content)).replace("\r", "&#13;")
        self._line(f"<{name}{_attributes(attributes)}>{kept}</{name}>")

    def comment(self, content: str) -> None:
        """Write a comment."""
        self._line(f"<!-- {_NOT_XML.sub(' ', content).replace('--', '- -')} -->")

    def taken(self) -> bytes:
        """Return what was written since this was last called."""
        made = "".join(self._lines).encode()
        self._lines.clear()
        return made

    def _line(self, content: str) -> None:
        self._lines.append(f"{'  ' * len(self._open)}{content}\n")


def is_exact(content: str) -> bool:
    """Tell whether a text comes back from XML as it is."""
    return content == content.strip() and not _NOT_XML.search(content)


def _attributes(attributes: Mapping[str, str] | None) -> str:
    kept = {name: _NOT_XML.sub("\ufffd", value) for name, value in (attributes or {}).items() if value}
    return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())
