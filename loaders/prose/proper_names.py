"""Names with capitals in prose that the reference data know as a whole: never a part of a longer, unknown name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity, Role

_GAP = r"[^\S\r\n]+"
_WORD = r"[A-Z](?:['’][A-Z])?[\w-]*"
_SMALL = rf"(?:and|of|for|the|de|du|la){_GAP}"
_RUN = re.compile(rf"{_WORD}(?:{_GAP}(?:d['’])?{_WORD}){{0,4}}")
_LONG_RUN = re.compile(rf"{_WORD}(?:{_GAP}(?:{_SMALL}){{0,2}}(?:d['’])?{_WORD}){{1,6}}")
_RUN_BEFORE = re.compile(rf"(?<![\w'’-]){_WORD}(?:{_GAP}(?:{_SMALL}){{0,2}}(?:d['’])?{_WORD}){{0,6}}$")
_ARTICLE = re.compile(rf"(?:[Tt]he{_GAP})$")
_OPENING = re.compile(rf"^The{_GAP}")
_AND = re.compile(rf"{_GAP}and{_GAP}(?:the{_GAP})?")
_WIDTH = 80
"""Code points that a name looked for backwards has at most."""


def name_at(text: str, start: int, role: Role, resolver: Resolver) -> tuple[Entity, int] | None:
    """Return what the capitalised words from ``start`` on name together, and where they end; None if that is unknown.

    Words joined by "and" or "of" are tried as one name first: Bosnia and Herzegovina.
    """
    for run in (_LONG_RUN, _RUN):
        found = run.match(text, start, start + 2 * _WIDTH)
        if found and (entity := known(found[0], role, resolver)):
            return entity, found.end()
    return None


def names_before(text: str, low: int, end: int, resolver: Resolver) -> tuple[tuple[Entity, ...], int] | None:
    """Return what the capitalised words before ``end`` name as givers, and where they begin, their article with them.

    They are one name, or several with "and" between them; None if one is not known.
    """
    found = _RUN_BEFORE.search(text, max(low, end - _WIDTH), end)
    if not found:
        return None
    whole = _OPENING.sub("", found[0], count=1)
    for names in ([whole], _AND.split(whole)):
        entities = [entity for name in names if (entity := known(name, "donor", resolver))]
        if len(entities) == len(names):
            return tuple(entities), with_article(text, low, found.start())
    return None


def with_article(text: str, low: int, start: int) -> int:
    """Return where the name at ``start`` begins, if an article before it belongs to it."""
    article = _ARTICLE.search(text, max(low, start - 5), start)
    return article.start() if article and not text[article.start() - 1 : article.start()].isalnum() else start


def leading_names(text: str, start: int, end: int, role: Role, resolver: Resolver) -> Iterator[tuple[Entity, int]]:
    """Yield each known name that ``text[start:end]`` begins with, the longest first, and where it ends."""
    words = list(re.finditer(r"\S+", text[start:end]))
    for last in reversed(words[:5]):
        if entity := known(text[start : start + last.end()], role, resolver):
            yield entity, start + last.end()


def known(name: str, role: Role, resolver: Resolver) -> Entity | None:
    """Return the one thing that a name stands for in this role; None if nobody knows it or it can mean several."""
    return resolver.resolve(name, role=role).entity
