"""Search: mandates by words of their title and by facets, each with how many it would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ...graph.iris import MG, SHAPE
from . import reading
from .cards import count_mandates, read_cards
from .lists import NONE, offset_of, turn
from .reading import select, term
from .rendering import render
from .view import Fields, View

LONGEST = 200
"""Letters of a search text that count."""
SHOWN = 8
"""Values of a facet shown before one asks for the rest."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many mandates have it, and where choosing (or leaving) it leads."""

    label: str
    count: int
    href: str
    chosen: bool
    share: float = 0.0


@dataclass(frozen=True)
class Facet:
    """A facet with its values."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Choice, ...]:
        """What is shown at once: what is chosen, then the most frequent."""
        chosen = [choice for choice in self.choices if choice.chosen]
        return tuple(chosen + [c for c in self.choices if not c.chosen][: max(SHOWN - len(chosen), 0)])

    @property
    def rest(self) -> tuple[Choice, ...]:
        """What is shown on request."""
        return tuple(choice for choice in self.choices if choice not in self.first)


@dataclass(frozen=True)
class _Kind:
    """How a facet is asked for: ``pattern`` binds ``?value`` for ``?mandate``, ``root`` starts its keys."""

    title: str
    pattern: str
    root: str = ""

    @property
    def bare(self) -> str:
        """The pattern without a list of the values that there can be."""
        return self.pattern.partition(" VALUES ")[0]


_KINDS = {
    "country": _Kind("Country", "?mandate mg:country ?value .", "country/"),
    "donor": _Kind("Donor", "?mandate mg:donor ?value .", "donor/"),
    "year": _Kind("Year of start", "?mandate mg:start ?day . BIND(SUBSTR(STR(?day), 1, 4) AS ?value)"),
    "type": _Kind("Type", "?mandate a ?value . VALUES ?value { mg:Training }"),
    "theme": _Kind("Theme", "?mandate mg:theme ?value .", "theme/"),
    "finding": _Kind("Finding", "?found sh:focusNode ?mandate ; sh:sourceShape ?value ."),
}
_NONE = {
    "donor": "FILTER NOT EXISTS { ?mandate mg:donor ?no_donor }",
    "country": "FILTER NOT EXISTS { ?mandate mg:country ?no_country }",
    "year": "FILTER NOT EXISTS { ?mandate mg:start ?no_start }",
    "finding": "FILTER NOT EXISTS { ?no_finding sh:focusNode ?mandate }",
    "type": "FILTER NOT EXISTS { ?mandate a mg:Training }",
    "theme": "FILTER NOT EXISTS { ?mandate mg:theme ?no_theme }",
}
_NONE_LABELS = {
    **NONE,
    "year": "start not known",
    "finding": "no finding",
    "type": "Other mandates",
}
_ANY = {"finding": "FILTER EXISTS { ?any_finding sh:focusNode ?mandate }"}


def search_page(view: View, fields: Fields) -> str:
    """Render the mandates that fit; unknown names and values in ``fields`` find nothing rather than fail."""
    words = " ".join(fields.get("q", [])).strip()[:LONGEST]
    chosen = {name: tuple(dict.fromkeys(fields.get(name, ()))) for name in _KINDS}
    kept: dict[str, Sequence[str]] = {"q": [words], **chosen}
    patterns = {name: _pattern(view, name, values) for name, values in chosen.items() if values}
    base = _words(words)
    offset = offset_of(fields)
    found = read_cards(view, base + " ".join(patterns.values()), offset)
    facets = view.parts.of(
        ("facets", view.reader.revision, view.start, words, tuple(chosen.items())),
        lambda: tuple(_facet(view, name, kept, base + _without(patterns, name)) for name in _KINDS),
    )
    return render(
        view,
        "search.html",
        title=f"Mandates with “{words}”" if words else "Mandates",
        here="/search",
        words=words,
        kept={name: values for name, values in kept.items() if name != "q" and values},
        facets=facets,
        chips=[choice for facet in facets for choice in facet.choices if choice.chosen],
        found=found,
        clear=view.url("/search"),
        turn=turn(view, found, "/search", kept),
    )


def _words(words: str) -> str:
    return "".join(
        f" FILTER EXISTS {{ ?mandate rdfs:label ?called FILTER(CONTAINS(LCASE(STR(?called)), {ox.Literal(word)})) }}"
        for word in words.casefold().split()
    )


def _without(patterns: dict[str, str], name: str) -> str:
    return " ".join(pattern for key, pattern in patterns.items() if key != name)


def _pattern(view: View, name: str, values: Sequence[str]) -> str:
    """Return the group pattern for the chosen values of one facet: any of them."""
    special = {**({"none": _NONE[name]} if name in _NONE else {}), **({"any": _ANY[name]} if name in _ANY else {})}
    parts = [special[value] for value in values if value in special]
    if plain := [value for value in values if value not in special]:
        parts.append(_chosen(view, name, plain))
    if len(parts) == 1:
        return parts[0]
    return " UNION ".join(f"{{ ?mandate a mg:Mandate . {part} }}" for part in parts)


def _chosen(view: View, name: str, values: Sequence[str]) -> str:
    """Return the group pattern for mandates that have any of some values."""
    if name == "year":
        years = ", ".join(reading.text(value) for value in values)
        return f"?mandate mg:start ?chosen_day FILTER(SUBSTR(STR(?chosen_day), 1, 4) IN ({years}))"
    variable = f"?chosen_{name}"
    pattern = _KINDS[name].bare.replace("?value", variable).replace("?found", "?chosen_found")
    return f"VALUES {variable} {{ {' '.join(_term(view, name, value) for value in values)} }} {pattern}"


def _term(view: View, name: str, value: str) -> str:
    """Return a value of an address as SPARQL writes it; what can be none becomes an IRI that nothing has."""
    if name == "type":
        iri = MG + ("Training" if value == "training" else "")
    elif name == "finding":
        iri = SHAPE + value
    else:
        iri = view.reader.minter.thing(value if "/" in value else _KINDS[name].root + value)
    try:
        return term(iri)
    except ValueError:
        return term(MG)


def _facet(view: View, name: str, kept: dict[str, Sequence[str]], pattern: str) -> Facet:
    kind = _KINDS[name]
    rows = select(
        view.reader,
        f"SELECT ?value (COUNT(DISTINCT ?mandate) AS ?n) {{ ?mandate a mg:Mandate . {kind.pattern} {pattern} }} "
        f"GROUP BY ?value ORDER BY {'DESC(?value)' if name == 'year' else 'DESC(?n) ?value'}",
    )
    counts = [(_code(view, name, row["value"]), row["value"], int(row["n"])) for row in rows]
    known = {code for code, _, _ in counts}
    counts += [(value, "", 0) for value in kept[name] if value not in known and value not in ("none", "any")]
    for code, restriction in (("none", _NONE.get(name)), ("any", _ANY.get(name))):
        if restriction and ((number := count_mandates(view, f"{pattern} {restriction}")) or code in kept[name]):
            counts.insert(len(counts) if code == "none" else 0, (code, "", number))
    most = max((count for _, _, count in counts), default=1) or 1
    choices = (
        Choice(_label(view, name, code, iri), n, _toggled(view, name, code, kept), code in kept[name], 100 * n / most)
        for code, iri, n in counts
    )
    return Facet(name, kind.title, tuple(choices))


def _code(view: View, name: str, value: str) -> str:
    """Return how a value stands in an address: the shortest text that means it."""
    if name == "year":
        return value
    if name == "type":
        return "training"
    if name == "finding":
        return value.removeprefix(SHAPE)
    return (view.reader.minter.key(value) or value).removeprefix(_KINDS[name].root)


def _label(view: View, name: str, code: str, iri: str) -> str:
    if code == "none":
        return _NONE_LABELS[name]
    if name == "finding":
        return "any finding" if code == "any" else code.replace("-", " ")
    if name == "type":
        return "Training"
    return view.names.label(iri) if iri and name != "year" else code


def _toggled(view: View, name: str, code: str, kept: dict[str, Sequence[str]]) -> str:
    values = [value for value in kept[name] if value != code] if code in kept[name] else [*kept[name], code]
    return view.url("/search", {**kept, name: values})
