"""How a mandate is split between the places that it names: as its source declares, else in equal shares."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Literal, NamedTuple

from .facts import MandateFacts, Named

Basis = Literal["declared", "equal", ""]
_WHOLE, _CENT, _TOLERANCE = Decimal(100), Decimal("0.01"), Decimal("0.5")


class Split(NamedTuple):
    """The percentage of each place, in the order of the places, and where it comes from; empty for one place alone."""

    shares: tuple[Decimal, ...]
    basis: Basis


def split(mandate: MandateFacts, places: Sequence[Named]) -> Split:
    """Return how a mandate is split between some of its places; the percentages add up to 100.

    What a source declares counts only where it is there for each place and adds up to 100 (give or take a half).
    """
    declared = [mandate.shares.get(place.key) for place in places]
    known = [share for share in declared if share is not None]
    if known and len(known) == len(places) and abs(sum(known) - _WHOLE) <= _TOLERANCE:
        return Split(tuple(known), "declared")
    if len(places) < 2:
        return Split((), "")
    return Split(_equal(len(places)), "equal")


def left_over(mandate: MandateFacts, places: Sequence[Named]) -> tuple[tuple[str, Decimal], ...]:
    """Return the declared shares, each with the key of its place, that the split between these places does not have."""
    if split(mandate, places).basis != "declared":
        return mandate.declared
    kept = {(place.key, mandate.shares[place.key]) for place in places}
    return tuple(pair for pair in mandate.declared if pair not in kept)


def _equal(count: int) -> tuple[Decimal, ...]:
    """Return equal percentages of two places after the point; what is left over goes to the first ones."""
    share = (_WHOLE / count).quantize(_CENT, ROUND_DOWN)
    left = int((_WHOLE - share * count) / _CENT)
    return tuple(share + _CENT if number < left else share for number in range(count))
