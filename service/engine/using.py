"""Gives an update the dataset of the protocol's ``using-graph-uri``, which the engine has no switch for.

Every operation with WHERE gets USING clauses before it; ``DELETE WHERE`` is written out, as it has no place for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from ...graph.queries.sparql_tokens import Token, line_and_column, with_depth
from .errors import UnsupportedError, UpdateSyntaxError
from .guard import words


def check_words(text: str) -> tuple[Token, ...]:
    """Return the tokens of an update; UnsupportedError when it would fetch something."""
    tokens = words(text)
    for depth, token in with_depth(tokens):
        if not depth and token.word == "LOAD":
            line, column = line_and_column(text, token.start)
            raise UnsupportedError(
                "LOAD fetches from another host, and is not allowed here.",
                where=f"update:{line}:{column}",
                remedy="Fetch it yourself and send it to the graph store.",
            )
    return tokens


def with_dataset(text: str, tokens: Sequence[Token], using: Sequence[str], using_named: Sequence[str]) -> str:
    """Return the update with USING; UpdateSyntaxError when it names a dataset itself."""
    if not (using or using_named):
        return text
    clauses = " ".join([*(f"USING {_node(g)}" for g in using), *(f"USING NAMED {_node(g)}" for g in using_named)])
    parts: list[str] = []
    copied = 0
    for at, (depth, token) in enumerate(with_depth(tokens)):
        if depth or token.word not in ("USING", "WITH", "WHERE"):
            continue
        if token.word != "WHERE":
            line, column = line_and_column(text, token.start)
            what = f"{token.word} cannot be combined with using-graph-uri or using-named-graph-uri."
            raise UpdateSyntaxError(what, line=line, column=column, remedy="Use the one or the other.")
        parts.append(text[copied : token.start])
        if tokens[at - 1].word == "DELETE":
            parts.append(f" {_group(text, tokens, at + 1)} ")
        parts.append(f"{clauses} ")
        copied = token.start
    return "".join([*parts, text[copied:]])


def _group(text: str, tokens: Sequence[Token], at: int) -> str:
    """Return the text of the group that begins at the token ``at``."""
    depth = 0
    for token in tokens[at:]:
        depth += (token.text == "{") - (token.text == "}")
        if not depth:
            return text[tokens[at].start : token.end]
    raise UpdateSyntaxError("a group is not closed.")


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise UpdateSyntaxError(f"{iri[:200]!r} is not an IRI.", remedy="Give an absolute IRI.") from error
