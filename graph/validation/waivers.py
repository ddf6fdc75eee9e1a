"""Waivers: findings that somebody has looked at and accepts, with a reason and a last day; read from YAML.

    - check: period-order
      focus: mandate/eu-ssr-comprehensive-approach-training-2015-09-21
      source: mali.txt                # optional
      reason: the page is wrong; reported to the site on 2026-11-02
      until: 2027-06-30

``focus`` is a thing's IRI or key, or "*" for every thing. A waiver holds up to and including its last day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from ..errors import DataError
from ..iris import SHAPE, Minter
from ..yaml_file import read_yaml
from .findings import Finding
from .locations import Location

_KEYS = ("check", "focus", "source", "reason", "until")
_NEEDED = ("check", "focus", "reason", "until")
_FOCUS = re.compile(r"[^\s<>\"{}|\\^`]+")
_EXPIRED = "A waiver has expired. Look at what it covered again: mend it, or give the waiver a new last day."
_UNUSED = "A waiver covers no finding. Remove it from the waiver file, or correct its check, focus or source."


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of a waiver file; ``focus`` is as written."""

    check: str
    focus: str
    reason: str
    until: date
    source: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    def covers(self, finding: Finding, minter: Minter) -> bool:
        """Tell whether the finding is one of those that it is about, whatever the day."""
        if self.check != finding.check or self.focus not in ("*", finding.focus, minter.key(finding.focus)):
            return False
        return not self.source or any(self.source == location.source for location in finding.locations)


def read_waivers(path: Path, checks: Collection[str]) -> tuple[Waiver, ...]:
    """Return the waivers of a YAML file; ``checks`` are the names that there are.

    InputError if the file cannot be read, DataError if an entry is not a waiver; both with file and line.
    """
    root = read_yaml(path, "waivers", lambda text: yaml.compose(text, Loader=yaml.SafeLoader))
    if root is None:
        return ()
    if not isinstance(root, yaml.SequenceNode):
        raise _error(path, root, "This is no list of waivers.", "Begin each waiver with '- check: ...'.")
    return tuple(_waiver(path, node, checks) for node in root.value)


def _error(path: Path, node: yaml.Node, what: str, remedy: str) -> DataError:
    return DataError(what, where=f"{path}:{node.start_mark.line + 1}:{node.start_mark.column + 1}", remedy=remedy)


def _waiver(path: Path, node: yaml.Node, checks: Collection[str]) -> Waiver:
    values = _values(path, node)
    for key in _NEEDED:
        if key not in values or not values[key].value:
            raise _error(path, node, f"A waiver needs {key!r}.", f"Add a line '{key}: ...'.")
    if values["check"].value not in checks:
        what = f"There is no check {values['check'].value!r}."
        raise _error(path, values["check"], what, f"Use one of: {', '.join(sorted(checks))}.")
    focus = values["focus"].value
    if focus != "*" and not _FOCUS.fullmatch(focus):
        raise _error(path, values["focus"], f"{focus!r} is no thing.", 'Give an IRI, a key, or "*".')
    try:
        until = date.fromisoformat(values["until"].value)
    except ValueError as error:
        what = f"{values['until'].value!r} is no day."
        raise _error(path, values["until"], what, "Write it as 2027-06-30.") from error
    texts = {key: str(value.value) for key, value in values.items() if key != "until"}
    mark = node.start_mark
    return Waiver(**texts, until=until, file=str(path), line=mark.line + 1, column=mark.column + 1)


def _values(path: Path, node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _error(path, node, "This is no waiver.", f"Give the keys {', '.join(_KEYS)}.")
    values: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in _KEYS:
            raise _error(path, key, f"A waiver has no key {key.value!r}.", f"Use: {', '.join(_KEYS)}.")
        if key.value in values:
            raise _error(path, key, f"The key {key.value!r} stands twice.", "Keep one of the two.")
        if not isinstance(value, yaml.ScalarNode):
            raise _error(path, value, f"The value of {key.value!r} is not a text.", "Write it on one line.")
        values[key.value] = value
    return values


def apply_waivers(
    findings: Iterable[Finding], waivers: Iterable[Waiver], *, today: date, minter: Minter
) -> tuple[Finding, ...]:
    """Return the findings, those that are waived marked, with a finding for each waiver that is expired or unused."""
    listed, entries = list(findings), list(waivers)
    used: set[int] = set()
    for number, waiver in enumerate(entries):
        for at, finding in enumerate(listed):
            if waiver.covers(finding, minter):
                used.add(number)
                if waiver.until >= today and (finding.waived_until is None or waiver.until > finding.waived_until):
                    listed[at] = replace(finding, waived_until=waiver.until, waiver_reason=waiver.reason)
    for number, waiver in enumerate(entries):
        if waiver.until < today:
            listed.append(_about(waiver, "waiver-expired", _EXPIRED, minter))
        elif number not in used:
            listed.append(_about(waiver, "waiver-unused", _UNUSED, minter))
    return tuple(sorted(listed, key=lambda finding: finding.order))


def _about(waiver: Waiver, check: str, message: str, minter: Minter) -> Finding:
    """Return a finding about a waiver: its focus is the thing waived, or the check where that is every thing."""
    iri = waiver.focus if "://" in waiver.focus else minter.thing(waiver.focus)
    focus = f"{SHAPE}{waiver.check}" if waiver.focus == "*" else iri
    key = "every-thing" if waiver.focus == "*" else (minter.key(focus) or focus)
    place = Location(waiver.file, waiver.line, waiver.column, 0, 0, "", "", "", "")
    return Finding(
        iri=minter.finding(check, key, f"{waiver.check} {waiver.source}"),
        check=check,
        shape=f"{SHAPE}{check}",
        severity="warning" if check == "waiver-expired" else "info",
        focus=focus,
        title=f"{waiver.check} of {waiver.focus}",
        message=message,
        details=(f"until {waiver.until}: {waiver.reason}",),
        locations=(place,),
    )
