"""Mirrors as an operator declares them: which vocabulary of the store answers for which endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import UsageError
from ..readable import Readable
from ..vocabularies.stored import check_name, names

_SAFE_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`=]+(?:=[^\s<>\"{}|\\^`=]*)*")


class Mirror(NamedTuple):
    """An endpoint, and the vocabulary of the store that answers in its place."""

    endpoint: str
    vocabulary: str


def read_mirrors(declared: Iterable[str]) -> tuple[Mirror, ...]:
    """Return what ``IRI=NAME`` declares; UsageError for anything else, and for an endpoint declared twice."""
    found: dict[str, Mirror] = {}
    for text in declared:
        endpoint, _, name = text.rpartition("=")
        if not _SAFE_IRI.fullmatch(endpoint):
            remedy = "Write ENDPOINT=NAME, such as https://query.wikidata.org/sparql=wikidata."
            raise UsageError(f"{text!r} is no mirror.", where="--mirror", remedy=remedy)
        if endpoint in found:
            raise UsageError(f"{endpoint} has two mirrors.", where="--mirror", remedy="Keep one.")
        found[endpoint] = Mirror(endpoint, check_name(name))
    return tuple(found.values())


def check_mirrors(mirrors: Iterable[Mirror], store: Readable) -> None:
    """Raise UsageError for a mirror whose vocabulary is not in the store."""
    known = names(store)
    for one in mirrors:
        if one.vocabulary not in known:
            there = f", or name one of {', '.join(known)}" if known else ""
            raise UsageError(
                f"the store holds no vocabulary {one.vocabulary!r} to answer for {one.endpoint}.",
                where="--mirror",
                remedy=f"Add it: mandategraph vocabulary add FILE --as {one.vocabulary}{there}.",
            )
