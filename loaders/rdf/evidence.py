"""Where an RDF file speaks of its mandates: the line on which each is first named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...graph.iris import PREFIXES, RULE, passage
from ..documents.document import Document

_DERIVED_FROM = f"{PREFIXES['prov']}wasDerivedFrom"
_LOCAL_NAME = re.compile(r"[^/#:]+$")
_MOST_MISSES = 100
"""After so many mandates that stand under no name of theirs, the whole file is the passage of the others."""


def mandate_evidence(document: Document, version_iri: str, mandates: Iterable[str]) -> Iterator[str]:
    """Yield, as lines of N-Triples, the passage of each mandate (IRIs without brackets), in the order of the file."""
    text = document.text
    position = misses = 0
    for iri in mandates:
        span = 0, len(text)
        if misses < _MOST_MISSES:
            found = _find(text, iri, position)
            misses += found < 0
            if found >= 0:
                position, span = found, _line(text, found)
        place = passage(version_iri, *span)
        yield f"<{place}> <{RULE}rdf-statement> <{iri}> .\n"
        yield f"<{iri}> <{_DERIVED_FROM}> <{place}> .\n"


def _find(text: str, iri: str, start: int) -> int:
    """Return where an IRI stands, whole or as the local name behind a prefix; -1 if nowhere."""
    local = _LOCAL_NAME.search(iri)
    for name in (iri, f":{local[0]}" if local else iri):
        for begin in (start, 0):
            if (found := text.find(name, begin)) >= 0:
                return found
    return -1


def _line(text: str, offset: int) -> tuple[int, int]:
    """Return the line at an offset without white space around it, 500 characters at most on either side."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    start, end = max(start, offset - 500), min([*ends, len(text), offset + 500])
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())
