"""Our countries and regions by what a loaded vocabulary calls them: through the links that were accepted."""

from __future__ import annotations

import re

import pyoxigraph as ox

from ..iris import PREFIXES, Minter
from ..readable import Queryable

_CLASSES = {"country": "mg:Country", "region": "mg:Region"}
_IRI = re.compile(r"(?:https?|urn|tag):\S+", re.IGNORECASE)
_QUALIFIED = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):\s*(\S.{0,199})", re.DOTALL)
_LONGEST = 200
_MOST = 20
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("mg", "rdfs", "skos"))


def linked_things(store: Queryable, kind: str, value: str) -> tuple[str, ...]:
    """Return the IRIs of our countries or regions that ``value`` names in some vocabulary of the store.

    ``value`` is an IRI of an entry; a code of a list or an entry of a vocabulary, both said (``dac:255``, ``eu:MLI``);
    or a whole label of an entry, whatever its case: a code alone does not say of which list it is. An exact match hides
    close ones.
    """
    if kind not in _CLASSES or not value or len(value) > _LONGEST:
        return ()
    if _IRI.fullmatch(value):
        try:
            pattern = f"?thing ?match {ox.NamedNode(value)} ."
        except ValueError:
            return ()
        return _found(store, kind, pattern)
    if qualified := _QUALIFIED.fullmatch(value):
        return _qualified(store, kind, *qualified.groups())
    words = _words("?named", value)
    entry = f"?entry a mg:VocabularyEntry ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|rdfs:label ?named . {words}"
    return _found(store, kind, f"{{ SELECT DISTINCT ?entry WHERE {{ {entry} }} }} ?thing ?match ?entry .")


def _qualified(store: Queryable, kind: str, name: str, code: str) -> tuple[str, ...]:
    """Look a code up in a list that we have ourselves (``dac``), else in a vocabulary of that name."""
    words = _words("?code", code)
    scheme = ox.NamedNode(f"{PREFIXES['mg']}{name}")
    own = f"?thing skos:notation ?code . FILTER(DATATYPE(?code) = {scheme}) {words} BIND(skos:exactMatch AS ?match)"
    if found := _found(store, kind, own):
        return found
    vocabulary = ox.NamedNode(Minter(store.base_iri).thing(f"vocabulary/{name}"))
    tail = _words('REPLACE(STR(?entry), "^.*[/#]", "")', code)
    labels = "skos:prefLabel|skos:altLabel|skos:hiddenLabel"
    parts = (
        f"{{ ?entry skos:inScheme {vocabulary} ; {labels}|skos:notation ?code . {words} }}",
        f"{{ ?entry skos:inScheme {vocabulary} . {tail} }}",
    )
    entries = f"{{ SELECT DISTINCT ?entry WHERE {{ {' UNION '.join(parts)} }} }}"
    return _found(store, kind, f"{entries} ?thing ?match ?entry .")


def _words(variable: str, text: str) -> str:
    return f"FILTER(LCASE(STR({variable})) = LCASE({ox.Literal(text)}))"


def _found(store: Queryable, kind: str, pattern: str) -> tuple[str, ...]:
    matches = "FILTER(?match IN (skos:exactMatch, skos:closeMatch))"
    solutions = store.query(
        f"{_HEAD}SELECT DISTINCT ?thing ?match WHERE {{ {pattern} ?thing a {_CLASSES[kind]} . {matches} }} "
        f"ORDER BY ?thing LIMIT {_MOST}"
    )
    assert isinstance(solutions, ox.QuerySolutions)
    found = [(row["thing"], row["match"]) for row in solutions]
    exact = tuple(dict.fromkeys(thing.value for thing, match in found if match.value.endswith("exactMatch")))
    return exact or tuple(dict.fromkeys(thing.value for thing, _ in found))
