"""The addresses of the answers of stored queries: as they were asked, and as they stay for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from ..engine.stored import Plan

if TYPE_CHECKING:
    from ...graph.iris import Minter


def shown(values: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return values as parameters, as they were given."""
    return [(name, value) for name, given in values.items() for value in given]


def lasting(minter: Minter, plan: Plan) -> list[tuple[str, str]]:
    """Return the values of a query as parameters that mean the same for ever: IRIs as keys, never names."""
    types = {parameter.name: parameter.type for parameter in plan.query.header.parameters}
    return [(name, _plain(minter, term, types[name])) for name, terms in plan.bindings.items() for term in terms]


def window(limit: int | None, offset: int) -> list[tuple[str, str]]:
    """Return the rows that are asked for as parameters."""
    most = [] if limit is None else [("limit", str(limit))]
    return [*most, *([("offset", str(offset))] if offset else [])]


def address(base_url: str, path: str, params: Sequence[tuple[str, str]], revision: int | None = None) -> str:
    """Return the full address of a path of this service, at a revision if one is given."""
    start = base_url if revision is None else f"{base_url}/r/{revision}"
    return start + quote(path) + (f"?{urlencode(params, quote_via=quote)}" if params else "")


def _plain(minter: Minter, term: ox.NamedNode | ox.Literal, type: str) -> str:
    if isinstance(term, ox.NamedNode):
        return minter.key(term.value) or term.value
    return term.value.zfill(4) if type == "year" else term.value
