"""From what is asked of the engine to what a worker is told."""

from __future__ import annotations

from ..limits import Limits
from .analysis import Analysis
from .answering import Asked
from .calls import QueryCall
from .errors import NotAcceptableError, QueryTooLargeError
from .formats import DEFAULT_TYPES, STATEMENTS


def check_length(text: str, limits: Limits) -> None:
    """Refuse a query that is too long: QueryTooLargeError."""
    if len(text) > limits.max_query:
        what = f"the query has {len(text):,} characters; the limit is {limits.max_query:,}."
        raise QueryTooLargeError(what, where="query", remedy="Shorten it, or ask in several parts.")


def asked_query(call: QueryCall, analysis: Analysis, limits: Limits, *, union: bool) -> Asked:
    """Return a query; ``union`` is the service's default."""
    types = {form: call.form_types.get(form, call.media_type or type) for form, type in DEFAULT_TYPES.items()}
    dataset = bool(call.default_graphs or call.named_graphs)
    return Asked(
        text=call.text,
        form=analysis.form,
        types=types,
        default_graphs=call.default_graphs if dataset else None,
        named_graphs=call.named_graphs,
        union=union if call.union is None else call.union,
        row_limit=call.row_limit,
        max_rows=limits.max_rows,
        base_iri=call.base_iri,
        graph=None,
        data=call.data,
    )


def asked_graph(graph: str | None, media_type: str, limits: Limits) -> Asked:
    """Return the wish for a graph (None: the default graph); NotAcceptableError when it cannot be written so."""
    if media_type not in STATEMENTS:
        raise NotAcceptableError(f"a graph cannot be written as {media_type!r}.")
    return Asked(
        text="",
        form="",
        types={"": media_type},
        default_graphs=None,
        named_graphs=(),
        union=False,
        row_limit=None,
        max_rows=limits.max_rows,
        base_iri=None,
        graph=graph or "",
    )
