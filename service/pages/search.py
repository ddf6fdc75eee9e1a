"""Search: mandates by words of their title and by facets, each with how many it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import reading
from .cards import count_mandates, read_cards
from .facets import KINDS, SPECIAL, code_of, label, pattern_of, read_chosen
from .lists import bad_value, offset_of, turn
from .reading import select
from .rendering import render
from .view import Fields, View

LONGEST = 200
"""Letters of a search text that count."""
SHOWN = 8
"""Values of a facet shown before one asks for the rest."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many mandates have it, and where choosing (or leaving) it leads.

    ``others``: values of the facet are chosen; for one that is not, ``count`` is how many mandates it would add.
    """

    label: str
    count: int
    href: str
    chosen: bool
    others: bool = False

    @property
    def adds(self) -> bool:
        """Whether the mandates counted come to those that are listed."""
        return self.others and not self.chosen


@dataclass(frozen=True)
class Facet:
    """A facet with its values."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Choice, ...]:
        """What is shown at once: what is chosen, then the most frequent."""
        chosen = [choice for choice in self.choices if choice.chosen]
        return tuple(chosen + [c for c in self.choices if not c.chosen][: max(SHOWN - len(chosen), 0)])

    @property
    def rest(self) -> tuple[Choice, ...]:
        """What is shown on request."""
        return tuple(choice for choice in self.choices if choice not in self.first)


def search_page(view: View, fields: Fields) -> str:
    """Render the mandates that fit; Problem 400 for a value that is not known, or a text that is too long."""
    words = " ".join(fields.get("q", [])).strip()
    if len(words) > LONGEST:
        raise bad_value("q", words, [f"at most {LONGEST} letters"])
    chosen = read_chosen(view, fields)
    kept: dict[str, Sequence[str]] = {"q": [words], **chosen}
    patterns = {name: pattern_of(view, name, values) for name, values in chosen.items() if values}
    base = _words(words)
    offset = offset_of(fields)
    found = read_cards(view, base + " ".join(patterns.values()), offset)
    facets = view.parts.of(
        ("facets", view.reader.revision, view.start, words, tuple(chosen.items())),
        lambda: tuple(_facet(view, name, kept, base, patterns) for name in KINDS),
    )
    return render(
        view,
        "search.html",
        title=f"Mandates with “{words}”" if words else "Mandates",
        here="/search",
        words=words,
        phrase=view.url("/queries/search-mandates", {"text": [words]}) if " " in words else "",
        kept={name: values for name, values in kept.items() if name != "q" and values},
        facets=facets,
        chips=[choice for facet in facets for choice in facet.choices if choice.chosen],
        found=found,
        clear=view.url("/search"),
        turn=turn(view, found, "/search", kept),
    )


def _words(words: str) -> str:
    """Return the pattern for titles with every word, as the stored query ``search-mandates`` looks for its text."""
    return "".join(
        " FILTER EXISTS { ?mandate rdfs:label ?called "
        f"FILTER(CONTAINS(LCASE(STR(?called)), LCASE({reading.text(word)}))) }}"
        for word in words.split()
    )


def _facet(view: View, name: str, kept: dict[str, Sequence[str]], base: str, patterns: Mapping[str, str]) -> Facet:
    others = base + " ".join(pattern for key, pattern in patterns.items() if key != name)
    counts = _counts(view, name, others, kept[name])
    if added := patterns.get(name, ""):  # a further value adds to what is chosen: so many more it would bring
        more = _counts(view, name, f"{others} FILTER NOT EXISTS {{ {{ ?mandate a mg:Mandate }} {added} }}", ())
        counts = {code: n if code in kept[name] else more.get(code, 0) for code, n in counts.items()}
    choices = (
        Choice(label(view, name, code), n, _toggled(view, name, code, kept), code in kept[name], bool(added))
        for code, n in counts.items()
    )
    return Facet(name, KINDS[name].title, tuple(choices))


def _counts(view: View, name: str, pattern: str, chosen: Sequence[str]) -> dict[str, int]:
    """Return how many mandates have each value of a facet, by its code; those that are chosen also where it is none."""
    rows = select(
        view.reader,
        f"SELECT ?value (COUNT(DISTINCT ?mandate) AS ?n) {{ ?mandate a mg:Mandate . {KINDS[name].pattern} {pattern} }} "
        f"GROUP BY ?value ORDER BY {'DESC(?value)' if name == 'year' else 'DESC(?n) ?value'}",
    )
    counts = {code_of(view, name, row["value"]): int(row["n"]) for row in rows}
    special = {value: count_mandates(view, f"{pattern} {restriction}") for value, restriction in SPECIAL[name].items()}
    shown = {value: number for value, number in special.items() if number or value in chosen}
    missing = {value: 0 for value in chosen if value not in counts and value not in special}
    first = {"any": shown.pop("any")} if "any" in shown else {}
    return {**first, **counts, **missing, **shown}


def _toggled(view: View, name: str, code: str, kept: dict[str, Sequence[str]]) -> str:
    values = [value for value in kept[name] if value != code] if code in kept[name] else [*kept[name], code]
    return view.url("/search", {**kept, name: values})
