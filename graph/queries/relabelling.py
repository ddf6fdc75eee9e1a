"""Answers in the terms of another vocabulary: its IRI or code in the place of our IRI of a country or region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ..countries.code_schemes import SCHEMES
from ..errors import ParameterError
from ..iris import PREFIXES, Minter
from ..readable import Readable, lexical
from ..vocabularies.linked_things import is_linked
from .answers import Answer
from .header import Column
from .results import RowTerm

OWN = "Own"
"""What the name of a column ends with that keeps our IRI beside the other's."""

_ALIASES = {"iso2": "alpha2", "iso3": "alpha3", "iso-numeric": "numeric", "mandategraph": ""}
_NAMESPACES = {
    "eu": "http://publications.europa.eu/resource/authority/country/",
    "wikidata": "http://www.wikidata.org/entity/",
    "geonames": "https://sws.geonames.org/",
    "dbpedia": "http://dbpedia.org/resource/",
    "lcc": "https://www.omg.org/spec/LCC/Countries/",
}
_NAMED = ("country", "region", "place", "group")
_JOINED, _BETWEEN = "countries", "; "
"""The column of text that holds our alpha-3 codes of several countries, and what stands between them."""
_CODE = "-code"
_BATCH = 500
_SKOS, _MG = PREFIXES["skos"], PREFIXES["mg"]
Terms = dict[str, ox.NamedNode | ox.Literal]


@dataclass(frozen=True)
class Relabelled:
    """An answer in the terms of a vocabulary; ``without`` is what its columns of places hold that has no term there."""

    answer: Answer
    vocabulary: str
    without: tuple[str, ...]


def vocabularies(store: Readable) -> tuple[str, ...]:
    """Return what an answer can be given in: code lists, vocabularies that the reference data knows, loaded ones."""
    scheme = ox.NamedNode(f"{_SKOS}ConceptScheme")
    start = Minter(store.base_iri).thing("vocabulary/")
    found = store.query(f"SELECT DISTINCT ?s WHERE {{ ?s a {scheme} FILTER(STRSTARTS(STR(?s), {ox.Literal(start)})) }}")
    assert isinstance(found, ox.QuerySolutions)
    loaded = {row["s"].value.removeprefix(start) for row in found} - {"countries"}
    codes = {f"{name}{_CODE}" if name in _NAMESPACES else name for name in SCHEMES}
    return tuple(sorted({*codes, *_NAMESPACES, *_ALIASES, *(name for name in loaded if "/" not in name)}))


def check_vocabulary(store: Readable, name: str, columns: Sequence[Column]) -> str:
    """Return ``name`` if an answer with these columns can be given in it; ParameterError otherwise."""
    known = vocabularies(store)
    if name not in known:
        raise ParameterError(
            f"{name[:80]!r} is no vocabulary known here.", where="as", remedy=f"Give one of {', '.join(known)}."
        )
    if _ALIASES.get(name, "-") and not _place_columns(columns):
        what = f"The answer has no column of countries or regions to give in {name}."
        raise ParameterError(what, where="as", remedy="Leave it out.")
    return name


def relabel(store: Readable, answer: Answer, name: str) -> Relabelled:
    """Return an answer in the terms of a vocabulary; ParameterError if it has no column to give in them.

    In every column of countries or regions, its term takes the place of our IRI, or nothing where it has none; a column
    ``…Own`` behind it keeps what was there. In a column of several countries those without a term are left out.
    """
    check_vocabulary(store, name, answer.columns)
    if not _ALIASES.get(name, "-"):
        return Relabelled(answer, name, ())
    columns, base = _place_columns(answer.columns), Minter(store.base_iri).thing("country/")
    held = {value for row in answer.rows for n in columns for value in _held(row[n], answer.columns[n], base)}
    terms = find_terms(store, {value for value in held if _is_iri(value)}, name)
    rows = tuple(_row(row, answer.columns, terms, base) for row in answer.rows)
    made = replace(answer, columns=_columns(answer.columns, columns), rows=rows)
    return Relabelled(made, name, tuple(sorted(held - terms.keys())))


def find_terms(store: Readable, places: Iterable[str], name: str) -> Terms:
    """Return the IRI or the code that a vocabulary has for each IRI of a place; those without are left out.

    A term that the vocabulary withdrew or replaced is taken only where there is no other; of several the first by name.
    """
    plain = name.removesuffix(_CODE) if name.endswith(_CODE) else name
    scheme = _ALIASES.get(plain, plain)
    coded = name not in _NAMESPACES and scheme in SCHEMES
    pattern = _codes(scheme) if coded else _matches(store, name)
    listed, found = sorted(places), Terms()
    for start in range(0, len(listed), _BATCH):
        values = " ".join(str(ox.NamedNode(iri)) for iri in listed[start : start + _BATCH])
        deprecated = (
            f"EXISTS {{ ?term <{PREFIXES['owl']}deprecated> true }} || "
            f"EXISTS {{ ?term <{PREFIXES['dct']}isReplacedBy> ?successor }}"
        )
        solutions = store.query(
            f"SELECT DISTINCT ?place ?term (({deprecated}) AS ?old) WHERE {{ VALUES ?place {{ {values} }} {pattern} }} "
            "ORDER BY ?place ?old ?term"
        )
        assert isinstance(solutions, ox.QuerySolutions)
        for row in solutions:
            found.setdefault(row["place"].value, row["term"])
    return found


def _codes(scheme: str) -> str:
    kind = ox.NamedNode(f"{_MG}{scheme}")
    return f"?place <{_SKOS}notation> ?code . FILTER(DATATYPE(?code) = {kind}) BIND(STR(?code) AS ?term)"


def _matches(store: Readable, name: str) -> str:
    """Return where the IRIs of a vocabulary stand: in its links, which decide once there are any, else in any match."""
    scheme = ox.NamedNode(Minter(store.base_iri).thing(f"vocabulary/{name}"))
    entry = f"?place <{_SKOS}exactMatch> ?term . ?term <{_SKOS}inScheme> {scheme}"
    own = f"?place <{_SKOS}inScheme> {scheme} BIND(?place AS ?term)"
    if is_linked(store, name):
        target = f"?set <{PREFIXES['void']}objectsTarget> {scheme}"
        matched = f"GRAPH ?links {{ {target} . ?place <{_SKOS}exactMatch> ?term }} ?term <{_SKOS}inScheme> {scheme}"
        return f"{{ {matched} }} UNION {{ {own} }}"
    if name not in _NAMESPACES:
        return f"{{ {entry} }} UNION {{ {own} }}"
    start = ox.Literal(_NAMESPACES[name])
    return f"{{ {entry} }} UNION {{ ?place <{_SKOS}exactMatch> ?term . FILTER(STRSTARTS(STR(?term), {start})) }}"


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False


def _held(term: RowTerm, column: Column, base: str) -> list[str]:
    """Return the IRIs of the places in a cell; what is none is text."""
    text = lexical(term)
    return [f"{base}{code}" for code in text.split(_BETWEEN) if code] if column.name == _JOINED else [text] * bool(text)


def _place_columns(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the columns that hold places by type or name, not by rows: every page of an answer has the same."""
    return tuple(n for n, column in enumerate(columns) if _holds_places(column))


def _holds_places(column: Column) -> bool:
    named = {"iri": _NAMED, "string": (_JOINED,)}.get(column.type, ())
    return column.type in ("country", "region") or column.name in named


def _columns(columns: Sequence[Column], places: Sequence[int]) -> tuple[Column, ...]:
    made: list[Column] = []
    for n, column in enumerate(columns):
        made += [Column(column.name, "any"), Column(f"{column.name}{OWN}", column.type)] if n in places else [column]
    return tuple(made)


def _row(row: Sequence[RowTerm], columns: Sequence[Column], terms: Terms, base: str) -> tuple[RowTerm, ...]:
    made: list[RowTerm] = []
    for term, column in zip(row, columns, strict=True):
        if _holds_places(column):
            found = [terms[value] for value in _held(term, column, base) if value in terms]
            joined = ox.Literal(_BETWEEN.join(one.value for one in found))
            made.append(joined if column.name == _JOINED else found[0] if found else None)
        made.append(term)
    return tuple(made)
