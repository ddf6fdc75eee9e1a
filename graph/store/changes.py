"""What one revision changes: whole named graphs as N-Quads, and the log entry that tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox

from ..errors import DataError
from ..iris import MG, PREFIXES, Minter

N_QUADS = ox.RdfFormat.N_QUADS
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_EVENTS = ("addedSource", "changedSource", "removedSource", "addedMandate", "changedMandate", "removedMandate")


@dataclass(frozen=True)
class GraphChange:
    """The new content of one named graph: N-Quads, every line in ``graph``; None (or nothing) removes the graph.

    Each line had best end in exactly `` <graph> .`` and a newline; anything else is parsed and written again.
    ``regular`` promises that, and that it is right N-Quads without blank nodes, as our own mapping writes them: no
    IRI or literal of it is checked again.
    """

    graph: str
    nquads: bytes | None
    regular: bool = False

    @classmethod
    def of(cls, graph: str, statements: Iterable[str]) -> GraphChange:
        """Return a change that holds each statement once, given in N-Triples without the full stop and blank nodes."""
        ending = f" <{graph}> .\n"
        text = ending.join(dict.fromkeys(statements))
        return cls(graph, (text + ending).encode() if text else b"", regular=True)


@dataclass(frozen=True)
class LoadLog:
    """What a revision tells of itself: when it began, and IRIs of the sources and mandates it touched.

    The sequences are read after the last change was taken, so they may be lists that the changes' generator fills.
    """

    started: datetime | str
    added_sources: Sequence[str] = ()
    changed_sources: Sequence[str] = ()
    removed_sources: Sequence[str] = ()
    added_mandates: Sequence[str] = ()
    changed_mandates: Sequence[str] = ()
    removed_mandates: Sequence[str] = ()

    @property
    def started_text(self) -> str:
        """The beginning as xsd:dateTime; DataError when it is none."""
        if isinstance(self.started, datetime):
            return self.started.isoformat()
        if not _DATE_TIME.fullmatch(self.started):
            raise DataError(
                f"{self.started!r} is not a date and time.",
                where="LoadLog.started",
                remedy="Give it as 2026-01-31T12:00:00Z.",
            )
        return self.started

    def events(self) -> Iterator[tuple[str, str]]:
        """Yield (local name of the property, IRI) for everything that was touched."""
        groups = (
            self.added_sources,
            self.changed_sources,
            self.removed_sources,
            self.added_mandates,
            self.changed_mandates,
            self.removed_mandates,
        )
        for name, iris in zip(_EVENTS, groups, strict=True):
            for iri in iris:
                yield name, iri


def log_nquads(minter: Minter, revision: int, log: LoadLog) -> bytes:
    """Return the statements that make ``revision`` known, all in ``graph/loads``."""
    subject, graph, xsd = minter.thing(f"load/{revision}"), minter.graph("loads"), PREFIXES["xsd"]
    facts = [
        f"<{PREFIXES['rdf']}type> <{MG}Load>",
        f'<{PREFIXES["rdfs"]}label> "Load {revision}"',
        f'<{MG}revision> "{revision}"^^<{xsd}integer>',
        f'<{PREFIXES["prov"]}startedAtTime> "{log.started_text}"^^<{xsd}dateTime>',
    ]
    facts += [f"<{MG}{name}> <{iri}>" for name, iri in log.events()]
    return "".join(f"<{subject}> {fact} <{graph}> .\n" for fact in facts).encode()


def checked(change: GraphChange) -> bytes:
    """Return the quads of ``change``, one a line, all in its graph and without blank nodes; DataError otherwise."""
    text = change.nquads or b""
    if change.regular:
        return text
    ending = f" <{change.graph}> .\n".encode()
    regular = text.count(b"\n") == text.count(ending) and (not text or text.endswith(ending))
    if regular and b"_:" not in text and not text.startswith(b"#") and b"\n#" not in text:
        return text
    return _rewritten(change.graph, text)


def _rewritten(graph: str, text: bytes) -> bytes:
    quads = list(parsed(graph, text))
    for quad in quads:
        if quad.graph_name != ox.NamedNode(graph):
            raise DataError(
                f"a statement lies in {quad.graph_name}, not in the graph that is changed.",
                where=graph,
                remedy="Give each graph its own change.",
            )
        if _blank(quad.subject) or _blank(quad.object):
            raise DataError(
                f"the statement {quad} has a blank node; the store holds none.",
                where=graph,
                remedy="Give the thing an IRI (skolemise) before committing.",
            )
    return ox.serialize(quads, format=N_QUADS) or b""


def _blank(term: object) -> bool:
    if isinstance(term, ox.Triple):
        return _blank(term.subject) or _blank(term.object)
    return isinstance(term, ox.BlankNode)


def parsed(graph: str, text: bytes) -> Iterator[ox.Quad]:
    """Parse the N-Quads of one graph; DataError names the graph, the line and the column."""
    try:
        yield from ox.parse(text, format=N_QUADS)
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise DataError(
            f"not N-Quads: {error.msg}.", where=f"{graph}{line}", remedy="Nothing was stored; mend the input."
        ) from error
