"""The identifiers other vocabularies give to countries, in the many spellings in which they are copied."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_OURS = re.compile(r"(?:.*/id/)?((?:country|donor|organisation|place|region)/[^/?#]+)")
_WIKIDATA = re.compile(r"(?:wd:|wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)", re.IGNORECASE)
_GEONAMES = re.compile(r"(?:sws\.)?geonames\.org/(\d+)(?:/.*)?")
_CODES = (
    (re.compile(r"lexvo\.org/(?:id|page|data)/iso3166/([A-Z]{2})", re.IGNORECASE), "alpha2"),
    (re.compile(r"lexvo\.org/(?:id|page|data)/un_m49/(\d{3})", re.IGNORECASE), "m49"),
    (re.compile(r"id\.loc\.gov/vocabulary/countries/([a-z]{2,3})(?:\.\w+)?", re.IGNORECASE), "marc"),
)
_FAO = re.compile(r"aims\.fao\.org/aos/geopolitical\.owl#(.+)")


class Reference(NamedTuple):
    """What an identifier says: a key of ours, a link, a code of a scheme, or a name."""

    kind: str
    value: str


def canonical(iri: str) -> str:
    """Return an IRI without the differences that do not matter: scheme, ``www``, escapes, a slash at the end."""
    bare = unquote(_SCHEME.sub("", iri.strip().removeprefix("<").removesuffix(">"))).rstrip("/")
    if found := _GEONAMES.fullmatch(bare):
        return f"geonames.org/{found[1]}"
    if found := _WIKIDATA.fullmatch(bare):
        return f"wikidata.org/{found[1].upper()}"
    return bare.replace("dbpedia.org/page/", "dbpedia.org/resource/", 1)


def reference(text: str) -> Reference | None:
    """Return what an IRI, a Wikidata number or a key of ours refers to; None if ``text`` is none of them."""
    bare = canonical(text)
    for pattern, scheme in _CODES:
        if found := pattern.fullmatch(bare):
            return Reference(scheme, found[1])
    if found := _FAO.fullmatch(bare):
        return Reference("name", found[1].replace("_", " "))
    own = _OURS.fullmatch(bare)
    if own and ("/id/" in bare or not _SCHEME.match(text.strip().removeprefix("<"))):
        return Reference("key", own[1])
    if bare != text.strip() and ("/" in bare):
        return Reference("link", bare)
    return None
