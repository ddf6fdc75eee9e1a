"""Clauses and phrases that tell more than the names in them: which words begin to look for which of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...graph.countries.resolver import Resolver
from ..records import Reading
from . import events, parties, relative_days

if TYPE_CHECKING:
    from .names import Name

TRIGGERS = (
    ("undated-event", events.EVENTS),
    ("course-day", relative_days.DAYS),
    ("relative-period", relative_days.PERIODS),
    ("joint-team", parties.JOINT),
    ("requester", parties.ASKED),
)
"""Rules, each with the words around which it looks for a clause."""


_BY_OR_THE = (" by ", " the ")


def read_clause(
    name: Name, text: str, folded: str, start: int, end: int, low: int, high: int, block: int, resolver: Resolver
) -> Iterable[Reading]:
    """Return what the clause around the trigger word at ``start`` to ``end`` says.

    It stands in the part ``low`` to ``high`` of the block that begins at ``block``. The first tests are for speed: most
    times these words begin nothing.
    """
    rule = name.rule
    if rule == "requester":
        if text[end + 1 : end + 2].islower() and not folded.startswith(_BY_OR_THE, end):
            return ()
        return parties.read_request(text, low, start, end, resolver)
    if rule == "course-day":
        return () if folded.startswith("from", start - 9) else relative_days.read_days(folded, start, end, block, high)
    if rule == "joint-team":
        return parties.read_joint(text, start, end, resolver)
    if rule == "relative-period":
        found = relative_days.read_period(folded, start, end)
    else:
        found = events.read_event(text, folded, start, end, low, high, resolver)
    return (found,) if found else ()
