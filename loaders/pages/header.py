"""Header lines of listing pages: ``[DONOR[, DONOR ...]] mandate in [PLACE[, PLACE ...]] START - END``."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from ...graph.countries.resolver import Resolver
from .name_lists import Named, NamedList, read_names
from .periods import Period, Written, end_of_range, has_range
from .worded_periods import period_of

LONGEST = 1000
"""Code points that a header line has at most."""

_TAIL = 200
_WORDS = re.compile(r"\bmandate\s+in\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[:!?]|[^\W\d_]{4}\.\s|['’]s?$")
_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"[-–—*•·‣]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s")
_STRIPPED = "'’‘\"“”«»().,&/-[]"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPENERS = _words("""
    a actual after all also although an and another any as at before both but by case current despite due during
    each earlier every existing expanded extended final first five following for former four from further given
    her his how if in including initial is it its joint last later like longer many my no not on one only
    original other our overall own peacekeeping per present previous prior proposed recent renewed revised
    robust same second see since specific strong such than that their then there these third this those though
    three through thus to two under until upon what when where whether which while who whose with within without
    your ce cette ces son sa ses un une notre nos leur selon dans pour avec après avant pendant sous sans depuis
    durant este esta estos su sus una nuestro según con para por tras antes durante desde sin bajo
""")
"""Words that begin a sentence about a mandate, and never a donor's name."""

_ALONE = _words("the new le la les el los las l' l’")
"""Words that begin names, but are none."""

_SMALL = _words("""
    a al and at da de del des dhe di do dos du e el en et for für i in la las le les los ne në of on para pour
    the të und y и во на од
""")
"""Words without a capital that stand inside names: ``Republic of the Congo``, ``Federata e Rusisë``."""

_VERBAL = _words("""
    about accordance addition after against agreed also and/or approved are as be because been before began
    begins begun being between both but by came can carried comes continued continues could covered covering
    covers dated during early effect ended ending ends expire expired expires extended force from gave general
    given gives goes granted had has have he if included includes including into is it its itself late lasted
    lasts led line made makes may mid might must not only or order over particular place question ran relation
    renewed respect run runs shall she should signed since so started starts still takes terms than that their
    then there these they this those through till to took under until view was we went were when where which
    while who whose will with without would
""")
"""Words that make what follows "mandate in" a sentence or another idiom."""


class Header(NamedTuple):
    """A header line taken apart; offsets are code points of the whole text; ``remark`` stands after the dates.

    ``form`` tells how its dates are written: ``days`` one of which at least is whole, ``words`` such as years alone,
    ``said`` those with a word like "from" before them, or ``none``.
    """

    start: int
    end: int
    donors: NamedList
    places: NamedList
    first: Written | None
    last: Written | None
    remark: str = ""
    form: Literal["days", "words", "said", "none"] = "days"


def read_header(text: str, start: int, end: int, resolver: Resolver) -> Header | None:
    """Return the header in ``text[start:end]``, or None if that line only looks like one."""
    if end - start > LONGEST:
        return None
    words = _WORDS.search(text, start, end)
    if not words or _BULLET.match(text, start, end):
        return None
    period = _first_period(text, words.end(), end)
    donors, places = text[start : words.start()], text[words.end() : period.at if period else end]
    on = period.first.day if period and period.first else None
    header = Header(
        start,
        end,
        read_names(donors, start, "donor", resolver, on),
        read_names(places, words.end(), "place", resolver, on),
        period.first if period else None,
        period.last if period else None,
        period.remark if period else "",
        form=_form(period),
    )
    if period and period.said and text[end - 1] == "." and end not in (s.end for s in period[1:3] if s):
        return None  # "EU mandate in Mali from 2013 to 2015."
    return header if _is_header(header, donors, places, period) else None


def as_written(header: Header, text: str) -> Header:
    """Return a header with its days as ``text`` has them, which may hold full-width characters."""
    first, last = (day and day._replace(literal=text[day.start : day.end]) for day in (header.first, header.last))
    return header._replace(first=first, last=last)


def _first_period(text: str, start: int, end: int) -> Period | None:
    """Return the period that ends a line; of two, the first, and what follows it is its remark."""
    period = period_of(text, start, end)
    cut = end_of_range(text, start, period.at) if period else None
    first = period_of(text, start, cut) if cut else None
    return first._replace(remark=text[cut:end].strip(" ,;.")) if first else period


def looks_like_header(text: str, start: int, end: int, resolver: Resolver) -> bool:
    """Tell whether a line has the words and a period, so that taking it for prose is to be reported.

    Days in digits may stand anywhere in it; with words for days the period must end what has a header's form; of what
    is known donors, names and a number, the number may be of a period that is not understood.
    """
    if end - start > LONGEST:
        return False
    words = _WORDS.search(text, start, end)
    if not words:
        return False
    if has_range(text, start, end):
        return True
    period = period_of(text, words.end(), end)
    if not period or not (period.first and period.last):
        donors = read_names(text[start : words.start()], start, "donor", resolver)
        places = text[words.end() : end]
        return bool(donors and _DIGIT.search(places)) and _all_known(donors) and _is_loose_list(places)
    mark = _BULLET.match(text, start, words.start())
    return is_name_list(text[mark.end() if mark else start : words.start()]) and (
        period.kind != "words" or is_name_list(text[words.end() : period.at])
    )


def is_too_long(text: str, start: int, end: int) -> bool:
    """Tell whether a line would be looked at as a header line if it were not too long for one."""
    period = period_of(text, end - _TAIL, end) if end - start > LONGEST else None
    return bool(period and period.first and period.last and period.kind in ("days", "partly"))


def _form(period: Period | None) -> Literal["days", "words", "said", "none"]:
    if period is None:
        return "none"
    if period.kind != "words" or any(side and side.day for side in (period.first, period.last)):
        return "days"
    return "said" if period.said else "words"


@functools.lru_cache(maxsize=1 << 14)
def is_name_list(part: str) -> bool:
    """Tell whether a part can be a list of names: no sentence, no lower-case word but the small ones within names."""
    words = part.replace(",", " ").replace(";", " ").split()
    if not words:
        return True
    if _is_in(words[0], _OPENERS) or _SENTENCE.search(part.strip().rstrip(".")):
        return False
    last = words[-1].strip(_STRIPPED)
    if last in _SMALL and not (last in ("of", "the") and "," in part):
        return False
    return all(_is_name_word(word) for word in words) and not all(_is_in(word, _OPENERS | _ALONE) for word in words)


def _is_in(word: str, known: frozenset[str]) -> bool:
    """Tell whether a word is one of these, and not an acronym of the same letters: UN is no article."""
    return word.casefold() in known and (len(word) < 2 or not word.isupper())


def _is_name_word(word: str) -> bool:
    core = word.strip(_STRIPPED)
    return not core[:1].islower() or core.casefold() in _SMALL or "'" in word or "’" in word


def _is_header(header: Header, donors: str, places: str, period: Period | None) -> bool:
    """Judge by the form of the two lists, else by the names: known ones make a header of what is no sentence."""
    if not period:  # a line without a date must name a place to be a header
        return bool(header.places) and _all_known((*header.donors, *header.places))
    if period.kind == "odd" or (period.kind == "words" and not (period.first and period.last)):
        return bool(header.donors and header.places) and _all_known((*header.donors, *header.places))
    if header.form in ("words", "said"):
        return _names_are_sure(header, places)
    if is_name_list(donors) and is_name_list(places):
        return True
    if _all_known((*header.donors, *header.places)):
        return True
    whole = period.first and period.last
    return bool(whole and header.donors) and _all_known(header.donors) and _is_loose_list(places)


def _names_are_sure(header: Header, places: str) -> bool:
    """Tell whether enough names are known to make a header of a line with years or months alone."""
    if not header.donors:
        return bool(header.places) and _all_known(header.places)
    return _all_known(header.donors) and (_all_known(header.places) or is_name_list(places))


def _all_known(names: tuple[Named, ...]) -> bool:
    return all(name.status == "known" for name in names)


def _is_loose_list(part: str) -> bool:
    """Tell whether a part can be names and common nouns: ``Mali and neighbouring countries``."""
    plain = [word.strip(_STRIPPED).casefold() for word in part.split()]
    common = [word for word in part.split() if not _is_name_word(word)]
    return len(common) <= 4 and _VERBAL.isdisjoint(plain) and not _SENTENCE.search(part)
