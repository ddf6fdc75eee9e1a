"""Phrases around a word that tells what they are: documents spoken of, activities, partners."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...graph.countries.resolver import Resolver
from ..records import Reading
from .names import Name
from .parties import read_owner

DOCUMENTS = (
    "CONOPS", "strategic framework", "white paper", "action plan", "existing material", "existing materials",
    "policies", "concept note", "terms of reference", "policy paper", "strategy paper", "national strategy",
)  # fmt: skip
ACTIVITIES = (
    "workshop", "workshops", "desk review", "telephone interviews", "interviews", "field mission", "field missions",
    "study visit", "scoping mission", "round table", "seminar",
)  # fmt: skip
PARTNERS = ("jointly with", "in partnership with", "in cooperation with")
CONCLUSIONS = "Council Conclusions"

_BEFORE_DOCUMENT = re.compile(r"(?:\ban?\s+)?(?:\b(?:already|[A-Z][\w]*(?:-\w+)?)\s+){0,2}$")
_AFTER_DOCUMENT = re.compile(r"\s+(?:for|on)\s+(?:\w+\s+){0,3}\w+(?=[.,;)\r\n]|\s*$)")
_BEFORE_ACTIVITY = re.compile(r"(?:\b[\w/]+-[\w/-]+\s+)$")
_AFTER_MISSION = re.compile(r"\s+to\s+each\s+country\b")
_OF_DAY = re.compile(r"\s+of\s+\d{1,2}\s+[A-Z]\w+\s+\d{4}\b")
_PARTNER = re.compile(r"\s+(?:the\s+)?(?P<name>[A-Z][\w’'-]*(?:[^\S\r\n]+[A-Z][\w’'-]*)*)")


def read_phrase(name: Name, text: str, start: int, end: int, resolver: Resolver) -> Iterator[Reading]:
    """Yield what the phrase around the trigger word at ``text[start:end]`` says."""
    if name.rule == "document-mention":
        document = _document(text, start, end)
        yield document
        yield from read_owner(text, 0, document.start, document.end, resolver)
    elif name.rule == "activity-mention":
        yield _activity(text, start, end)
    else:
        partner = _PARTNER.match(text, end)
        found = resolver.resolve(partner["name"], role="donor") if partner else None
        if partner and found and found.entity:
            yield Reading("organisation-mention", *partner.span("name"), found.entity)


def _line_start(text: str, at: int, width: int) -> int:
    """Return where the line of ``at`` begins, or ``width`` before it if that is nearer: a phrase stays in its line."""
    low = max(0, at - width)
    return max(low, text.rfind("\n", low, at) + 1, text.rfind("\r", low, at) + 1)


def _document(text: str, start: int, end: int) -> Reading:
    if text[start:end].casefold() == CONCLUSIONS.casefold():
        day = _OF_DAY.match(text, end)
        return Reading("document-mention", start, day.end() if day else end)
    low = _line_start(text, start, 40)
    before = _BEFORE_DOCUMENT.search(text[low:start])
    after = _AFTER_DOCUMENT.match(text, end, end + 60) if text[end - 9 : end] == "framework" else None
    return Reading("document-mention", low + before.start() if before else start, after.end() if after else end)


def _activity(text: str, start: int, end: int) -> Reading:
    low = _line_start(text, start, 30)
    before = _BEFORE_ACTIVITY.search(text[low:start])
    after = _AFTER_MISSION.match(text, end)
    return Reading("activity-mention", low + before.start() if before else start, after.end() if after else end)
