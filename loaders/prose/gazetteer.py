"""The names to look for in prose, from the reference data and from the trigger words of the rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ...graph.things import named_things
from . import clauses, phrases, reports
from . import dates as prose_dates
from .folding import fold
from .names import Name, Scanner, is_acronym, is_proper

_RULES = {"organisation": "organisation-mention", "place": "place-mention", "theme": "theme-mention"}


@functools.cache
def scanner() -> Scanner:
    """Return the scanner for every name and trigger word."""
    return Scanner((*_things(), *_triggers()))


@functools.cache
def council() -> Entity | None:
    """Return the Council of the European Union, whose conclusions prose calls "Council Conclusions"."""
    return next((entity for entity, _ in named_things() if entity.key.endswith("council-of-the-european-union")), None)


def _things() -> Iterator[Name]:
    for entity, name in named_things():
        proper = entity.kind != "theme" and is_proper(name)
        yield Name(name, _RULES[entity.kind], entity, is_acronym(name), proper=proper)
    regions = [spelling for spelling in Resolver.load().spellings(("region",)) if len(spelling.text) > 3]
    yield from (
        Name(
            spelling.text, "place-mention", spelling.entity, is_acronym(spelling.text), proper=is_proper(spelling.text)
        )
        for spelling in regions
    )
    yield from _longer({fold(spelling.text) for spelling in regions})


def _longer(regions: set[str]) -> Iterator[Name]:
    """Yield the countries' names that hold a region's name, so that South Africa does not speak of Africa."""
    for spelling in Resolver.load().spellings(("country",)):
        words = fold(spelling.text).split()
        parts = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
        if any(part in regions for part in parts):
            yield Name(spelling.text, "country-name", None)


def _triggers() -> Iterator[Name]:
    words = (
        ("date-mention", (*prose_dates.MONTHS, *prose_dates.PARTS)),
        ("report", reports.WORDS),
        ("document-mention", (*phrases.DOCUMENTS, phrases.CONCLUSIONS)),
        ("activity-mention", phrases.ACTIVITIES),
        ("partner", phrases.PARTNERS),
    )
    yield from (
        Name(word, rule, None, layer=1, proper=word in prose_dates.VERBS) for rule, listed in words for word in listed
    )
    yield from (Name(word, rule, None, layer=2) for rule, listed in clauses.TRIGGERS for word in listed)
