"""Which elements of an HTML page a reader is not shown by their attributes, or struck out; where such an element ends.

End tags are left out as HTML allows: the next ``<li>`` ends a hidden item, and the end of what is around it ends any.
"""

from __future__ import annotations

import re
from collections import Counter

from .html_tokens import Tag

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_WHOLE_PAGE = frozenset({"html", "body"})
"""Hidden, these are shown by a script once the page is there."""
_STRUCK_OUT = frozenset({"del", "s", "strike"})
_ROWS = frozenset({"tbody", "thead", "tfoot"})
_ENDED_BY = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th", "tr"}) | _ROWS, "th": frozenset({"td", "th", "tr"}) | _ROWS,
    "tr": frozenset({"tr"}) | _ROWS, **dict.fromkeys(_ROWS, _ROWS),
}  # fmt: skip
"""Elements without an end tag, and the start tags that end them."""
_ENDING = frozenset().union(*_ENDED_BY.values())
NO_END = frozenset({"p", *_ENDED_BY})
"""Elements that may have no end tag."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOOK = 16
"""Elements in the text of an item that are looked through for the item."""


def is_hidden(tag: Tag) -> bool:
    """Tell whether a start tag begins what is struck out or hidden: ``hidden``, ``display: none``, a closed dialog."""
    if tag.name in _VOID or tag.name in _WHOLE_PAGE or tag.inside.endswith("/"):
        return False
    if tag.name in _STRUCK_OUT:
        return True
    if tag.name != "dialog" and "hidden" not in (inside := tag.inside.lower()) and "none" not in inside:
        return False
    values = tag.attributes()
    if "hidden" in values and values["hidden"].strip().lower() != "until-found":
        return True
    return (tag.name == "dialog" and "open" not in values) or _is_styled_away(values.get("style", ""))


def _is_styled_away(style: str) -> bool:
    """Tell whether the last word of a style about display or visibility is that nothing is shown."""
    said: dict[str, str] = {}
    for declaration in _COMMENT.sub("", style).lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = value.replace("!important", "").strip()
    return said.get("display") == "none" or said.get("visibility") in ("hidden", "collapse")


class Hidden:
    """A hidden element while its tags are passed over."""

    def __init__(self, tag: Tag, blocks: frozenset[str]) -> None:
        self.start = tag.start
        self.struck_out = tag.name in _STRUCK_OUT
        self._open = [tag.name]
        self._count = Counter(self._open)
        self._blocks = blocks

    def passes(self, tag: Tag) -> bool:
        """Take the next tag: True if it belongs to the element, False if the element ended before it."""
        if tag.closing:
            if self._count[tag.name]:
                self._close(tag.name)
                return True
            return tag.name == "p" or tag.name not in self._blocks  # another block ends: the element was in it
        if tag.name in self._blocks and self._count["p"]:
            self._close("p")
        while tag.name in _ENDING and (ended := self._ended(tag.name)):
            self._close(ended)
        if not self._open:
            return False
        if tag.name not in _VOID and not tag.inside.endswith("/"):
            self._open.append(tag.name)
            self._count[tag.name] += 1
        return True

    @property
    def ended(self) -> bool:
        """Whether its own end tag was passed."""
        return not self._open

    def _ended(self, name: str) -> str:
        """Return the innermost block if a start tag ends it, else nothing."""
        for inner in self._open[: -_LOOK - 1 : -1]:
            if name in _ENDED_BY.get(inner, ()):
                return inner
            if inner in self._blocks:
                break
        return ""

    def _close(self, name: str) -> None:
        last = ""
        while last != name:
            last = self._open.pop()
            self._count[last] -= 1
