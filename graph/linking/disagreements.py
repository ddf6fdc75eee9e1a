"""Where a vocabulary contradicts us, or itself: never decided here, only told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ..code_schemes import SCHEMES
from ..vocabulary_data import VocabularyData, VocabularyEntry
from .matching import LabelMatch, match_codes
from .model import Disagreement, Link
from .targets import Targets

CHECKS = {
    "link-code-differs": "A linked entry has another code than our thing.",
    "link-code-conflict": "The codes of one entry are those of different things.",
    "link-label-differs": "The code of an entry stands for one thing, its name for another.",
    "link-deprecated": "A linked entry is withdrawn.",
    "link-alias": "A thing has several identifiers in one vocabulary.",
    "link-several": "Several entries claim to be one thing.",
}


def find_disagreements(
    data: VocabularyData, targets: Targets, links: Sequence[Link], named: Mapping[str, LabelMatch]
) -> Iterator[Disagreement]:
    """Yield what does not agree, in the order of the links."""
    entries = data.by_iri()
    for link in links:
        entry = entries[link.object]
        yield from _differing_codes(data.name, targets, link, entry)
        yield from _differing_label(data.name, link, entry, named.get(link.object))
        yield from _standing(data.name, link, entry)
    yield from _doubles(data.name, links, entries)
    for entry in data.entries:
        match = match_codes(targets, entry)
        if match and match.conflict:
            codes = ", ".join(f"{code.scheme} {code.value}" for code in match.codes)
            yield Disagreement(
                "link-code-conflict",
                "violation",
                entry.iri,
                entry.label,
                f"{data.name} {codes}",
                f"{entry.label} in {data.name} has codes of {', '.join(sorted(match.keys))}: {codes}. "
                "Correct the vocabulary, or leave the wrong code out by a mapping.",
            )


def _differing_codes(name: str, targets: Targets, link: Link, entry: VocabularyEntry) -> Iterator[Disagreement]:
    if link.predicate not in ("exactMatch", "sameAs") and link.rule.partition(":")[0] != "part-of":
        return
    part = link.predicate == "narrowMatch"
    for code in entry.notations:
        ours = targets.codes(link.subject, code.scheme)
        others = sorted(targets.by_code(*code, "country") - {link.subject})
        if not SCHEMES[code.scheme].identifies or not (ours or others) or (code.value.upper() in ours) != part:
            continue
        whose = f", which is that of {', '.join(others)}" if others else ""
        held = " or ".join(sorted(ours)) or "none"
        what = (
            f"{link.object_label} is a part of {link.subject_label} in {name}, yet has its {code.scheme} {code.value}"
            if part
            else f"{link.subject_label} has the {code.scheme} {held} here and {code.value} in {name}"
        )
        yield Disagreement(
            "link-code-differs",
            "violation" if others else "warning",
            link.subject,
            link.subject_label,
            f"{name} {code.scheme} {code.value}",
            f"{what}{whose}. Look which of the two is meant; reject the link if it is another thing.",
        )


def _differing_label(name: str, link: Link, entry: VocabularyEntry, named: LabelMatch | None) -> Iterator[Disagreement]:
    if not link.rule.startswith("code:") or named is None or named.kind != "preferred" or link.subject in named.keys:
        return
    yield Disagreement(
        "link-label-differs",
        "warning",
        link.subject,
        link.subject_label,
        f"{name} {entry.label}",
        f"By its code {entry.label} in {name} is {link.subject}, by its name {', '.join(sorted(named.keys))}. "
        "Accept or reject the link.",
    )


def _standing(name: str, link: Link, entry: VocabularyEntry) -> Iterator[Disagreement]:
    if link.rule == "alias" and entry.deprecated:
        check, what = "link-alias", f"<{entry.iri}> is another identifier of {link.subject_label} in {name}"
    elif entry.deprecated and link.predicate == "closeMatch":
        check, what = "link-deprecated", f"{entry.label} in {name} is withdrawn, and {link.subject_label} goes on"
    else:
        return
    yield Disagreement(
        check,
        "info",
        link.subject,
        link.subject_label,
        f"{name} {entry.label}",
        f"{what}. Use the entry that is in force.",
    )


def _doubles(name: str, links: Sequence[Link], entries: Mapping[str, VocabularyEntry]) -> Iterator[Disagreement]:
    claims: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        entry = entries[link.object]
        if link.rule != "alias" and link.predicate != "narrowMatch" and not entry.deprecated and entry.kind != "group":
            claims[link.subject].append(link)
    for subject, several in claims.items():
        if len(several) > 1 and any(link.predicate == "exactMatch" for link in several):
            shown = ", ".join(f"{link.object_label} <{link.object}>" for link in several)
            yield Disagreement(
                "link-several",
                "warning",
                subject,
                several[0].subject_label,
                f"{name} {shown}",
                f"Several entries of {name} stand for {several[0].subject_label}: {shown}. Reject all but one.",
            )
