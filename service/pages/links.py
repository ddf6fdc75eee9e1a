"""The review of links: what the linker proposes, for a person to accept or reject."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...graph.linking.model import Link as Match
from ...graph.linking.model import State
from ...graph.linking.stored import links_of
from ...graph.readable import Readable
from ...graph.vocabularies.stored import names
from .lists import Turn, offset_of, turns
from .rendering import render
from .view import Fields, Link, View

SIZE = 100
STATES: tuple[State, ...] = ("candidate", "accepted", "rejected")
FIELD = "decide:"
"""What the name of a field begins with that decides a link: behind it, the key of our thing, =, the entry's IRI."""


@dataclass(frozen=True)
class Row:
    """A link to decide: ours and the entry as links, and the name of its field."""

    match: Match
    ours: Link
    entry: Link
    field: str


@dataclass(frozen=True)
class Choice:
    """Something to choose among, with its address and how many links it has."""

    label: str
    href: str
    count: int
    chosen: bool


def links_page(view: View, store: Readable, fields: Fields) -> str:
    """Render the review of the links in ``store``, the data of ``view``: one vocabulary, one state."""
    there = names(store)
    asked = next(iter(fields.get("vocabulary", ())), "")
    state = next((one for one in STATES if [one] == list(fields.get("state", ()))), STATES[0])
    found = {name: links_of(store, name) for name in there}
    counts = {name: Counter(match.state for match in matches) for name, matches in found.items()}
    most = max(there, key=lambda name: (counts[name][state], name), default="")
    chosen = asked if asked in found else most
    matches = sorted(
        (match for match in found.get(chosen, ()) if match.state == state), key=lambda match: (-match.confidence, match)
    )
    offset = offset_of(fields)
    shown = matches[offset : offset + SIZE]
    return render(
        view,
        "links.html",
        title="Review of links",
        here="/links",
        vocabularies=[_choice(view, name, state, name, counts[name][state], name == chosen) for name in there],
        states=[_choice(view, one, one, chosen, counts[chosen][one], one == state) for one in STATES if chosen],
        chosen=chosen,
        state=state,
        total=len(matches),
        rows=[_row(view, match) for match in shown],
        decided=next(iter(fields.get("decided", ())), ""),
        action=view.url("/links"),
        turn=turns(view, "/links", fields, offset=offset, last=offset + len(shown), total=len(matches), size=SIZE)
        if shown
        else Turn("", ""),
    )


def _choice(view: View, label: str, state: str, vocabulary: str, count: int, chosen: bool) -> Choice:
    href = view.url("/links", {"vocabulary": [vocabulary], "state": [state]})
    return Choice(label, href, count, chosen)


def _row(view: View, match: Match) -> Row:
    ours = Link(match.subject_label or match.subject, view.href(view.reader.minter.thing(match.subject)), match.subject)
    entry = Link(match.object_label or match.object, view.href(match.object), match.object)
    return Row(match, ours, entry, f"{FIELD}{match.subject}={match.object}")
