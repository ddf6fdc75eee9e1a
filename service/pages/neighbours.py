"""The neighbours of a mandate as a graph: what it names, and the mandates that name the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ...graph.iris import MG
from .reading import listed, select, values
from .view import Link, View

ROW = 44
"""Height of a row in pixels, the same on both sides and in the style sheet."""
_LEFT, _RIGHT = 10, 8
_PROPERTIES = ("donor", "country", "region", "theme", "mentions")


@dataclass(frozen=True)
class Node:
    """A thing in one of the two columns: ``note`` says what it is to the mandate, ``y`` where its edges meet it."""

    link: Link
    note: str
    kind: str
    y: int


@dataclass(frozen=True)
class Neighbours:
    """Two columns and the edges between them, from ``(0, y)`` to ``(100, y)``."""

    named: tuple[Node, ...]
    mandates: tuple[Node, ...]
    edges: tuple[tuple[int, int, str], ...]
    hidden: int

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        return ROW * max(len(self.named), len(self.mandates), 1)


_KINDS = {"donor": "who", "country": "where", "region": "where", "theme": "about", "mentions": "what"}


def neighbours(view: View, mandate: str) -> Neighbours:
    """Find the mandates that share most with one: rarer things count more, so a common country binds less."""
    named = {
        thing: property for property in reversed(_PROPERTIES) for thing in values(view.reader, mandate, MG + property)
    }
    if not named:
        return Neighbours((), (), (), 0)
    sharing = _sharing(view, mandate, list(named))
    weight = {thing: 1 / (1 + len(others)) for thing, others in sharing.items()}
    score: dict[str, float] = defaultdict(float)
    for thing, others in sharing.items():
        for other in others:
            score[other] += weight[thing]
    shown = sorted(score, key=lambda other: (-round(score[other], 6), other))[:_RIGHT]
    left = sorted(
        named,
        key=lambda t: (not set(sharing.get(t, ())) & set(shown), _PROPERTIES.index(named[t]), view.names.label(t)),
    )
    left = sorted(left[:_LEFT], key=lambda t: (_PROPERTIES.index(named[t]), view.names.label(t)))
    things = tuple(_node(view, thing, named[thing], n) for n, thing in enumerate(left))
    mandates = tuple(
        Node(view.link(other), _shared(sum(other in sharing.get(t, ()) for t in named)), "mandate", _middle(n))
        for n, other in enumerate(shown)
    )
    edges = tuple(
        (node.y, mandates[shown.index(other)].y, node.kind)
        for node in things
        for other in sharing.get(node.link.iri, ())
        if other in shown
    )
    return Neighbours(things, mandates, edges, len(score) - len(shown))


def _sharing(view: View, mandate: str, things: list[str]) -> dict[str, list[str]]:
    rows = select(
        view.reader,
        f"SELECT DISTINCT ?thing ?other {{ VALUES ?thing {{ {listed(things)} }} "
        "?other mg:donor|mg:country|mg:region|mg:theme|mg:mentions ?thing ; a mg:Mandate } "
        "ORDER BY ?thing ?other LIMIT 5000",
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["other"] != mandate:
            found.setdefault(row["thing"], []).append(row["other"])
    return found


def _node(view: View, thing: str, property: str, number: int) -> Node:
    return Node(
        view.link(thing), "mentioned" if property == "mentions" else property, _KINDS[property], _middle(number)
    )


def _shared(count: int) -> str:
    return f"{count} in common"


def _middle(number: int) -> int:
    return number * ROW + ROW // 2
