"""What a check of the ontology has to say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..iris import PREFIXES

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")

_SHORT = {**PREFIXES, "id": "https://w3id.org/mandategraph/id/"}


class OntologyFinding(NamedTuple):
    """One thing to look at: ``check`` is its name, ``where`` a ``file:line`` if known, ``remedy`` what to do.

    ``entity``, ``property`` and ``value`` are terms, shortened; empty where they do not apply.
    """

    severity: Severity
    check: str
    entity: str
    property: str
    value: str
    what: str
    remedy: str
    where: str = ""


@dataclass(frozen=True)
class OntologyReport:
    """The findings, gravest first; ``reasoned`` tells whether a reasoner looked at the ontology."""

    files: int
    statements: int
    reasoned: bool
    findings: tuple[OntologyFinding, ...]

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles of OWL 2 that all axioms stay in."""
        outside = {finding.check for finding in self.findings}
        if "owl-dl" in outside or "syntax" in outside:
            return ()
        return ("OWL 2 DL",) if "owl-rl" in outside else ("OWL 2 DL", "OWL 2 RL")


def sort_findings(findings: list[OntologyFinding]) -> tuple[OntologyFinding, ...]:
    """Return each finding once: gravest first, then by check and by term."""
    return tuple(sorted(set(findings), key=lambda finding: (SEVERITIES.index(finding.severity), finding[1:])))


def short(iri: str) -> str:
    """Return an IRI with the prefix that everybody knows, or in angle brackets."""
    for prefix, namespace in _SHORT.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
