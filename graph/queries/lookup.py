"""From what a person types to the thing they mean: an IRI, a key, a slug, a label or a part of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..countries.resolver import Resolver
from ..entities import Role
from ..errors import UsageError
from ..iris import MG, PREFIXES, slug

if TYPE_CHECKING:
    from ..readable import Readable

KINDS = (
    "mandate",
    "country",
    "donor",
    "organisation",
    "region",
    "place",
    "theme",
    "report",
    "document",
    "source",
    "resource-type",
    "name",
)
"""What can be looked up; each is the first part of the keys of its things."""

_ROLES: dict[str, Role] = {
    "country": "place",
    "region": "place",
    "place": "place",
    "donor": "donor",
    "organisation": "donor",
}
_ALSO = {"donor": ("organisation/",), "organisation": ("donor/",)}
"""A giver is an organisation, and an organisation may be a giver."""
_SHOWN = 8


class Candidate(NamedTuple):
    """A thing that a text may mean."""

    iri: str
    label: str


def look_up(store: Readable, kind: str, text: str) -> str:
    """Return the IRI of the one thing of ``kind`` that ``text`` means; UsageError with candidates otherwise."""
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is no kind of thing.", remedy=f"One of: {', '.join(KINDS)}.")
    for iri in (text, store.minter.thing(text), store.minter.thing(f"{kind}/{text}")):
        if _is_known(store, iri):
            return iri
    for candidates in (_by_name(store, kind, text), *_matches(_labels(store, kind), text)):
        if len(candidates) == 1:
            return candidates[0].iri
        if candidates:
            shown = "; ".join(f"{_tail(store, c)} ({c.label})" for c in candidates[:_SHOWN])
            more = f"; and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
            raise UsageError(f"{text!r} can be any of {len(candidates)}: {shown}{more}.", remedy="Name one of them.")
    raise UsageError(f"No {kind} is called {text!r} in this store.", remedy="`mandategraph list` shows what there is.")


def _by_name(store: Readable, kind: str, text: str) -> list[Candidate]:
    """Return what the reference data knows under this name or code, where things of this kind have such names."""
    if kind not in _ROLES:
        return []
    found = Resolver.load().resolve(text, _ROLES[kind])
    meant = [found.entity] if found.entity else list(found.candidates)
    mine = (f"{kind}/", *_ALSO.get(kind, ()))
    things = [Candidate(store.minter.thing(each.key), each.label) for each in meant if each.key.startswith(mine)]
    return [each for each in things if _is_known(store, each.iri)]


def _is_known(store: Readable, iri: str) -> bool:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(iter(store.quads(node, None, None, None)), None) is not None


def _labels(store: Readable, kind: str) -> list[Candidate]:
    prefix = ox.Literal(store.minter.thing(f"{kind}/"))
    rdfs, skos = PREFIXES["rdfs"], PREFIXES["skos"]
    rows = store.query(
        f"SELECT DISTINCT ?thing ?label {{ ?thing <{rdfs}label>|<{skos}prefLabel>|<{skos}altLabel>|<{MG}address> ?label"
        f" FILTER(STRSTARTS(STR(?thing), {prefix})) }} ORDER BY ?thing ?label"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = [Candidate(str(row["thing"].value), str(row["label"].value)) for row in rows]
    return [each for each in found if kind != "source" or "/" not in each.iri.removeprefix(prefix.value)]


def _matches(known: Iterable[Candidate], text: str) -> Iterable[list[Candidate]]:
    """Give those whose whole label is the text, else those that hold its words, else those that hold it; each once."""
    wanted, labels = slug(text), [(slug(candidate.label), candidate) for candidate in known]
    yield _once(candidate for label, candidate in labels if label == wanted)
    yield _once(candidate for label, candidate in labels if f"-{wanted}-" in f"-{label}-")
    yield _once(candidate for label, candidate in labels if wanted and f"-{wanted}" in f"-{label}")


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.iri, candidate)
    return list(first.values())


def _tail(store: Readable, candidate: Candidate) -> str:
    return (store.minter.key(candidate.iri) or candidate.iri).partition("/")[2]
