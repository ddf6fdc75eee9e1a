"""What was read in the text of a source: its passages, each with the rules that read it and what it means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox
from markupsafe import Markup

from ...graph.iris import MG, PREFIXES, RULE
from ...graph.passages import Texts, parse_passage
from ...graph.readable import lexical
from ...graph.validation.locations import Location
from .highlighting import Span, kind_of, marked, quoted
from .reading import value, values
from .view import View

_DERIVED = PREFIXES["prov"] + "wasDerivedFrom"


class Citation(NamedTuple):
    """A sentence with the quote marked in it, where it stands in words, and the address of the place."""

    sentence: Markup
    place: str
    href: str
    passage: str


class Excerpt(NamedTuple):
    """A part of a source's text with every passage marked."""

    address: str
    href: str
    text: Markup


class Passages:
    """Reads passages and texts for one page."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.text = Texts(view.reader).of

    def cite(self, location: Location) -> Citation:
        """Return a location as a sentence to show."""
        sentence = location.sentence or location.quote
        at = self._place_in(sentence, location)
        href = self._view.href(location.passage)
        return Citation(quoted(sentence, at, location.quote), location.text, href, f"{location.start},{location.end}")

    def excerpts(self, thing: str, also: Iterable[str] = ()) -> list[Excerpt]:
        """Return the block of a thing in each of its sources, with all that was read of it (and ``also``) marked."""
        found = []
        for block in values(self._view.reader, thing, _DERIVED):
            if (passage := parse_passage(block)) is None:
                continue
            version, start, end = passage
            spans = [span for each in (thing, *also) for span in self.spans_of(each, version)]
            text = marked(self.text(version)[start:end], spans, offset=start)
            source = value(self._view.reader, version, MG + "ofSource")
            address = value(self._view.reader, source, MG + "address") if source else version
            found.append(Excerpt(address, self._view.href(block), text))
        return found

    def spans_of(self, thing: str, version: str) -> list[Span]:
        """Return what was read about one thing in one version."""
        quads = self._view.reader.quads(None, None, ox.NamedNode(thing), None)
        found = [
            self._span(lexical(quad.subject), quad.predicate.value, self._denoted(lexical(quad.subject)))
            for quad in quads
            if quad.predicate.value.startswith(RULE) and lexical(quad.subject).startswith(f"{version}#")
        ]
        return [span for span in found if span]

    def spans_in(self, version: str) -> list[Span]:
        """Return everything that was read in one version."""
        reader = self._view.reader
        key = (reader.minter.key(version) or "").rpartition("/")[0]
        graph = ox.NamedNode(reader.minter.graph(key))
        read, meant = set[tuple[str, str]](), dict[str, list[str]]()
        for quad in reader.quads(None, None, None, graph):
            if quad.predicate.value.startswith(RULE):
                read.add((lexical(quad.subject), quad.predicate.value))
            elif quad.predicate.value == MG + "denotes":
                meant.setdefault(lexical(quad.subject), []).append(lexical(quad.object))
        here = [pair for pair in sorted(read) if pair[0].startswith(f"{version}#")]
        found = [self._span(passage, rule, sorted(meant.get(passage, []))) for passage, rule in here]
        return [span for span in found if span]

    def _denoted(self, passage: str) -> list[str]:
        return values(self._view.reader, passage, MG + "denotes")

    def _span(self, iri: str, rule: str, things: Iterable[str]) -> Span | None:
        passage = parse_passage(iri)
        if passage is None:
            return None
        names = self._view.names
        meant = ", ".join(names.label(thing) for thing in things)
        words = names.label(rule) + (f": {meant}" if meant else "")
        return Span(passage.start, passage.end, kind_of(rule), words)

    def _place_in(self, sentence: str, location: Location) -> int:
        """Return where the quote stands in its sentence: of several like it, the one that the passage means."""
        core = sentence.strip("…")
        begins = self.text(location.version).rfind(core, 0, location.start + len(core)) if core else -1
        while begins > location.start:
            begins = self.text(location.version).rfind(core, 0, begins + len(core) - 1)
        at = location.start - begins + (1 if sentence.startswith("…") else 0)
        fits = begins >= 0 and sentence[at : at + len(location.quote)] == location.quote
        return at if fits else sentence.find(location.quote)
