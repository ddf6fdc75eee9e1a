"""Other resources of a page: the labels that close them, the headings above them, their titles."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...graph.entities import Entity
from ...graph.things import resource_types
from ..prose.folding import fold
from ..prose.prose import is_placeholder
from ..records import DocumentRecord

LONGEST_LABEL = 60
"""Code points that the line of a label has at most."""
_COUNT = re.compile(r"\s*:?(?:\s*\(\d+\))?\s*:?$")


class Label(NamedTuple):
    """A word that tells the type of a resource: singular below it, plural above several."""

    type: Entity
    plural: bool

    @property
    def of_mandate(self) -> bool:
        """Whether it closes a mandate."""
        return self.type.key == "resource-type/mandate" and not self.plural


@functools.cache
def _labels() -> dict[str, Label]:
    return {fold(name): Label(entity, plural) for entity, name, plural in resource_types()}


def closing_label(line: str) -> Label | None:
    """Return the resource type that a whole line names, singular or plural, in any of the site's languages.

    A colon or a number in brackets may follow: ``Case Studies (3)``.
    """
    if len(line) > LONGEST_LABEL:
        return None
    folded = fold(line)
    return _labels().get(_COUNT.sub("", folded) if folded[-1:] in ":)" else folded)


def read_resources(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[DocumentRecord]:
    """Yield the resources among lines that belong to no mandate.

    A plural label opens a section whose titles follow; a singular one closes a resource that began at the first line
    after the one before it.
    """
    section: Label | None = None
    opening: tuple[int, int] | None = None
    for start, end in lines:
        line = text[start:end]
        label = closing_label(line)
        if is_placeholder(line):
            continue
        if label and label.plural:
            section, opening = label, None
        elif label:
            if opening:
                yield DocumentRecord(text[opening[0] : opening[1]], label.type, *opening)
            opening = None
        elif section:
            if _is_title(line):
                yield DocumentRecord(line, section.type, start, end)
        elif opening is None:
            opening = start, end


def _is_title(line: str) -> bool:
    return len(line) <= 200 and line[-1] not in ".!?;:," and not line[:1].islower()
