"""Passages of sources: their IRIs (RFC 5147, section 3) and their words, which the text of a version alone holds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from .iris import MG
from .readable import Readable, lexical

_PASSAGE = re.compile(r"(?P<version>[^#]+)#char=(?P<start>\d{1,15}),(?P<end>\d{1,15})")
_TEXT = ox.NamedNode(f"{MG}text")
_KEPT = 16


class Passage(NamedTuple):
    """The code points from ``start`` to before ``end`` of the text of a version of a source."""

    version: str
    start: int
    end: int


def parse_passage(iri: str) -> Passage | None:
    """Return what the IRI of a passage says; None for any other IRI."""
    found = _PASSAGE.fullmatch(iri)
    return Passage(found["version"], int(found["start"]), int(found["end"])) if found else None


class Texts:
    """Reads the texts of versions; the last ones are kept, for what is asked for stands together."""

    def __init__(self, reader: Readable) -> None:
        self._reader = reader
        self.of = lru_cache(_KEPT)(self._read)

    def _read(self, version: str) -> str:
        quads = self._reader.quads(ox.NamedNode(version), _TEXT, None, None)
        return min((lexical(quad.object) for quad in quads), default="")

    def words(self, passage: Passage) -> str | None:
        """Return the words of a passage; None where the text ends before it, or is not here."""
        text = self.of(passage.version)
        return text[passage.start : passage.end] if passage.start <= passage.end <= len(text) else None
