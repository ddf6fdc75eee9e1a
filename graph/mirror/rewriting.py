"""Queries written for a distant endpoint, answered by the copy of its vocabulary that the store holds.

``SERVICE <endpoint> { ... }`` becomes ``GRAPH <the vocabulary> { ... }``. A copy holds names and codes in the terms of
SKOS, so names by ``rdfs:label`` and codes by the endpoint's own properties are put into those terms; what else its file
had is there under the endpoint's own properties. What a copy does not hold is refused, and so is an IRI of a kind that
it has none of: an empty answer would look like one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..errors import UsageError
from ..iris import MG, PREFIXES, Minter
from ..queries.sparql_iris import Iris
from ..queries.sparql_tokens import Kind, LexicalError, Token, line_and_column, mark_at, tokenise, word_at
from ..readable import Readable
from ..vocabularies.rdf import scheme_iri
from ..vocabularies.stored import names, vocabulary_graph
from .copy import Copy, space_of
from .declared import Mirror
from .values import bound_outside

_WD = "http://www.wikidata.org/prop/"
_EU = "http://publications.europa.eu/"
_CODES: Mapping[str, str] = {
    f"{_WD}direct/P297": "alpha2",
    f"{_WD}direct/P298": "alpha3",
    f"{_WD}direct/P299": "numeric",
    f"{_WD}direct/P2082": "m49",
    f"{_WD}direct/P1566": "geonames",
    f"{_EU}ontology/authority/authority-code": "eu",
    f"{_EU}ontology/authority/op-code": "eu",
    "http://purl.org/dc/elements/1.1/identifier": "eu",
}
"""The properties that hold a code, and the list of codes that it is of."""
_DAYS: Mapping[str, str] = {
    f"{_EU}ontology/authority/start.use": f"{MG}validFrom",
    f"{_EU}ontology/authority/end.use": f"{MG}validUntil",
}
"""The properties that hold a day, and ours for it."""
_FOREIGN = (_WD, "http://wikiba.se/ontology#", "http://www.bigdata.com/", f"{_EU}ontology/", "http://dbpedia.org/ontology/",
            "http://dbpedia.org/property/", "http://www.geonames.org/ontology#")  # fmt: skip
_LABEL, _PREFERRED = f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}prefLabel"
_SCHEME = f"{_EU}resource/authority/country"
_PATHS = frozenset("/|^*+?")


class Mirrored(NamedTuple):
    """A query, and the mirrors that answer parts of it."""

    text: str
    mirrors: tuple[Mirror, ...]


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def mirror(text: str, mirrors: Sequence[Mirror], store: Readable) -> Mirrored:
    """Return a query with each SERVICE that has a mirror turned to the vocabulary's graph.

    UsageError, with line and column, for what the copy cannot answer, and if the vocabulary is not in the store.
    A text that is no SPARQL is returned as it is.
    """
    if not mirrors or "service" not in text.lower():
        return Mirrored(text, ())
    try:
        tokens = tokenise(text)
    except LexicalError:
        return Mirrored(text, ())
    made = _Mirroring(text, tokens, {one.endpoint: one for one in mirrors}, store)
    for edit in sorted(made.edits(), reverse=True):
        text = f"{text[: edit.start]}{edit.text}{text[edit.end :]}"
    return Mirrored(text, tuple(made.used))


class _Mirroring:
    def __init__(self, text: str, tokens: Sequence[Token], mirrors: Mapping[str, Mirror], store: Readable) -> None:
        self._text, self._tokens, self._mirrors, self._store = text, tokens, mirrors, store
        self._minter: Minter = store.minter
        self._iris = Iris(tokens)
        self._fresh = 0
        self.used: list[Mirror] = []

    def edits(self) -> list[_Edit]:
        """Return what to change."""
        found: list[_Edit] = []
        for at, token in enumerate(self._tokens):
            if token.word != "SERVICE":
                continue
            target = at + 1 + (word_at(self._tokens, at + 1) == "SILENT")
            mirror = self._mirrors.get(self._iri(target))
            if mirror is None or mark_at(self._tokens, target + 1) != "{":
                continue
            if any(one.word == "FROM" for one in self._tokens):
                raise self._refused(at, "A mirror answers only where the query has no FROM")
            if mirror not in self.used:
                self._check_loaded(mirror)
                self.used.append(mirror)
            graph = vocabulary_graph(mirror.vocabulary, self._minter)
            found.append(_Edit(token.start, self._tokens[target].end, f"GRAPH <{graph}>"))
            found += self._body(target + 1, mirror)
        return found

    def _check_loaded(self, mirror: Mirror) -> None:
        if mirror.vocabulary not in names(self._store):
            remedy = f"Add it: mandategraph vocabulary add FILE --as {mirror.vocabulary}"
            raise UsageError(f"The mirror {mirror.vocabulary} is not loaded.", where="query", remedy=remedy)

    def _body(self, opening: int, mirror: Mirror) -> list[_Edit]:
        found: list[_Edit] = []
        endings: dict[int, dict[str, str]] = {}
        closed, copy = self._closing(opening), Copy(mirror.vocabulary, self._store)
        for at in range(opening + 1, closed):
            token, iri = self._tokens[at], self._iri(at)
            if token.word in _ELSEWHERE:
                raise self._refused(at, _ELSEWHERE[token.word])
            if not iri or (iri.startswith(_FOREIGN) and copy.says(iri)):
                continue
            if iri in _CODES and copy.lists(_CODES[iri]):
                found.append(self._code(at, _CODES[iri], endings))
            elif (term := self._term(iri, copy)) is not None:
                found.append(_Edit(token.start, token.end, f"<{term}>"))
            else:
                self._check_known(at, iri, copy)
        for at in bound_outside(self._tokens, opening, closed):
            self._check_known(at, self._iri(at), copy)
        for brace, bound in endings.items():
            start = self._tokens[brace].start
            closing = " }" if brace == closed else ""
            found.append(_Edit(start, start, "".join(bound.values()) + closing))
        if endings:
            found += self._projected(opening, closed, closed in endings)
        return found

    def _term(self, iri: str, copy: Copy) -> str | None:
        """Return what a copy has in place of a property or of the endpoint's own scheme."""
        if iri in _DAYS and copy.says(_DAYS[iri]):
            return _DAYS[iri]
        if iri == _SCHEME and copy.covers(f"{_SCHEME}/any"):
            return scheme_iri(copy.name, self._minter)
        return _PREFERRED if iri == _LABEL else None

    def _check_known(self, at: int, iri: str, copy: Copy) -> None:
        """Refuse an IRI of which the copy cannot tell that nothing is said of it."""
        if not iri or copy.knows(iri):
            return
        lacks = f"The copy {copy.name} does not hold {self._tokens[at].text}"
        if iri in _CODES:
            raise self._refused(at, f"{lacks}: it has no {_CODES[iri]} code")
        if iri.startswith(_FOREIGN) or self._is_property(at):
            raise self._refused(at, lacks)
        if not copy.covers(iri):
            held = f"nothing in it begins with {space_of(iri)}, its entries are such as {copy.example}"
            raise self._refused(at, f"{lacks}: {held}", "Mirror a vocabulary that has such IRIs, ask")

    def _is_property(self, at: int) -> bool:
        """Tell an IRI that surely is a property: behind a subject and before an object."""
        before, after = self._tokens[at - 1], self._tokens[at + 1]
        if before.kind is Kind.VARIABLE or before.text == ";":
            return after.kind in _TERMS
        return before.kind in _TERMS and after.kind is Kind.VARIABLE

    def _projected(self, opening: int, closed: int, ended: bool) -> list[_Edit]:
        """Make the group a SELECT of its own variables, so that those that were added are not seen outside."""
        inside = (token.variable for token in self._tokens[opening:closed])
        names = " ".join(f"?{name}" for name in dict.fromkeys(filter(None, inside)))
        start, end = self._tokens[opening].end, self._tokens[closed].start
        return [_Edit(start, start, f" SELECT {names} WHERE {{"), *([] if ended else [_Edit(end, end, "}")])]

    def _code(self, at: int, scheme: str, endings: dict[int, dict[str, str]]) -> _Edit:
        """Turn a property of codes and its object into a notation of the list, as a text outside."""
        token, kind = self._tokens[at], f"<{MG}{scheme}>"
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else token
        if (
            mark_at(self._tokens, at - 1) in _PATHS
            or mark_at(self._tokens, at + 2) in (",", "^^")
            or following.kind not in _OBJECTS
        ):
            raise self._refused(at, f"A copy answers {token.text} only with one variable or plain text behind it")
        if following.kind is Kind.STRING:
            return _Edit(token.start, following.end, f"<{PREFIXES['skos']}notation> {following.text}^^{kind}")
        name, bound = self._name(), endings.setdefault(self._closing_of(at), {})
        if following.variable in bound:
            raise self._refused(at + 1, f"A copy gives ?{following.variable} one code in one group")
        condition = f" FILTER(DATATYPE(?{name}) = {kind}) BIND(STR(?{name}) AS ?{following.variable}) "
        bound[following.variable] = condition
        return _Edit(token.start, following.end, f"<{PREFIXES['skos']}notation> ?{name}")

    def _name(self) -> str:
        taken = {token.variable for token in self._tokens}
        while (name := f"notation{self._fresh}") in taken:
            self._fresh += 1
        self._fresh += 1
        return name

    def _closing(self, opening: int) -> int:
        """Return the brace that ends the group that an opening one begins; the end of the text if none does."""
        depth = 0
        for at in range(opening, len(self._tokens)):
            depth += (mark_at(self._tokens, at) == "{") - (mark_at(self._tokens, at) == "}")
            if depth == 0:
                return at
        raise self._refused(opening, "This group is not closed")

    def _closing_of(self, at: int) -> int:
        """Return the brace that ends the innermost group around a token."""
        depth = 0
        for index in range(at, -1, -1):
            depth += (mark_at(self._tokens, index) == "}") - (mark_at(self._tokens, index) == "{")
            if depth < 0:
                return self._closing(index)
        raise self._refused(at, "This stands in no group")

    def _iri(self, at: int) -> str:
        return self._iris.of(self._tokens[at]) if at < len(self._tokens) else ""

    def _refused(self, at: int, what: str, remedy: str = "Ask") -> UsageError:
        line, column = line_and_column(self._text, self._tokens[at].start)
        remedy += " the endpoint itself, or leave that out; docs/federation.md tells what a copy holds."
        return UsageError(f"{what}.", where=f"query:{line}:{column}", remedy=remedy)


_OBJECTS = (Kind.VARIABLE, Kind.STRING)
_TERMS = (Kind.VARIABLE, Kind.STRING, Kind.NUMBER, Kind.IRI, Kind.PREFIXED, Kind.BLANK)
_ELSEWHERE = {"SERVICE": "A copy asks no other endpoint", "GRAPH": "A copy has no graphs of its own"}
