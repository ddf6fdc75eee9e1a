"""Validation: the shapes and the loaders' flags, together, as findings with a place and a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ..iris import MG, PREFIXES, SHAPE, slug
from ..readable import Readable, Term, graph_of, lexical
from ..store.changes import GraphChange, LoadLog
from .findings import ABOUT_WAIVERS, Finding, to_quads
from .flags import Flag, read_flags
from .locations import Location, Locator, line_of_file
from .shape_results import Result, run_shapes
from .shapes import Check, Shapes
from .waivers import Waiver, apply_waivers

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_ABOUT_THE_WHOLE = frozenset({"period-order"})
_PERIOD = ("start", "end")


@dataclass(frozen=True)
class Validation:
    """What validating one revision of the data gave: findings in order, and the checks that were made."""

    findings: tuple[Finding, ...]
    revision: int
    checks: dict[str, Check]


def known_checks(extra: Path | None = None) -> frozenset[str]:
    """Return the names of all checks, which are the names that a waiver can give."""
    return frozenset(Shapes.load(extra=extra).checks)


def validate(store: Readable, *, today: date, waivers: Iterable[Waiver] = (), extra: Path | None = None) -> Validation:
    """Run every shape on the store, and those of the folder ``extra``; ``today`` says which waivers have expired."""
    shapes = Shapes.load(store.base_iri, extra)
    findings = _Findings(store, shapes).collect(run_shapes(store, shapes), read_flags(store))
    settled = apply_waivers(findings, waivers, today=today, minter=store.minter)
    return Validation(settled, store.revision, shapes.checks)


class _Findings:
    """Makes findings of what one store's shapes and flags say."""

    def __init__(self, store: Readable, shapes: Shapes) -> None:
        self._store, self._shapes = store, shapes
        self._locator = Locator(store)

    def collect(self, results: Iterable[Result], flags: Iterable[Flag]) -> list[Finding]:
        """Return one finding for each thing, check and value, whether a shape, a flag or both tell of it.

        A flag says more than a result does: where, and what is written. A result about a thing as a whole is therefore
        dropped where a flag of the same check tells the same, and a name is not also unknown if it is ambiguous.
        """
        by_iri = {flag.iri: flag for flag in flags}
        flagged = {(flag.check, flag.focus) for flag in by_iri.values()}
        unclear = {(flag.check, flag.focus, slug(flag.value)) for flag in by_iri.values()}
        found: dict[str, Result] = {}
        for result in sorted(results, key=lambda r: (r.check, r.focus, str(r.value or ""), r.path, r.message)):
            about, flag_result = self._about(result), self._is_flag(result, by_iri)
            ambiguous = (result.check.replace("-resolved", "-ambiguous"), result.focus, slug(about) if about else "")
            whole = not about and (result.check, result.focus) in flagged and result.check not in _ABOUT_THE_WHOLE
            if not flag_result and not whole and not (result.check.endswith("-resolved") and ambiguous in unclear):
                found.setdefault(self._iri(result, about), result)
        made = [self._from_result(iri, result, by_iri.get(iri)) for iri, result in found.items()]
        made += [self._from_flag(flag) for iri, flag in by_iri.items() if iri not in found]
        return made

    def _is_flag(self, result: Result, flags: dict[str, Flag]) -> bool:
        """Tell whether a result only says that there is a flag, which then speaks for itself."""
        return result.focus in flags or (isinstance(result.value, ox.NamedNode) and result.value.value in flags)

    def _about(self, result: Result) -> str:
        """Return the value that tells this finding from others of the same check and thing."""
        if result.value is None or result.check in _ABOUT_THE_WHOLE:
            return result.part
        return f"{result.part} {self._text(result.value)}".lstrip()

    def _iri(self, result: Result, about: str) -> str:
        key = self._store.minter.key(result.focus) or slug(result.focus)
        return self._store.minter.finding(result.check, key, about)

    def _from_result(self, iri: str, result: Result, flag: Flag | None) -> Finding:
        return Finding(
            iri=iri,
            check=result.check,
            shape=result.shape,
            severity=result.severity,
            focus=result.focus,
            title=self._label(result.focus),
            message=result.message,
            path=result.path,
            value=result.value,
            details=tuple(self._details(result.check, result.focus, result.path, result.value)),
            suggestion=flag.suggestion if flag else None,
            locations=self._flag_locations(flag) or self._locations(result),
        )

    def _from_flag(self, flag: Flag) -> Finding:
        check = self._shapes.checks.get(flag.check)
        value = ox.Literal(flag.value) if flag.value else None
        return Finding(
            iri=flag.iri,
            check=flag.check,
            shape=f"{SHAPE}{flag.check}",
            severity=check.severity if check else "warning",
            focus=flag.focus,
            title=flag.title if flag.message else self._label(flag.focus),
            message=flag.message
            or (check.message if check else f"The loader flagged this as {flag.check}. Look at the source."),
            value=value,
            details=() if flag.message else tuple(self._details(flag.check, flag.focus, "", value)),
            suggestion=flag.suggestion,
            locations=self._flag_locations(flag),
        )

    def _flag_locations(self, flag: Flag | None) -> tuple[Location, ...]:
        if flag and flag.place:
            return (line_of_file(flag.place),)
        places = (self._locator.locate(passage) for passage in flag.passages) if flag else ()
        return tuple(sorted(place for place in places if place))

    def _locations(self, result: Result) -> tuple[Location, ...]:
        value = result.value.value if isinstance(result.value, ox.NamedNode) else ""
        found = self._locator.evidence(result.focus, result.path, value) or self._locator.block(result.focus)
        return tuple(found) or tuple(self._locator.file(result.focus))

    def _details(self, check: str, focus: str, path: str, value: Term | None) -> Iterator[str]:
        if check.startswith(("period-", "date-")):
            yield from self._period(focus)
        elif value is None and path and len(self._values(focus, path)) > 1:
            yield from self._conflict(focus, path)
        elif isinstance(value, ox.NamedNode):
            label, key = self._label(value.value), self._store.minter.key(value.value) or value.value
            yield f'"{label}" ({key})' if label != key else key
        elif value is not None:
            yield f'"{value.value}"'

    def _period(self, focus: str) -> Iterator[str]:
        """Yield each end of a period, as written and as understood."""
        for side in _PERIOD:
            written = self._values(focus, MG + side + "Literal")
            days = self._values(focus, MG + side)
            if written or days:
                literals = ", ".join(f'"{literal}"' for literal in written)
                yield f"{side}: {literals or 'not written'}, read as {', '.join(days) or 'no day'}"

    def _conflict(self, focus: str, path: str) -> Iterator[str]:
        """Yield each value of a property with the sources that give it."""
        sources: dict[str, set[str]] = defaultdict(set)
        graphs, things = self._store.minter.graph("source/"), self._store.minter.thing("source/")
        for quad in self._store.quads(ox.NamedNode(focus), ox.NamedNode(path), None, None):
            graph = graph_of(quad)
            if graph.startswith(graphs):
                sources[lexical(quad.object)].add(self._locator.address(things + graph.removeprefix(graphs)))
        for value, addresses in sorted(sources.items()):
            yield f'"{value}" in {", ".join(sorted(addresses))}'

    def _values(self, thing: str, property: str) -> list[str]:
        quads = self._store.quads(ox.NamedNode(thing), ox.NamedNode(property), None, None)
        return sorted({lexical(quad.object) for quad in quads})

    def _label(self, thing: str) -> str:
        labels = self._values(thing, _LABEL.value)
        return labels[0] if labels else self._store.minter.key(thing) or thing

    def _text(self, value: Term) -> str:
        """Return a value as text: a literal as it is, a name not understood as written, else the end of the key."""
        if isinstance(value, ox.Literal):
            return value.value
        key = self._store.minter.key(value.value)
        if key is None:
            return value.value
        return key.rsplit("/", 1)[-1]


class Writable(Readable, Protocol):
    """As much of a store as keeping findings needs."""

    def commit(self, changes: Iterable[GraphChange], log: LoadLog) -> int: ...


def record(store: Writable, validation: Validation, *, started: datetime | str) -> bool:
    """Keep the findings in the store, in one revision; tell whether they differ from those that were there.

    Findings about a waiver file are not about the data and are left out. ``started`` is when the validation began.
    """
    findings = [finding for finding in validation.findings if finding.check not in ABOUT_WAIVERS]
    graph = store.minter.graph("validation")
    new = to_quads(findings, store.minter, validation.revision)
    old = ox.serialize(store.quads(None, None, None, ox.NamedNode(graph)), format=ox.RdfFormat.N_QUADS) or b""
    if _timeless(new) == _timeless(old):
        return False
    store.commit([GraphChange(graph, new)], LoadLog(started))
    return True


def _timeless(nquads: bytes) -> set[bytes]:
    """Return the statements without the revision that they are about."""
    marker = f"<{MG}validatedRevision>".encode()
    return {line for line in nquads.splitlines() if marker not in line}
