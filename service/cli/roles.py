"""What a name stands for in each role that it can have: as a place, as a donor, or where only a country fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ...graph.countries.resolver import Resolution, Resolver
    from ...graph.entities import Kind, Role

As = Literal["place", "donor", "country"]
COLUMNS = ("name", "as", "status", "is", "label", "matched", "otherwise")
_ROLES: dict[As, tuple[Role, Kind | None]] = {
    "place": ("place", None),
    "donor": ("donor", None),
    "country": ("place", "country"),
}


class Answer(NamedTuple):
    """What a name stands for in the role asked for, and in each other role in which it is something else."""

    name: str
    role: As
    found: dict[As, Resolution]

    @property
    def others(self) -> dict[As, Resolution]:
        """What the name stands for in the other roles."""
        return {role: found for role, found in self.found.items() if role != self.role}


def in_roles(resolver: Resolver, name: str, asked: As, scheme: str | None = None) -> Answer:
    """Say what a name, code or IRI stands for in a role, and what else in others."""
    found = {role: resolver.resolve(name, acts, scheme=scheme, kind=kind) for role, (acts, kind) in _ROLES.items()}
    meant = {role: _meant(resolver, resolution) for role, resolution in found.items()}
    told = {role: found[role] for role in found if role == asked or meant[role] not in (meant[asked], frozenset())}
    return Answer(name, asked, told)


def _meant(resolver: Resolver, found: Resolution) -> frozenset[str]:
    """Return the keys of what a name may mean; a state that acts is its country."""
    meant = found.candidates if found.status != "unknown" else ()
    return frozenset((resolver.territory(entity.key) or entity).key for entity in meant)


def as_row(answer: Answer) -> tuple[str, ...]:
    """Return the row of a table, under ``COLUMNS``."""
    found = answer.found[answer.role]
    otherwise = "; ".join(f"as {role}: {_shown(other)}" for role, other in answer.others.items())
    entity = found.entity
    label = entity.label if entity else _shown(found)
    return answer.name, answer.role, found.status, entity.key if entity else "", label, found.matched, otherwise


def _shown(found: Resolution) -> str:
    return " or ".join(f"{entity.key} ({entity.label})" for entity in found.candidates)


def as_data(answer: Answer) -> dict[str, object]:
    """Return an answer as a program takes it."""
    otherwise = {role: _resolution(found) for role, found in answer.others.items()}
    said = _resolution(answer.found[answer.role])
    return {"name": answer.name, "as": answer.role, **said, "otherwise": otherwise}


def _resolution(found: Resolution) -> dict[str, object]:
    entity = found.entity._asdict() if found.entity else None
    candidates = [candidate._asdict() for candidate in found.candidates]
    return {"status": found.status, "is": entity, "matched": found.matched, "candidates": candidates}
