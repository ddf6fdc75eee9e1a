"""The first page: what is in the graph, where, when, and who asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.validation.findings import validated_revision
from . import world_map
from .cards import Card, count_mandates, read_card, read_cards
from .charts import MOST_SPANS, Timeline, bars, timeline, yearly
from .lists import NONE
from .reading import number, select
from .rendering import render
from .view import Link, View

DONORS_SHOWN = 14


@dataclass(frozen=True)
class Figure:
    """A number with its noun, and the page of what it counts."""

    amount: int
    noun: str
    href: str


def home_page(view: View) -> str:
    """Render the first page."""
    countries = per_country(view)
    counts = _figures(view)
    return render(
        view,
        "home.html",
        title="Mandates in security sector reform",
        figures=counts,
        first=_year(view, "MIN(?day)", "start"),
        last=_year(view, "MAX(?day)", "end"),
        map=world_map.draw(countries),
        ranked=bars(pair for pair in countries.values())[:12],
        countries=len(countries),
        timeline=donor_timeline(view),
        donors_left=max(counts[1].amount - DONORS_SHOWN, 0),
        recent=read_cards(view, "", limit=5),
        validated=validated_revision(view.reader),
        json_ld=view.data_set() if view.data_set else None,
    )


def per_country(view: View, pattern: str = "") -> dict[str, tuple[Link, float]]:
    """Return how many mandates name each country, by alpha-3; ``pattern`` restricts ``?mandate``."""
    rows = select(
        view.reader,
        f"SELECT ?country (COUNT(DISTINCT ?mandate) AS ?n) {{ {pattern} ?mandate mg:country ?country }} "
        "GROUP BY ?country ORDER BY ?country",
    )
    return {row["country"].rpartition("/")[2]: (view.link(row["country"]), float(row["n"])) for row in rows}


def _year(view: View, extreme: str, property: str) -> str:
    return select(view.reader, f"SELECT ({extreme} AS ?found) {{ ?mandate mg:{property} ?day }}")[0]["found"][:4]


def _figures(view: View) -> list[Figure]:
    things = (
        ("mandates", "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a mg:Mandate }", "/search"),
        ("donors", "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?m mg:donor ?d }", "/donors"),
        ("countries", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?m mg:country ?c }", "/countries"),
        ("trainings", "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a mg:Training }", "/trainings"),
        ("reports", "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?m mg:report ?r }", "/reports"),
        ("themes", "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?m mg:theme ?t }", "/themes"),
        ("sources", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s mg:currentVersion ?v }", "/sources"),
        ("findings", "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?f a mg:Finding }", "/findings"),
    )
    counted = [(number(view.reader, sparql), noun, path) for noun, sparql, path in things]
    return [Figure(n, noun if n != 1 else _one(noun), view.url(path)) for n, noun, path in counted]


def _one(noun: str) -> str:
    return noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")


def donor_timeline(view: View) -> Timeline:
    """Return the mandates in time by donor, those with the most mandates first; mandates without a donor come last."""
    rows = select(
        view.reader,
        "SELECT ?donor (COUNT(DISTINCT ?mandate) AS ?n) { ?mandate a mg:Mandate ; mg:donor ?donor } "
        f"GROUP BY ?donor ORDER BY DESC(?n) ?donor LIMIT {DONORS_SHOWN}",
    )
    groups = [(view.link(row["donor"]), f"?m mg:donor <{row['donor']}>") for row in rows]
    unnamed = Link(NONE["donor"], view.url("/search", {"donor": ["none"]}))
    groups.append((unnamed, "FILTER NOT EXISTS { ?m mg:donor ?d }"))
    if count_mandates(view) > MOST_SPANS:
        undated = count_mandates(view, "FILTER NOT EXISTS { ?mandate mg:start ?day }")
        return yearly(((link, _years(view, pattern)) for link, pattern in groups), undated)
    return timeline((link, _cards(view, pattern)) for link, pattern in groups)


def _cards(view: View, pattern: str) -> list[Card]:
    rows = select(view.reader, f"SELECT DISTINCT ?m {{ ?m a mg:Mandate . {pattern} }} ORDER BY ?m")
    return [read_card(view, row["m"]) for row in rows]


def _years(view: View, pattern: str) -> dict[int, float]:
    rows = select(
        view.reader,
        "SELECT ?year (COUNT(*) AS ?n) { { SELECT ?m (MIN(?s) AS ?start) "
        f"{{ ?m a mg:Mandate ; mg:start ?s . {pattern} }} GROUP BY ?m }} "
        "BIND(SUBSTR(STR(?start), 1, 4) AS ?year) } GROUP BY ?year ORDER BY ?year",
    )
    return {int(row["year"]): float(row["n"]) for row in rows if row["year"].isdigit()}
