"""What a query reads: a default graph is an RDF merge, in which a statement stands once (SPARQL 1.1 Query, section 13).

The engine takes the graphs of a default graph one after the other instead, so a statement of two graphs gives two
solutions, and a count is wrong. Here such a query is asked of a copy whose own default graph is the merge.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from .sparql_iris import Iris
from .sparql_outline import AGGREGATES, FORMS
from .sparql_tokens import Kind, LexicalError, Token, tokenise, with_depth, word_at

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
BYTES_A_MERGED_QUAD = 850
"""Memory that a statement takes in a copy with the merge, measured."""
_MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_CUTS = frozenset({"LIMIT", "OFFSET"})
_FRESH = frozenset({"BNODE", "RAND", "STRUUID", "UUID"})
"""Functions whose value is another one for each solution."""
_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Dataset(NamedTuple):
    """The graphs that a query names, by IRI: those of its default graph, and those for GRAPH."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Source:
    """A store to ask, with the merge of its graphs: made when a query first needs it and ``most`` statements allow it.

    ``merged``: the store is a copy whose default graph is that merge already. The store must not change.
    """

    def __init__(self, store: ox.Store, *, merged: bool = False, most: int = 0) -> None:
        self.store, self.merged = store, merged
        self._most = most
        self._whole = store if merged else None
        self._fits: bool | None = None

    def repeats(self, text: str) -> bool:
        """Tell whether a query over all graphs may count a statement twice, for want of memory for their merge."""
        return self._whole is None and repeats_matter(text) and not names_dataset(text) and not self._can_merge()

    def query(self, text: str, *, union: bool, base_iri: str | None = None, dataset: Dataset | None = None) -> Answer:
        """Answer a query; ``union``: unless it names a dataset, its default graph is all graphs together.

        ``dataset`` (the protocol's) takes the place of the query's own. SyntaxError and ValueError as the engine's.
        """
        graphs = dataset or dataset_of(text, base_iri)
        if graphs and len(set(graphs.default)) > 1 and repeats_matter(text):
            return _ask(merge_of(self.store, graphs), text, base_iri, None, graphs.named)
        if dataset:
            return _ask(self.store, text, base_iri, dataset.default, dataset.named)
        if not union or graphs or names_dataset(text):
            return self.store.query(text, base_iri=base_iri)
        if self._whole is None and self._most and repeats_matter(text) and self._can_merge():
            self._whole = whole(self.store)
        if self._whole is not None:
            return self._whole.query(text, base_iri=base_iri)
        return self.store.query(text, base_iri=base_iri, use_default_graph_as_union=True)

    def _can_merge(self) -> bool:
        if self._fits is None:
            statements = self.store.quads_for_pattern(None, None, None, None)  # to count all of a large store is slow
            self._fits = self._most > 0 and next(islice(statements, self._most, None), None) is None
        return self._fits


def add_merge(store: ox.Store) -> None:
    """Put the statements of all named graphs into the default graph as well."""
    store.update(_MERGE)


def whole(store: ox.Store) -> ox.Store:
    """Return a copy in memory whose default graph is the merge of all graphs."""
    copy = ox.Store()
    copy.bulk_extend(store)
    add_merge(copy)
    return copy


def merge_of(store: ox.Store, graphs: Dataset) -> ox.Store:
    """Return a copy of these graphs alone: those of the default graph merged, the named ones as they are."""
    copy = ox.Store()
    for iri in dict.fromkeys(graphs.default):
        found = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        copy.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for iri in dict.fromkeys(graphs.named):
        copy.bulk_extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return copy


def repeats_matter(text: str) -> bool:
    """Tell whether the answer may change when a statement counts twice; in doubt it does.

    It does not where all that repeats falls together: ASK, SELECT DISTINCT or REDUCED, a graph without new blank nodes;
    but with an aggregate, a value that is made anew for each solution, or a LIMIT before that, it does.
    """
    tokens = _tokens(text)
    at = next((n for n, token in enumerate(tokens) if token.word in FORMS), None)
    if at is None:
        return True
    form = tokens[at].word
    is_set = form == "ASK" or (form == "SELECT" and word_at(tokens, at + 1) in ("DISTINCT", "REDUCED"))
    cuts = [depth for depth, token in with_depth(tokens) if token.word in _CUTS and (depth or not is_set)]
    counted = any(token.word in AGGREGATES or token.word in _FRESH for token in tokens)
    blank = form == "CONSTRUCT" and any(token.kind is Kind.BLANK or token.text == "[" for token in tokens)
    return counted or bool(cuts) or blank or (form == "SELECT" and not is_set)


def names_dataset(text: str) -> bool:
    """Tell whether a query has FROM, which takes the place of the default graph."""
    if "from" not in text.lower():
        return False
    tokens = _tokens(text)  # empty: newer than SPARQL 1.1, or wrong
    return not tokens or any(not depth and token.word == "FROM" for depth, token in with_depth(tokens))


def dataset_of(text: str, base_iri: str | None = None) -> Dataset | None:
    """Return the graphs that FROM and FROM NAMED of a query name; None without any, or when they cannot be read."""
    if not names_dataset(text):
        return None
    tokens = _tokens(text)
    iris = Iris(tokens, base_iri or "")
    default, named = list[str](), list[str]()
    for at, (depth, token) in enumerate(with_depth(tokens)):
        if not depth and token.word == "FROM":
            is_named = word_at(tokens, at + 1) == "NAMED"
            target = at + 1 + is_named
            if target >= len(tokens) or not (iri := iris.of(tokens[target])):
                return None
            (named if is_named else default).append(iri)
    return Dataset(tuple(default), tuple(named)) if default or named else None


def _tokens(text: str) -> Sequence[Token]:
    try:
        return tokenise(text)
    except LexicalError:
        return ()


def _ask(
    store: ox.Store,
    text: str,
    base_iri: str | None,
    default: Sequence[str] | None,
    named: tuple[str, ...],
) -> Answer:
    graphs: list[_Graph] = [ox.DefaultGraph()] if default is None else [ox.NamedNode(iri) for iri in default]
    nodes: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in named]
    return store.query(text, base_iri=base_iri, default_graph=graphs, named_graphs=nodes)
