"""Documents that become one revision together, with every other source whose mandates they rename."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ..graph.countries.resolver import Resolver
from ..graph.iris import MG, PREFIXES
from ..graph.reference import reference_changes
from ..graph.store.store import GraphChange, LoadLog, Store
from .claims import Claims, iri_of, names_in
from .documents.document import Document
from .documents.stored import stored_document
from .extraction import read_page
from .identity import Claim, claim_of, name_of
from .mapping import Mapper, literal, term
from .records import MandateRecord, Page
from .sources import source_graph, source_statements, version_iri

_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_DERIVED = NamedNode(f"{PREFIXES['prov']}wasDerivedFrom")
_MANDATE = NamedNode(f"{MG}Mandate")

Facts = dict[str, frozenset[tuple[str, str]]]
"""What a graph says of each of its mandates, without where it says so."""


@dataclass(frozen=True)
class Entry:
    """A document, what it says, and the day it was read."""

    document: Document
    page: Page
    read_on: date

    @cached_property
    def named(self) -> tuple[tuple[MandateRecord, str, Claim], ...]:
        """Each record with the name it claims and its claim to it."""
        return tuple((record, self._name(record), claim_of(record)) for record in self.page.mandates)

    def _name(self, record: MandateRecord) -> str:
        header = next((r for r in record.readings if r.rule == "header-line"), None)
        start, end = (header.start, header.end) if header else record.block
        return record.name or name_of(record, self.document.text[start:end])


class Batch:
    """Collects changes to source graphs and commits them as one revision."""

    def __init__(self, store: Store, claims: Claims, known: set[str], resolver: Resolver, started: str) -> None:
        self._store, self._claims, self._known = store, claims, known
        self._resolver, self._started = resolver, started
        self._seen: set[str] = set()
        self._fresh = not known
        self.findings_dropped = False
        self._clear()

    def _clear(self) -> None:
        self._entries: dict[str, Entry | None] = {}
        self._before: dict[str, dict[Claim, str]] = {}
        self._remaining: set[str] = set()
        self.size = 0

    def add(self, entry: Entry) -> bool:
        """Take a document in; tell whether its source was known before."""
        graph = source_graph(entry.document.address, self._store.minter)
        known = graph in self._known
        self._claim(graph, [(name, claim) for _, name, claim in entry.named])
        self._entries[graph] = entry
        self.size += len(entry.document.text)
        return known

    def drop(self, graph: str) -> bool:
        """Take a source out; tell whether it was known."""
        if graph not in self._known:
            return False
        self._claim(graph, [])
        self._entries[graph] = None
        return True

    def _claim(self, graph: str, new: list[tuple[str, Claim]]) -> None:
        old = names_in(self._store, graph) if graph in self._known else set()
        for name in old | {name for name, _ in new}:
            if name not in self._before:
                self._before[name] = dict(self._claims.keys(name))
        self._claims.replace(graph, old, new)

    def commit(self) -> None:
        """Write what was collected; nothing happens if that is nothing.

        What replaces comes first, as a revision of its own, and what only adds second, because adding alone is one
        cheap act of the engine. Mandates renamed for the sake of sources that then fail to be added keep right names.
        """
        if not self._entries:
            return
        for graph in self._renamed():
            self._entries[graph] = self._again(graph)
        changes = [*reference_changes(self._store), *(self._change(*entry) for entry in self._entries.items())]
        held = [change for change in changes if self._store.contains(change.graph)]
        new = [change for change in changes if not self._store.contains(change.graph)]
        if not self._fresh:
            told = ((change.graph, change.nquads) for change in changes if change.graph in self._entries)
            self._remaining = {iri for graph, data in told for iri in self._stated(graph, data)}
        logs = [self._log({change.graph: change.nquads for change in part}) for part in (held, new)]
        self.findings_dropped |= self._store.contains(self._store.minter.graph("validation"))
        there = {graph: entry is not None for graph, entry in self._entries.items()}
        self._clear()  # from here on, what was read takes no memory beside the engine
        changes.clear()
        for part, log in zip((held, new), logs, strict=True):
            if part:
                self._store.commit(_drained(part), log)
        self._known |= there.keys()
        self._known -= {graph for graph, stays in there.items() if not stays}

    def _renamed(self) -> set[str]:
        """Return the graphs, not of this batch, whose mandates have another IRI because of it."""
        found = set()
        for name, before in self._before.items():
            after = self._claims.keys(name)
            for held in self._claims.of(name):
                if held.graph not in self._entries and before.get(held.claim) != after[held.claim]:
                    found.add(held.graph)
        return found

    def _again(self, graph: str) -> Entry:
        document, read_on = stored_document(self._store, graph)
        page = read_page(document, self._resolver, version_iri(document, self._store.minter))
        return Entry(document, page, read_on)

    def _change(self, graph: str, entry: Entry | None) -> GraphChange:
        if entry is None:
            return GraphChange(graph, None)
        mapper = Mapper(self._store.minter, version_iri(entry.document, self._store.minter))
        return GraphChange.of(graph, self._statements(entry, mapper))

    def _statements(self, entry: Entry, mapper: Mapper) -> Iterator[str]:
        yield from source_statements(entry.document, entry.page, self._store.minter, entry.read_on)
        said: dict[str, set[Claim]] = {}
        for record, name, claim in entry.named:
            key = self._claims.keys(name)[claim]
            said.setdefault(key, set()).add(claim)
            yield from mapper.mandate(record, key, name)
        for key, claims in said.items():
            if len(claims) > 1:
                for written in sorted(claim.written() for claim in claims):
                    yield f"{mapper.thing(key)} {term('identityClaim')} {literal(written)}"
        for mandate in entry.page.stated:
            yield from mapper.stated(mandate)
        for document in entry.page.documents:
            yield from mapper.document(document)
        yield from (line.rstrip(" .") for line in entry.page.statements.decode().splitlines())

    def _log(self, quads: dict[str, bytes | None]) -> LoadLog:
        kinds: dict[str, list[str]] = {kind: [] for kind in ("added", "changed", "removed")}
        mandates: dict[str, list[str]] = {kind: [] for kind in ("added", "changed", "removed")}
        for graph, data in ((graph, data) for graph, data in quads.items() if graph in self._entries):
            kind = "removed" if data is None else "changed" if graph in self._known else "added"
            kinds[kind].append(self._source(graph))
            for iri in self._touched(graph, data):
                mandates[self._event(iri)].append(iri)
        return LoadLog(
            started=self._started,
            added_sources=tuple(kinds["added"]),
            changed_sources=tuple(kinds["changed"]),
            removed_sources=tuple(kinds["removed"]),
            added_mandates=tuple(dict.fromkeys(mandates["added"])),
            changed_mandates=tuple(dict.fromkeys(mandates["changed"])),
            removed_mandates=tuple(dict.fromkeys(mandates["removed"])),
        )

    def _source(self, graph: str) -> str:
        minter = self._store.minter
        return minter.thing(graph.removeprefix(minter.graph("")))

    def _touched(self, graph: str, data: bytes | None) -> Iterator[str]:
        """Yield the mandates of which a graph will say something else than it says now."""
        if graph not in self._known:
            for iri in self._stated(graph, data):
                if iri not in self._seen:
                    self._seen.add(iri)
                    yield iri
            return
        old = _facts(self._store.quads(None, None, None, NamedNode(graph)))
        new = _facts(parse(data, format=RdfFormat.N_QUADS)) if data else {}
        yield from sorted(iri for iri in old.keys() | new.keys() if old.get(iri) != new.get(iri))

    def _stated(self, graph: str, data: bytes | None) -> Iterable[str]:
        """Return the mandates that a graph of this batch will speak of."""
        entry = self._entries[graph]
        if entry and (entry.page.statements or entry.page.stated):  # their IRIs are their own
            return _facts(parse(data, format=RdfFormat.N_QUADS)) if data else ()
        return (self._iri(name, claim) for _, name, claim in entry.named) if entry else ()

    def _iri(self, name: str, claim: Claim) -> str:
        return self._store.minter.thing(self._claims.keys(name)[claim])

    def _event(self, iri: str) -> str:
        """Tell what this batch does to a mandate of which it changes what some source says."""
        if self._fresh:
            return "added"
        sources = {iri_of(quad.graph_name) for quad in self._store.quads(NamedNode(iri), _TYPE, _MANDATE, None)}
        if not sources:
            return "added"
        return "changed" if iri in self._remaining or sources - self._entries.keys() else "removed"


def _drained(changes: list[GraphChange]) -> Iterator[GraphChange]:
    """Yield the changes, and forget each."""
    changes.reverse()
    while changes:
        yield changes.pop()


def _facts(quads: Iterable[Quad]) -> Facts:
    found: dict[str, set[tuple[str, str]]] = {}
    mandates = set()
    for quad in quads:
        if quad.predicate == _TYPE and quad.object == _MANDATE:
            mandates.add(iri_of(quad.subject))
        if quad.predicate != _DERIVED:
            found.setdefault(iri_of(quad.subject), set()).add((str(quad.predicate), str(quad.object)))
    return {iri: frozenset(found[iri]) for iri in mandates}
