"""The reference data compiled for look-ups: entities by name, by code and by IRI."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..entities import Entity, Kind, Role
from ..errors import InputError
from ..iris import DEFAULT_BASE, MG, PREFIXES, Minter
from .foreign_iris import canonical
from .names import forms

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
FILES = ("countries.ttl", "organisations.ttl", "places.ttl")
ALIASES = "country-names.tsv"
HISTORY = "country-history.ttl"

_KINDS: dict[str, Kind] = {
    "country": "country",
    "region": "region",
    "place": "place",
    "donor": "organisation",
    "organisation": "organisation",
}
_SKOS = PREFIXES["skos"]
_LABEL = f"{PREFIXES['rdfs']}label"
_SHOWN = (_LABEL, f"{_SKOS}prefLabel", f"{_SKOS}altLabel", f"{MG}abbreviation")
_HIDDEN = f"{_SKOS}hiddenLabel"
_LINKS = (f"{_SKOS}exactMatch", f"{_SKOS}closeMatch", f"{PREFIXES['schema']}sameAs")

Terms = dict[str, list[ox.NamedNode | ox.Literal]]
Table = dict[str, tuple[Entity, ...]]


class Spelling(NamedTuple):
    """A name as it is written, its language (or empty), and what it stands for."""

    text: str
    language: str
    entity: Entity


class Alias(NamedTuple):
    """A row of our own list of names."""

    name: str
    language: str
    key: str
    use: str
    role: str
    source: str
    note: str


@dataclass
class Gazetteer:
    """Tables for look-ups; a tuple of several entities is a name or a code that several things share.

    ``periods`` has the days of former countries; ``dated``, by name and by key of the country, when it was called so.
    ``givers`` has the state organisation of each country by the country's key; ``territories`` the country or region
    of each state or union by the organisation's key; ``insufficient`` the names that do not tell one thing; ``firm``
    the shown names of organisations, ``weak`` their hidden ones, which give way to codes.
    """

    entities: dict[str, Entity] = field(default_factory=dict)
    places: Table = field(default_factory=dict)
    towns: Table = field(default_factory=dict)
    donors: Table = field(default_factory=dict)
    insufficient: Table = field(default_factory=dict)
    codes: dict[str, Table] = field(default_factory=lambda: defaultdict(dict))
    links: dict[str, Entity] = field(default_factory=dict)
    givers: dict[str, Entity] = field(default_factory=dict)
    territories: dict[str, Entity] = field(default_factory=dict)
    periods: dict[str, tuple[date, date]] = field(default_factory=dict)
    dated: dict[tuple[str, str], list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    firm: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    spellings: list[Spelling] = field(default_factory=list)

    def table(self, role: Role) -> Table:
        """Return the names of countries and regions, or those of donors and other organisations."""
        return self.places if role == "place" else self.donors


def compile_gazetteer(folder: Path = FOLDER) -> Gazetteer:
    """Return the tables for the reference data in ``folder``."""
    gazetteer = Gazetteer()
    described = _describe(folder / name for name in FILES)
    for key, terms in described.items():
        _add_entity(gazetteer, key, terms)
    for key, terms in described.items():
        _relate(gazetteer, key, terms)
    aliases = list(read_aliases(folder / ALIASES))
    place_only = {(alias.key, alias.name) for alias in aliases if alias.role == "place"}
    for key, terms in described.items():
        _add_names(gazetteer, key, terms, place_only)
        _add_spellings(gazetteer, key, terms)
    gazetteer.weak -= gazetteer.firm
    for alias in aliases:
        _add_alias(gazetteer, alias)
    for key, name, since, until in read_dated_names(folder / HISTORY):
        for form in forms(name):
            gazetteer.dated[form, key].append((since, until))
    return gazetteer


def _describe(files: Iterable[Path]) -> dict[str, Terms]:
    """Return the statements about each country, region, town and organisation, by key and predicate."""
    minter, found = Minter(DEFAULT_BASE), dict[str, Terms]()
    for path in files:
        try:
            for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                key = minter.key(triple.subject.value) if isinstance(triple.subject, ox.NamedNode) else None
                if key and key.partition("/")[0] in _KINDS and isinstance(triple.object, ox.NamedNode | ox.Literal):
                    found.setdefault(key, {}).setdefault(triple.predicate.value, []).append(triple.object)
        except (OSError, SyntaxError) as error:
            raise InputError(
                f"The reference data cannot be read: {error}.", where=str(path), remedy="Restore the file."
            ) from error
    return found


def read_dated_names(path: Path) -> Iterator[tuple[str, str, date, date]]:
    """Yield the key of a country, a name of it, and the first and last day it bore it; nothing if there is no file."""
    if not path.exists():
        return
    minter, said = Minter(DEFAULT_BASE), dict[str, dict[str, str]]()
    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                said.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    except SyntaxError as error:
        raise InputError(
            f"The names of the past cannot be read: {error}.", where=str(path), remedy="Restore the file."
        ) from error
    for facts in said.values():
        since = date.fromisoformat(facts.get(f"{MG}validFrom", date.min.isoformat()))
        until = date.fromisoformat(facts.get(f"{MG}validUntil", date.max.isoformat()))
        yield minter.key(facts[f"{MG}nameOf"]) or "", facts[_LABEL], since, until


def read_aliases(path: Path) -> Iterator[Alias]:
    """Yield the rows of our list of names; its comments tell what the columns mean."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = (line.rstrip("\r\n") for line in file if not line.startswith("#"))
            rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            next(rows)
            yield from (Alias(*row) for row in rows)
    except (OSError, TypeError, StopIteration) as error:
        raise InputError(
            f"The list of names cannot be read: {error}.", where=str(path), remedy="Give each row its seven columns."
        ) from error


def _add_entity(gazetteer: Gazetteer, key: str, terms: Terms) -> None:
    kind = _KINDS[key.partition("/")[0]]
    labels = [term for term in terms.get(_LABEL, ()) if isinstance(term, ox.Literal)]
    label = min(labels, key=lambda term: (term.language != "en", term.value)).value if labels else key
    tail = key.partition("/")[2]
    code = tail if kind == "country" or (kind == "region" and tail.isdigit()) else ""
    entity = gazetteer.entities[key] = Entity(kind, key, label, code)
    for notation in terms.get(f"{_SKOS}notation", ()):
        if isinstance(notation, ox.Literal) and notation.datatype.value.startswith(MG):
            _put(gazetteer.codes[notation.datatype.value[len(MG) :]], notation.value.upper(), entity)
    for predicate in _LINKS:
        for link in terms.get(predicate, ()):
            gazetteer.links.setdefault(canonical(link.value), entity)
    if until := terms.get(f"{MG}validUntil"):
        since = terms.get(f"{MG}validFrom", [ox.Literal("0001-01-01")])
        gazetteer.periods[key] = (date.fromisoformat(since[0].value), date.fromisoformat(until[0].value))


def _relate(gazetteer: Gazetteer, key: str, terms: Terms) -> None:
    minter, entities = Minter(DEFAULT_BASE), gazetteer.entities
    for country in terms.get(f"{MG}governmentOf", ()):
        place = entities[minter.key(country.value) or ""]
        gazetteer.givers[place.key], gazetteer.territories[key] = entities[key], place
    for organisation in terms.get(f"{MG}areaOf", ()):
        union = entities.get(minter.key(organisation.value) or "")
        if union:
            gazetteer.givers[key], gazetteer.territories[union.key] = union, entities[key]


def _add_names(gazetteer: Gazetteer, key: str, terms: Terms, place_only: set[tuple[str, str]]) -> None:
    entity = gazetteer.entities[key]
    giver = gazetteer.givers.get(key) if entity.kind == "country" else None
    table = {"organisation": gazetteer.donors, "place": gazetteer.towns}.get(entity.kind, gazetteer.places)
    for predicate in (*_SHOWN, _HIDDEN):
        for term in terms.get(predicate, ()):
            found = forms(term.value)
            for form in found:
                _put(table, form, entity)
                if giver and (key, term.value) not in place_only:
                    _put(gazetteer.donors, form, giver)
            if predicate in _SHOWN[:2]:
                gazetteer.labels |= found
            if entity.kind == "organisation":
                (gazetteer.weak if predicate == _HIDDEN else gazetteer.firm).update(found)


def _add_spellings(gazetteer: Gazetteer, key: str, terms: Terms) -> None:
    """Add the names to look for in prose: those that are shown, but not a state's own, which is its country's."""
    if any(term.value == "false" for term in terms.get(f"{MG}scanned", ())):
        return
    for predicate in _SHOWN[1:] if f"{MG}governmentOf" in terms else _SHOWN:
        for term in terms.get(predicate, ()):
            language = term.language or "" if isinstance(term, ox.Literal) else ""
            gazetteer.spellings.append(Spelling(term.value, language, gazetteer.entities[key]))


def _add_alias(gazetteer: Gazetteer, alias: Alias) -> None:
    entity = gazetteer.entities.get(alias.key)
    if entity is None:
        raise InputError(
            f"The name {alias.name!r} is given to {alias.key}, which is not in the reference data.",
            where=ALIASES,
            remedy="Correct its key.",
        )
    giver = gazetteer.givers.get(alias.key) if entity.kind == "country" else None
    if alias.use == "withheld":
        return
    for form in forms(alias.name):
        if alias.use == "candidate":
            _put(gazetteer.insufficient, form, entity)
            continue
        if alias.role != "donor":
            _put(gazetteer.places, form, entity)
        if alias.role != "place" and giver:
            _put(gazetteer.donors, form, giver)


def _put(table: Table, name: str, entity: Entity) -> None:
    there = table.get(name, ())
    if entity not in there:
        table[name] = (*there, entity)
