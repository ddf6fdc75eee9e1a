"""Passages for other software: Web Annotation selectors, worked out from the offsets and the text, never stored."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from ..passages import Texts, parse_passage
from ..readable import Readable
from .addresses import Addresses
from .statements import Statements, english, term

AROUND = 32
"""How many code points before and after a quote make it unique."""


class Quote(NamedTuple):
    """A passage with its words: ``exact`` between ``prefix`` and ``suffix``; offsets are code points."""

    version: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


class Quoter:
    """Quotes passages of one store."""

    def __init__(self, reader: Readable) -> None:
        self._texts = Texts(reader)

    def quote(self, iri: str) -> Quote | None:
        """Return a passage with its words; None where the IRI is not a passage's or the text ends before it."""
        passage = parse_passage(iri)
        exact = self._texts.words(passage) if passage else None
        if passage is None or exact is None:
            return None
        version, start, end = passage
        text = self._texts.of(version)
        return Quote(version, start, end, exact, text[max(0, start - AROUND) : start], text[end : end + AROUND])


def say_selectors(statements: Statements, quoter: Quoter, passage: str, addresses: Addresses) -> None:
    """Say where a passage stands: by position, and by its words with those around them."""
    quote = quoter.quote(passage)
    if quote is None:
        return
    document = addresses.document(quote.version)
    position, words = (f"{document}#{kind}={quote.start},{quote.end}" for kind in ("position", "quote"))
    statements.say(passage, "rdf:type", term("mg:Passage"), term("oa:SpecificResource"))
    statements.say(passage, "oa:hasSource", quote.version)
    statements.say(passage, "oa:hasSelector", position, words)
    statements.say(position, "rdf:type", term("oa:TextPositionSelector"))
    statements.say(position, "oa:start", _natural(quote.start))
    statements.say(position, "oa:end", _natural(quote.end))
    statements.say(words, "rdf:type", term("oa:TextQuoteSelector"))
    for name, value in (("exact", quote.exact), ("prefix", quote.prefix), ("suffix", quote.suffix)):
        statements.say(words, f"oa:{name}", ox.Literal(value))


def explain_passages(statements: Statements, document: str) -> None:
    """Say, in the document of a version, what its fragments mean."""
    statements.say(
        document,
        "rdfs:comment",
        english(
            "A fragment #char=START,END (RFC 5147) is a passage of this version's text (mg:text): the code points from "
            "START to before END. Selectors of the Web Annotation vocabulary are worked out from it for each passage."
        ),
    )


def _natural(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=term("xsd:nonNegativeInteger"))
