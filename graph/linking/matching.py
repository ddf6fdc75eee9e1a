"""What the codes and the names of one entry say it is, each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..countries.code_schemes import SCHEMES
from ..vocabularies.data import Code, Label, LabelKind, VocabularyEntry
from .targets import Found, Targets

LABEL_KINDS: tuple[LabelKind, ...] = ("preferred", "alternative", "hidden")
"""From the best founded to the least."""
_TELLING = frozenset({"", "en"})
_NOTHING: Found = frozenset()


class CodeMatch(NamedTuple):
    """What the known codes of an entry agree on; ``conflict`` tells that they are those of different things."""

    keys: Found
    codes: tuple[Code, ...]
    identifying: bool
    conflict: bool


class KnownName(NamedTuple):
    """A name of an entry that is one of ours; ``own`` tells that it is so in the language the entry gives, if any."""

    label: Label
    keys: Found
    own: bool


class LabelMatch(NamedTuple):
    """What the names of an entry stand for.

    ``kind`` is that of the names that decided; ``text`` and ``language`` are those of one of them. ``alone`` tells that
    most names of this kind, the English one too, are none of ours though we know their languages: that decides nothing.
    ``names`` are all the known names of an entry that are not hidden, with what each stands for.
    """

    keys: Found
    text: str
    language: str
    kind: LabelKind
    same_language: bool
    alone: bool
    names: tuple[KnownName, ...] = ()

    def name_of(self, key: str) -> str:
        """Return the name that decided if it is one of a thing, else another that is, else nothing."""
        texts = [known.label.text for known in self.names if key in known.keys]
        return self.text if self.text in texts or not texts else texts[0]

    def other_name(self, key: str, *kinds: LabelKind) -> KnownName | None:
        """Return a name of such a kind that is one of other things in its own language, and none of this thing."""
        others = (known for known in self.names if known.label.kind in kinds and known.own and key not in known.keys)
        return next(others, None)


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
    hits = {label: targets.by_label(label.text, label.language, entry.kind) for label in entry.labels}
    names = tuple(
        KnownName(label, keys, own or not label.language)
        for label, (keys, own) in sorted(hits.items())
        if keys and label.kind != "hidden"
    )
    for kind in LABEL_KINDS:
        known = {label: hit for label, hit in hits.items() if hit[0] and label.kind == kind}
        if known:
            ours = sum(targets.has_language(label.language) for label in hits if label.kind == kind)
            told = any(label.language.lower() in _TELLING for label in known)
            return _agreed(kind, known, alone=not told and 2 * len(known) < ours)._replace(names=names)
    return None


def contradiction(named: LabelMatch, key: str) -> str:
    """Return the preferred name by which an entry is another thing than the one its code is of; nothing without one."""
    other = named.other_name(key, "preferred")
    if other is None and named.kind == "preferred" and key not in named.keys:
        return named.text
    return other.label.text if other else ""


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
