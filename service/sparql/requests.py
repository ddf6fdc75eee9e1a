"""What the SPARQL Protocol sends: a query or an update, as a form or as itself, with the graphs that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from ...graph.mirror.declared import Mirror
from ..web.messages import Params, Problem, Request

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"

_BLANK = r"(?:\s|#[^\r\n]*(?:[\r\n]|$))"
_PROLOGUE = re.compile(
    rf"{_BLANK}*(?:(?:BASE\b{_BLANK}*<[^>]*>|PREFIX\b{_BLANK}*[^\s:<#]*:{_BLANK}*<[^>]*>|VERSION\b{_BLANK}*['\"][^'\"]*['\"])"
    rf"{_BLANK}*)*(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Operation:
    """The text of a query or an update, with the parameters that go with it."""

    text: str
    params: Params
    mirrors: tuple[Mirror, ...] = ()


async def read_operation(request: Request, name: str, media_type: str, limit: int) -> Operation:
    """Read the operation of a POST: a form with the field ``name``, or the body itself."""
    if request.media_type == FORM:
        sent = await request.form(4 * limit)
        params = Params((*request.params, *sent))
        text = params.one(name)
        if text is None:
            raise missing(name)
        return Operation(text, params)
    if request.media_type != media_type:
        said = repr(request.media_type) if request.media_type else "no media type"
        detail = f"The body has {said}; {media_type} and {FORM} are read here."
        raise Problem(415, "Unsupported media type", detail, headers=[("accept-post", f"{media_type}, {FORM}")])
    if name in request.params.names():
        raise Problem(400, "Parameter given twice", f"Give the {name} in the address or in the body, not in both.")
    try:
        return Operation((await request.read(limit)).decode("utf-8"), request.params)
    except UnicodeDecodeError as error:
        raise Problem(400, "Bad request", f"The {name} is not UTF-8.") from error


def missing(name: str) -> Problem:
    """Return the problem of a parameter that is not given."""
    return Problem(400, "Bad request", f"The parameter {name!r} is missing.")


def graphs_of(params: Params, name: str) -> tuple[str, ...]:
    """Return the graphs that the parameters of a name give; Problem 400 where one is no IRI."""
    graphs = tuple(params.all(name))
    for graph in graphs:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise Problem(400, "Bad parameter", f"{name}={graph!r} is no IRI.") from error
    return graphs


def form_of(text: str) -> str:
    """Return the form of a query (SELECT, ASK ...), an empty text where it is not seen at a glance."""
    found = _PROLOGUE.match(text)
    return found["form"].upper() if found else ""
