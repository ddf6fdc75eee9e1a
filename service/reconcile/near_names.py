"""Names that are nearly a given one: by the groups of three letters that they share. Never a match, only a hint."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor

LEAST = 0.55
"""How alike two names must be (Dice's coefficient of their letter groups) for one to be shown for the other."""

_LONGEST = 120
_TOO_COMMON = 4000
_DENSE = 128
"""A group that at least one name in so many holds is kept as bits, one for each name; a rarer one as a list."""
_ROUNDING = 1e-9
_STEPS = (0.8, 0.67, LEAST)


class NearNames:
    """Folded names with the things they stand for, ordered by how many groups each has."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        things: dict[str, list[str]] = defaultdict(list)
        for name, key in names:
            if name and len(name) <= _LONGEST:
                things[name].append(key)
        counted = sorted((len(_groups(_padded(name))), name) for name in things)
        self._sizes = [size for size, _ in counted]
        self._things = [tuple(dict.fromkeys(things[name])) for _, name in counted]
        self._few: dict[str, list[int]] = {}
        self._many: dict[str, int] = {}
        self._add_holders(name for _, name in counted)

    def _add_holders(self, names: Iterable[str]) -> None:
        holders: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            for group in _groups(_padded(name)):
                holders[group].append(number)
        for group, numbers in holders.items():
            if len(numbers) > _TOO_COMMON:
                continue
            if len(numbers) * _DENSE < len(self._sizes):
                self._few[group] = numbers
            else:
                self._many[group] = _bits(numbers)

    def search(self, folded: str, most: int = 20) -> dict[str, float]:
        """Return the things with a name like this one, each with how alike it is (from ``LEAST`` to below 1).

        What is very much alike is looked for first: if that is enough, nothing else need be compared.
        """
        if not folded or len(folded) > _LONGEST:
            return {}
        query = _Query(_groups(_padded(folded)), self._few, self._many)
        found: dict[str, float] = {}
        for least in _STEPS:
            for number, likeness in self._alike(query, least):
                for key in self._things[number]:
                    found[key] = max(found.get(key, 0.0), likeness)
            if len(found) >= most:
                break
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return {key: min(round(likeness, 3), 0.999) for key, likeness in best}

    def _alike(self, query: _Query, least: float) -> Iterator[tuple[int, float]]:
        """Yield the names that are alike at least so much, and how much: all names are looked at at once.

        How many groups a name must share grows with its size, so names of neighbouring sizes are looked at together.
        """
        size = ceil(least / (2 - least) * query.size - _ROUNDING)
        while (needed := max(1, ceil(least / 2 * (query.size + size) - _ROUNDING))) <= query.known:
            largest = floor(2 * needed / least - query.size + _ROUNDING)
            first, end = bisect_left(self._sizes, size), bisect_left(self._sizes, largest + 1)
            for number in query.holding(needed, first, end) if first < end else ():
                likeness = 2 * query.shared(number) / (query.size + self._sizes[number])
                if likeness >= least:
                    yield number, likeness
            size = largest + 1


class _Query:
    """The groups of a name that is looked for, and how many of them each name holds.

    ``planes`` are these numbers in binary, upright: a bit for each name, first of the lowest digits, then of the next.
    """

    def __init__(self, groups: frozenset[str], few: Mapping[str, Sequence[int]], many: Mapping[str, int]) -> None:
        self.size = len(groups)
        held = [many[group] for group in groups if group in many]
        held += [_bits(few[group]) for group in groups if group in few]
        self.known = len(held)
        self._planes = _counted(held)
        self._bytes = [plane.to_bytes(plane.bit_length() // 8 + 1, "little") for plane in self._planes]

    def shared(self, number: int) -> int:
        """Return how many of the groups a name holds."""
        at, bit = number >> 3, number & 7
        held = 0
        for digit, plane in enumerate(self._bytes):
            if at < len(plane):
                held += (plane[at] >> bit & 1) << digit
        return held

    def holding(self, needed: int, first: int, end: int) -> Iterator[int]:
        """Yield the names from ``first`` to before ``end`` that hold at least so many of the groups."""
        mask = (1 << (end - first)) - 1
        enough = _at_least(needed, [(plane >> first) & mask for plane in self._planes], mask)
        while enough:
            lowest = enough & -enough
            yield first + lowest.bit_length() - 1
            enough ^= lowest


def _padded(name: str) -> str:
    return f"  {name} "


def _groups(padded: str) -> frozenset[str]:
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _bits(numbers: Sequence[int]) -> int:
    """Return the number whose bits at these places are set."""
    held = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


def _counted(sets: Iterable[int]) -> list[int]:
    """Return how many of the sets hold each place, as planes of binary digits, the lowest first."""
    planes: list[int] = []
    for carry in sets:
        for at, plane in enumerate(planes):
            planes[at], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    return planes


def _at_least(least: int, planes: Sequence[int], mask: int) -> int:
    """Return the places whose count is at least so much, ``mask`` being all places."""
    if least >> len(planes):
        return 0
    more, same = 0, mask
    for at in range(len(planes) - 1, -1, -1):
        if least >> at & 1:
            same &= planes[at]
        else:
            more |= same & planes[at]
            same &= planes[at] ^ mask
    return more | same
