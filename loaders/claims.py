"""Who claims which mandate's name, in the store and in what is being loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from ..graph.iris import MG, Minter
from ..graph.store.store import Store
from .identity import Claim, keys, parse_claim

_DONOR = NamedNode(f"{MG}donor")
_PLACES = tuple(NamedNode(f"{MG}{name}") for name in ("country", "region", "unresolvedPlace"))
_STATUS = NamedNode(f"{MG}periodStatus")
_CLAIM = NamedNode(f"{MG}identityClaim")
_SHARES = NamedNode(f"{MG}sharesNameWith")


class Held(NamedTuple):
    """A claim and the source graph that makes it."""

    graph: str
    claim: Claim


class Claims:
    """The claims to every name that a load touches; ``fresh`` stores hold none to look up."""

    def __init__(self, store: Store, fresh: bool) -> None:
        self._store, self._minter, self._fresh = store, store.minter, fresh
        self._held: dict[str, list[Held]] = {}

    def of(self, name: str) -> list[Held]:
        """Return the claims to a name."""
        if name not in self._held:
            self._held[name] = [] if self._fresh else list(_stored(self._store, self._minter, name))
        return self._held[name]

    def keys(self, name: str) -> Mapping[Claim, str]:
        """Return the key of the mandate of each claim to a name."""
        return keys(name, (held.claim for held in self.of(name)))

    def replace(self, graph: str, old_names: Iterable[str], new: Iterable[tuple[str, Claim]]) -> None:
        """Let the claims of a source graph be ``new`` ones; ``old_names`` are those that it claimed before."""
        for name in old_names:
            self._held[name] = [held for held in self.of(name) if held.graph != graph]
        for name, claim in new:
            held = Held(graph, claim)
            if held not in self.of(name):
                self._held[name].append(held)


def names_in(store: Store, graph: str) -> set[str]:
    """Return the names that the mandates of a source graph claim."""
    minter = store.minter
    found: dict[str, str] = {}
    for quad in store.quads(None, _STATUS, None, NamedNode(graph)):
        mandate = iri_of(quad.subject)
        found[mandate] = (minter.key(mandate) or "").removeprefix("mandate/")
    for quad in store.quads(None, _SHARES, None, NamedNode(graph)):
        found[iri_of(quad.subject)] = (minter.key(iri_of(quad.object)) or "").removeprefix("mandate/")
    return set(found.values())


def iri_of(term: object) -> str:
    """Return the IRI of a term; empty for what has none."""
    return term.value if isinstance(term, NamedNode) else ""


def _stored(store: Store, minter: Minter, name: str) -> Iterator[Held]:
    plain = minter.thing(f"mandate/{name}")
    subjects = {plain, *(iri_of(quad.subject) for quad in store.quads(None, _SHARES, NamedNode(plain), None))}
    for subject in map(NamedNode, sorted(subjects)):
        for graph in [iri_of(quad.graph_name) for quad in store.quads(subject, _STATUS, None, None)]:
            written = [q.object for q in store.quads(subject, _CLAIM, None, NamedNode(graph))]
            claims = [parse_claim(term.value) for term in written if isinstance(term, Literal)]
            for claim in claims or [_claim(store, minter, subject, NamedNode(graph))]:
                yield Held(graph, claim)


def _claim(store: Store, minter: Minter, subject: NamedNode, graph: NamedNode) -> Claim:
    def values(*predicates: NamedNode) -> frozenset[str]:
        quads = (quad for predicate in predicates for quad in store.quads(subject, predicate, None, graph))
        return frozenset(key for quad in quads if (key := minter.key(iri_of(quad.object))))

    return Claim(values(_DONOR), values(*_PLACES))
