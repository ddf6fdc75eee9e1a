"""What each load changed, newest first: what a feed of changes tells."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyoxigraph as ox

from ..iris import MG
from ..readable import Readable, lexical
from .statements import term

KINDS = ("addedSource", "changedSource", "removedSource", "addedMandate", "changedMandate", "removedMandate")
SHOWN = 50
"""How many changed things of each kind a load is told with; the number of all is told too."""


class Changed(NamedTuple):
    """What one load did to things of one kind: how many, and the first of them with their labels."""

    kind: str
    total: int
    shown: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """The change in words, such as ``2 sources added``."""
        done, noun = re.findall("[A-Z]?[a-z]+", self.kind)
        return f"{self.total} {noun.lower()}{'' if self.total == 1 else 's'} {done}"


class LoadChanges(NamedTuple):
    """One load: its IRI, its revision, when it began, and what it changed."""

    iri: str
    revision: int
    started: str
    changes: tuple[Changed, ...]

    @property
    def title(self) -> str:
        """The load in words."""
        told = ", ".join(change.words for change in self.changes) or "no source changed"
        return f"Revision {self.revision}: {told}"


def load_count(reader: Readable) -> int:
    """Return how many loads the store has seen."""
    return len(_revisions(reader))


def load_changes(reader: Readable, *, offset: int = 0, limit: int = 20) -> list[LoadChanges]:
    """Return what loads changed, newest first."""
    chosen = sorted(_revisions(reader).items(), reverse=True)[offset : offset + limit]
    return [_load(reader, revision, load) for revision, load in chosen]


def _revisions(reader: Readable) -> dict[int, str]:
    log = ox.NamedNode(reader.minter.graph("loads"))
    quads = reader.quads(None, term("mg:revision"), None, log)
    return {int(lexical(quad.object)): lexical(quad.subject) for quad in quads}


def _load(reader: Readable, revision: int, load: str) -> LoadChanges:
    started = reader.quads(ox.NamedNode(load), term("prov:startedAtTime"), None, None)
    when = min((lexical(quad.object) for quad in started), default="")
    changes = (_changed(reader, load, kind) for kind in KINDS)
    return LoadChanges(load, revision, when, tuple(change for change in changes if change.total))


def _changed(reader: Readable, load: str, kind: str) -> Changed:
    things = sorted(lexical(q.object) for q in reader.quads(ox.NamedNode(load), term(f"mg:{kind}"), None, None))
    return Changed(kind, len(things), tuple((thing, _label(reader, thing)) for thing in things[:SHOWN]))


def _label(reader: Readable, thing: str) -> str:
    for name in ("label", "address"):
        predicate = term("rdfs:label") if name == "label" else ox.NamedNode(MG + name)
        if found := [lexical(quad.object) for quad in reader.quads(ox.NamedNode(thing), predicate, None, None)]:
            return min(found)
    return reader.minter.key(thing) or thing
