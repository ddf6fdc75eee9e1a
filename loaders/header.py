"""Header lines of listing pages: ``[DONOR[, DONOR ...]] mandate in [PLACE[, PLACE ...]] START - END``."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..graph.countries import Resolver
from .dates import parse_day
from .name_lists import NamedList, read_names

_DATE = r"(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})\.?"
_PERIOD = re.compile(
    rf"(?:(?P<start>{_DATE})\s*[-–—]\s*(?P<end>{_DATE})?|[-–—]\s*(?P<only>{_DATE})|(?P<first>{_DATE}))\s*$"
)
_WORDS = re.compile(r"\bmandate\s+in\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[;:!?]|\.\s|\w{2}\.$|\(")
_BULLET = re.compile(r"[-–—*•·‣]\s|\(?\w{1,3}[.)]\s")
_OPENERS = frozenset(
    [
        "a",
        "after",
        "an",
        "and",
        "another",
        "any",
        "as",
        "at",
        "before",
        "both",
        "but",
        "by",
        "despite",
        "during",
        "each",
        "every",
        "following",
        "for",
        "from",
        "given",
        "her",
        "his",
        "if",
        "in",
        "its",
        "my",
        "new",
        "no",
        "our",
        "since",
        "such",
        "that",
        "their",
        "these",
        "this",
        "those",
        "through",
        "to",
        "under",
        "until",
        "upon",
        "when",
        "where",
        "which",
        "while",
        "whose",
        "with",
        "within",
        "without",
        "your",
    ]
)
_SMALL = frozenset(
    [
        "a",
        "al",
        "and",
        "da",
        "de",
        "del",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "dhe",
        "e",
        "el",
        "en",
        "et",
        "i",
        "in",
        "la",
        "las",
        "le",
        "les",
        "los",
        "ne",
        "në",
        "of",
        "on",
        "the",
        "të",
        "und",
        "y",
        "и",
        "во",
        "на",
        "од",
    ]
)


class Header(NamedTuple):
    """A header line taken apart; offsets are code points of the whole text."""

    start: int
    end: int
    donors: NamedList
    places: NamedList
    first: tuple[str, int, int] | None
    last: tuple[str, int, int] | None


def read_header(text: str, start: int, end: int, resolver: Resolver) -> Header | None:
    """Return the header in ``text[start:end]``, or None if that line only looks like one."""
    line = text[start:end]
    words = _WORDS.search(line)
    if not words or _BULLET.match(line):
        return None
    period = _PERIOD.search(line, words.end())
    donors, places = line[: words.start()], line[words.end() : period.start() if period else len(line)]
    first = _group(period, start, "start", "first")
    on = parse_day(first[0]) if first else None
    header = Header(
        start,
        end,
        read_names(donors, start, "donor", resolver, on),
        read_names(places, start + words.end(), "place", resolver, on),
        first,
        _group(period, start, "end", "only"),
    )
    if period and is_name_list(donors) and is_name_list(places):
        return header
    return header if _all_known(header, bool(period)) else None


def _group(period: re.Match[str] | None, offset: int, *names: str) -> tuple[str, int, int] | None:
    for name in names:
        if period and period[name]:
            return period[name], offset + period.start(name), offset + period.end(name)
    return None


def is_name_list(part: str) -> bool:
    """Tell whether a part can be a list of names: no sentence, no lower-case word but the small ones within names."""
    words = part.replace(",", " ").split()
    if not words:
        return True
    if words[0].casefold() in _OPENERS or _SENTENCE.search(part.strip().rstrip(".")):
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    core = word.strip("'’\"«»().&/-")
    return not core[:1].islower() or core.casefold() in _SMALL or "'" in word or "’" in word


def _all_known(header: Header, dated: bool) -> bool:
    """Tell whether every name is known; a line without a date must name a place to be a header."""
    names = (*header.donors, *header.places)
    return (dated or bool(header.places)) and all(name.status == "known" for name in names)
