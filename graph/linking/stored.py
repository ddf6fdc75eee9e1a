"""Links in a store: made for a vocabulary, kept in a graph of their own, and decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import pyoxigraph as ox

from ..countries.resolver import Resolver
from ..errors import UsageError
from ..readable import Readable
from ..store.changes import GraphChange, LoadLog
from ..vocabularies.stored import Writable, is_new, links_graph, names, read
from .link_rdf import finding_statements, link_statements, read_links
from .linker import RULES, complete, link
from .model import Disagreement, Link, Linking, State
from .review import decide, find_entry


def links_of(store: Readable, name: str) -> tuple[Link, ...]:
    """Return the links of a vocabulary as they are stored; none if it was never linked."""
    graph = ox.NamedNode(links_graph(name, store.minter))
    return read_links(store.quads(None, None, None, graph), store.minter)


def relink(store: Readable, name: str, *, rules: Iterable[str] = RULES, same_as: bool = False) -> Linking:
    """Link a vocabulary of the store anew, with all that people decided before; nothing is stored.

    ``same_as`` states that what a code links for certain is the same thing (``owl:sameAs``), too.
    """
    return _same(link(read(store, name), Resolver.load(), rules, links_of(store, name)), same_as)


def _same(found: Linking, same_as: bool) -> Linking:
    """Return a linking in which what a code links for certain is stated as the same thing, if that is wanted."""
    return replace(found, links=tuple(_same_link(one) for one in found.links)) if same_as else found


def _same_link(link: Link) -> Link:
    certain = link.predicate == "exactMatch" and link.state == "accepted" and link.rule.startswith("code:")
    return replace(link, predicate="sameAs") if certain else link


def changes_of(store: Readable, linkings: Iterable[Linking]) -> list[GraphChange]:
    """Return what has to change in a store so that it holds these links, each vocabulary's in its graph."""
    changes = (_change(store, one.name, one.links, one.disagreements) for one in linkings)
    return [change for change in changes if is_new(store, change)]


def keep(store: Writable, linkings: Sequence[Linking], *, started: datetime | str) -> bool:
    """Store the links of vocabularies in one revision; tell whether that changed anything."""
    if changes := changes_of(store, linkings):
        store.commit(changes, LoadLog(started))
    return bool(changes)


def reviewed(
    store: Readable,
    name: str,
    decisions: Iterable[tuple[str, str, State]],
    *,
    rules: Iterable[str] = RULES,
    same_as: bool = False,
) -> tuple[Linking, tuple[Link, ...]]:
    """Accept or reject links: (our key, name or code; the entry; the state); nothing is stored.

    Return all links of the vocabulary, made anew as ``relink`` does, and those that were decided. UsageError if a
    decision is not clear, or if a link is both accepted and rejected.
    """
    data, resolver = read(store, name), Resolver.load()
    links, labels = list(links_of(store, name)), {entry.iri: entry.label for entry in data.entries}
    pairs: dict[tuple[str, str], State] = {}
    for thing, text, state in decisions:
        found = resolver.entity(thing) or resolver.resolve(thing).entity
        if found is None:
            raise UsageError(f"{thing!r} is no thing of ours.", where="THING", remedy="Give a key such as country/MLI.")
        entry = find_entry(links, labels, text)
        if pairs.setdefault((found.key, entry), state) != state:
            what = f"The link of {found.key} and <{entry}> is both accepted and rejected."
            raise UsageError(what, where="THING=ENTRY", remedy="Decide for one; nothing was stored.")
        links = decide(links, found.key, entry, state, found.label, labels.get(entry, ""))
    again = _same(link(data, resolver, rules, links), same_as)
    return again, tuple(one for one in again.links if one.pair in pairs)


def review(
    store: Writable, name: str, decisions: Iterable[tuple[str, str, State]], *, started: datetime | str
) -> tuple[Link, ...]:
    """Accept or reject links as ``reviewed`` does, and store that; return the links that were decided."""
    found, decided = reviewed(store, name, decisions)
    keep(store, [found], started=started)
    return decided


def taken(store: Readable, name: str, links: Sequence[Link]) -> Linking:
    """Return links that came from elsewhere in place of those of a vocabulary; its findings are made anew."""
    return complete(read(store, name), Resolver.load(), links)


def linked_names(store: Readable, wanted: Sequence[str]) -> list[str]:
    """Return the vocabularies to link: those wanted, or all; UsageError if there is none."""
    found = list(wanted) or names(store)
    if not found:
        raise UsageError(
            "The store holds no vocabulary to link.",
            where="NAME",
            remedy="Add one: mandategraph vocabulary add FILE --as NAME",
        )
    return found


def _change(store: Readable, name: str, links: Sequence[Link], found: Sequence[Disagreement]) -> GraphChange:
    statements = {*link_statements(name, links, store.minter), *finding_statements(name, found, store.minter)}
    return GraphChange.of(links_graph(name, store.minter), sorted(statements))
