"""The columns of a table of mandates: what their headings mean, in English, French and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ...graph.errors import InputError
from ..prose.folding import fold
from .cells import Cell

_HEADINGS = {
    "title": (
        "title, mandate, mandate title, project, project title, name, label, titre, mandat, titre du mandat, "
        "intitule, nom, titulo, mandato, titulo del mandato, nombre"
    ),
    "donor": (
        "donor, donors, donor name, mandator, mandators, funder, funders, funded by, requested by, donateur, "
        "donateurs, bailleur, bailleurs, bailleur de fonds, bailleurs de fonds, mandant, mandants, donante, "
        "donantes, mandante, mandantes, financiador, financiadores"
    ),
    "place": (
        "country, countries, country name, country code, target country, target countries, target country / "
        "organisation, region, regions, place, places, location, locations, iso2, iso3, iso code, alpha 2, "
        "alpha 3, pays, pays cible, pays cibles, lieu, lieux, pais, paises, pais destinatario, lugar, "
        "lugares, region pays, regiones"
    ),
    "start": (
        "start, start date, from, begin, beginning, date from, started, debut, date de debut, date debut, "
        "inicio, fecha de inicio, fecha inicio, desde"
    ),
    "end": (
        "end, end date, to, until, till, date to, finish, ended, fin, date de fin, date fin, fecha de fin, "
        "fecha fin, fecha final, hasta, final"
    ),
    "period": ("period, dates, date, date range, duration, when, periode, duree, periodo, fechas, duracion"),
    "type": "type, resource type, kind, type de ressource, tipo, tipo de recurso",
    "training": (
        "training, is training, training course, course, formation, est une formation, capacitacion, curso, "
        "entrenamiento"
    ),
    "report": (
        "report, reports, outputs, mandate outputs / products, mandate outputs, rapport, rapports, produits, "
        "informe, informes, productos"
    ),
    "theme": ("theme, themes, topic, topics, subject, subjects, thematique, thematiques, sujet, sujets, tema, temas"),
    "description": "description, summary, abstract, text, resume, texte, descripcion, resumen, texto",
    "mandatingDepartment": (
        "mandating department, department, mandating organisation / agency / department / ministry, "
        "departement, ministere, departamento, ministerio"
    ),
    "targetOrganisationType": (
        "target organisation type, target organisation types, target organization type, type d'organisation "
        "cible, tipo de organizacion destinataria"
    ),
    "relatedActivity": "related activity, related activities, activities, activites, actividades",
    "objective": (
        "objective, objectives, outcome objectives, outcome objectives of mandate, intended immediate "
        "outcomes of mandate, objectif, objectifs, objetivo, objetivos"
    ),
    "lesson": ("lesson, lessons, lessons identified, specific lessons identified, lecon, lecons, leccion, lecciones"),
    "trainingLevel": "level, training level, niveau, nivel",
    "startWritten": "start as written",
    "endWritten": "end as written",
    "share": "place share, place shares, country share, country shares",
    "shareBasis": "share basis",
    "iri": "mandate iri",
    "periodStatus": "period status",
    "otherValues": "other values",
    "mention": "also mentioned",
    "declaredShare": "other declared shares",
    "statements": "rdf statements",
    "trainingLanguage": "training language, course language, langue de formation, idioma del curso",
}
_FIELDS = {name.strip(): field for field, names in _HEADINGS.items() for name in names.split(",")}
CODE_LISTS = {"iso2": "alpha-2", "alpha 2": "alpha-2", "iso3": "alpha-3", "alpha 3": "alpha-3"}
"""Headings that name the list which the codes below them are of."""
_SINGLE = frozenset({"title", "start", "end", "startWritten", "endWritten", "period", "type", "training"})
_KINDS = {
    "title": "title", "donor": "donor", "place": "place", "start": "days", "end": "days", "period": "days"
}  # fmt: skip
"""What a mandate is known by, of which one alone (a name, a country) may be a fact about anything."""
_OF_ANYTHING = frozenset({"name", "label", "nom", "nombre"})
_BREAK = re.compile(r"[\s_.\-]+")
_TRAIL = re.compile(r" ?\(?s\)$|[ :*]+$|(?<=[a-z]) ?\d{1,2}$")


class Column(NamedTuple):
    """A heading, the field it names, or none, and the list of codes, if it names one."""

    heading: Cell
    field: str
    code_list: str = ""


def field_of(heading: str) -> str:
    """Return the field that a heading names, or an empty string; case, accents and ``_-.`` do not matter."""
    return _FIELDS.get(_known(heading), "")


def code_list_of(heading: str) -> str:
    """Return the list of codes that a heading names, as ``Resolver.resolve`` calls it, or an empty string."""
    return CODE_LISTS.get(_known(heading), "")


def _known(heading: str) -> str:
    """Return a heading as it is known, or an empty string."""
    plain = _BREAK.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)).strip()
    ways = (fold(plain), fold(_BREAK.sub(" ", heading)).strip(), _TRAIL.sub("", fold(plain)))
    return next((name for name in ways if name in _FIELDS), "")


def columns_of(headings: tuple[Cell, ...]) -> tuple[Column, ...]:
    """Return the columns that a header row names."""
    return tuple(Column(each, field_of(each.value), code_list_of(each.value)) for each in headings)


def are_of_mandates(headings: Iterable[str]) -> bool:
    """Tell whether a table with these headings lists mandates: one is that of a title, or two tell what a mandate has.

    Anything has a name, and a name and a country code are a list of countries.
    """
    named = [(fold(heading), field_of(heading)) for heading in headings]
    if any(field == "title" and heading not in _OF_ANYTHING for heading, field in named):
        return True
    kinds = {_KINDS[field] for _, field in named if field in _KINDS}
    return len(kinds) > 1 and kinds != {"title", "place"}


def not_of_mandates(where: str) -> InputError:
    """Return the error for a table that is of something else."""
    what = "This is not a table of mandates."
    remedy = "Name the column of the titles: title; a list of countries is loaded with"
    return InputError(what, where=where, remedy=f"{remedy} `mandategraph vocabulary`.")


def is_single(field: str) -> bool:
    """Tell whether a mandate has one value at most in this field."""
    return field in _SINGLE
