"""A donor or any other organisation: what it asked for, where, when, and where it is mentioned."""

from __future__ import annotations

from ...graph.iris import MG, PREFIXES
from . import world_map
from .cards import links, read_cards
from .charts import bars, timeline
from .country import TIMELINE
from .home import per_country
from .lists import by_value, offset_of, turn, without
from .reading import term, values
from .rendering import render
from .view import Fields, Link, View


def donor_page(view: View, iri: str, fields: Fields) -> str:
    """Render an organisation."""
    key = view.reader.minter.key(iri) or ""
    pattern = f"?mandate mg:donor {term(iri)} ."
    found = read_cards(view, pattern, offset_of(fields))
    drawn = read_cards(view, pattern, limit=TIMELINE).cards
    countries = per_country(view, pattern)
    searched = {"donor": [key.removeprefix("donor/")]}
    return render(
        view,
        "donor.html",
        title=view.names.label(iri),
        here="/donors",
        iri=iri,
        kind=links(view, values(view.reader, iri, MG + "donorType")),
        state=links(view, values(view.reader, iri, MG + "governmentOf")),
        names=view.names.others(iri),
        same=values(view.reader, iri, PREFIXES["schema"] + "sameAs"),
        found=found,
        turn=turn(view, found, f"/page/{key}", fields),
        map=world_map.draw(countries),
        where=len(countries),
        countries=bars([*countries.values(), *without(view, "country", pattern, searched)]),
        themes=bars([*by_value(view, "theme", pattern), *without(view, "theme", pattern, searched)]),
        drawn=len(drawn),
        timeline=timeline((Link(card.title, card.href), [card]) for card in drawn),
        mentioned=read_cards(view, f"?mandate mg:mentions {term(iri)} .", limit=10),
        mentions=view.url(f"/data/{key}", {"in": ["mg:mentions"]}),
        key=key,
        search=view.url("/search", searched),
    )
