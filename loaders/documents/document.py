"""Documents: one input as text, with what is needed to say where in the file any of its characters stands.

The hash is of the file's bytes (of the unpacked bytes for gzip, so packing a page again changes nothing). Offsets are
code points of the text, which has no byte order mark; line ends stay as they are (LF, CRLF or CR). The text of HTML is
what a reader sees, see ``html``; plain text has no soft hyphens inside its words, see ``breaks``.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from ...graph.errors import InputError
from ..records import Problem
from .breaks import offset_without_breaks, without_breaks
from .discover import InputFile
from .encodings import Decoded, decode
from .html import read_html
from .media import HTML, SUFFIXES, TEXT, media_type, refuse_binary, suffix
from .reading import DEFAULT_LIMIT, read_bytes

LineMap = tuple[tuple[int, int, int], ...]
"""Where text and file run apart: (offset in the text, line in the file, column in the file), sorted by offset."""

_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Document:
    """One input. ``address`` identifies its source; ``name`` is what messages call it.

    ``encoding`` is Python's name; ``byte_size`` counts unpacked bytes; ``title``, ``language`` and ``declared_url``
    are what an HTML page says of itself; ``problems`` are what reading it found.
    """

    address: str
    name: str
    text: str
    sha256: str
    encoding: str
    media_type: str
    byte_size: int
    line_map: LineMap = ()
    title: str = ""
    language: str = ""
    declared_url: str = ""
    problems: tuple[Problem, ...] = ()

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a character of the text in the file as written."""
        if self.line_map:
            index = max(bisect_right(self._mapped, offset) - 1, 0)
            start, line, column = self.line_map[index]
            return line, column + max(offset - start, 0)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def where(self, offset: int) -> str:
        """Return the place of a character as ``name:line:column``."""
        line, column = self.position(offset)
        return f"{self.name}:{line}:{column}"

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in _NEWLINE.finditer(self.text))]

    @cached_property
    def _mapped(self) -> list[int]:
        return [entry[0] for entry in self.line_map]


def read_document(file: InputFile, limit: int = DEFAULT_LIMIT, stdin: BinaryIO | None = None) -> Document:
    """Read one input; InputError (with place and remedy) if it holds no text that can be read."""
    return parse_document(read_bytes(file.path, file.name, limit, stdin), file.address, file.name)


def parse_document(data: bytes, address: str, name: str) -> Document:
    """Return the document that unpacked bytes hold; see ``read_document``."""
    if not data.strip(b" \t\r\n\f\v"):
        what = "It is empty." if not data else "It holds nothing but white space."
        raise InputError(what, where=name, remedy="Fetch or save it again.")
    refuse_binary(data, name)
    decoded = decode(data, name)
    if not decoded.text.strip():
        raise InputError("It holds nothing but white space.", where=name, remedy="Fetch or save it again.")
    kind = media_type(name, decoded.text)
    digest = hashlib.sha256(data).hexdigest()
    problems = decoded.problems + _mislabelled(name, kind)
    if kind == HTML:
        return _html_document(decoded, problems, address, name, digest, len(data))
    text, line_map = without_breaks(decoded.text) if kind == TEXT else (decoded.text, ())
    if line_map:
        problems = tuple(p._replace(offset=offset_without_breaks(decoded.text, p.offset)) for p in problems)
    return Document(address, name, text, digest, decoded.encoding, kind, len(data), line_map, problems=problems)


def _html_document(
    decoded: Decoded, problems: tuple[Problem, ...], address: str, name: str, digest: str, size: int
) -> Document:
    page = read_html(decoded.text)
    if not page.text.strip():
        raise InputError(
            "This HTML page shows no text.",
            where=name,
            remedy="If a script fills it, open it in a browser and save it from there.",
        )
    moved = tuple(problem._replace(offset=page.text_offset(problem.offset)) for problem in problems)
    return Document(
        address, name, page.text, digest, decoded.encoding, HTML, size,
        page.line_map, page.title, page.language, page.declared_url, moved + page.problems,
    )  # fmt: skip


def _mislabelled(name: str, kind: str) -> tuple[Problem, ...]:
    named = SUFFIXES.get(suffix(name))
    if named is None or named == kind or {named, kind} == {"application/json", "application/ld+json"}:
        return ()
    remedy = "Give the file the suffix of what it holds."
    return (Problem(0, f"The suffix {suffix(name)} promises {named}, but it holds {kind}; read as that.", remedy),)
