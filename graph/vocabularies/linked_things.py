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
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("mg", "rdfs", "skos", "void"))
_DECIDED = "?set void:objectsTarget ?scheme ."


def linked_things(store: Queryable, kind: str, value: str) -> tuple[str, ...]:
    """Return the IRIs of our countries or regions that ``value`` names in some vocabulary of the store.

    ``value`` is an IRI of an entry; a code of a list or an entry of a vocabulary, both said (``dac:255``, ``eu:MLI``);
    or a whole label of an entry, whatever its case: a code alone does not say of which list it is. An exact match hides
    close ones. Of the entries of a vocabulary that is linked, its accepted links decide, and nothing else.
    """
    if kind not in _CLASSES or not value or len(value) > _LONGEST:
        return ()
    if _IRI.fullmatch(value):
        try:
            return _matched(store, kind, f"VALUES ?entry {{ {ox.NamedNode(value)} }}")
        except ValueError:
            return ()
    if qualified := _QUALIFIED.fullmatch(value):
        return _qualified(store, kind, *qualified.groups())
    words = _words("?named", value)
    entry = f"?entry a mg:VocabularyEntry ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|rdfs:label ?named . {words}"
    return _matched(store, kind, f"{{ SELECT DISTINCT ?entry WHERE {{ {entry} }} }}")


def is_linked(store: Queryable, name: str) -> bool:
    """Tell whether the store has links of a vocabulary, which then decide what its entries are."""
    vocabulary = ox.NamedNode(Minter(store.base_iri).thing(f"vocabulary/{name}"))
    return bool(store.query(f"{_HEAD}ASK {{ VALUES ?scheme {{ {vocabulary} }} {_DECIDED} }}"))


def is_linked_entry(store: Queryable, iri: str) -> bool:
    """Tell whether an IRI is that of an entry of a vocabulary that is linked."""
    try:
        entry = ox.NamedNode(iri) if _IRI.fullmatch(iri) else None
    except ValueError:
        return False
    return entry is not None and bool(store.query(f"{_HEAD}ASK {{ {entry} skos:inScheme ?scheme . {_DECIDED} }}"))


def _qualified(store: Queryable, kind: str, name: str, code: str) -> tuple[str, ...]:
    """Look a code up in a linked vocabulary of that name, a list that we have ourselves (``dac``), any vocabulary."""
    words = _words("?code", code)
    vocabulary = ox.NamedNode(Minter(store.base_iri).thing(f"vocabulary/{name}"))
    tail = _words('REPLACE(STR(?entry), "^.*[/#]", "")', code)
    labels = "skos:prefLabel|skos:altLabel|skos:hiddenLabel"
    parts = (
        f"{{ ?entry skos:inScheme ?scheme ; {labels}|skos:notation ?code . {words} }}",
        f"{{ ?entry skos:inScheme ?scheme . {tail} }}",
    )
    found = f"VALUES ?scheme {{ {vocabulary} }} {' UNION '.join(parts)}"
    entries = f"{{ SELECT DISTINCT ?entry ?scheme WHERE {{ {found} }} }}"
    if is_linked(store, name) and store.query(f"{_HEAD}ASK {{ {entries} }}"):
        return _matched(store, kind, entries)
    scheme = ox.NamedNode(f"{PREFIXES['mg']}{name}")
    own = f"?thing skos:notation ?code . FILTER(DATATYPE(?code) = {scheme}) {words} BIND(skos:exactMatch AS ?match)"
    return _found(store, kind, own) or _matched(store, kind, entries)


def _words(variable: str, text: str) -> str:
    return f"FILTER(LCASE(STR({variable})) = LCASE({ox.Literal(text)}))"


def _matched(store: Queryable, kind: str, entries: str) -> tuple[str, ...]:
    """Return what entries are matched with: by the links of their vocabulary, or by anything if it was never linked."""
    known = f"FILTER NOT EXISTS {{ ?entry skos:inScheme ?scheme . {_DECIDED} }}"
    linked = f"?entry skos:inScheme ?scheme . GRAPH ?links {{ {_DECIDED} ?thing ?match ?entry }}"
    return _found(store, kind, f"{{ {entries} ?thing ?match ?entry . {known} }} UNION {{ {entries} {linked} }}")


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
