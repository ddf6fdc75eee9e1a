"""``eu-countries.ttl``: the country authority table of the EU Publications Office."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

import pyoxigraph as ox

from .statements import Fact, Name, Statement, Use, plain, read_triples

FILE = "eu-countries.ttl"
AUTHORITY = "http://publications.europa.eu/resource/authority/country/"

_LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "mk", "nl", "pt", "sq", "sr"})
_USES: dict[str, Use] = {
    "http://www.w3.org/2004/02/skos/core#prefLabel": "preferred",
    "http://www.w3.org/2004/02/skos/core#altLabel": "alternative",
}
_KEYS = {"1A0": "country/XKX", "EUR": "region/eu"}


def read(folder: Path, wanted: Container[str]) -> Iterator[Statement]:
    """Yield the names and the code of each concept whose key is wanted.

    Hidden labels are left out: among them are adjectives and inflected forms.
    """
    for triple in read_triples(folder / FILE, ox.RdfFormat.TURTLE):
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.Literal):
            continue
        code = triple.subject.value.removeprefix(AUTHORITY)
        key = _KEYS.get(code, f"country/{code}")
        if key not in wanted:
            continue
        use = _USES.get(triple.predicate.value)
        if use and triple.object.language in _LANGUAGES:
            yield Name(key, triple.object.language or "", plain(triple.object.value), use)
        elif triple.predicate.value.endswith("authority/authority-code"):
            yield Fact(key, "eu", triple.object.value)
