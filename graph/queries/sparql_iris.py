"""The IRIs that a query writes, made whole by its BASE and PREFIX (SPARQL 1.1 Query, section 4.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from urllib.parse import urljoin

from .sparql_tokens import Kind, Token, decoded

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPED = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")


class Iris:
    """Tells which IRI a token of a query is; ``base`` counts where the query has no BASE."""

    def __init__(self, tokens: Sequence[Token], base: str = "") -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}
        for first, second, third in zip_longest(tokens, tokens[1:], tokens[2:]):
            if first.word == "BASE" and second:
                self._base = self.of(second)
            elif first.word == "PREFIX" and second and third:
                self._prefixes[second.text.removesuffix(":")] = self.of(third)

    def of(self, token: Token) -> str:
        """Return the IRI of a token, whole; empty for what is none, and for a prefix that is not declared."""
        if token.kind is Kind.IRI:
            return self._whole(decoded(token.text[1:-1]))
        prefix, _, local = token.text.partition(":")
        if token.kind is not Kind.PREFIXED or prefix not in self._prefixes:
            return ""
        return self._prefixes[prefix] + _ESCAPED.sub(r"\1", local)

    def _whole(self, iri: str) -> str:
        if not self._base or _ABSOLUTE.match(iri):
            return iri
        return urljoin(self._base, iri) + ("#" if iri.endswith("#") else "")
