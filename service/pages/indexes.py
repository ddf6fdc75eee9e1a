"""The lists of all countries, donors, themes, trainings, reports and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...graph.iris import MG
from . import world_map
from .cards import Cards, read_card, read_cards
from .charts import Bar, bars
from .home import per_country
from .lists import by_value, offset_of, one_of, turn, turns
from .reading import Row, number, select, term
from .rendering import render
from .view import Fields, Link, View

ROWS = 100


def countries_page(view: View) -> str:
    """Render all countries with their mandates, on a map and ranked; and regions that mandates name."""
    counts = per_country(view)
    return render(
        view,
        "countries.html",
        title="Countries",
        here="/countries",
        map=world_map.draw(counts),
        ranked=bars(counts.values()),
        regions=bars(by_value(view, "region")),
        unresolved=bars(by_value(view, "unresolvedPlace")),
    )


def donors_page(view: View) -> str:
    """Render all donors, by type."""
    kinds: dict[str, list[tuple[Link, float]]] = {}
    for link, count in by_value(view, "donor"):
        found = select(view.reader, f"SELECT ?type {{ <{link.iri}> mg:donorType ?type }} ORDER BY ?type LIMIT 1")
        kinds.setdefault(view.names.label(found[0]["type"]) if found else "Type not known", []).append((link, count))
    none = number(
        view.reader, "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a mg:Mandate FILTER NOT EXISTS { ?m mg:donor ?d } }"
    )
    groups = sorted(kinds.items(), key=lambda pair: (-sum(count for _, count in pair[1]), pair[0]))
    return render(
        view,
        "donors.html",
        title="Donors",
        here="/donors",
        groups=_on_one_scale(groups),
        count=sum(len(found) for _, found in groups),
        none=none,
        none_href=view.url("/search", {"donor": ["none"]}),
    )


def _on_one_scale(groups: Sequence[tuple[str, list[tuple[Link, float]]]]) -> list[tuple[str, tuple[Bar, ...]]]:
    most = max((count for _, found in groups for _, count in found), default=1)
    return [
        (title, tuple(Bar(bar.link, bar.amount, round(100 * bar.amount / most, 2)) for bar in bars(found)))
        for title, found in groups
    ]


@dataclass(frozen=True)
class Branch:
    """A theme with the themes below it."""

    bar: Bar
    below: tuple[Branch, ...]


def themes_page(view: View) -> str:
    """Render the themes as the tree they are."""
    rows = view.catalogue.run(view.reader, "themes").records()
    children: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        children.setdefault(str(row["broader"] or ""), []).append(row)
    most = max((int(str(row["mandates"])) for row in rows), default=1) or 1

    def branch(row: Mapping[str, object], depth: int) -> Branch:
        count, theme = int(str(row["mandates"])), str(row["theme"])
        link = Link(str(row["label"]), view.href(theme), theme)
        below = [branch(child, depth + 1) for child in children.get(theme, [])] if depth < 8 else []
        return Branch(Bar(link, count, round(100 * count / most, 2)), tuple(below))

    tree = [branch(row, 0) for row in children.get("", [])]
    return render(view, "themes.html", title="Themes", here="/themes", tree=tree, count=len(rows))


def trainings_page(view: View, fields: Fields) -> str:
    """Render the trainings with level and language."""
    found = read_cards(view, "?mandate a mg:Training .", offset_of(fields))
    details = {
        card.iri: (_all(view, card.iri, "trainingLevel"), _all(view, card.iri, "trainingLanguage"))
        for card in found.cards
    }
    return render(
        view,
        "trainings.html",
        title="Trainings",
        here="/search",
        found=found,
        details=details,
        turn=turn(view, found, "/trainings", fields),
    )


def _all(view: View, iri: str, property: str) -> list[str]:
    return [row["v"] for row in select(view.reader, f"SELECT DISTINCT ?v {{ <{iri}> mg:{property} ?v }} ORDER BY ?v")]


def reports_page(view: View, fields: Fields) -> str:
    """Render the reports by status."""
    states = {name: iri for iri in _states(view) for name in [iri.rpartition("/")[2]]}
    status = one_of(fields, "status", sorted(states))
    restriction = f"?report mg:reportStatus {term(states[status])} ." if status else ""
    total = number(view.reader, f"SELECT (COUNT(DISTINCT ?report) AS ?n) {{ ?m mg:report ?report . {restriction} }}")
    offset = offset_of(fields)
    rows = select(
        view.reader,
        f"SELECT DISTINCT ?report ?state ?mandate {{ ?mandate mg:report ?report . {restriction} "
        "OPTIONAL { ?report mg:reportStatus ?state } } "
        f"ORDER BY ?state ?mandate ?report LIMIT {ROWS} OFFSET {offset}",
    )
    shown = [(view.link(r["report"]), r["state"].rpartition("/")[2], read_card(view, r["mandate"])) for r in rows]
    page = Cards(tuple(card for _, _, card in shown), total, offset)
    choices = [(link.label, link.iri.rpartition("/")[2], int(count)) for link, count in by_state(view)]
    return render(
        view,
        "reports.html",
        title="Reports",
        here="/reports",
        rows=shown,
        page=page,
        status=status,
        choices=choices,
        turn=turns(view, "/reports", fields, offset=offset, last=page.last, total=total, size=ROWS),
    )


def _states(view: View) -> list[str]:
    rows = select(
        view.reader,
        "SELECT DISTINCT ?state { { ?report mg:reportStatus ?state } UNION "
        '{ ?state skos:inScheme ?scheme FILTER(STRENDS(STR(?scheme), "/scheme/report-status")) } }',
    )
    return [row["state"] for row in rows]


def by_state(view: View) -> list[tuple[Link, int]]:
    """Return how many reports there are of each status."""
    rows = select(
        view.reader,
        "SELECT ?state (COUNT(DISTINCT ?report) AS ?n) { ?m mg:report ?report . ?report mg:reportStatus ?state } "
        "GROUP BY ?state ORDER BY DESC(?n) ?state",
    )
    return [(view.link(row["state"]), int(row["n"])) for row in rows]


def sources_page(view: View, fields: Fields) -> str:
    """Render the sources with what was read from each."""
    total = number(view.reader, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{MG}currentVersion> ?v }}")
    offset = offset_of(fields)
    rows = select(
        view.reader,
        "SELECT ?source ?address ?version ?media ?day ?size (COUNT(DISTINCT ?mandate) AS ?n) { GRAPH ?graph { "
        "?source mg:currentVersion ?version ; mg:address ?address . OPTIONAL { ?version mg:mediaType ?media } "
        "OPTIONAL { ?version mg:readOn ?day } OPTIONAL { ?version mg:byteSize ?size } "
        "OPTIONAL { ?mandate a mg:Mandate } } } GROUP BY ?source ?address ?version ?media ?day ?size "
        f"ORDER BY ?address LIMIT {ROWS} OFFSET {offset}",
    )
    shown: list[tuple[Link, Row]] = [
        (Link(row["address"], view.href(row["source"]), row["source"]), row) for row in rows
    ]
    return render(
        view,
        "sources.html",
        title="Sources",
        here="/sources",
        rows=shown,
        total=total,
        offset=offset,
        turn=turns(view, "/sources", fields, offset=offset, last=offset + len(rows), total=total, size=ROWS),
    )
