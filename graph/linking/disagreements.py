"""Where a vocabulary contradicts us, or itself: never decided here, only told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ..countries.code_schemes import SCHEMES
from ..validation.shapes import Severity
from ..vocabularies.data import VocabularyData, VocabularyEntry, tail
from .matching import CodeMatch, LabelMatch, contradiction, match_codes
from .model import Disagreement, Link, Linking, Unlinked
from .targets import Targets

SEVERITIES: Mapping[str, Severity] = {
    "link-code-of-another": "violation",
    "link-code-conflict": "violation",
    "link-code-differs": "warning",
    "link-label-differs": "warning",
    "link-several": "warning",
    "link-ambiguous": "warning",
    "link-deprecated": "info",
    "link-alias": "info",
}
"""The checks of links, each a shape in ``shapes/links.ttl`` of the same severity."""


def find_disagreements(
    data: VocabularyData, targets: Targets, linking: Linking, named: Mapping[str, LabelMatch]
) -> Iterator[Disagreement]:
    """Yield what does not agree, in the order of the links; what a person rejected is settled, and what was accepted
    is no longer ambiguous.
    """
    entries = data.by_iri()
    links = [one for one in linking.links if one.state != "rejected" and not one.wider and one.object in entries]
    for link in links:
        entry = entries[link.object]
        yield from _differing_codes(data.name, targets, link, entry)
        yield from _differing_label(data.name, link, entry, named.get(link.object))
        yield from _standing(data.name, link, entry)
    yield from _doubles(data.name, links, entries)
    yield from _conflicts(data, targets)
    conflicting = {entry.iri for entry, _ in _conflicting(data, targets)}
    for unclear in linking.ambiguous:
        if unclear.object not in conflicting:
            yield _ambiguous(data.name, unclear, entries[unclear.object])


def _told(
    check: str, focus: str, label: str, value: str, message: str, entry: VocabularyEntry | None = None
) -> Disagreement:
    return Disagreement(check, SEVERITIES[check], focus, label, value, message, entry.place if entry else "")


def _conflicting(data: VocabularyData, targets: Targets) -> Iterator[tuple[VocabularyEntry, CodeMatch]]:
    for entry in data.entries:
        match = match_codes(targets, entry)
        if match and match.conflict:
            yield entry, match


def _conflicts(data: VocabularyData, targets: Targets) -> Iterator[Disagreement]:
    for entry, match in _conflicting(data, targets):
        codes = ", ".join(f"{code.scheme} {code.value}" for code in match.codes)
        what = f"{entry.label} in {data.name} has codes of {', '.join(sorted(match.keys))}: {codes}."
        remedy = "Correct the vocabulary, or leave the wrong code out by a mapping."
        value = f"{data.name} {codes}"
        yield _told("link-code-conflict", entry.iri, entry.label, value, f"{what} {remedy}", entry)


def _ambiguous(name: str, unclear: Unlinked, entry: VocabularyEntry) -> Disagreement:
    meant = f" It may be {' or '.join(unclear.candidates)}." if unclear.candidates else ""
    what = f"{entry.label} in {name} is not linked: {unclear.reason}{meant}"
    remedy = f"Say which: mandategraph link {name} --accept THING={tail(entry.iri)}."
    return _told("link-ambiguous", entry.iri, entry.label, f"{name} {entry.label}", f"{what} {remedy}", entry)


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
        yield _told(
            "link-code-of-another" if others else "link-code-differs",
            link.subject,
            link.subject_label,
            f"{name} {code.scheme} {code.value}",
            f"{what}{whose}. Look which of the two is meant; reject the link if it is another thing.",
            entry,
        )


def _differing_label(name: str, link: Link, entry: VocabularyEntry, named: LabelMatch | None) -> Iterator[Disagreement]:
    """Yield that the name is another's, until somebody decided."""
    text = contradiction(named, link.subject) if named and link.rule.startswith("code:") and not link.decided else ""
    if named is None or not text:
        return
    meant = {key for known in named.names if known.label.text == text for key in known.keys}
    yield _told(
        "link-label-differs",
        link.subject,
        link.subject_label,
        f"{name} {entry.label}",
        f"By its code {entry.label} in {name} is {link.subject}, by its name {text!r} {', '.join(sorted(meant))}. "
        "Accept or reject the link.",
        entry,
    )


def _standing(name: str, link: Link, entry: VocabularyEntry) -> Iterator[Disagreement]:
    if link.rule == "alias" and entry.deprecated:
        check, what = "link-alias", f"<{entry.iri}> is another identifier of {link.subject_label} in {name}"
    elif entry.deprecated and link.predicate == "closeMatch":
        check, what = "link-deprecated", f"{entry.label} in {name} is withdrawn, and {link.subject_label} goes on"
    else:
        return
    value = f"{name} {entry.label}"
    yield _told(check, link.subject, link.subject_label, value, f"{what}. Use the entry that is in force.", entry)


def _doubles(name: str, links: Sequence[Link], entries: Mapping[str, VocabularyEntry]) -> Iterator[Disagreement]:
    claims: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        entry = entries[link.object]
        if link.rule != "alias" and link.predicate != "narrowMatch" and not entry.deprecated and entry.kind != "group":
            claims[link.subject].append(link)
    for subject, several in claims.items():
        if len(several) > 1 and any(link.predicate == "exactMatch" for link in several):
            shown = ", ".join(f"{link.object_label} <{link.object}>" for link in several)
            yield _told(
                "link-several",
                subject,
                several[0].subject_label,
                f"{name} {shown}",
                f"Several entries of {name} stand for {several[0].subject_label}: {shown}. Reject all but one.",
                entries[several[-1].object],
            )
