"""The picture of an answer, as its query's header asks for: bars, a timeline or a map."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.periods import period_status
from ...graph.queries.answers import Answer
from . import world_map
from .cards import Card
from .charts import Bar, Timeline, bars, timeline
from .view import Link, View
from .world_map import WorldMap

MOST = 60


@dataclass(frozen=True)
class Drawn:
    """At most one picture; none where the rows give none. ``unit`` says what the colours of a map count."""

    bars: tuple[Bar, ...] = ()
    timeline: Timeline | None = None
    map: WorldMap | None = None
    left_out: int = 0
    unit: str = ""


def draw(view: View, kind: str, answer: Answer) -> Drawn:
    """Draw an answer."""
    records = [{name: "" if v is None else str(v) for name, v in row.items()} for row in answer.records()]
    if kind == "bar":
        return _bars(view, records, answer)
    if kind == "map":
        return _map(view, records, answer)
    if kind == "timeline":
        return _timeline(view, records)
    return Drawn()


def _things(answer: Answer) -> list[str]:
    return [column.name for column in answer.columns if column.type in ("iri", "country", "donor", "theme", "region")]


def _amount(answer: Answer) -> str:
    counted = [
        column.name for column in answer.columns if column.type in ("integer", "decimal") and column.name != "year"
    ]
    return counted[-1] if counted else ""


def _bars(view: View, records: list[dict[str, str]], answer: Answer) -> Drawn:
    things, amount = _things(answer), _amount(answer)
    labels = [column.name for column in answer.columns if column.type == "string"]
    if not amount or not (things or labels):
        return Drawn()
    sums: dict[Link, float] = {}
    for row in records:
        link = view.link(row[things[0]]) if things and row[things[0]] else Link(row[labels[0]] if labels else "", "")
        sums[link] = sums.get(link, 0) + float(row[amount] or 0)
    drawn = bars((link, total) for link, total in sums.items() if total)
    return Drawn(bars=drawn[:MOST], left_out=max(len(drawn) - MOST, 0))


def _map(view: View, records: list[dict[str, str]], answer: Answer) -> Drawn:
    amount = _amount(answer)
    counts: dict[str, tuple[Link, float]] = {}
    for row in records:
        for name in _things(answer):
            key = view.reader.minter.key(row[name]) or ""
            if key.startswith("country/"):
                code = key.rpartition("/")[2]
                before = counts[code][1] if code in counts else 0.0
                counts[code] = (view.link(row[name]), before + float(row[amount] if amount else 1))
    return Drawn(map=world_map.draw(counts), unit=amount or "rows")


def _timeline(view: View, records: list[dict[str, str]]) -> Drawn:
    groups: list[tuple[Link, list[Card]]] = []
    for row in records:
        start, end = row.get("start") or row.get("first", ""), row.get("end") or row.get("last", "")
        iri = row.get("mandate") or row.get("about", "")
        title = row.get("title") or view.names.label(iri)
        if start or end:
            link = Link(title, view.href(iri), iri)
            card = Card(iri, title, link.href, start, end, period_status(start, end), (), (), False, 0, 0)
            groups.append((link, [card]))
    return Drawn(timeline=timeline(groups[:MOST]) if groups else None, left_out=max(len(groups) - MOST, 0))
