"""Content negotiation: the media types of answers, and choosing one by real ``Accept`` weights or ``?format=``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .messages import Params, Problem, Request, Response

HTML = "text/html"


@dataclass(frozen=True)
class MediaType:
    """A format of answers. ``name`` is what ``?format=`` and a file suffix call it, ``aliases`` what else is meant by
    ``Accept``; an alias is answered as itself, for that is what was asked for."""

    name: str
    type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of the header ``Content-Type``."""
        return f"{self.type}; charset=utf-8" if self.charset else self.type


ROWS = (
    MediaType("json", "application/sparql-results+json", "srj", ("application/json",)),
    MediaType("xml", "application/sparql-results+xml", "srx", ("application/xml", "text/xml")),
    MediaType("csv", "text/csv", "csv", charset=True),
    MediaType("tsv", "text/tab-separated-values", "tsv", charset=True),
)
"""Formats of SELECT answers, the preferred one first."""

BOOLEANS = ROWS[:2]
"""Formats of ASK answers; the standard gives CSV and TSV none."""

STATEMENTS = (
    MediaType("turtle", "text/turtle", "ttl", ("application/x-turtle",), charset=True),
    MediaType("ntriples", "application/n-triples", "nt", ("text/plain",)),
    MediaType("rdfxml", "application/rdf+xml", "rdf", ("application/xml", "text/xml")),
    MediaType("jsonld", "application/ld+json", "jsonld", ("application/json",)),
    MediaType("trig", "application/trig", "trig", charset=True),
    MediaType("nquads", "application/n-quads", "nq"),
)
"""Formats of graphs, the preferred one first."""

PAGE = MediaType("html", HTML, "html", charset=True)

_OTHER_NAMES = {"ttl": "turtle", "nt": "ntriples", "n-triples": "ntriples", "rdf": "rdfxml", "json-ld": "jsonld",
                "nq": "nquads", "n-quads": "nquads", "srj": "json", "srx": "xml"}  # fmt: skip


class Range(NamedTuple):
    """One range of an ``Accept`` header with its weight."""

    type: str
    subtype: str
    weight: float

    def fit(self, media_type: str) -> int:
        """Tell how closely the range names a media type: 3 exactly, 2 its kind, 1 anything, 0 not at all."""
        kind, _, subtype = media_type.partition("/")
        if self.type == "*":
            return 1
        if self.type != kind:
            return 0
        return 3 if self.subtype == subtype else 2 if self.subtype == "*" else 0


def parse_accept(value: str) -> list[Range]:
    """Return the ranges of an ``Accept`` header; what is malformed is left out, as RFC 9110 lets a server do."""
    found = []
    for part in value.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = name.lower().partition("/")
        if slash and kind and subtype:
            found.append(Range(kind, subtype, _weight(parameters)))
    return found


def weight_of(ranges: Sequence[Range], media_type: str) -> float:
    """Return the weight of a media type: that of the range that names it most closely."""
    best = max(((each.fit(media_type), each.weight) for each in ranges), default=(0, 0.0))
    return best[1] if best[0] else 0.0


def choose(accept: str, offered: Sequence[MediaType]) -> tuple[MediaType, str] | None:
    """Return the offered format with the greatest weight and the media type to call it, None where none fits.

    Among equal weights the first offered wins, and its own media type before its aliases. Without ``Accept`` anything
    is welcome.
    """
    ranges = parse_accept(accept)
    if not ranges:
        return offered[0], offered[0].content_type
    named = [(weight_of(ranges, media.type), media, media.content_type) for media in offered]
    named += [(_exact(ranges, alias), media, alias) for media in offered for alias in media.aliases]
    weight, media, content_type = max(named, key=lambda each: each[0])
    return (media, content_type) if weight > 0 else None


def vary(response: Response, name: str) -> Response:
    """Say that the response depends on a header of the request."""
    for number, (key, value) in enumerate(response.headers):
        if key == "vary":
            if name not in [each.strip().lower() for each in value.split(",")]:
                response.headers[number] = (key, f"{value}, {name}")
            return response
    response.headers.append(("vary", name))
    return response


def negotiate(request: Request, offered: Sequence[MediaType], params: Params | None = None) -> tuple[MediaType, str]:
    """Return the format of an answer and its content type: by ``?format=``, else by ``Accept``; Problem 406.

    ``params`` are those of the request, where some of them came in its body. Of several formats the first one that is
    offered counts: some clients give every name that they know of one.
    """
    wanted = [name for name in (request.params if params is None else params).all("format") if name]
    if wanted:
        for name in ",".join(wanted).split(","):
            if found := by_name(name, offered):
                return found, found.content_type
        names = ", ".join(media.name for media in offered)
        told = " and ".join(map(repr, wanted))
        raise Problem(406, "Not acceptable", f"{told} is no format of this answer; these are: {names}.")
    if chosen := choose(request.headers.get("accept", ""), offered):
        return chosen
    types = [media.type for media in offered]
    raise Problem(406, "Not acceptable", f"This answer is offered as {', '.join(types)}.", extra={"offered": types})


def by_name(name: str, offered: Sequence[MediaType]) -> MediaType | None:
    """Return the format that a person calls ``name``: its name, its suffix or its media type, in any case."""
    plain = name.strip().lower().replace(" ", "+")  # an unescaped + of a query string reads as a space
    plain = _OTHER_NAMES.get(plain, plain)
    for media in offered:
        if plain in (media.name, media.type, media.suffix, *media.aliases):
            return media
    aliases = {"json": "jsonld", "xml": "rdfxml"}
    return by_name(aliases[plain], offered) if plain in aliases else None


def by_type(media_type: str, offered: Sequence[MediaType]) -> MediaType | None:
    """Return the format with this media type or alias, parameters left out."""
    plain = media_type.partition(";")[0].strip().lower()
    return next((media for media in offered if plain in (media.type, *media.aliases)), None)


def prefers_html(request: Request) -> bool:
    """Tell whether a person's browser asks: HTML is named, and weighs no less than anything else that is named."""
    ranges = parse_accept(request.headers.get("accept", ""))
    weight = _exact(ranges, HTML)
    others = [each.weight for each in ranges if each.type != "*" and each.fit(HTML) < 3]
    return weight > 0 and weight >= max(others, default=0.0)


def _exact(ranges: Sequence[Range], media_type: str) -> float:
    return max((each.weight for each in ranges if each.fit(media_type) == 3), default=0.0)


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
