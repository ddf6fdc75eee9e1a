"""The parts of a mandate's own page: its title, what stands below that, and headings with what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity, Role
from ..prose.folding import fold
from ..prose.prose import is_placeholder
from .header import is_name_list
from .lines import Line, lines_of
from .name_lists import Named, NamedList, read_names
from .resources import closing_label

_HEADINGS = {
    "target country": "places",
    "target countries": "places",
    "target country / organisation": "places",
    "target countries / organisations": "places",
    "mandator": "donors",
    "mandators": "donors",
    "mandator(s)": "donors",
    "description": "description",
    "mandating organisation / agency / department / ministry": "mandatingDepartment",
    "target organisation type": "targetOrganisationType",
    "target organisation types": "targetOrganisationType",
    "target organisation type(s)": "targetOrganisationType",
    "related activity": "relatedActivity",
    "related activities": "relatedActivity",
    "mandate outputs / products": "outputs",
    "mandate outputs": "outputs",
    "outcome objectives of mandate": "objective",
    "outcome objectives of the mandate": "objective",
    "intended immediate outcomes of mandate": "objective",
    "intended immediate outcomes of the mandate": "objective",
    "start date": "start",
    "end date": "end",
    "specific lessons identified": "lesson",
}
ROLES: dict[str, Role] = {"donors": "donor", "places": "place"}
_DAYS = ("start", "end")
_SIGNS = ("andator", "arget ", "ARGET ", "ANDATOR", "tart date", "TART DATE")
"""One of these is on every page of this kind; looking for them is quick."""

_EMPTY = frozenset(["-", "n/a", "n.a", "na", "nil", "none", "not applicable", "not available", "tbc", "tbd", "unknown"])
_LONGEST_NAMES = 60
BULLET = re.compile(r"(?:[-–—*•·‣▪◦]|\(?\w{1,2}[.)])\s+")


def _pattern(heading: str) -> str:
    words = (re.escape(word).replace("organisation", "organi[sz]ation") for word in heading.split())
    return r"\s+".join(words).replace(r"\s+/\s+", r"\s*/\s*")


_HEADING = re.compile(
    rf"(?P<name>{'|'.join(map(_pattern, sorted(_HEADINGS, key=len, reverse=True)))})"
    r"(?:\s*:?\s*$|(?:\s*:|\s*\t|\s{2,}|\s[-–—]\s)\s*(?P<value>\S.*)|\s+(?P<day>\d\S.*))",
    re.IGNORECASE,
)


class Section(NamedTuple):
    """A heading's name and the lines of its value: none if the page leaves it empty."""

    name: str
    lines: tuple[Line, ...]


class Sections(NamedTuple):
    """A mandate's own page taken apart; ``label`` is the line that says what type of resource it is."""

    title: Line | None
    head: tuple[Line, ...]
    parts: tuple[Section, ...]
    label: Line | None

    def lines(self, name: str) -> Iterator[Line]:
        """Yield the lines under a heading."""
        for section in self.parts:
            if section.name == name:
                yield from section.lines


def is_mandate_page(text: str) -> bool:
    """Tell whether a text is a mandate's own page: it has three of the headings, or two and one tells who or where."""
    if not any(sign in text for sign in _SIGNS):
        return False
    found = {heading[0] for line in lines_of(text) if (heading := _heading(text, line))}
    return len(found) >= (2 if found & ROLES.keys() else 3)


def sections_of(text: str, resolver: Resolver) -> Sections:
    """Take a mandate's own page apart."""
    lines = lines_of(text)
    label = None
    for at in (-1, 0):
        known = closing_label(text[slice(*lines[at])]) if len(lines) > 1 else None
        if known and not known.plural and label is None:
            label = lines.pop(at)
    head: list[Line] = []
    parts: list[tuple[str, list[Line]]] = []
    for line in lines:
        if found := _heading(text, line):
            parts.append((found[0], [found[1]] if found[1] else []))
        else:
            (parts[-1][1] if parts else head).append(line)
    title = head[0] if head else None
    below = tuple(line for line in head[1:] if text[slice(*line)] != text[slice(*head[0])])
    filled = (Section(name, tuple(_filled(text, values))) for name, values in parts)
    return Sections(title, below, tuple(part for s in filled for part in _split(text, s, resolver)), label)


def names_of(text: str, line: Line, role: Role, resolver: Resolver) -> NamedList:
    """Return the names on a line, which may begin with the mark of a list."""
    mark = BULLET.match(text, line.start, line.end)
    start = mark.end() if mark else line.start
    return read_names(text[start : line.end], start, role, resolver)


def organisation(name: Named, resolver: Resolver) -> Entity | None:
    """Return the organisation that a name stands for that is no place's."""
    return resolver.resolve(name.text, role="donor").entity if name.status == "unknown" else None


def _heading(text: str, line: Line) -> tuple[str, Line | None] | None:
    """Return the heading that a line is or begins with, and the value that follows on the line."""
    found = _HEADING.fullmatch(text, line.start, line.end)
    if not found:
        return None
    written = " ".join(fold(found["name"]).replace("/", " / ").replace("organiz", "organis").split())
    name = _HEADINGS[written]
    if found["day"] and name not in _DAYS:
        return None
    group = "value" if found["value"] else "day"
    return name, Line(*found.span(group)) if found[group] else None


def _filled(text: str, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that say something."""
    for line in lines:
        written = text[line.start : line.end]
        if not is_placeholder(written) and fold(written).strip(" .–—") not in _EMPTY | {""}:
            yield line


def _split(text: str, section: Section, resolver: Resolver) -> Iterator[Section]:
    """Yield a section; what stands below the names of donors or places is the description, which has no heading."""
    role = ROLES.get(section.name)
    if role is None:
        yield section
        return
    count = 0
    while count < len(section.lines) and _is_of_names(text, section.lines[count], role, resolver, first=not count):
        count += 1
    yield Section(section.name, section.lines[:count])
    if section.lines[count:]:
        yield Section("description", section.lines[count:])


def _is_of_names(text: str, line: Line, role: Role, resolver: Resolver, *, first: bool) -> bool:
    """Tell whether a line is of names: the first one if it can be, a later one only if it holds one that is known."""
    names = names_of(text, line, role, resolver)
    known = [name.status != "unknown" or organisation(name, resolver) is not None for name in names]
    if all(known) or (first and is_name_list(text[line.start : line.end])):
        return True
    short = line.end - line.start <= _LONGEST_NAMES and text[line.end - 1] not in ".!?:"
    return any(known) and short
