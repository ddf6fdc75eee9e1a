"""A vocabulary as it was read: its entries with their names, codes and validity, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

EntryKind = Literal["country", "region", "organisation", "group", "part", "other"]
LabelKind = Literal["preferred", "alternative", "hidden"]


class Label(NamedTuple):
    """A name of an entry; ``language`` is a tag as the vocabulary has it, or empty."""

    text: str
    language: str
    kind: LabelKind


class Fact(NamedTuple):
    """What a vocabulary says of an entry in terms of its own: a property, and an IRI (no datatype) or a literal."""

    property: str
    value: str
    datatype: str = ""
    language: str = ""


class Code(NamedTuple):
    """A code and the list it belongs to."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """One entry of a vocabulary.

    ``valid_from`` and ``valid_until`` are what the vocabulary says of the entry, often only of its name.
    ``replaced_by`` are entries that stand in its place, ``broader`` those it lies in or belongs to, ``within`` the
    country that a territory belongs to; all three hold IRIs. ``note`` says what is unusual about it, ``facts`` what
    else the vocabulary says. ``place`` is the file and the line that it stands on, as far as known (``dac.csv:12``).
    """

    iri: str
    labels: tuple[Label, ...] = ()
    notations: tuple[Code, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    deprecated: bool = False
    kind: EntryKind = "country"
    broader: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    note: str = ""
    within: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        """The name to show: preferred before others, English before others; the IRI's end if there is none."""
        order = ("preferred", "alternative", "hidden")
        shown = min(
            self.labels,
            key=lambda label: (order.index(label.kind), label.language.lower() not in ("en", ""), label),
            default=None,
        )
        return shown.text if shown else tail(self.iri)

    def codes(self, scheme: str) -> tuple[str, ...]:
        """Return the entry's codes of one list."""
        return tuple(code.value for code in self.notations if code.scheme == scheme)


@dataclass(frozen=True, slots=True)
class VocabularyData:
    """A vocabulary: ``sha256`` is the hash of the bytes of its files, in the order given; entries are in order.

    ``warnings`` tell what the reader left out or missed, with file and line; they are not stored.
    """

    name: str
    title: str
    source: str
    licence: str
    version: str
    sha256: str
    format: str
    read_on: date | None = None
    entries: tuple[VocabularyEntry, ...] = ()
    warnings: tuple[str, ...] = field(default=(), compare=False)

    def by_iri(self) -> dict[str, VocabularyEntry]:
        """Return the entries by IRI."""
        return {entry.iri: entry for entry in self.entries}


def tail(iri: str) -> str:
    """Return the last segment of an IRI."""
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
