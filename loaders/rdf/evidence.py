"""Where an RDF file speaks of its mandates: the line on which each is first named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...graph.iris import PREFIXES, RULE, passage
from ..documents.document import Document

_DERIVED_FROM = f"{PREFIXES['prov']}wasDerivedFrom"
_LOCAL_NAME = re.compile(r"[^/#:]+$")
_MOST_MISSES = 100
_NEAR = 100_000
"""How far behind the name of a thing, in code points, a value of it is looked for."""


class Places:
    """Where the text of an RDF file names things. After a hundred that it does not, no more are looked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = self._misses = 0

    def find(self, iri: str) -> int:
        """Return where an IRI stands first, from the last one found onwards, else before it; -1 if nowhere."""
        if self._misses >= _MOST_MISSES:
            return -1
        found = _find(self._text, iri, self._position)
        self._misses += found < 0
        self._position = max(found, self._position if found < 0 else 0)
        return found

    def value(self, subject: str, value: str) -> int:
        """Return where a value (a text or an IRI) of a thing stands, else the thing itself, else the beginning."""
        start = max(self.find(subject), 0)
        found = (self._text.find(name, start, start + _NEAR) for name in _names(value))
        return next((at for at in found if at >= 0), start)


def mandate_evidence(document: Document, version_iri: str, mandates: Iterable[str]) -> Iterator[str]:
    """Yield, as lines of N-Triples, the passage of each mandate (IRIs without brackets), in the order of the file."""
    text, places = document.text, Places(document.text)
    for iri in mandates:
        found = places.find(iri)
        place = passage(version_iri, *(_line(text, found) if found >= 0 else (0, len(text))))
        yield f"<{place}> <{RULE}rdf-statement> <{iri}> .\n"
        yield f"<{iri}> <{_DERIVED_FROM}> <{place}> .\n"


def _find(text: str, iri: str, start: int) -> int:
    """Return where an IRI stands, whole or as the local name behind a prefix; -1 if nowhere."""
    for name in _names(iri):
        for begin in (start, 0):
            if (found := text.find(name, begin)) >= 0:
                return found
    return -1


def _names(iri: str) -> tuple[str, ...]:
    local = _LOCAL_NAME.search(iri)
    return (iri, f":{local[0]}") if local else (iri,)


def _line(text: str, offset: int) -> tuple[int, int]:
    """Return the line at an offset without white space around it, 500 characters at most on either side."""
    first, last = max(offset - 500, 0), min(offset + 500, len(text))
    start = max(first, *(text.rfind(end, first, offset) + 1 for end in "\r\n"))
    end = min([last, *(at for at in (text.find(end, offset, last) for end in "\r\n") if at >= 0)])
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())
