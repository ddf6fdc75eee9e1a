"""Bytes -> text: by byte order mark, by declaration, as UTF-8, else by a guess that is always reported."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from ...graph.errors import InputError
from ..records import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ["cp1252", "cp1251", "cp1256", "iso8859_6", "iso8859_5", "koi8_r"]
_SAMPLE = 64 << 10
_SHOWN = 20

_XML_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META_DECLARED = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_AS_BROWSERS_DO = {"ascii": "cp1252", "iso8859-1": "cp1252"} | dict.fromkeys(
    ["utf-16", "utf-16-le", "utf-16-be"], "utf-8"
)
_SOUTH_SLAVIC = frozenset("čćđšžČĆĐŠŽ")
_NEWLINE = re.compile(r"\r\n?|\n")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAVE = "Save the file as UTF-8."


class Decoded(NamedTuple):
    """A text without its byte order mark, its encoding (Python's name), and what a person should look at."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, where: str) -> Decoded:
    """Return the text of ``data``; InputError if it is no text in any encoding read here."""
    found = _marked(data, where) or _declared(data) or _utf8(data) or _wide(data) or _damaged_utf8(data)
    found = found or _guessed(data, where)
    _refuse_controls(found.text, where)
    return found


def _marked(data: bytes, where: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return Decoded(body.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-8":
                    return _replaced(body)
                raise InputError(
                    f"It begins as {encoding.upper()} but byte {error.start + len(mark)} does not fit it.",
                    where=where,
                    remedy=f"It may have been cut or mixed with another encoding. {_SAVE}",
                ) from error
    return None


def _declared(data: bytes) -> Decoded | None:
    """Decode as an XML declaration or an HTML meta element says, unless the bytes say that it is wrong."""
    head = data[:4096]
    found = _XML_DECLARED.match(head) or (_META_DECLARED.search(head) if b"<" in head else None)
    if not found:
        return None
    label = found[1].decode("ascii", "replace")
    try:
        name = codecs.lookup(label).name
        encoding = _AS_BROWSERS_DO.get(name, name)
        text = data.decode(encoding)
    except (LookupError, UnicodeError):
        return _although(data, label)
    if encoding != "utf-8" and not text.isascii():
        return _although(data, label) or Decoded(text, encoding)
    return Decoded(text, encoding)


def _although(data: bytes, label: str) -> Decoded | None:
    """Decode as UTF-8 although the document declares ``label``, if it is UTF-8 beyond doubt."""
    found = _utf8(data)
    if not found or found.text.isascii():
        return found
    what = f"It declares the encoding {label!r} but is UTF-8, and was read as UTF-8."
    return Decoded(found.text, "utf-8", (Problem(0, what, "Correct the declaration."),))


def _utf8(data: bytes) -> Decoded | None:
    if b"\0" in data[:4096] and _wide(data):
        return None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a byte order mark: mostly Latin letters leave NUL in every second byte."""
    head = data[: min(len(data), 4096) & ~1]
    for encoding, zeros, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) >= 4 and zeros.count(0) * 2 > len(zeros) and letters.count(0) * 20 < len(letters):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return Decoded(text, encoding, (_guess_problem(text, encoding),))
    return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """Decode a file that is UTF-8 but for a few bytes: the wrong ones become U+FFFD, each reported."""
    sample = _sample(data).decode("utf-8", "replace")
    wrong = sample.count("\N{REPLACEMENT CHARACTER}")
    right = sum(1 for c in sample if not c.isascii()) - wrong
    return _replaced(data) if right >= 5 * wrong else None


def _replaced(data: bytes) -> Decoded:
    text = data.decode("utf-8", "replace")
    places = [found.start() for found in re.finditer("\N{REPLACEMENT CHARACTER}", text)]
    what = "A byte here is not UTF-8; it was read as U+FFFD."
    remedy = "Correct it: the file is UTF-8 but was damaged or mixed with another encoding."
    problems = [Problem(place, what, remedy) for place in places[:_SHOWN]]
    if len(places) > _SHOWN:
        problems.append(Problem(places[_SHOWN], f"{len(places) - _SHOWN} more bytes are not UTF-8.", remedy))
    return Decoded(text, "utf-8", tuple(problems))


def _guessed(data: bytes, where: str) -> Decoded:
    ranked = from_bytes(_sample(data), cp_isolation=list(_CANDIDATES))
    for encoding in [*(match.encoding for match in ranked), "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" or text == data.decode("cp1252", "replace"):
            text, encoding = _central_european(data, text)
        return Decoded(text, encoding, (_guess_problem(text, encoding),))
    raise InputError(
        "Its bytes are no text in any encoding tried (UTF-8, UTF-16, Windows and ISO code pages).",
        where=where,
        remedy=f"If it is text: {_SAVE[0].lower()}{_SAVE[1:]}",
    )


def _sample(data: bytes) -> bytes:
    """Return the lines around the first bytes that are not ASCII: only those tell one code page from another."""
    parts, size = [], 0
    for found in re.finditer(rb"[^\r\n]{0,200}[\x80-\xff][^\r\n]{0,2000}", data):
        parts.append(found[0])
        size += len(found[0])
        if size > _SAMPLE:
            break
    return b"\n".join(parts)


def _central_european(data: bytes, western: str) -> tuple[str, str]:
    """Prefer cp1250 where it gives the letters of Serbian in Latin script and hardly anything else."""
    try:
        text = data.decode("cp1250")
    except UnicodeDecodeError:
        return western, "cp1252"
    letters = {c for c in text if c.isalpha() and not c.isascii()}
    return (text, "cp1250") if len(letters) >= 2 and letters <= _SOUTH_SLAVIC else (western, "cp1252")


def _guess_problem(text: str, encoding: str) -> Problem:
    first = next((i for i, c in enumerate(text) if not c.isascii()), 0)
    return Problem(first, f"No encoding is declared and it is not UTF-8; it was read as {encoding}, a guess.", _SAVE)


def _refuse_controls(text: str, where: str) -> None:
    nul = text.find("\0")
    controls = sum(1 for _ in _CONTROL.finditer(text, 0, 1 << 16))
    if nul < 0 and controls * 50 <= min(len(text), 1 << 16):
        return
    found = _CONTROL.search(text)
    offset = nul if nul >= 0 else found.start() if found else 0
    lines = _NEWLINE.split(text[:offset])
    raise InputError(
        f"The character U+{ord(text[offset]):04X} cannot be in text; this seems to be a binary file.",
        where=f"{where}:{len(lines)}:{len(lines[-1]) + 1}",
        remedy="Load text, HTML, CSV, JSON or RDF; if it is text, remove that character.",
    )
