"""A theme: what it means, where it stands among the others, and the mandates about it."""

from __future__ import annotations

from ...graph.iris import MG, PREFIXES
from . import world_map
from .cards import links, read_cards
from .charts import bars
from .home import per_country
from .lists import by_value, offset_of, turn, without
from .reading import closure, listed, subjects, value, values
from .rendering import render
from .view import Fields, View

_SKOS = PREFIXES["skos"]


def theme_page(view: View, iri: str, fields: Fields) -> str:
    """Render a theme; mandates about narrower themes are counted with it."""
    key = view.reader.minter.key(iri) or ""
    themes = closure(view.reader, _SKOS + "broader", iri)
    pattern = f"VALUES ?within {{ {listed(themes)} }} ?mandate mg:theme ?within ."
    searched = {"theme": [(view.reader.minter.key(theme) or theme).removeprefix("theme/") for theme in themes]}
    found = read_cards(view, pattern, offset_of(fields))
    countries = per_country(view, pattern)
    return render(
        view,
        "theme.html",
        title=view.names.label(iri),
        here="/themes",
        iri=iri,
        definition=value(view.reader, iri, _SKOS + "definition"),
        names=view.names.others(iri),
        broader=links(view, values(view.reader, iri, _SKOS + "broader")),
        narrower=links(view, subjects(view.reader, _SKOS + "broader", iri)),
        found=found,
        turn=turn(view, found, f"/page/{key}", fields),
        map=world_map.draw(countries),
        countries=bars([*countries.values(), *without(view, "country", pattern, searched)]),
        donors=bars([*by_value(view, "donor", pattern), *without(view, "donor", pattern, searched)]),
        key=key,
        direct=len(subjects(view.reader, MG + "theme", iri)),
    )
