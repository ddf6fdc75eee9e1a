"""The facets of the search: what each asks of a mandate, and which values of an address it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ...graph.errors import ParameterError
from ...graph.iris import MG, SHAPE
from ..web.messages import Problem
from . import reading
from .checks import check_names
from .lists import NONE, bad_value
from .reading import term
from .view import Fields, View


@dataclass(frozen=True)
class Kind:
    """How a facet is asked for: ``pattern`` binds ``?value`` for ``?mandate``, ``root`` starts its keys."""

    title: str
    pattern: str
    root: str = ""

    @property
    def bare(self) -> str:
        """The pattern without a list of the values that there can be."""
        return self.pattern.partition(" VALUES ")[0]


KINDS = {
    "country": Kind("Country", "?mandate mg:country ?value .", "country/"),
    "donor": Kind("Donor", "?mandate mg:donor ?value .", "donor/"),
    "year": Kind("Year of start", "?mandate mg:start ?day . BIND(SUBSTR(STR(?day), 1, 4) AS ?value)"),
    "type": Kind("Type", "?mandate a ?value . VALUES ?value { mg:Training }"),
    "theme": Kind("Theme", "?mandate mg:theme ?value .", "theme/"),
    "finding": Kind("Finding", "?found sh:focusNode ?mandate ; sh:sourceShape ?value ."),
}
SPECIAL = {
    "donor": {"none": "FILTER NOT EXISTS { ?mandate mg:donor ?no_donor }"},
    "country": {"none": "FILTER NOT EXISTS { ?mandate mg:country ?no_country }"},
    "year": {"none": "FILTER NOT EXISTS { ?mandate mg:start ?no_start }"},
    "type": {"none": "FILTER NOT EXISTS { ?mandate a mg:Training }"},
    "theme": {"none": "FILTER NOT EXISTS { ?mandate mg:theme ?no_theme }"},
    "finding": {
        "any": "FILTER EXISTS { ?any_finding sh:focusNode ?mandate }",
        "none": "FILTER NOT EXISTS { ?no_finding sh:focusNode ?mandate }",
    },
}
"""Values that stand for no thing: having none, having any."""
_SPECIAL_LABELS = {**NONE, "year": "start not known", "finding": "no finding", "type": "Other mandates"}
_PARAMETERS = {"country": "mandates-per-theme", "donor": "mandates-per-theme", "theme": "mandates-per-country"}
"""Stored queries whose parameter of this name takes what the facet takes."""


def read_chosen(view: View, fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return the chosen values of each facet, each once by its code; an empty value is none. Problem 400."""
    given = {name: [value for value in fields.get(name, ()) if value.strip()] for name in KINDS}
    return {name: tuple(dict.fromkeys(_read(view, name, value) for value in values)) for name, values in given.items()}


def _read(view: View, name: str, value: str) -> str:
    """Return the code that a value of an address means: what stands in the data, else what a stored query takes."""
    if value in SPECIAL[name]:
        return value
    if name in _PARAMETERS:
        iri = _iri(view, name, value)
        return code_of(view, name, iri if _stands(view, name, iri) else _meant(view, name, value))
    accepted = {"type": ["training"], "finding": check_names(view)}.get(name)
    if value not in accepted if accepted is not None else not re.fullmatch("[0-9]{4}", value):
        raise bad_value(name, value, [*(accepted or ["a year of four digits"]), *SPECIAL[name]])
    return value


def _stands(view: View, name: str, iri: str) -> bool:
    try:
        found = view.reader.quads(None, ox.NamedNode(MG + name), ox.NamedNode(iri), None)
    except ValueError:
        return False
    return next(iter(found), None) is not None


def _meant(view: View, name: str, value: str) -> str:
    try:
        (found,) = view.catalogue.bindings(view.reader, _PARAMETERS[name], {name: value})[name]
    except ParameterError as error:
        extra = {"parameter": name, "accepted": error.remedy}
        raise Problem(400, "Bad parameter", f"{name}: {error.what} {error.remedy}", extra=extra) from error
    return found.value


def code_of(view: View, name: str, value: str) -> str:
    """Return how a value stands in an address: the shortest text that means it."""
    if name == "year":
        return value
    if name == "type":
        return "training"
    if name == "finding":
        return value.removeprefix(SHAPE)
    return (view.reader.minter.key(value) or value).removeprefix(KINDS[name].root)


def label(view: View, name: str, code: str) -> str:
    """Return what a value is called."""
    if code == "none":
        return _SPECIAL_LABELS[name]
    if name == "finding":
        return "any finding" if code == "any" else code.replace("-", " ")
    if name == "type":
        return "Training"
    return code if name == "year" else view.names.label(_iri(view, name, code))


def pattern_of(view: View, name: str, values: Sequence[str]) -> str:
    """Return the group pattern for the chosen values of one facet: any of them."""
    parts = [SPECIAL[name][value] for value in values if value in SPECIAL[name]]
    if plain := [value for value in values if value not in SPECIAL[name]]:
        parts.append(_any_of(view, name, plain))
    if len(parts) == 1:
        return parts[0]
    return " UNION ".join(f"{{ ?mandate a mg:Mandate . {part} }}" for part in parts)


def _any_of(view: View, name: str, values: Iterable[str]) -> str:
    if name == "year":
        years = ", ".join(reading.text(value) for value in values)
        return f"?mandate mg:start ?chosen_day FILTER(SUBSTR(STR(?chosen_day), 1, 4) IN ({years}))"
    variable = f"?chosen_{name}"
    pattern = KINDS[name].bare.replace("?value", variable).replace("?found", "?chosen_found")
    return f"VALUES {variable} {{ {' '.join(term(_iri(view, name, value)) for value in values)} }} {pattern}"


def _iri(view: View, name: str, code: str) -> str:
    if name == "type":
        return MG + "Training"
    if name == "finding":
        return SHAPE + code
    return code if ":" in code else view.reader.minter.thing(code if "/" in code else KINDS[name].root + code)
