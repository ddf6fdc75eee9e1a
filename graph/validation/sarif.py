"""Findings as SARIF 2.1.0, which code editors and forges show beside the line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from urllib.parse import quote

from .findings import Finding
from .locations import Location
from .shapes import Check, Severity

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}


def sarif(findings: Iterable[Finding], checks: Mapping[str, Check]) -> str:
    """Return a SARIF log of one run. A waived finding is a suppressed result; offsets and columns are code points."""
    listed = list(findings)
    names = sorted({finding.check for finding in listed})
    index = {name: number for number, name in enumerate(names)}
    messages = {finding.check: finding for finding in reversed(listed)}
    driver: dict[str, Json] = {
        "name": "mandategraph",
        "rules": [_rule(name, checks.get(name), messages[name]) for name in names],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.check]) for finding in listed],
    }
    log: dict[str, Json] = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, check: Check | None, example: Finding) -> Json:
    rule: dict[str, Json] = {
        "id": name,
        "shortDescription": {"text": example.problem},
        "defaultConfiguration": {"level": _LEVELS[check.severity if check else example.severity]},
    }
    if check and check.reason:
        rule["fullDescription"] = {"text": check.reason}
    if example.remedy:
        rule["help"] = {"text": example.remedy}
    return rule


def _result(finding: Finding, rule: int) -> Json:
    parts = [f"{finding.title}: {finding.message}", *finding.details]
    if finding.suggestion:
        parts.append(f"suggestion, not applied: {finding.suggestion[0]} to {finding.suggestion[1]}")
    result: dict[str, Json] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(parts)},
        "partialFingerprints": {"finding/v1": finding.iri},
    }
    logical: Json = [{"name": finding.title, "fullyQualifiedName": finding.focus}]
    places = [_location(place) for place in finding.locations]
    if places:
        result["locations"] = [{**places[0], "logicalLocations": logical}]
    else:
        result["locations"] = [{"logicalLocations": logical}]
    if places[1:]:
        result["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(places[1:], start=1)]
    if finding.waived:
        why = f"{finding.waiver_reason} (until {finding.waived_until})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _location(place: Location) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": quote(place.source, safe="/:?#[]@!$&'()*+,;=%~")}}
    if place.line:
        region: dict[str, Json] = {"startLine": place.line, "startColumn": max(place.column, 1)}
        if place.quote:
            region["snippet"] = {"text": place.quote}
            if "\n" not in place.quote and "\r" not in place.quote:
                region["endColumn"] = max(place.column, 1) + len(place.quote)
        physical["region"] = region
    return {"physicalLocation": physical}
