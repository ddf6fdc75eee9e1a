"""What a file is: by its suffix, by what its bytes or its text begin with."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

from ...graph.errors import InputError

TEXT, HTML, CSV, JSON = "text/plain", "text/html", "text/csv", "application/json"
TURTLE, NTRIPLES, NQUADS, TRIG = "text/turtle", "application/n-triples", "application/n-quads", "application/trig"
RDFXML, JSONLD = "application/rdf+xml", "application/ld+json"
IATI = "application/xml"
"""Of what is XML and nothing else, only the files of IATI are read."""

RDF_TYPES = frozenset({TURTLE, NTRIPLES, NQUADS, TRIG, RDFXML, JSONLD})

SUFFIXES = {
    ".txt": TEXT, ".text": TEXT,
    ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".csv": CSV, ".tsv": CSV,
    ".json": JSON, ".jsonl": JSON, ".ndjson": JSON,
    ".ttl": TURTLE, ".nt": NTRIPLES, ".nq": NQUADS, ".trig": TRIG,
    ".rdf": RDFXML, ".owl": RDFXML, ".jsonld": JSONLD,
}  # fmt: skip
"""Suffixes that a folder is searched for; each may be followed by ``.gz``."""

SNIFFED = frozenset({".xml"})
"""Suffixes that may hold several types: a folder is searched for them too, the content decides."""


def suffix(name: str) -> str:
    """Return the suffix of a file name in lower case, without a last ``.gz``."""
    lower = name.lower()
    return PurePath(lower.removesuffix(".gz")).suffix


class _Signature(NamedTuple):
    offset: int
    magic: bytes
    what: str
    remedy: str


_UNPACK = "Unpack it and load the files inside."
_EXPORT = "Export its text (Save as: plain text, HTML or CSV) and load that."
_NO_TEXT = "It holds no text to read."

_SIGNATURES = tuple(
    _Signature(*row)
    for row in (
        (0, b"%PDF-", "a PDF document", _EXPORT),
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _EXPORT),
        (0, b"{\\rtf", "a rich text (RTF) document", _EXPORT),
        (0, b"%!PS", "a PostScript document", _EXPORT),
        (0, b"\x1f\x8b", "a gzip file inside a gzip file", "Unpack it once."),
        (0, b"BZh", "a bzip2 archive", _UNPACK),
        (0, b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
        (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
        (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
        (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
        (257, b"ustar", "a tar archive", _UNPACK),
        (0, b"\x89PNG", "a PNG image", _NO_TEXT),
        (0, b"\xff\xd8\xff", "a JPEG image", _NO_TEXT),
        (0, b"GIF8", "a GIF image", _NO_TEXT),
        (0, b"II*\x00", "a TIFF image", _NO_TEXT),
        (0, b"\x7fELF", "a program (ELF)", _NO_TEXT),
        (0, b"MZ\x90\x00", "a program (Windows)", _NO_TEXT),
        (0, b"\xca\xfe\xba\xbe", "a compiled Java class", _NO_TEXT),
        (0, b"\x00asm", "a WebAssembly module", _NO_TEXT),
        (0, b"SQLite format 3\x00", "an SQLite database", "Export its table as CSV and load that."),
        (0, b"PAR1", "a Parquet table", "Export it as CSV and load that."),
        (0, b"ID3", "a sound recording", _NO_TEXT),
        (0, b"OggS", "a sound recording", _NO_TEXT),
        (0, b"RIFF", "a sound, picture or video (RIFF)", _NO_TEXT),
        (4, b"ftyp", "a video", _NO_TEXT),
    )
)

_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_ZIP_CONTENT = (
    (b"word/", "a Word document (.docx)", _EXPORT),
    (b"xl/", "an Excel workbook (.xlsx)", "Save the sheet as CSV and load that."),
    (b"ppt/", "a PowerPoint document (.pptx)", _EXPORT),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", _EXPORT),
    (b"mimetypeapplication/epub", "an EPUB book", _EXPORT),
)
_WEB_ARCHIVE = re.compile(rb"(?:From: <Saved by|MIME-Version:)[^\x00]{0,2000}?multipart/related", re.IGNORECASE)


def refuse_binary(data: bytes, where: str) -> None:
    """Raise InputError if the first bytes are those of a known format that is not text."""
    if data.startswith(_ZIP):
        head = data[:65536]
        what, remedy = next(((w, r) for mark, w, r in _ZIP_CONTENT if mark in head), ("a zip archive", _UNPACK))
        raise InputError(f"This is {what}, not text.", where=where, remedy=remedy)
    for sign in _SIGNATURES:
        if data.startswith(sign.magic, sign.offset):
            raise InputError(f"This is {sign.what}, not text.", where=where, remedy=sign.remedy)
    if _WEB_ARCHIVE.match(data):
        raise InputError("This is a web archive (MHTML).", where=where, remedy="Save the page as HTML only.")


_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,5000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)
_RDFXML_START = re.compile(r"\s*<(?:[\w.-]+:)?RDF\b|\s*<[?!].{0,20000}?<(?:[\w.-]+:)?RDF\b", re.S)
_IATI_START = re.compile(r"\s*(?:<[?!].{0,20000}?)?<iati-(?:activities|organisations)\b", re.S)
_TURTLE_START = re.compile(r"(?:\s|#[^\n]*\n)*(?:@prefix\s|@base\s|prefix\s+[\w-]*:\s*<|base\s+<)", re.IGNORECASE)
_NQUADS_START = re.compile(r"(?:\s|#[^\n]*\n)*(?:<[^<>\s]+>|_:\w+)\s*<[^<>\s]+>\s*[<_\"]")
_JSON_START = re.compile(r"\s*[\[{]\s*[\"\]}{]")
_JSONLD_KEY = re.compile(r"\"@(?:context|graph|id)\"\s*:")
_TABLE_START = re.compile(
    r"[^\r\n]{0,2000}?(?:(?<=[,;\t|])|(?<![^\r\n]))[ \"']{0,3}(?:title|titre|t[ií]tulo|titulo)[ \"']{0,3}[,;\t|\r\n]",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")


def media_type(name: str, text: str) -> str:
    """Return the media type of a text: what it says itself where that is beyond doubt, else what its suffix says."""
    head = text[:100_000]
    if _HTML_START.match(head):
        return HTML
    if _IATI_START.match(head):
        return IATI
    named = SUFFIXES.get(suffix(name))
    if named == JSON and _JSONLD_KEY.search(head):
        return JSONLD
    if named == HTML and not _TAG.search(text):
        return TEXT
    return named or _sniffed(head)


def _sniffed(head: str) -> str:
    if _RDFXML_START.match(head):
        return RDFXML
    if _TURTLE_START.match(head):
        return TRIG if re.search(r"(?:^|[>\w])\s*\{", head) else TURTLE
    if _NQUADS_START.match(head):
        return NQUADS
    if _JSON_START.match(head):
        return JSONLD if _JSONLD_KEY.search(head) else JSON
    return CSV if _TABLE_START.match(head) else TEXT
