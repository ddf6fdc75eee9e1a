"""The tables kept by hand beside the ontology: names, facts, and the labels of Unicode CLDR."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...graph.countries.gazetteer import ALIASES, FOLDER, read_aliases
from .statements import Fact, Name, Statement, Use, plain, read_rows

FACTS, LABELS = "country-facts.tsv", "country-labels.tsv"

_USES: dict[str, Use] = {"preferred": "preferred", "alternative": "alternative", "hidden": "hidden"}


def read(folder: Path = FOLDER) -> Iterator[Statement]:
    """Yield our own names and facts; a name that is only a candidate is none of the thing's names."""
    for alias in read_aliases(folder / ALIASES):
        if use := _USES.get(alias.use):
            yield Name(alias.key, alias.language.lower(), plain(alias.name), use)
    for row in read_rows(folder / FACTS):
        yield Fact(row["key"], row["property"], row["value"])


def read_withheld(folder: Path = FOLDER) -> frozenset[tuple[str, str]]:
    """Return the names, by key, that some vocabulary gives and we do not take over."""
    return frozenset((alias.key, alias.name) for alias in read_aliases(folder / ALIASES) if alias.use == "withheld")


def read_labels(folder: Path = FOLDER) -> Iterator[Name]:
    """Yield the names of countries and areas in the languages of CLDR, a column a language."""
    for row in read_rows(folder / LABELS):
        key = row.pop("key")
        for language, name in row.items():
            yield Name(key, language.lower(), plain(name), "preferred")
