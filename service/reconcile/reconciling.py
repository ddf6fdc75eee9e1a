"""One reconciliation query: candidates with scores that are explained, and a match only where there is no doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ...graph.countries.names import fold
from .conditions import Condition, Judge, Verdict, day_of
from .entity_types import RANK
from .finding import Finder, Found, Types
from .index import Index

MOST = 100
"""The most candidates that a query gets; without a limit of its own it gets ``USUAL``."""
USUAL = 10

_EXACT, _SHARED, _INSUFFICIENT, _INSIDE, _NEAR = 100.0, 80.0, 60.0, 30.0, 40.0
_EXPLAINED = {
    "identifier": "The query is the identifier",
    "label": "The query is the name",
    "alias": "The query is another name",
    "code": "The query is the code",
    "vocabulary": "The query is the name in a vocabulary",
    "insufficient": "The query may mean this and does not tell it alone",
    "inside": "The name is a part of the query",
    "near": "The name is alike; a hint, not a match",
    "property": "The properties lead here, without a name",
}


class Feature(NamedTuple):
    """A reason for a score."""

    id: str
    name: str
    value: bool | float


class Candidate(NamedTuple):
    """A thing that the query may mean. ``score`` is 100 only for what alone fits exactly; only that is a ``match``."""

    key: str
    score: float
    match: bool
    features: tuple[Feature, ...]


class Question(NamedTuple):
    """A query of any version of the API: names to match (all of them alternatives), types, conditions.

    ``exact_names`` are names to match whole; what is only alike, or stands in them, is no candidate for them.
    """

    names: tuple[str, ...]
    types: Types = None
    conditions: tuple[Condition, ...] = ()
    identifiers: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    exact_names: tuple[str, ...] = ()
    limit: int | None = None


class Reconciler:
    """Answers queries from one index."""

    def __init__(self, index: Index, finder: Finder, judge: Judge) -> None:
        self._index, self._finder, self._judge = index, finder, judge

    def answer(self, question: Question) -> list[Candidate]:
        """Return the candidates of a query, best first."""
        found = self._found(question)
        judged = [(each, self._judge.verdicts(each.key, question.conditions)) for each in found]
        judged = [(each, verdicts) for each, verdicts in judged if not any(v.excludes for v in verdicts)]
        certain = sum(1 for each, verdicts in judged if each.exact and all(v.holds for v in verdicts))
        exact = sum(1 for each, _ in judged if each.exact)
        scored = [_scored(each, verdicts, certain, exact) for each, verdicts in judged]
        scored.sort(key=lambda candidate: (-candidate.score, self._rank(candidate.key), candidate.key))
        return scored[: min(question.limit or USUAL, MOST)]

    def _rank(self, key: str) -> int:
        return RANK[self._index.things[key].types[0]]

    def _found(self, question: Question) -> list[Found]:
        on = _day(question.conditions)
        best: dict[str, Found] = {}
        for text in (*question.names, *question.exact_names):
            whole = text in question.exact_names and text not in question.names
            for each in self._finder.find(text, question.types, on, near=not whole):
                if whole and each.how == "inside":
                    continue
                if each.key not in best or each.exact > best[each.key].exact:
                    best[each.key] = each
        for text in question.identifiers:
            if (key := self._finder.identified(text)) is not None and self._finder.fits(key, question.types):
                best[key] = Found(key, "identifier", True)
        named = bool(question.names or question.exact_names or question.identifiers)
        shared = sum(1 for each in best.values() if each.how == "insufficient") > 1
        for key in self._judge.led_to(question.conditions, identifying=named):
            if not self._finder.fits(key, question.types):
                continue
            if shared and key in best and best[key].how == "insufficient":  # one of several, and the code says which
                best[key] = best[key]._replace(exact=True)
            best.setdefault(key, Found(key, "property", not named))
        unwanted = {fold(text) for text in question.excluded}
        if unwanted:
            hidden = {
                each.key for text in question.excluded for each in self._finder.find(text, near=False) if each.exact
            }
            return [each for key, each in best.items() if key not in hidden]
        return list(best.values())


def _scored(found: Found, verdicts: Iterable[Verdict], certain: int, exact: int) -> Candidate:
    held = [verdict.holds for verdict in verdicts]
    alone = found.exact and certain == 1 and all(held)
    if alone:
        base = _EXACT
    elif found.exact:
        base = _SHARED
    elif found.how == "near":
        base = _NEAR * found.likeness
    else:
        base = {"insufficient": _INSUFFICIENT, "inside": _INSIDE}.get(found.how, _SHARED / 2)
    score = round(base * 0.5 ** sum(1 for holds in held if not holds), 1)
    return Candidate(found.key, score, alone, tuple(_features(found, verdicts, exact)))


def _features(found: Found, verdicts: Iterable[Verdict], exact: int) -> Iterable[Feature]:
    explained = _EXPLAINED[found.how] + (f" ({found.detail})" if found.detail else "")
    yield Feature(found.how, explained, found.likeness if found.how == "near" else True)
    if found.exact and exact > 1:
        yield Feature("shared_by", "How many things fit the query as exactly", float(exact))
    for verdict in verdicts:
        yield Feature(f"property_{verdict.property}", verdict.reason, verdict.holds)


def _day(conditions: Iterable[Condition]) -> date | None:
    """Return the day for which names are meant, if a condition gives one."""
    days = (day_of(value) for each in conditions if each.property == "date" for value in each.values)
    return next((day for day in days if day is not None), None)
