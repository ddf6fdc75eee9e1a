"""What somebody may have meant who asks for a thing that is not there."""

from __future__ import annotations

from itertools import islice, takewhile

from ..countries.resolver import Resolver
from ..entities import Role
from ..iris import slug
from ..readable import Readable, lexical
from .statements import term
from .thing_document import is_known

MOST = 5
_SCANNED = 50_000
_ALIKE = 6
_CLASSES = {
    "mandate": "mg:Mandate", "country": "mg:Country", "region": "mg:Region", "place": "mg:Place", "donor":
    "mg:Organisation", "organisation": "mg:Organisation", "report": "mg:Report", "document": "mg:Document",
    "source": "mg:Source", "theme": "skos:Concept", "load": "mg:Load", "finding": "mg:Finding",
}  # fmt: skip
_ROLES: dict[str, tuple[Role, ...]] = {
    "country": ("place",), "region": ("place",), "place": ("place",), "donor": ("donor",), "organisation": ("donor",),
}  # fmt: skip


def near(reader: Readable, key: str) -> tuple[str, ...]:
    """Return IRIs of things whose key is like ``key``, at most ``MOST``, the likeliest first.

    A code or a name of a country or a giver, other capitals, or the same beginning. Of a kind with very many things
    only the first 50,000 are looked at.
    """
    kind, _, rest = key.partition("/")
    found = [iri for iri in _spelled_otherwise(reader, kind, rest) if is_known(reader, iri)]
    return tuple(dict.fromkeys([*found, *_alike(reader, kind, rest)]))[:MOST]


def _spelled_otherwise(reader: Readable, kind: str, rest: str) -> list[str]:
    resolver, name = Resolver.load(), rest.replace("-", " ")
    resolved = [
        entity.key for role in _ROLES.get(kind, ()) for text in (rest, name)
        if (entity := resolver.resolve(text, role).entity)
    ]  # fmt: skip
    variants = [f"{kind}/{form}" for form in (rest.upper(), rest.lower(), slug(rest))]
    return [reader.minter.thing(key) for key in (*resolved, *variants) if key.strip("/ ") and _is_plain(key)]


def _alike(reader: Readable, kind: str, rest: str) -> list[str]:
    if kind not in _CLASSES or not rest:
        return []
    prefix, wanted = reader.minter.thing(f"{kind}/"), slug(rest)
    quads = islice(reader.quads(None, term("rdf:type"), term(_CLASSES[kind]), None), _SCANNED)
    things = {iri for quad in quads if (iri := lexical(quad.subject)).startswith(prefix)}
    shared = {iri: _shared(iri.removeprefix(prefix), wanted) for iri in things}
    close = [iri for iri, length in shared.items() if length >= min(_ALIKE, max(len(wanted) - 1, 3))]
    return sorted(close, key=lambda iri: (-shared[iri], iri))[:MOST]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_plain(key: str) -> bool:
    return not any(c.isspace() or c in '<>"{}|\\^`' for c in key)
