"""What the codes and the names of one entry say it is, each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..countries.code_schemes import SCHEMES
from ..vocabularies.data import Code, Label, LabelKind, VocabularyEntry
from .targets import Found, Targets

_KINDS: tuple[LabelKind, ...] = ("preferred", "alternative", "hidden")
_TELLING = frozenset({"", "en"})
_NOTHING: Found = frozenset()


class CodeMatch(NamedTuple):
    """What the known codes of an entry agree on; ``conflict`` tells that they are those of different things."""

    keys: Found
    codes: tuple[Code, ...]
    identifying: bool
    conflict: bool


class LabelMatch(NamedTuple):
    """What the names of an entry stand for.

    ``kind`` is that of the names that decided; ``text`` and ``language`` are those of one of them. ``alone`` tells that
    most names of this kind, the English one too, are none of ours though we know their languages: that decides nothing.
    """

    keys: Found
    text: str
    language: str
    kind: LabelKind
    same_language: bool
    alone: bool


def match_codes(targets: Targets, entry: VocabularyEntry) -> CodeMatch | None:
    """Return what the codes say, those of the lists that decide most; None if none is known."""
    hits = {code: targets.by_code(*code, entry.kind) for code in entry.notations}
    ranks = sorted({SCHEMES[code.scheme].rank for code, keys in hits.items() if keys})
    if not ranks:
        return None
    known = {code: keys for code, keys in hits.items() if keys and SCHEMES[code.scheme].rank == ranks[0]}
    common = frozenset.intersection(*known.values())
    keys = common or frozenset().union(*known.values())
    return CodeMatch(keys, tuple(known), all(SCHEMES[code.scheme].identifies for code in known), not common)


def match_labels(targets: Targets, entry: VocabularyEntry) -> LabelMatch | None:
    """Return what the names say, preferred ones before alternative and hidden ones; None if none is known.

    Names of several languages must agree. Where they do not, those that we know in their own language decide.
    """
    for kind in _KINDS:
        labels = [label for label in entry.labels if label.kind == kind]
        hits = {label: targets.by_label(label.text, label.language, entry.kind) for label in labels}
        known = {label: hit for label, hit in hits.items() if hit[0]}
        if known:
            ours = sum(targets.has_language(label.language) for label in labels)
            told = any(label.language.lower() in _TELLING for label in known)
            return _agreed(kind, known, alone=not told and 2 * len(known) < ours)
    return None


def _agreed(kind: LabelKind, known: dict[Label, tuple[Found, bool]], *, alone: bool) -> LabelMatch:
    same = {label: hit[0] for label, hit in known.items() if hit[1]}
    everything = {label: hit[0] for label, hit in known.items()}
    keys = _common(everything.values()) or _common(same.values()) or frozenset().union(*everything.values())
    deciding = [label for label in (same or everything) if everything[label] >= keys] or list(everything)
    shown = min(deciding, key=lambda label: (label.language != "en", label.language, label.text))
    return LabelMatch(keys, shown.text, shown.language, kind, bool(same), alone)


def _common(found: Iterable[Found]) -> Found:
    listed = list(found)
    return frozenset.intersection(*listed) if listed else _NOTHING
