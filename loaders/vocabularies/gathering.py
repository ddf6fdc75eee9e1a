"""Joins what the vocabularies say into one record a thing: names without repetition, facts without contradiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...graph.countries.gazetteer import FOLDER
from ...graph.countries.names import fold, forms, without_article
from ...graph.errors import DataError
from . import country_coder, country_codes, dac_codes, eu_countries, geonames, iati_codelist, kept, lcc_codes
from .statements import Fact, Name, Statement

_SINGLE = frozenset({"alpha2", "alpha3", "numeric", "m49", "iati", "dac", "wikidata", "geonames", "broader"})


@dataclass
class Thing:
    """A country or a region while its record is being joined."""

    key: str
    preferred: dict[str, str] = field(default_factory=dict)
    alternative: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def label(self) -> str:
        """The English label."""
        return self.preferred["en"]

    def one(self, name: str) -> str:
        """Return the value of a fact that has at most one value, or an empty string."""
        return next(iter(self.facts.get(name, ())), "")


def gather(folder: Path, own: Path = FOLDER) -> dict[str, Thing]:
    """Return every thing by key, from the vocabulary files in ``folder`` and our own tables in ``own``.

    Our names come first, then those of the EU, CLDR and the UN: the first preferred name of a language stays, later
    ones become alternative. Our facts replace those of the files.
    """
    ours = list(kept.read(own))
    things: dict[str, Thing] = {}
    _add(things, ours)
    replaced = {_mark(statement) for statement in ours if isinstance(statement, Fact)} | kept.read_withheld(own)
    for statements in _vocabularies(folder, own, things):
        _add(things, (statement for statement in statements if _mark(statement) not in replaced))
    codes = dac_codes.read(folder, english_names(things.values()))
    _add(things, (fact for fact in codes if _mark(fact) not in replaced))
    _turn_round(things)
    for thing in things.values():
        _tidy(thing)
    return things


def _turn_round(things: Mapping[str, Thing]) -> None:
    """Tell each successor what it came after."""
    for thing in things.values():
        for successor in thing.facts.get("isReplacedBy", ()):
            things[f"country/{successor}"].facts["replaces"].append(thing.key.removeprefix("country/"))


def english_names(things: Iterable[Thing]) -> dict[str, str]:
    """Return the key of each folded English name that only one country bears."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        if thing.key.startswith("country/"):
            names = [thing.label, *(text for language, text in thing.alternative if language == "en")]
            for form in {form for name in names for form in forms(name)}:
                found[form].add(thing.key)
    return {form: min(keys) for form, keys in found.items() if len(keys) == 1}


def _vocabularies(folder: Path, own: Path, known: Mapping[str, Thing]) -> Iterator[Iterable[Statement]]:
    alpha3 = country_codes.alpha3_of(folder) | {"XK": "XKX", "AN": "ANT"}
    keys = {f"country/{code}" for code in alpha3.values()} | set(known)
    yield eu_countries.read(folder, keys)
    yield kept.read_labels(own)
    yield country_codes.read(folder)
    yield lcc_codes.read(folder, alpha3)
    yield iati_codelist.read(folder, alpha3)
    yield geonames.read(folder)
    yield country_coder.read(folder)


def _mark(statement: Statement) -> tuple[str, str]:
    """Return what a statement is about, in which ours replace or withhold those of the files."""
    return statement.key, statement.text if isinstance(statement, Name) else statement.property


def _add(things: dict[str, Thing], statements: Iterable[Statement]) -> None:
    for statement in statements:
        thing = things.setdefault(statement.key, Thing(statement.key))
        if isinstance(statement, Fact):
            values = thing.facts[statement.property]
            if statement.value not in values:
                values.append(statement.value)
        elif statement.use == "hidden":
            thing.hidden.append((statement.language, statement.text))
        elif statement.use == "preferred" and statement.language not in thing.preferred:
            thing.preferred[statement.language] = statement.text
        else:
            thing.alternative.append((statement.language, statement.text))


def _tidy(thing: Thing) -> None:
    """Drop names that repeat one already there, and refuse facts that contradict each other."""
    seen = {(language, _bare(text)) for language, text in thing.preferred.items()}
    thing.alternative = _new(thing.alternative, seen)
    shown = {("", fold(text)) for _, text in (*thing.preferred.items(), *thing.alternative)}
    thing.hidden = _new([("", text) for _, text in thing.hidden], shown, fold)
    for name in sorted(_SINGLE & set(thing.facts)):
        if len(thing.facts[name]) > 1:
            raise DataError(
                f"The vocabularies disagree on {name}: {', '.join(thing.facts[name])}.",
                where=thing.key,
                remedy=f"Decide it in {kept.FACTS}.",
            )


def _bare(text: str) -> str:
    return without_article(text.casefold())


def _new(
    names: Iterable[tuple[str, str]], seen: set[tuple[str, str]], form: Callable[[str], str] = _bare
) -> list[tuple[str, str]]:
    """Return the names whose form is not among those seen in their language, sorted; add them to ``seen``."""
    new = []
    for language, text in names:
        mark = (language, form(text))
        if mark not in seen:
            seen.add(mark)
            new.append((language, text))
    return sorted(new)
