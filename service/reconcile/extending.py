"""Data extension: values of properties for things that were matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..web.messages import Problem
from .entity_types import TYPES, type_named
from .matcher import Matcher
from .properties import Link, Property, Text, Value
from .requests import Extension

Cell = dict[str, object]
Meta = dict[str, object]

LIMIT_HELP = "The most values of a row; 0 is all of them"
CONTENT_HELP = "What stands for a thing: the thing itself, its name or its IRI"
LANGUAGE_HELP = "Only names in this language, such as fr; empty is all of them"
CONTENTS = {"entity": "The thing", "label": "Its name", "iri": "Its IRI"}


class Extended:
    """The answer to a data extension query: the properties, and for each thing the cells of each property."""

    def __init__(self, meta: list[Meta], rows: list[tuple[str, list[tuple[str, list[Cell]]]]]) -> None:
        self.meta, self.rows = meta, rows


def extend(matcher: Matcher, query: Extension) -> Extended:
    """Return the values; Problem 400 for a property or setting that is not known. An unknown thing has none."""
    columns = [(_property(matcher, id), _Settings(settings)) for id, settings in query.properties]
    meta: list[Meta] = []
    for property, settings in columns:
        type = TYPES[property.range].brief() if property.range and settings.content == "entity" else None
        meta.append({"id": property.id, "name": property.name, **({"type": type} if type else {})})
    rows = [(id, [(p.id, _cells(matcher, id, p, s)) for p, s in columns]) for id in dict.fromkeys(query.ids)]
    return Extended(meta, rows)


def propose(matcher: Matcher, type: str, limit: int | None) -> list[Property]:
    """Return the properties to offer for a type; none for a type that is not known."""
    known = type_named(type) if type else None
    if type and known is None:
        return []
    return matcher.properties.of_type(known.id if known else "")[: limit or None]


class _Settings:
    """The settings of one column; OpenRefine sends numbers as texts."""

    def __init__(self, given: Mapping[str, object]) -> None:
        if unknown := sorted(given.keys() - {"limit", "content", "language"}):
            raise _wrong(f"the setting {unknown[0]!r} is not known; known are content, language and limit")
        self.language = str(given.get("language") or "").strip().lower()
        self.content = str(given.get("content") or "entity")
        if self.content not in CONTENTS:
            raise _wrong(f"content is {self.content!r}; it is one of {', '.join(CONTENTS)}")
        text = str(given.get("limit") or "0")
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise _wrong(f"limit is {text!r}; it is a whole number")
        self.limit = int(text)


def _property(matcher: Matcher, id: str) -> Property:
    found = matcher.properties.all.get(id)
    if found is None:
        raise _wrong(f"the property {id!r} is not known; known are {', '.join(matcher.properties.all)}")
    return found


def _cells(matcher: Matcher, id: str, property: Property, settings: _Settings) -> list[Cell]:
    key = matcher.finder.identified(id)
    if key is None:
        return []
    values: Sequence[Value] = matcher.properties.values(key, property)
    if settings.language:
        values = [v for v in values if not isinstance(v, Text) or not v.language or v.language == settings.language]
    return [_cell(matcher, value, settings) for value in values[: settings.limit or None]]


def _cell(matcher: Matcher, value: Value, settings: _Settings) -> Cell:
    if isinstance(value, Link):
        label = matcher.index.things[value.key].label
        shown = {"label": label, "iri": matcher.minter.thing(value.key)}
        return {"str": shown[settings.content]} if settings.content in shown else {"id": value.key, "name": label}
    if isinstance(value, date):
        return {"date": f"{value.isoformat()}T00:00:00Z"}
    return {"int": value} if isinstance(value, int) else {"str": value.text}


def _wrong(what: str) -> Problem:
    return Problem(400, "Not a data extension query", f"In the data extension query, {what}.")
