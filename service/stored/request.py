"""What a request asks of a stored query, and the tag of the answer before it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ... import __version__
from ...graph.errors import ParameterError
from ...graph.iris import DEFAULT_BASE
from ...graph.queries.binding import bind
from ...graph.queries.catalogue import read_count
from ...graph.queries.files import StoredQuery
from ...graph.queries.relabelling import check_vocabulary
from ..engine.stored import Plan
from ..web.messages import Header, Params, Problem, Request
from ..web.negotiation import BOOLEANS, PAGE, ROWS, STATEMENTS, MediaType, by_name, choose, prefers_html
from .addresses import address, lasting, window

if TYPE_CHECKING:
    from ..engine.engine import Engine

OPTIONS: tuple[str, ...] = ("limit", "offset", "format", "as", "run")
"""What every query takes beside its parameters; ``run`` is the button of the form and says nothing."""

MOST_ROWS = 100_000
"""The greatest limit; an answer without a limit that has more rows is sent as it is made."""

QUERY_TEXT = MediaType("rq", "application/sparql-query", "rq", ("text/plain",), charset=True)
_FORMATS = {"SELECT": ROWS, "ASK": BOOLEANS, "CONSTRUCT": STATEMENTS}

Values = dict[str, tuple[str, ...]]


@dataclass(eq=False, slots=True)
class Asked:
    """A request that was understood.

    ``values`` are the values as given, ``limit`` the client's own; ``path`` is that of the answer, ``permalink`` the
    address of the same rows at this revision. ``large``: they are more than are held at once. ``headers`` are those
    that were sent with the answer before, plain and packed. ``vocabulary``: whose terms take the place of our IRIs of
    countries and regions.
    """

    plan: Plan
    values: Values
    limit: int | None
    media: MediaType
    content_type: str
    path: str
    base_url: str
    revision: int
    pinned: bool
    etag: str
    permalink: str
    citation: str
    vocabulary: str = ""
    large: bool = False
    headers: dict[bool, list[Header]] = field(default_factory=dict)

    @property
    def terms(self) -> list[tuple[str, str]]:
        """The vocabulary as a parameter, if there is one."""
        return _terms(self.vocabulary)


def query_text(query: StoredQuery, base_iri: str) -> str:
    """Return the text of a query as it is asked of this data: the file's own, unless the data has another base."""
    return query.text if base_iri == DEFAULT_BASE else bind(query, {}, base=base_iri)


def split_name(segment: str) -> tuple[str, str]:
    """Return the name of a query and the suffix after it, as in ``mandates.csv``."""
    name, _, suffix = segment.partition(".")
    return name, suffix


def formats(query: StoredQuery) -> tuple[MediaType, ...]:
    """Return the formats of a query's answer, the preferred one first."""
    return _FORMATS[query.form]


def choose_format(request: Request, query: StoredQuery, suffix: str) -> tuple[MediaType, str, bool]:
    """Return the format, the content type to call it, and whether the address names it; Problem 404, 406."""
    offered = (*formats(query), QUERY_TEXT, PAGE)
    wanted = only(request.params, "format")
    if suffix:
        if wanted is not None:
            raise bad("format", "The address names a format already, after the dot.")
        if found := by_name(suffix, offered):
            return found, found.content_type, True
        raise Problem(404, "Not found", f"{query.name} is not answered as .{suffix[:40]}; {_names(offered)} there are.")
    if wanted:
        if found := by_name(wanted, offered):
            return found, found.content_type, True
        detail = f"{wanted[:80]!r} is no format of this answer; these are: {_names(offered)}."
        raise Problem(406, "Not acceptable", detail, extra={"offered": [media.type for media in offered]})
    if prefers_html(request):
        return PAGE, PAGE.content_type, False
    if chosen := choose(request.headers.get("accept", ""), offered):
        return *chosen, False
    detail = f"This answer is offered as {', '.join(media.type for media in offered)}."
    raise Problem(406, "Not acceptable", detail, extra={"offered": [media.type for media in offered]})


def read_values(params: Params, options: Sequence[str] = OPTIONS) -> Values:
    """Return the values of the query's own parameters; an empty field of a form is no value."""
    given: dict[str, list[str]] = {}
    for name, value in params:
        if name not in options:
            given.setdefault(name, []).append(value)
    return {name: tuple(filter(None, values)) for name, values in given.items()}


def read_window(params: Params, most: int = MOST_ROWS) -> tuple[int | None, int]:
    """Return limit (None: all rows) and offset; Problem 400."""
    limit, offset = only(params, "limit") or None, only(params, "offset") or "0"
    rows = None if limit is None else read_count("limit", limit)
    if rows is not None and rows > most:
        raise bad(
            "limit", f"One page has at most {most} rows; without a limit all rows are sent.", accepted=f"0 to {most}"
        )
    return rows, read_count("offset", offset)


def read(
    request: Request,
    engine: Engine,
    query: StoredQuery,
    chosen: tuple[MediaType, str, bool],
    revision: int,
    options: Sequence[str] = OPTIONS,
    most: int = MOST_ROWS,
) -> Asked:
    """Understand a request for an answer; ParameterError, UsageError or Problem where that cannot be.

    ``most`` is how many rows are held at once.
    """
    media, content_type, named = chosen
    limit, offset = read_window(request.params)
    values = read_values(request.params, options)
    rows = limit if limit is not None or query.form != "SELECT" else most
    plan = engine.plan(query.name, values, limit=rows, offset=offset, revision=revision)
    suffix = f".{extension(media)}" if named else ""
    vocabulary = read_vocabulary(request.params, engine, query, revision)
    kept = [*lasting(engine.minter, plan), *_terms(vocabulary), *window(limit, offset)]
    path = f"/queries/{query.name}"
    return Asked(
        plan=plan,
        values=values,
        limit=limit,
        media=media,
        content_type=content_type,
        path=path + suffix,
        base_url=request.base_url,
        revision=revision,
        pinned=request.revision is not None,
        etag=_etag(plan, content_type, revision, engine.base_iri, vocabulary),
        permalink=address(request.base_url, path, kept, revision),
        citation=address(request.base_url, f"{path}/cite", kept, revision),
        vocabulary=vocabulary,
    )


def read_vocabulary(params: Params, engine: Engine, query: StoredQuery, revision: int) -> str:
    """Return the vocabulary in whose terms an answer is wanted, or an empty text; Problem 400 for an unknown one."""
    name = only(params, "as") or ""
    if name and query.form != "SELECT":
        raise bad("as", "Only rows are given in the terms of a vocabulary.")
    if name:
        try:
            check_vocabulary(engine.reader(revision), name, query.header.columns)
        except ParameterError as error:
            raise bad("as", error.what, accepted=error.remedy) from error
    return name


def _terms(vocabulary: str) -> list[tuple[str, str]]:
    return [("as", vocabulary)] if vocabulary else []


def extension(media: MediaType) -> str:
    """Return how the name of a file of this format ends."""
    return media.name if media in ROWS else media.suffix


def only(params: Params, name: str) -> str | None:
    """Return the only value of an option; Problem 400 where it is given twice."""
    values = params.all(name)
    if len(values) > 1:
        raise bad(name, f"takes one value, not {len(values)}.", title="Parameter given twice")
    return values[0] if values else None


def bad(name: str, detail: str, *, title: str = "Bad parameter", **extra: object) -> Problem:
    """Return the problem of one parameter."""
    return Problem(400, title, f"{name}: {detail}", extra={"parameter": name, **extra})


def _etag(plan: Plan, content_type: str, revision: int, base_iri: str, vocabulary: str) -> str:
    """Return a strong entity tag: the same revision, software, query, values, rows and format give the same bytes."""
    values = ((name, *map(str, terms)) for name, terms in plan.bindings.items())
    what = (__version__, base_iri, plan.query.name, plan.query.version, plan.limit, plan.offset, content_type, *values)
    what += (f"as {vocabulary}",) if vocabulary else ()
    return f'"{revision}-{hashlib.sha256(repr(what).encode()).hexdigest()[:24]}"'


def _names(offered: Sequence[MediaType]) -> str:
    return ", ".join(extension(media) for media in offered)
