"""What clients send: JSON read with care, queries of version 0.2 and of the draft of 1.0."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ...graph.errors import UsageError
from ..web.messages import Problem
from .conditions import EXACT_QUALIFIERS, Condition, check_quantifier
from .entity_types import wanted_types
from .reconciling import Question

BATCH = 200
"""The most queries of one request, and the most rows of one data extension."""
BODY = 1 << 20

_QUERY_FIELDS = {"query", "type", "limit", "properties", "type_strict"}
_DRAFT_FIELDS = {"type", "limit", "lang", "dir", "conditions"}
Json = object


def read_json(text: str | bytes, what: str) -> Json:
    """Return what JSON says; Problem 400 if it is none, or nested too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "Not JSON", f"{what} is not JSON: {error}.") from error


def queries_02(text: str) -> dict[str, Question]:
    """Return the queries of a batch of version 0.2 by their names."""
    batch = _mapping(read_json(text, "The batch in queries="), "The batch in queries=")
    _check_size(len(batch))
    return {name: _question_02(name, _mapping(query, f"The query {name!r}")) for name, query in batch.items()}


def queries_draft(data: Json) -> list[Question]:
    """Return the queries of a batch of the draft of 1.0, in order."""
    batch = _mapping(data, "The body").get("queries")
    if not isinstance(batch, list):
        raise _wrong("The body", 'has no array named "queries"')
    _check_size(len(batch))
    return [
        _question_draft(f"Query {number}", _mapping(query, f"Query {number}")) for number, query in enumerate(batch)
    ]


def _question_02(name: str, query: Mapping[str, Json]) -> Question:
    where = f"The query {name!r}"
    _check_fields(where, query, _QUERY_FIELDS)
    text, given = query.get("query"), query.get("properties", [])
    if text is not None and not isinstance(text, str):
        raise _wrong(where, "has a query that is no text")
    if not isinstance(given, list):
        raise _wrong(where, "has properties that are no array")
    if text is None and not given:
        raise _wrong(where, "has neither a query nor properties")
    strict = query.get("type_strict", "any")
    if strict not in ("any", "should", "all"):
        raise _wrong(where, "has a type_strict that is not any, should or all")
    conditions = [_condition_02(where, _mapping(each, f"A property of {name!r}")) for each in given]
    types = wanted_types(_texts(where, query.get("type", [])))
    return Question((text,) if text else (), types, tuple(conditions), limit=_limit(where, query))


def _condition_02(where: str, condition: Mapping[str, Json]) -> Condition:
    if not isinstance(condition.get("pid"), str) or "v" not in condition:
        raise _wrong(where, "has a property without pid or v")
    return Condition(str(condition["pid"]), _values(where, condition["v"]))


def _question_draft(where: str, query: Mapping[str, Json]) -> Question:
    _check_fields(where, query, _DRAFT_FIELDS)
    given = query.get("conditions")
    if not isinstance(given, list) or not given:
        raise _wrong(where, "has no conditions")
    if not isinstance(query.get("type", ""), str):
        raise _wrong(where, "has a type that is no text")
    names: list[str] = []
    exactly: list[str] = []
    excluded: list[str] = []
    identifiers: list[str] = []
    conditions: list[Condition] = []
    for each in given:
        found = _condition_draft(where, _mapping(each, f"A condition of {where}"))
        if found.property == "name":
            names_here = excluded if found.quantifier == "none" else exactly if found.qualifier else names
            names_here.extend(found.values)
        elif found.property == "id":
            identifiers.extend(found.values)
        else:
            conditions.append(found._replace(property=found.property.removeprefix("property:")))
    types = wanted_types(_texts(where, query.get("type", [])))
    return Question(
        tuple(names),
        types,
        tuple(conditions),
        tuple(identifiers),
        tuple(excluded),
        tuple(exactly),
        limit=_limit(where, query),
    )


def _condition_draft(where: str, condition: Mapping[str, Json]) -> Condition:
    kind, property = condition.get("matchType"), condition.get("propertyId", "")
    if kind not in ("name", "id", "property") or "propertyValue" not in condition:
        raise _wrong(where, "has a condition without matchType or propertyValue")
    if kind == "property" and not (isinstance(property, str) and property):
        raise _wrong(where, "has a condition on a property without propertyId")
    qualifier, required = condition.get("matchQualifier", ""), condition.get("required", False)
    if not isinstance(required, bool):
        raise _wrong(where, "has a condition of which required is neither true nor false")
    if not isinstance(qualifier, str):
        raise _wrong(where, "has a condition of which matchQualifier is no text")
    if kind != "property" and qualifier not in ("", *EXACT_QUALIFIERS):
        known = " or ".join(EXACT_QUALIFIERS)
        raise _wrong(where, f"has a condition on the {kind} with the matchQualifier {qualifier!r}; it is {known}")
    try:
        checked = check_quantifier(str(condition.get("matchQuantifier", "any")))
    except UsageError as error:
        raise _wrong(where, f"has a condition of which {error.what}") from error
    name = f"property:{property}" if kind == "property" else str(kind)
    values = _values(where, condition["propertyValue"])
    return Condition(name, values, checked, required, qualifier)


def _values(where: str, value: Json) -> tuple[str, ...]:
    found: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            found.append(each["id"])
        elif isinstance(each, bool):
            found.append("true" if each else "false")
        elif isinstance(each, str | int | float):
            found.append(str(each))
        else:
            raise _wrong(where, "has a value that is no text, number, boolean or entity with an id")
    return tuple(found)


def _texts(where: str, value: Json) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in given):
        raise _wrong(where, "has a type that is no text")
    return [str(each) for each in given]


def _limit(where: str, query: Mapping[str, Json]) -> int | None:
    limit = query.get("limit")
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit != int(limit) or limit < 1:
        raise _wrong(where, "has a limit that is no whole number of 1 or more")
    return int(limit)


def _check_size(size: int) -> None:
    if size > BATCH:
        raise Problem(
            413, "Batch too large", f"A batch has at most {BATCH} queries; this has {size}.", extra={"batchSize": BATCH}
        )


def _check_fields(where: str, query: Mapping[str, Json], known: set[str]) -> None:
    if unknown := sorted(query.keys() - known):
        raise _wrong(where, f"has {unknown[0]!r}; known are {', '.join(sorted(known))}")


def _mapping(value: Json, where: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise _wrong(where, "is no JSON object")
    return value


def _wrong(where: str, what: str) -> Problem:
    return Problem(400, "Not a reconciliation query", f"{where} {what}.")


class Extension:
    """A data extension query: things, and the properties to fetch with the settings of each."""

    def __init__(self, ids: Sequence[str], properties: Sequence[tuple[str, Mapping[str, Json]]]) -> None:
        self.ids, self.properties = tuple(ids), tuple(properties)


def extension(data: Json) -> Extension:
    """Return a data extension query; Problem 400 or 413 if it is none, or too long."""
    where = "The data extension query"
    given = _mapping(data, where)
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise _wrong(where, "has no array of texts named ids")
    if not isinstance(properties, list):
        raise _wrong(where, "has no array named properties")
    if len(ids) > BATCH * 5 or len(properties) > BATCH:
        raise Problem(413, "Batch too large", f"At most {BATCH * 5} ids and {BATCH} properties are answered at once.")
    asked: list[tuple[str, Mapping[str, Json]]] = []
    for each in properties:
        property = _mapping(each, f"A property of {where}")
        settings = property.get("settings") or {}
        if not isinstance(property.get("id"), str) or not isinstance(settings, dict):
            raise _wrong(where, "has a property without an id, or with settings that are no object")
        asked.append((str(property["id"]), settings))
    return Extension(ids, asked)
