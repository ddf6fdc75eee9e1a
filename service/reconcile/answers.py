"""Answers as the two versions of the API write them."""

from __future__ import annotations

from collections.abc import Sequence

from .entity_types import TYPES
from .extending import Extended
from .matcher import Matcher
from .reconciling import Candidate, Question

Json = dict[str, object]


def results_02(matcher: Matcher, questions: dict[str, Question]) -> Json:
    """Return the result of each query by its name."""
    return {name: {"result": _candidates(matcher, question)} for name, question in questions.items()}


def results_draft(matcher: Matcher, questions: Sequence[Question]) -> Json:
    """Return the candidates of each query, in order."""
    return {"results": [{"candidates": _candidates(matcher, question)} for question in questions]}


def extended_02(extended: Extended) -> Json:
    """Return rows by thing and property."""
    return {"meta": extended.meta, "rows": {id: dict(cells) for id, cells in extended.rows}}


def extended_draft(extended: Extended) -> Json:
    """Return rows in the order of the things asked for."""
    rows = [
        {"id": id, "properties": [{"id": property, "values": values} for property, values in cells]}
        for id, cells in extended.rows
    ]
    return {"meta": extended.meta, "rows": rows}


def _candidates(matcher: Matcher, question: Question) -> list[Json]:
    return [_candidate(matcher, candidate) for candidate in matcher.reconciler.answer(question)]


def _candidate(matcher: Matcher, candidate: Candidate) -> Json:
    thing = matcher.index.things[candidate.key]
    about = matcher.descriptions.of(candidate.key)
    return {
        "id": thing.key,
        "name": thing.label,
        **({"description": about} if about else {}),
        "type": [TYPES[type].brief() for type in thing.types],
        "score": candidate.score,
        "match": candidate.match,
        "features": [feature._asdict() for feature in candidate.features],
    }
