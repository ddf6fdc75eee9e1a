"""Links, what could not be linked, and where vocabularies disagree, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..validation.shapes import Severity

State = Literal["candidate", "accepted", "rejected"]
Predicate = Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "sameAs"]

MANUAL = "ManualMappingCuration"
IMPORTED = "import"
"""The rule of a link that others made; behind the colon stands how they justify it."""
JUSTIFICATIONS = {
    "code": "BackgroundKnowledgeBasedMatching",
    "label": "LexicalMatching",
    "part-of": "StructuralMatching",
    "alias": "LogicalReasoning",
    "elimination": "LogicalReasoning",
    "within": "StructuralMatching",
    "succession": "BackgroundKnowledgeBasedMatching",
    "review": MANUAL,
    IMPORTED: "UnspecifiedMatching",
}
"""How a rule justifies a link, in the terms of the Semantic Mapping Vocabulary."""


def is_rule(rule: str) -> bool:
    """Tell whether links are made by such a rule: ``code:alpha2``, ``review``."""
    return rule.partition(":")[0] in JUSTIFICATIONS


def confidence_of(text: str) -> float | None:
    """Return a confidence from 0 to 1; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One link, said of our thing: ``country/MLI`` has the exact match ``object``.

    ``rule`` is ``code:alpha2``, ``label:fr``, ``part-of`` and so on; ``evidence`` is what the rule saw, for people.
    ``decided`` tells that a person accepted or rejected it, which no later run undoes.
    """

    subject: str
    object: str
    predicate: Predicate
    state: State
    rule: str
    confidence: float
    evidence: str
    subject_label: str = ""
    object_label: str = ""
    decided: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """What is linked, whatever the predicate."""
        return self.subject, self.object

    @property
    def wider(self) -> bool:
        """Whether the entry is only wider than our thing, which says nothing of what the entry itself is."""
        return self.predicate == "broadMatch"

    @property
    def justification(self) -> str:
        """The local name of the justification in the Semantic Mapping Vocabulary."""
        rule, _, detail = self.rule.partition(":")
        return MANUAL if self.decided else detail if rule == IMPORTED and detail else JUSTIFICATIONS[rule]


class Unlinked(NamedTuple):
    """An entry that has no link, and why; ``candidates`` are the keys of what it might be."""

    object: str
    label: str
    reason: str
    candidates: tuple[str, ...] = ()


class Disagreement(NamedTuple):
    """Something that two vocabularies, or two parts of one, do not agree on.

    ``focus`` is the key of our thing, or the IRI of the entry where no thing of ours is concerned. ``place`` is where
    the entry stands in its file, as far as known.
    """

    check: str
    severity: Severity
    focus: str
    label: str
    value: str
    message: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Linking:
    """What linking one vocabulary gave; everything is in order, and every entry is linked or told of.

    ``entries`` are the IRIs of the vocabulary's entries: a decision about one that has gone is kept among the links.
    """

    name: str
    links: tuple[Link, ...]
    unmatched: tuple[Unlinked, ...]
    ambiguous: tuple[Unlinked, ...]
    disagreements: tuple[Disagreement, ...]
    entries: frozenset[str]

    def counts(self) -> dict[str, int]:
        """Return how many entries are linked, candidates, ambiguous or unmatched, and how many links are rejected.

        An entry whose only links were rejected is unmatched. All but the rejected links add up to the entries.
        """
        accepted, candidate = self._entries_of("accepted"), self._entries_of("candidate")
        return {
            "linked": len(accepted),
            "candidate": len(candidate - accepted),
            "rejected": sum(link.state == "rejected" for link in self.links),
            "ambiguous": len(self.ambiguous),
            "unmatched": len(self.unmatched),
        }

    def _entries_of(self, state: State) -> frozenset[str]:
        return self.entries & {link.object for link in self.links if link.state == state and not link.wider}
