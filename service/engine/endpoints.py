"""The endpoints that a query asks by SERVICE, and what is said when one of them does not answer."""

from __future__ import annotations

from collections.abc import Collection

from ...graph.errors import TimeLimitError
from ...graph.queries.service_clause import endpoints_asked
from .errors import EndpointError


def unanswered(error: OSError, text: str, services: Collection[str]) -> EndpointError | OSError:
    """Return the failure of an endpoint; the error itself where the query asks none."""
    asked = endpoints_asked(text, services)
    if not asked:
        return error
    reason = " ".join(str(error).split()).rstrip(".")[:300]
    return EndpointError(
        f"{named(asked)} gave no answer: {reason}.",
        where="query",
        remedy="Ask again later, or write SERVICE SILENT to go on without it.",
    )


def too_slow(error: TimeLimitError, text: str, services: Collection[str]) -> TimeLimitError:
    """Return the end of a query that ran out of time, with the endpoints that it may have waited for."""
    asked = endpoints_asked(text, services)
    if not asked:
        return error
    what = f"{error.what.rstrip('.')}; it may have waited for {named(asked)}."
    return TimeLimitError(what, where=error.where, remedy="Ask again later, or ask that endpoint for less.")


def named(asked: Collection[str]) -> str:
    """Return endpoints as the subject of a sentence."""
    return f"the endpoint {next(iter(asked))}" if len(asked) == 1 else f"one of the endpoints {', '.join(asked)}"
