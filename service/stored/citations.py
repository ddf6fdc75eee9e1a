"""How to cite the answer of a stored query: what was asked, of which revision, and a hash to check it by."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ... import __version__
from ...graph.errors import UsageError
from ...graph.iris import MG, PREFIXES
from ...graph.publish.about import About
from ...graph.queries.files import StoredQuery
from ...graph.visible import visible
from ..linked_data.rdf_answers import entity_tag
from ..web.conditional import not_modified
from ..web.messages import Request, Response
from ..web.negotiation import ROWS, STATEMENTS, MediaType, negotiate, vary
from .answers import StoredAnswers
from .problems import no_such_query, parameter_problem
from .request import OPTIONS, Asked, bad, only, read, read_values

if TYPE_CHECKING:
    from ..engine.reader import Reader
    from ..state import Service

FORMATS = (
    MediaType("bibtex", "application/x-bibtex", "bib", ("text/x-bibtex", "text/plain"), charset=True),
    MediaType("csl-json", "application/vnd.citationstyles.csl+json", "csl.json", ("application/json",)),
    MediaType("ris", "application/x-research-info-systems", "ris", charset=True),
)
HASHED = {"SELECT": ROWS[3], "ASK": ROWS[0], "CONSTRUCT": STATEMENTS[1]}
"""The format whose bytes are hashed: TSV tells every term apart, sorted N-Triples every statement."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BIBTEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    letter: f"\\{letter}" for letter in "{}$&#_%"
}


@dataclass(frozen=True)
class Citation:
    """What a citation says. ``issued`` is the day on which the revision was made, ``accessed`` what the reader says.

    ``values`` are the parameters as a reader would write them; ``sha256`` is the hash of the rows in ``hashed``.
    """

    query: str
    title: str
    values: tuple[tuple[str, str], ...]
    version: str
    revision: int
    rows: int
    sha256: str
    hashed: str
    url: str
    about: About
    issued: date | None = None
    accessed: date | None = None

    @property
    def key(self) -> str:
        """A short name, the same for the same answer."""
        return f"{self.query}-r{self.revision}-{self.sha256[:8]}"

    @property
    def full_title(self) -> str:
        """The title with the values."""
        given = ", ".join(f"{name}: {visible(value)}" for name, value in self.values)
        return f"{self.title} ({given})" if given else self.title

    @property
    def edition(self) -> str:
        """Which state of the data, and which wording of the question."""
        return f"revision {self.revision}, query {self.version}"

    @property
    def note(self) -> str:
        """What to compare an answer with."""
        return f"{self.rows} rows, SHA-256 of the {self.hashed}: {self.sha256}"


class Citations:
    """Answers ``/queries/{name}/cite``."""

    def __init__(self, service: Service, answers: StoredAnswers) -> None:
        self._service, self._engine, self._answers = service, service.engine, answers

    async def answer(self, request: Request) -> Response:
        """Return the citation of an answer."""
        name = request.path_values["name"]
        if name not in self._service.catalogue:
            raise no_such_query(self._service.catalogue, name)
        media, content_type = negotiate(request, FORMATS)
        asked, accessed = await self._understood(request, self._service.catalogue[name]), _day(request)
        etag = entity_tag(request, asked.revision, asked.etag, asked.permalink, content_type, str(accessed))
        file = f"{name}-r{asked.revision}.{media.suffix}"
        headers = [("content-type", content_type), ("etag", etag), ("mandategraph-revision", str(asked.revision))]
        headers += [("content-disposition", f'inline; filename="{file}"'), ("cache-control", "public, no-cache")]
        if (same := not_modified(request, etag, headers)) is not None:
            return vary(same, "accept")
        body = WRITERS[media.name](await self._cited(asked, accessed))
        return vary(Response(200, headers, body.encode()), "accept")

    async def _understood(self, request: Request, query: StoredQuery) -> Asked:
        media, revision = HASHED[query.form], request.revision or self._engine.revision
        chosen, options = (media, media.content_type, True), (*OPTIONS, "accessed")
        try:
            return read(request, self._engine, query, chosen, revision, options)
        except UsageError as error:
            values = read_values(request.params, options)
            raise await asyncio.to_thread(parameter_problem, self._service, query, error, values) from error

    async def _cited(self, asked: Asked, accessed: date | None) -> Citation:
        rows, sha256 = await self._fingerprint(asked)
        query = asked.plan.query
        return Citation(
            query=query.name,
            title=query.header.title,
            values=tuple((name, value) for name, values in asked.values.items() for value in values),
            version=query.version,
            revision=asked.revision,
            rows=rows,
            sha256=sha256,
            hashed={"tsv": "TSV", "json": "JSON", "ntriples": "N-Triples"}[asked.media.name],
            url=asked.permalink,
            about=self._service.about,
            issued=await self._engine.read(issued, asked.revision),
            accessed=accessed,
        )

    async def _fingerprint(self, asked: Asked) -> tuple[int, str]:
        """Return the number of rows and the hash of the bytes that ``?format=`` gives in the format that is hashed."""
        if (kept := await self._answers.get(asked)) is not None:
            return kept.rows, hashlib.sha256(kept.body).hexdigest()
        digest, lines = hashlib.sha256(), 0
        async for piece in await self._answers.stream(asked):
            digest.update(piece)
            lines += piece.count(b"\n")
        return lines - 1, digest.hexdigest()


def issued(reader: Reader) -> date | None:
    """Return the day on which a revision was made, as the log of loads has it; None for one that no load made."""
    load, number = f"?load <{MG}revision> ?number", f"STR(?number) = '{reader.revision}'"
    found = reader.query(f"SELECT ?time {{ {load} ; <{PREFIXES['prov']}startedAtTime> ?time FILTER({number}) }}")
    assert isinstance(found, ox.QuerySolutions)
    times = sorted(row["time"].value for row in found)
    return date.fromisoformat(times[0][:10]) if times else None


def as_csl(cited: Citation) -> str:
    """Return a citation as CSL-JSON."""
    item: dict[str, object] = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.full_title,
        "container-title": cited.about.title,
        "version": cited.edition,
        "URL": cited.url,
        "note": cited.note,
        "source": f"mandategraph {__version__}",
    }
    if cited.about.publisher:
        item["publisher"] = cited.about.publisher
    for name in ("issued", "accessed"):
        if day := getattr(cited, name):
            item[name] = {"date-parts": [[day.year, day.month, day.day]]}
    item["custom"] = {
        "query": cited.query,
        "queryVersion": cited.version,
        "revision": cited.revision,
        "rows": cited.rows,
        "sha256": cited.sha256,
        "parameters": [list(pair) for pair in cited.values],
        **({"licence": cited.about.licence} if cited.about.licence else {}),
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def as_bibtex(cited: Citation) -> str:
    """Return a citation as BibTeX."""
    fields = [
        ("title", f"{{{_tex(cited.full_title)}}}"),
        ("howpublished", _tex(cited.about.title)),
        ("publisher", _tex(cited.about.publisher)),
        ("year", str(cited.issued.year) if cited.issued else ""),
        ("month", str(cited.issued.month) if cited.issued else ""),
        ("version", cited.edition),
        ("url", cited.url),
        ("urldate", cited.accessed.isoformat() if cited.accessed else ""),
        ("note", cited.note),
    ]
    lines = [f"  {name:<12} = {{{value}}},\n" for name, value in fields if value]
    return f"@misc{{{cited.key},\n{''.join(lines)}}}\n"


def as_ris(cited: Citation) -> str:
    """Return a citation as RIS."""
    fields = [
        ("TY", "DATA"),
        ("ID", cited.key),
        ("TI", cited.full_title),
        ("T2", visible(cited.about.title)),
        ("PB", cited.about.publisher),
        ("PY", str(cited.issued.year) if cited.issued else ""),
        ("DA", f"{cited.issued:%Y/%m/%d}" if cited.issued else ""),
        ("ET", cited.edition),
        ("UR", cited.url),
        ("Y2", f"{cited.accessed:%Y/%m/%d}" if cited.accessed else ""),
        ("N1", cited.note),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n"


WRITERS = {"bibtex": as_bibtex, "csl-json": as_csl, "ris": as_ris}


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in visible(text))


def _day(request: Request) -> date | None:
    """Return the day on which the reader says to have read the answer; Problem 400."""
    text = only(request.params, "accessed")
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad("accessed", f"{text[:80]!r} is no day.", accepted="a day as YYYY-MM-DD") from error
