"""Parameters that stand for a thing of the reference data: a country, a region, a donor, a theme.

Each takes the thing's IRI, its key (``country/MLI``) or what people call it; a country or a region also what a loaded
vocabulary calls it. Nothing is guessed: a name that means nothing, or several things, is an error that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pyoxigraph

from ..countries.names import fold
from ..entities import Entity, Kind, Role
from ..errors import ParameterError
from ..iris import DEFAULT_BASE, PREFIXES, Minter, slug

THEMES = Path(__file__).resolve().parents[2] / "ontology" / "themes.ttl"
_LABELS = frozenset(
    [PREFIXES["rdfs"] + "label", *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel"))]
)
_SHOWN, _NEAR = 8, 3
_ROLES: tuple[Role, ...] = ("place", "donor")
_LINKED_KINDS: tuple[Kind, ...] = ("country", "region")


class Resolved(Protocol):
    """What a resolver answers."""

    @property
    def entity(self) -> Entity | None: ...
    @property
    def candidates(self) -> tuple[Entity, ...]: ...


class NameResolver(Protocol):
    """Knows countries, regions and organisations by any name, code or IRI."""

    def resolve(self, text: str, role: Role = ..., *, kind: Kind | None = ...) -> Resolved: ...


def _no_links(kind: str, value: str) -> tuple[str, ...]:
    return ()


def _no_entry(iri: str) -> bool:
    return False


@dataclass(frozen=True)
class Things:
    """What parameters may name. ``is_donor`` says whether the IRI of a donor stands in the data.

    ``resolver`` gives the resolver when a name is met: it reads the reference data. ``linked`` gives the IRIs of ours
    that loaded vocabularies link to what a value names in them; it is asked where the reference data knows nothing,
    and where ``is_entry`` tells that the value is the IRI of an entry of which the links of its vocabulary decide.
    """

    minter: Minter
    resolver: Callable[[], NameResolver]
    is_donor: Callable[[str], bool]
    themes: Path = THEMES
    linked: Callable[[str, str], tuple[str, ...]] = _no_links
    is_entry: Callable[[str], bool] = _no_entry


def thing_term(kind: str, value: str, things: Things, *, where: str) -> pyoxigraph.NamedNode:
    """Return the IRI of the thing of this kind that ``value`` means; ParameterError otherwise."""
    if not value:
        raise _unknown(kind, value, where)
    key = _as_key(value, things.minter)
    found = _FINDERS[kind](value, key, things, where)
    return pyoxigraph.NamedNode(things.minter.thing(found))


def _as_key(value: str, minter: Minter) -> str:
    """Return the key that an IRI of ours has, below this base or the default one; any other value as it is."""
    return minter.key(value) or Minter().key(value) or value


def _country(value: str, key: str, things: Things, where: str) -> str:
    name = key.removeprefix("country/")
    return _name(things, name, "country", value, where)


def _region(value: str, key: str, things: Things, where: str) -> str:
    name = key.removeprefix("region/")
    return _name(things, name, "region", value, where)


def _donor(value: str, key: str, things: Things, where: str) -> str:
    """Return a donor of the reference data, else one that the sources brought with this key or name."""
    own = key if key.startswith(("donor/", "organisation/")) else f"donor/{slug(key)}"
    if _is_iri(things.minter.thing(own)) and things.is_donor(things.minter.thing(own)):
        return own
    name = key.removeprefix("donor/").removeprefix("organisation/")
    return _name(things, name, "donor", value, where)


def _is_iri(text: str) -> bool:
    try:
        return bool(pyoxigraph.NamedNode(text))
    except ValueError:
        return False


def _theme(value: str, key: str, things: Things, where: str) -> str:
    known = _themes(things.themes)
    found = known.get(key) or known.get(f"theme/{key}") or known.get(fold(key), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous("theme", value, list(found), where)
    raise _unknown("theme", value, where)


@lru_cache(maxsize=4)
def _themes(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of themes by key and by folded label."""
    known: dict[str, tuple[str, ...]] = {}
    prefix = f"{DEFAULT_BASE}id/"
    for quad in pyoxigraph.parse(path=path):
        subject, label = quad.subject, quad.object
        if not isinstance(subject, pyoxigraph.NamedNode) or not subject.value.startswith(f"{prefix}theme/"):
            continue
        key = subject.value.removeprefix(prefix)
        known[key] = (key,)
        if quad.predicate.value in _LABELS and isinstance(label, pyoxigraph.Literal):
            name = fold(label.value)
            known[name] = tuple(dict.fromkeys((*known.get(name, ()), key)))
    return known


def _name(things: Things, name: str, kind: str, value: str, where: str) -> str:
    """Return the key of the only thing of this kind that ``name`` stands for."""
    of_kind: Kind = "organisation" if kind == "donor" else "region" if kind == "region" else "country"
    resolved = things.resolver().resolve(name, "donor" if kind == "donor" else "place", kind=of_kind)
    if resolved.entity is not None and not things.is_entry(value):
        return resolved.entity.key
    candidates = [candidate for candidate in resolved.candidates if candidate.kind == of_kind]
    linked = [] if len(candidates) > 1 else [things.minter.key(iri) or iri for iri in things.linked(kind, value)]
    if len(linked) == 1:
        return linked[0]
    if len(candidates) > 1 or linked:
        raise _ambiguous(kind, value, linked or [_describe(candidate) for candidate in candidates], where)
    if other := _of_another_kind(things, name, of_kind, value):
        what = f"{show(value)} is the {other.kind} {other.label}, not a {kind}: it stands for {other.key}."
        raise ParameterError(what, where=where, remedy=_ACCEPTED[kind])
    raise _unknown(kind, value, where, () if ":" in name else resolved.candidates)


def _of_another_kind(things: Things, name: str, kind: Kind, value: str) -> Entity | None:
    """Return the one thing that a name stands for in the reference data, or a value in a loaded vocabulary."""
    resolver = things.resolver()
    meant = [] if things.is_entry(value) else [resolver.resolve(name, role).entity for role in _ROLES]
    for other in _LINKED_KINDS:
        if other != kind and not any(meant):
            keys = [things.minter.key(iri) or "" for iri in things.linked(other, value)]
            meant += [resolver.resolve(key, "place", kind=other).entity for key in keys if len(keys) == 1]
    return next((entity for entity in meant if entity and entity.kind != kind), None)


def _describe(entity: Entity) -> str:
    return f"{entity.key} ({entity.label})"


def _ambiguous(kind: str, value: str, candidates: list[str], where: str) -> ParameterError:
    shown = "; ".join(candidates[:_SHOWN]) + ("; …" if len(candidates) > _SHOWN else "")
    return ParameterError(f"{show(value)} can be more than one {kind}: {shown}.", where=where, remedy="Name one.")


def _unknown(kind: str, value: str, where: str, near: tuple[Entity, ...] = ()) -> ParameterError:
    names = "; ".join(_describe(one) for one in near[:_NEAR])
    hint = f"; it holds a name of {names}" if names else ""
    return ParameterError(f"{show(value)} is no {kind} known here{hint}.", where=where, remedy=_ACCEPTED[kind])


def show(value: str) -> str:
    """Return a value as a message quotes it: of a long one the beginning."""
    return repr(value if len(value) <= 80 else f"{value[:79]}…")


_ACCEPTED = {
    "country": "Give a name, a code (ML, MLI, 466), a Wikidata id (Q912), a code of a named list (dac:255) or an IRI.",
    "region": "Give a name, an M49 code (013) or an IRI.",
    "donor": "Give a name, a key (donor/netherlands) or an IRI.",
    "theme": "Give a label, a key (theme/gender) or an IRI.",
}
_FINDERS: dict[str, Callable[[str, str, Things, str], str]] = {
    "country": _country,
    "region": _region,
    "donor": _donor,
    "theme": _theme,
}
