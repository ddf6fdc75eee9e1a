"""What is wrong with a request for a stored query, told so that a program can mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ...graph.countries.names import fold
from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity, Kind
from ...graph.errors import UsageError
from ...graph.queries.catalogue import Catalogue
from ...graph.queries.files import StoredQuery
from ...graph.queries.header import RESERVED, Parameter
from ..web.messages import Problem

if TYPE_CHECKING:
    from ..state import Service

_OF = re.compile(r"[^,]+, parameter (\w+)")
_QUOTED = re.compile(r"there is no parameter '(.*)'\.", re.DOTALL)
_KINDS: dict[str, tuple[Kind, ...]] = {"country": ("country",), "region": ("region",), "donor": ("organisation",)}
_LONGEST, _SHOWN = 60, 5


def no_such_query(catalogue: Catalogue, name: str) -> Problem:
    """Return the problem of a name that no stored query has."""
    near = difflib.get_close_matches(name[:100], list(catalogue), n=_SHOWN, cutoff=0.5)
    return Problem(404, "Not found", f"There is no stored query {name[:80]!r}.", extra={"candidates": near})


def parameter_problem(
    service: Service, query: StoredQuery, error: UsageError, values: Mapping[str, Sequence[str]]
) -> Problem:
    """Return an error of a parameter as a problem: which one, what it takes, what may have been meant."""
    parameters = {parameter.name: parameter for parameter in query.header.parameters}
    if (found := _OF.fullmatch(error.where)) and found[1] in parameters:
        extra = _of_parameter(service, parameters[found[1]], values.get(found[1], ()), error)
    elif unknown := _QUOTED.fullmatch(error.what):
        near = difflib.get_close_matches(unknown[1][:_LONGEST], list(parameters))
        extra = {"parameter": unknown[1], "accepted": [*parameters, *RESERVED], "candidates": near}
    else:
        extra = {"parameter": error.where, "accepted": error.remedy}
    return Problem(400, "Bad parameter", error.text, extra=extra)


def _of_parameter(service: Service, parameter: Parameter, given: Sequence[str], error: UsageError) -> dict[str, object]:
    extra: dict[str, object] = {"parameter": parameter.name, "parameterType": parameter.type}
    if error.remedy:
        extra["accepted"] = error.remedy
    if candidates := [*parameter.values] or _candidates(service.resolver, parameter.type, given, error):
        extra["candidates"] = candidates
    return extra


def _candidates(resolver: Resolver, kind: str, given: Sequence[str], error: UsageError) -> list[str]:
    """Return keys of things that a value that was refused may have meant."""
    refused = next((value for value in given if repr(value[:79])[1:-1] in error.what), "")
    if kind not in _KINDS or not refused:
        return []
    resolved = resolver.resolve(refused, "donor" if kind == "donor" else "place", kind=_KINDS[kind][0])
    if resolved.candidates:
        return [entity.key for entity in resolved.candidates[:_SHOWN]]
    names = _names(resolver, kind)
    near = difflib.get_close_matches(fold(refused[:_LONGEST]), names, n=_SHOWN, cutoff=0.7)
    return list(dict.fromkeys(names[name].key for name in near))


@lru_cache(maxsize=8)
def _names(resolver: Resolver, kind: str) -> Mapping[str, Entity]:
    return resolver.names(_KINDS[kind])
