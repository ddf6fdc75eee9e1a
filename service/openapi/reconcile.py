"""What the description of the service says of the reconciliation service."""

from __future__ import annotations

from collections.abc import Iterator

from .schemas import HTML, Json, Operation, parameter

_TAG, _JSON, _FORM = "Reconciliation", "application/json", "application/x-www-form-urlencoded"
_STATUSES = (200, 404, 410)
_SENT = (*_STATUSES, 413, 415)
_COUNT: Json = {"type": "integer", "minimum": 0}
_LIMIT = parameter("limit", "How many at most", _COUNT)
_ID = parameter("id", "The id of a thing, such as country/MLI", required=True)
_SUGGESTED = (
    parameter("prefix", "What the name begins with"),
    _LIMIT,
    parameter("offset", "How many to leave out before", _COUNT),
    parameter("cursor", "The same, as version 0.2 calls it", _COUNT),
)
_BATCHES: Json = {"type": "object", "properties": {name: {"type": "string"} for name in ("queries", "extend")}}
_BATCH = (
    parameter("queries", "A batch of queries, as JSON (version 0.2)"),
    parameter("extend", "A data extension, as JSON (version 0.2)"),
)
_TYPE = parameter("type", "A type of things")


def _told(summary: str, *parameters: Json, answer: str = _JSON) -> Operation:
    return Operation(_TAG, summary, (answer,), parameters, _STATUSES)


def _sent(summary: str, *types: str) -> Operation:
    schemas: Json = {_JSON: {"schema": {}}, _FORM: {"schema": _BATCHES}}
    return Operation(_TAG, summary, (_JSON,), (), _SENT, body={type: schemas[type] for type in types})


def _below(root: str) -> Iterator[tuple[tuple[str, str], Operation]]:
    yield (f"{root}/match", "POST"), _sent("Match names with things", _JSON)
    yield (f"{root}/extend", "POST"), _sent("Tell properties of things", _JSON)
    yield (f"{root}/extend/propose", "GET"), _told("The properties that things of a type can have", _TYPE, _LIMIT)
    yield (f"{root}/suggest/entity", "GET"), _told("Things whose name begins so", *_SUGGESTED, _TYPE)
    yield (f"{root}/suggest/type", "GET"), _told("Types whose name begins so", *_SUGGESTED)
    yield (f"{root}/suggest/property", "GET"), _told("Properties whose name begins so", *_SUGGESTED)
    yield (f"{root}/preview", "GET"), _told("A small page about a thing", _ID, answer=HTML)
    for kind in ("thing", "type", "property"):
        path = f"{root}/flyout/{'entity' if kind == 'thing' else kind}"
        yield (path, "GET"), _told(f"A few lines about a {kind}", _ID)


RECONCILE: dict[tuple[str, str], Operation] = {
    ("/reconcile", "GET"): _told("What is offered (version 0.2), or the answer to a batch", *_BATCH),
    ("/reconcile", "POST"): _sent("Match names with things, or tell properties of them", _FORM, _JSON),
    ("/reconcile/1.0-draft", "GET"): _told("What is offered (the draft of 1.0)"),
    **dict(_below("/reconcile")),
    **dict(_below("/reconcile/1.0-draft")),
}
