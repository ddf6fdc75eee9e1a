"""Events in prose that have no date of their own: ``induction training for the core team in Brussels``."""

from __future__ import annotations

import re

from ...graph.countries.resolver import Resolver
from ..records import Reading
from .proper_names import name_at

_NOUNS = {
    "of": (
        "training", "deployment", "deployments", "secondment", "visit", "visits", "meeting", "meetings", "mentoring",
    ),
    "for": (
        "training", "trainings", "training course", "course", "courses", "workshop", "workshops", "seminar", "seminars",
        "exercise", "exercises", "conference", "mission", "missions", "visit", "visits", "meeting", "meetings",
        "study visit", "round table", "masterclass", "briefing", "deployment",
    ),
}  # fmt: skip
EVENTS = tuple(f"{noun} {link}" for link, nouns in _NOUNS.items() for noun in nouns)
"""What an event's phrase has in its middle; "course of" and "mission of" are too often something else."""

_GAP = r"[^\S\r\n]+"
_KINDS = (
    r"(?:induction|refresher|initial|introductory|basic|advanced|intensive|first|second|third|final|further|joint|short|follow-up"
    r"|in-service|pre-deployment|on-the-job|practical|technical|specialised|specialized|regional|national|international|annual"
    r"|field|study|scoping|assessment|fact-finding|planning|monitoring|evaluation|military|civilian|police|leadership|staff|expert"
    r"|ssr|one-off|residential|(?:\d{1,2}|one|two|three|four|five|ten)-(?:day|week|month))"
)
_BEFORE = re.compile(
    rf"(?:\b(?P<which>the|an?|this|that|its|their|our|his|her|one|two|three|another|each)\s+)?(?P<kinds>(?:\b{_KINDS}\s+){{0,3}})$"
)
_STOPS = (
    r"(?:is|are|was|were|be|been|being|will|would|shall|should|can|could|may|might|must|has|have|had|that|which|who|whom|whose|took"
    r"|takes?|taken|as|to|by|if|when|where|while|because|but|or|not|until|since)"
)
_OBJECT = re.compile(rf"(?:{_GAP}(?!{_STOPS}\b)[\w'’/-]+){{2,14}}")
_IN = re.compile(rf"(?<=[\w'’]){_GAP}in{_GAP}(?=[A-Z])")
_ONLY_ARTICLE = re.compile(r"\s*(?:the|an?|its|their|our)?\s*")
_TAIL = re.compile(
    rf"{_GAP}(?:prior{_GAP}to|before|after|ahead{_GAP}of|following){_GAP}(?:(?:the|its|their|his|her|our){_GAP})?"
    r"(?:deployment|departure|arrival|training|course|workshop|mission|visit|meeting|conference|exercise|start|election)s?\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_STOP = re.compile(r"[.!?](?=\s|$)|[\r\n]")
_SENTENCE = 300


def read_event(text: str, folded: str, start: int, end: int, low: int, high: int, resolver: Resolver) -> Reading | None:
    """Return the event that "NOUN of" or "NOUN for" at ``text[start:end]`` is the middle of; its value is what it is.

    It must be one of some kind or have an article, take place in a known place, and have no year in its sentence.
    A part of the text that is nothing else, such as a title, names the mandate itself.
    """
    before = _BEFORE.search(folded, max(low, start - 60), start)
    if not before or not (before["which"] or before["kinds"]):
        return None
    finish = _place_end(text, end, high, resolver)
    if not finish or _is_dated(folded, start, finish, low, high):
        return None
    begin = before.start("kinds")
    if (begin, finish) == (low, high):
        return None
    tail = _TAIL.match(text, finish, high)
    noun = text[begin : start + folded[start:end].rindex(" ")]
    return Reading("undated-event", begin, tail.end() if tail else finish, " ".join(noun.split()))


def _place_end(text: str, end: int, high: int, resolver: Resolver) -> int | None:
    """Return where the first known place ends that stands after "in" within the words that follow."""
    words = _OBJECT.match(text, end, high)
    for link in _IN.finditer(text, end, words.end()) if words else ():
        place = name_at(text, link.end(), "place", resolver)
        if place and text[place[1] : place[1] + 1] not in ("'", "’", "-"):
            return None if _ONLY_ARTICLE.fullmatch(text, end, link.start()) else place[1]
    return None


def _is_dated(folded: str, start: int, end: int, low: int, high: int) -> bool:
    """Tell whether the sentence around an event has a year."""
    opening, closing = max(low, start - _SENTENCE), min(high, end + _SENTENCE)
    for stop in _STOP.finditer(folded, opening, start):
        opening = stop.end()
    ending = _STOP.search(folded, end, closing)
    return bool(_YEAR.search(folded, opening, ending.start() if ending else closing))
