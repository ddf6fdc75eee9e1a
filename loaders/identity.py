"""Which records are the same mandate, over all sources, whatever the order they are read in.

Records of one title and start are one mandate if their donors overlap and their places overlap, where a record that
names none overlaps with all, but never joins two that do not overlap. Otherwise they are different mandates, and each
takes its donors and places into its IRI.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..graph.iris import mandate_name, slug
from .records import MandateRecord


class Claim(NamedTuple):
    """What one record says of who a mandate is: the keys of its donors and places."""

    donors: frozenset[str]
    places: frozenset[str]

    def same(self, other: Claim) -> bool:
        """Tell whether two claims to one name can be about one mandate."""
        return _overlap(self.donors, other.donors) and _overlap(self.places, other.places)

    def written(self) -> str:
        """Return the claim as text, for a source in which several records claim one mandate differently."""
        return "|".join(" ".join(sorted(part)) for part in self)


def parse_claim(written: str) -> Claim:
    """Return the claim that ``Claim.written`` wrote."""
    donors, _, places = written.partition("|")
    return Claim(frozenset(donors.split()), frozenset(places.split()))


def name_of(record: MandateRecord, header: str = "") -> str:
    """Return the name that a record claims: its title and start; ``header`` stands in for a missing title."""
    return mandate_name(record.title or header, record.start)


def claim_of(record: MandateRecord) -> Claim:
    """Return what a record says of who its mandate is."""
    return Claim(
        frozenset(donor.key for donor in record.donors),
        frozenset(place.key for place in record.places),
    )


def keys(name: str, claims: Iterable[Claim]) -> Mapping[Claim, str]:
    """Return the key of the mandate that each claim to ``name`` is about: ``mandate/...``."""
    held = set(claims)
    if len(held) == 1:
        return dict.fromkeys(held, f"mandate/{name}")
    parties = _parties(sorted(held, key=_order))
    if len(parties) == 1:
        return dict.fromkeys(parties[0], f"mandate/{name}")
    told = [_discriminator(party) for party in parties]
    found: dict[Claim, str] = {}
    for party, words in zip(parties, told, strict=True):
        mark = f"-{_digest(party)}" if told.count(words) > 1 else ""
        found.update(dict.fromkeys(party, f"mandate/{name}-{words}{mark}"))
    return found


def _order(claim: Claim) -> tuple[list[str], list[str]]:
    return sorted(claim.donors), sorted(claim.places)


def _parties(claims: list[Claim]) -> list[list[Claim]]:
    """Return the claims in groups; one with a gap joins a group only if that is the one it can belong to."""
    groups: dict[tuple[bool, bool], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((bool(claim.donors), bool(claim.places)), []).append(claim)
    parties = _connected(groups.get((True, True), []))
    left = {True: list[Claim](), False: list[Claim]()}
    whole = [[*party] for party in parties]
    for side in (True, False):
        for claim in groups.get((side, not side), []):
            fitting = [n for n, party in enumerate(whole) if any(claim.same(member) for member in party)]
            (parties[fitting[0]] if len(fitting) == 1 else left[side]).append(claim)
    donors, places = _connected(left[True]), _connected(left[False])
    if not whole and len(donors) == len(places) == 1:
        donors, places = [[*donors[0], *places[0]]], []
    parties += [*donors, *places]
    if nothing := groups.get((False, False)):
        parties = [[*parties[0], *nothing]] if len(parties) == 1 else [*parties, nothing]
    return parties


def _connected(claims: list[Claim]) -> list[list[Claim]]:
    """Return the claims, none with a gap of its own, in groups connected by ``same``."""
    parties: list[list[Claim]] = []
    for claim in claims:
        joined = [party for party in parties if any(claim.same(member) for member in party)]
        parties = [party for party in parties if party not in joined]
        parties.append([*(member for party in joined for member in party), claim])
    return parties


def _discriminator(party: list[Claim]) -> str:
    donors = {_tail(key) for claim in party for key in claim.donors}
    places = {_tail(key).lower() for claim in party for key in claim.places}
    return slug(" ".join([*sorted(donors), *sorted(places)]) or "unnamed")


def _digest(party: list[Claim]) -> str:
    """Return what tells two parties apart whose names, written one after the other, are the same."""
    written = "\n".join(sorted(claim.written() for claim in party))
    return hashlib.sha256(written.encode()).hexdigest()[:8]


def _tail(key: str) -> str:
    return key.rsplit("/", 1)[-1]


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)
