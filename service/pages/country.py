"""A country, and a region: its names and codes, the mandates there, who asked for them, when."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ...graph.iris import MG, PREFIXES
from . import world_map
from .cards import count_mandates, links, read_cards
from .charts import bars, timeline
from .home import per_country
from .identities import elsewhere, groupings, identities, in_time
from .lists import by_value, offset_of, turn, without
from .reading import closure, listed, subjects, term, values
from .rendering import render
from .view import Fields, Link, View

_CODES = (
    ("alpha2", "ISO alpha-2"), ("alpha3", "ISO alpha-3"), ("numeric", "ISO numeric"), ("m49", "UN M49"),
    ("dac", "OECD DAC"), ("eu", "EU"), ("marc", "MARC"), ("geonames", "GeoNames"), ("wikidata", "Wikidata"),
)  # fmt: skip
TIMELINE = 60
"""The most mandates that the timeline of one thing shows."""


@dataclass(frozen=True)
class Code:
    """A code of a country in one scheme."""

    scheme: str
    code: str


def country_page(view: View, iri: str, fields: Fields) -> str:
    """Render a country."""
    pattern = f"?mandate mg:country {term(iri)} ."
    offset = offset_of(fields)
    found = read_cards(view, pattern, offset)
    donors = by_value(view, "donor", pattern)
    code = iri.rpartition("/")[2]
    drawn = read_cards(view, pattern, limit=TIMELINE).cards
    searched = {"country": [code]}
    return render(
        view,
        "country.html",
        title=view.names.label(iri),
        here="/countries",
        iri=iri,
        codes=_codes(view, iri),
        names=view.names.others(iri),
        within=links(view, values(view.reader, iri, PREFIXES["skos"] + "broader")),
        identities=identities(view, iri),
        time=in_time(view, iri),
        groupings=groupings(view, iri),
        givers=links(view, (state for state in _governments(view, iri) if subjects(view.reader, MG + "donor", state))),
        found=found,
        turn=turn(view, found, f"/page/country/{code}", fields),
        map=world_map.draw({code: (view.link(iri), float(max(found.total, 1)))}, crop=True),
        asking=len(donors),
        donors=bars([*donors, *without(view, "donor", pattern, searched)]),
        themes=bars([*by_value(view, "theme", pattern), *without(view, "theme", pattern, searched)]),
        drawn=len(drawn),
        timeline=timeline((card_link, [card]) for card in drawn for card_link in [Link(card.title, card.href)]),
        code=code,
        search=view.url("/search", searched),
    )


def region_page(view: View, iri: str, fields: Fields) -> str:
    """Render a region: mandates that name it, and mandates in its countries."""
    key = view.reader.minter.key(iri) or ""
    reader = view.reader
    below = [*closure(reader, PREFIXES["skos"] + "broader", iri), *subjects(reader, MG + "inGroup", iri)]
    inside = f"VALUES ?inside {{ {listed(below)} }} ?mandate mg:country|mg:region ?inside ."
    found = read_cards(view, inside, offset_of(fields))
    named = per_country(view, inside.replace("mg:country|mg:region", "mg:country"))
    countries = {code: pair for code, pair in named.items() if pair[0].iri in below}
    return render(
        view,
        "region.html",
        title=view.names.label(iri),
        here="/countries",
        iri=iri,
        code=key.rpartition("/")[2],
        names=view.names.others(iri),
        within=links(view, values(view.reader, iri, PREFIXES["skos"] + "broader")),
        elsewhere=elsewhere(view, iri),
        named=count_mandates(view, f"?mandate mg:region {term(iri)} ."),
        found=found,
        turn=turn(view, found, f"/page/{key}", fields),
        map=world_map.draw(countries, crop=True),
        countries=bars(countries.values()),
    )


def _governments(view: View, iri: str) -> list[str]:
    return subjects(view.reader, MG + "governmentOf", iri)


def _codes(view: View, iri: str) -> list[Code]:
    quads = view.reader.quads(ox.NamedNode(iri), ox.NamedNode(PREFIXES["skos"] + "notation"), None, None)
    found = {
        quad.object.datatype.value.removeprefix(MG): quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.Literal)
    }
    return [Code(label, found[scheme]) for scheme, label in _CODES if scheme in found]
