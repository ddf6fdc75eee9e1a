"""Find names in prose: organisations, towns, themes, states; whole words, longest first, never guessed."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from ...graph.entities import Entity
from ...graph.iris import slug
from .folding import fold


class Name(NamedTuple):
    """A name to look for. ``exact`` asks for the name's own capitals, as for UN, which is a French word too; ``proper``
    asks only for a capital at the beginning, as for Gao or May.

    Names of one ``layer`` do not overlap: things (0), the words around which a phrase is read (1), and those around
    which a clause is, which may hold phrases (2).
    """

    text: str
    rule: str
    entity: Entity | None
    exact: bool = False
    layer: int = 0
    proper: bool = False

    def fits(self, written: str) -> bool:
        """Tell whether a name that is the same but for capitals and accents is this one."""
        return written == self.text if self.exact else not (self.proper and written[0].islower())


Hit = tuple[int, int, Name]
"""A name found in a text: start and end in code points, and the name. A plain tuple, because there are so many."""


def is_acronym(text: str) -> bool:
    """Tell whether a name is written in capitals, or one word mostly so, as AfDB: case may be all that tells it."""
    capitals = sum(map(str.isupper, text))
    return text.isupper() or (capitals > 1 and 2 * capitals >= len(text) and " " not in text)


def is_proper(text: str) -> bool:
    """Tell whether a name begins with a capital."""
    return text[:1].isupper()


class Scanner:
    """Looks for many names at once, in one pass over the text."""

    def __init__(self, names: Iterable[Name]) -> None:
        table: dict[str, list[Name]] = {}
        for name in names:
            table.setdefault(fold(name.text), []).append(name)
        self._names = [[(one, one.layer, one.exact or one.proper) for one in known] for known in table.values()]
        self._automaton = AhoCorasick(table)

    def hits(self, text: str, folded: str) -> list[Hit]:
        """Return the names in ``text`` in order, without overlaps within a layer: leftmost first, then longest."""
        padded = f" {folded} "
        found = [
            (start, -end, number)
            for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if not (padded[start].isalnum() or padded[end + 1].isalnum())
        ]
        found.sort()
        kept: list[Hit] = []
        reached = [0, 0, 0]
        for start, end, number in found:
            end = -end
            for name, layer, is_picky in self._names[number]:
                if start >= reached[layer] and (not is_picky or name.fits(text[start:end])):
                    kept.append((start, end, name))
                    reached[layer] = end
                    break
        return kept


@functools.lru_cache(maxsize=1 << 16)
def unresolved(text: str, role: str, taken: bool = False) -> Entity:
    """Return the entity that stands for a name nobody knows; ``taken``: its plain slug belongs to a known thing."""
    folder = "donor" if role == "donor" else "name"
    return Entity("unresolved", f"{folder}/{slug(text)}{'-as-written' if taken else ''}", text)
