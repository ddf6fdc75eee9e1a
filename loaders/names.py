"""Find names in prose: organisations, towns, themes, states; whole words, longest first, never guessed."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from ..graph.entities import Entity
from ..graph.iris import slug
from .folding import fold

_PLACE = itemgetter(0, 1)


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
        self._automaton = ahocorasick.Automaton()
        for key, known in table.items():
            self._automaton.add_word(key, (len(key), tuple(known)))
        self._automaton.make_automaton()

    def hits(self, text: str, folded: str) -> list[Hit]:
        """Return the names in ``text`` in order, without overlaps within a layer: leftmost first, then longest."""
        padded = f" {folded} "
        found: list[tuple[int, int, tuple[Name, ...]]] = []
        for last, (length, names) in self._automaton.iter(folded):
            if not (padded[last + 2].isalnum() or padded[last + 1 - length].isalnum()):
                found.append((last + 1 - length, -last, names))
        found.sort(key=_PLACE)
        kept: list[Hit] = []
        reached = [0, 0, 0]
        for start, last, names in found:
            end = 1 - last
            for name in names:
                if start >= reached[name.layer] and (not (name.exact or name.proper) or name.fits(text[start:end])):
                    kept.append((start, end, name))
                    reached[name.layer] = end
                    break
        return kept


@functools.lru_cache(maxsize=1 << 16)
def unresolved(text: str, role: str, taken: bool = False) -> Entity:
    """Return the entity that stands for a name nobody knows; ``taken``: its plain slug belongs to a known thing."""
    folder = "donor" if role == "donor" else "name"
    return Entity("unresolved", f"{folder}/{slug(text)}{'-as-written' if taken else ''}", text)
