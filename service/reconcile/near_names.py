"""Names that are nearly a given one: by the groups of three letters that they share. Never a match, only a hint."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

LEAST = 0.55
"""How alike two names must be (Dice's coefficient of their letter groups) for one to be shown for the other."""

_LONGEST = 120
_TOO_COMMON = 4000


class NearNames:
    """Folded names with the things they stand for."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        things: dict[str, list[str]] = defaultdict(list)
        for name, key in names:
            if name and len(name) <= _LONGEST:
                things[name].append(key)
        self._names = sorted(things)
        self._things = [tuple(dict.fromkeys(things[name])) for name in self._names]
        self._sizes = [len(_groups(name)) for name in self._names]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for group in _groups(name):
                self._holders[group].append(number)

    def search(self, folded: str, most: int = 20) -> dict[str, float]:
        """Return the things with a name like this one, each with how alike it is (from ``LEAST`` to below 1)."""
        if not folded or len(folded) > _LONGEST:
            return {}
        groups = _groups(folded)
        shared: Counter[int] = Counter()
        for group in groups:
            holders = self._holders.get(group, ())
            if len(holders) <= _TOO_COMMON:
                shared.update(holders)
        found: dict[str, float] = {}
        for number, count in shared.items():
            likeness = 2 * count / (len(groups) + self._sizes[number])
            if likeness >= LEAST:
                for key in self._things[number]:
                    found[key] = max(found.get(key, 0.0), likeness)
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return {key: min(round(likeness, 3), 0.999) for key, likeness in best}


def _groups(name: str) -> frozenset[str]:
    padded = f"  {name} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
