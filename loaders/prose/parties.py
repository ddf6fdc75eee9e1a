"""Parties in prose: a team of several, who asked whom for the work, whose document is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ..records import Reading
from .proper_names import known, leading_names, name_at, names_before, with_article

JOINT = ("joint",)
ASKED = ("asked", "requested", "invited")

_GAP = r"[^\S\r\n]+"
_NAME = rf"[A-Z][\w'’]*(?:{_GAP}[A-Z][\w'’]*){{0,3}}?"
_JOIN = rf"(?:(?:{_GAP})?[-‐‑–—/](?:{_GAP})?|{_GAP}and{_GAP})"
_BODY = (
    r"(?i:(?:team|mission|assessment|project|programme|program|initiative|working group|task force|review|evaluation"
    r"|unit|delegation|committee|secretariat|workshop|training|mapping|visit|study|office|operation)s?\b)(?!-)"
)
_KIND = r"(?:(?!(?:and|or|to|of)\b)[a-z]+(?:-[a-z]+)?|(?i:scoping|field|technical|planning|fact-finding|training))"
_JOINT = re.compile(
    rf"{_GAP}(?P<names>{_NAME}(?:{_JOIN}{_NAME}){{1,3}}?){_GAP}(?:{_KIND}{_GAP}){{0,2}}?{_BODY}(?:{_GAP}{_BODY})?"
)
_JOINED = re.compile(_JOIN)
_ADVERB = r"(?:also|formally|officially|therefore|since|recently|now|further|jointly)"
_TENSE = re.compile(rf"{_GAP}(?:(?:has|have|had){_GAP})?(?:{_ADVERB}{_GAP})?$")
_PASSIVE = re.compile(rf"{_GAP}(?:was|were|is|are|(?:has|have|had){_GAP}been){_GAP}(?:{_ADVERB}{_GAP})?$")
_BY = re.compile(rf"{_GAP}by{_GAP}(?:the{_GAP})?(?=[A-Z])")
_WHOM = re.compile(rf"{_GAP}(?:the{_GAP})?(?=[A-Z])")


def read_joint(text: str, start: int, end: int, resolver: Resolver) -> Iterator[Reading]:
    """Yield a reading for each party of the "joint A-B team" that the word "joint" begins, if all are known.

    A name that is one organisation as a whole (UN-Habitat) is no team of two.
    """
    found = _JOINT.match(text, end, end + 160)
    if not found or known(found["names"], "donor", resolver):
        return
    parties = [known(name, "donor", resolver) for name in _JOINED.split(found["names"])]
    if None not in parties and len(set(parties)) == len(parties):
        yield from (Reading("joint-team", start, found.end(), party) for party in parties)


def read_request(text: str, low: int, start: int, end: int, resolver: Resolver) -> Iterator[Reading]:
    """Yield who asks in "X has asked Y" or "Y was asked by X": each X, where all are known and Y is no country."""
    by = _BY.match(text, end)
    after = by or _WHOM.match(text, end)
    begun = (_PASSIVE if by else _TENSE).search(text, max(low, start - 40), start) if after else None
    if not after or not begun:
        return
    then, first = name_at(text, after.end(), "donor", resolver), names_before(text, low, begun.start(), resolver)
    if then and first:
        asking, asked = ((then[0],), first[0]) if by else (first[0], (then[0],))
        if all(_may_be_asked(whom, resolver) for whom in asked):
            yield from (Reading("requester", first[1], then[1], who) for who in asking)


def _may_be_asked(whom: Entity, resolver: Resolver) -> bool:
    """Tell a body from a state: a state that is asked for something is not asked for a mandate."""
    place = known(whom.label, "place", resolver)
    return place is None or place.kind != "country"


def read_owner(text: str, low: int, start: int, end: int, resolver: Resolver) -> Iterator[Reading]:
    """Yield the organisation with which the phrase for a document at ``text[start:end]`` begins, with its article."""
    if not text[start].isupper():
        return
    for owner, last in leading_names(text, start, end, "donor", resolver):
        if last < end:
            yield Reading("document-owner", with_article(text, low, start), last, owner)
            return
