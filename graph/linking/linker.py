"""Links the entries of a vocabulary to our things: by code first, then by whole name, never by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from ..countries.resolver import Resolver
from ..vocabularies.data import VocabularyData, VocabularyEntry
from .disagreements import find_disagreements
from .matching import LABEL_KINDS, CodeMatch, LabelMatch, contradiction, match_codes, match_labels
from .model import Disagreement, Link, Linking, Predicate, State, Unlinked
from .review import respect
from .targets import Targets
from .wider import above, wider_links

RULES = ("code", "label")
_LIST = 6

_CERTAIN, _SUPPORTED, _CONTRADICTED = 1.0, 0.95, 0.5
_BY_LABEL = {"preferred": 0.98, "alternative": 0.95, "hidden": 0.7}
_OTHER_LANGUAGE, _FORMER, _GROUP, _ELIMINATED, _PART, _ALIAS = 0.03, 0.6, 0.6, 0.6, 0.95, 0.99


def link(
    data: VocabularyData, resolver: Resolver, rules: Iterable[str] = RULES, earlier: Sequence[Link] = ()
) -> Linking:
    """Return the links of a vocabulary to our things, and everything that is not linked, with the reason.

    ``rules`` may leave out ``code``, to see what names alone give, or ``label``. What people decided of ``earlier``
    links is kept, and what is wider or does not agree is looked for in the links as they are after that.
    """
    targets = _targets(resolver)
    linker = _Linker(data, targets, frozenset(rules))
    found = respect(linker.link(), earlier)
    pairs = {one.pair for one in found.links}
    wider = [one for one in wider_links(data, targets, found.links) if one.pair not in pairs]
    found = replace(found, links=tuple(sorted((*found.links, *wider))))
    return replace(found, disagreements=linker.disagreements(found))


def complete(data: VocabularyData, resolver: Resolver, links: Sequence[Link]) -> Linking:
    """Return links that came from elsewhere, with the entries that they leave out and what does not agree in them."""
    linker = _Linker(data, _targets(resolver), frozenset(RULES))
    made = linker.link()
    told = {one.object for one in links if one.state != "rejected" and not one.wider}
    ambiguous = tuple(one for one in made.ambiguous if one.object not in told)
    told |= {one.object for one in ambiguous}
    why = {one.object: f"The link to {one.subject} was rejected." for one in links if one.state == "rejected"}
    why |= {one.object: one.reason for one in made.unmatched}
    rest = [entry for entry in data.entries if entry.iri not in told]
    unmatched = tuple(Unlinked(e.iri, e.label, why.get(e.iri, "The table has no link of it.")) for e in rest)
    found = replace(made, links=tuple(sorted(links)), ambiguous=ambiguous, unmatched=unmatched)
    return replace(found, disagreements=linker.disagreements(found))


@cache
def _targets(resolver: Resolver) -> Targets:
    return Targets(resolver)


class Verdict(NamedTuple):
    """What a rule says of a link, in the order in which a link has it."""

    predicate: Predicate
    state: State
    rule: str
    confidence: float
    evidence: str


class _Linker:
    def __init__(self, data: VocabularyData, targets: Targets, rules: frozenset[str]) -> None:
        self._data, self._targets, self._rules = data, targets, rules
        self._entries = data.by_iri()
        self._links: dict[str, Link] = {}
        self._unclear: dict[str, Unlinked] = {}
        self._label_matches: dict[str, LabelMatch] = {}

    def link(self) -> Linking:
        """Link what stands for itself, then aliases and parts, then what is left over."""
        for entry in self._data.entries:
            if match := match_labels(self._targets, entry):
                self._label_matches[entry.iri] = match
            if not self._is_alias(entry):
                self._link_by_either(entry)
        self._leave_open_inside_others()
        self._leave_open_equals()
        for entry in self._data.entries:
            self._link_alias(entry)
            self._link_part(entry)
        self._demote_doubles()
        self._eliminate()
        rest = [self._unmatched(entry) for entry in self._data.entries if not self._is_settled(entry)]
        links = tuple(sorted(self._links.values()))
        return Linking(
            name=self._data.name,
            links=links,
            unmatched=tuple(rest),
            ambiguous=tuple(self._unclear[iri] for iri in sorted(self._unclear)),
            disagreements=(),
            entries=frozenset(self._entries),
        )

    def disagreements(self, linking: Linking) -> tuple[Disagreement, ...]:
        """Return what does not agree in a linking of these entries."""
        return tuple(find_disagreements(self._data, self._targets, linking, self._label_matches))

    def _link_by_either(self, entry: VocabularyEntry) -> None:
        if not self._link_by_code(entry):
            self._link_by_label(entry)

    def _is_settled(self, entry: VocabularyEntry) -> bool:
        return entry.iri in self._links or entry.iri in self._unclear

    def _is_alias(self, entry: VocabularyEntry) -> bool:
        """Tell whether an entry says nothing of itself but what it is another identifier of."""
        return bool(entry.replaced_by) and not entry.labels and not entry.notations

    def _add(self, entry: VocabularyEntry, key: str, verdict: Verdict) -> bool:
        label = self._targets.entity(key).label
        rounded = verdict._replace(confidence=round(verdict.confidence, 2))
        self._links[entry.iri] = Link(key, entry.iri, *rounded, subject_label=label, object_label=entry.label)
        return True

    def _leave_open(self, iri: str, reason: str, *keys: str) -> bool:
        """Let an entry be ambiguous, and no link of anything."""
        self._links.pop(iri, None)
        self._unclear[iri] = Unlinked(iri, self._entries[iri].label, reason, tuple(sorted(set(keys))))
        return True

    def _link_by_code(self, entry: VocabularyEntry) -> bool:
        match = match_codes(self._targets, entry) if "code" in self._rules else None
        if match is None:
            return False
        keys = match.keys
        named = self._label_matches.get(entry.iri)
        if len(keys) > 1 and not match.conflict and named and len(keys & named.keys) == 1:
            keys &= named.keys
        if len(keys) > 1:
            what = "belong to different things" if match.conflict else "belong to several things"
            return self._leave_open(entry.iri, f"Its codes ({_listed(match)}) {what}.", *keys)
        return self._code_link(entry, next(iter(keys)), match, named)

    def _code_link(self, entry: VocabularyEntry, key: str, match: CodeMatch, named: LabelMatch | None) -> bool:
        agrees = named is not None and key in named.keys
        other = named and contradiction(named, key)
        certain = match.identifying or agrees
        state: State = "accepted" if certain and not other else "candidate"
        confidence = _CONTRADICTED if other else _CERTAIN if match.identifying else _SUPPORTED
        close = self._is_former_name(entry, key) or entry.kind == "group"
        predicate: Predicate = "closeMatch" if close else "exactMatch"
        name = other or (named.name_of(key) if named and agrees else entry.label)
        verb = "names another" if other else "agrees" if agrees else "is not known"
        why = f"{_listed(match)} stands for {key}; the name {name!r} {verb}."
        return self._add(entry, key, Verdict(predicate, state, f"code:{match.codes[0].scheme}", confidence, why))

    def _is_former_name(self, entry: VocabularyEntry, key: str) -> bool:
        """Tell whether an entry is withdrawn while the thing it stood for goes on, under another name or entry."""
        return entry.deprecated and not self._targets.is_former(key)

    def _link_by_label(self, entry: VocabularyEntry) -> bool:
        match = self._label_matches.get(entry.iri) if "label" in self._rules else None
        if match is None or entry.kind == "part":
            return False
        if len(match.keys) > 1:
            return self._leave_open(entry.iri, f"The name {match.text!r} stands for several things.", *match.keys)
        key = next(iter(match.keys))
        if other := match.other_name(key, "preferred", "alternative"):
            reason = f"Its name {match.text!r} is one of {key}, its name {other.label.text!r} of another thing."
            return self._leave_open(entry.iri, reason, key, *other.keys)
        if match.alone:
            reason = f"Its name {match.text!r} ({match.language}) is one of {key}, most of its names are not."
            return self._leave_open(entry.iri, reason, key)
        former, group = self._is_former_name(entry, key), entry.kind == "group"
        confidence = _BY_LABEL[match.kind] - (0 if match.same_language else _OTHER_LANGUAGE)
        state: State = "candidate" if former or group or match.kind == "hidden" else "accepted"
        predicate: Predicate = "closeMatch" if former or group else "exactMatch"
        why = f"The {match.kind} name {match.text!r} is a name of {key}, whole."
        if former:
            confidence, why = _FORMER, f"{why} The entry is withdrawn."
        if group:
            confidence, why = _GROUP, f"{why} A group of that name need not have the same members."
        rule = f"label:{match.language}" if match.language else "label"
        return self._add(entry, key, Verdict(predicate, state, rule, confidence, why))

    def _leave_open_inside_others(self) -> None:
        """Leave open what bears the name of a country and lies in another one: Georgia in the United States."""
        for mine in self._by_name():
            inside = [self._links[iri] for iri in above(mine.object, self._entries, states=False) if iri in self._links]
            others = sorted(one.subject for one in inside if one.subject.startswith("country/"))
            if mine.subject.startswith("country/") and others and mine.subject not in others:
                reason = f"Its name is one of {mine.subject}, but it lies in {', '.join(others)}."
                self._leave_open(mine.object, reason, mine.subject)

    def _leave_open_equals(self) -> None:
        """Leave open what claims one thing by names as good as each other's, where no code tells which is meant."""
        claims: dict[str, list[Link]] = {}
        for mine in self._by_name():
            claims.setdefault(mine.subject, []).append(mine)
        coded = {o.subject for o in self._links.values() if o.rule.startswith("code:") and o.state == "accepted"}
        for subject, several in claims.items():
            best = min(LABEL_KINDS.index(self._label_matches[one.object].kind) for one in several)
            equal = {one.object for one in several if LABEL_KINDS.index(self._label_matches[one.object].kind) == best}
            own = [iri for iri in sorted(equal) if equal.isdisjoint(self._entries[iri].replaced_by)]
            if len(own) > 1 and subject not in coded:
                for one in several:
                    others = ", ".join(f"<{iri}>" for iri in own if iri != one.object)
                    self._leave_open(one.object, f"Its name is one of {subject}, as is that of {others}.", subject)

    def _by_name(self) -> list[Link]:
        """Return the links that names alone made, of entries that stand for the thing itself."""
        links = sorted(self._links.values())
        return [one for one in links if one.rule.partition(":")[0] == "label" and one.predicate == "exactMatch"]

    def _link_alias(self, entry: VocabularyEntry) -> None:
        whole = next((self._links[iri] for iri in entry.replaced_by if iri in self._links), None)
        if whole is None or entry.iri in self._links:
            return
        predicate: Predicate = "exactMatch" if self._is_alias(entry) else "closeMatch"
        why = f"The vocabulary says that <{whole.object}> stands in its place, which is {whole.subject}."
        self._add(entry, whole.subject, Verdict(predicate, whole.state, "alias", _ALIAS * whole.confidence, why))

    def _link_part(self, entry: VocabularyEntry) -> None:
        """Link what lies in something linked, unless its own codes say that it is another thing of ours."""
        whole = next((self._links[iri] for iri in entry.broader if iri in self._links), None)
        mine = self._links.get(entry.iri)
        if whole is None or entry.kind not in ("part", "group", "region") or entry.iri in self._unclear:
            return
        if mine is None or (entry.kind == "part" and mine.subject == whole.subject):
            why = f"The vocabulary says that it lies in <{whole.object}>, which is {whole.subject}."
            self._add(entry, whole.subject, Verdict("narrowMatch", whole.state, "part-of", _PART, why))

    def _demote_doubles(self) -> None:
        """Let one entry, the best founded, be the exact match of a thing; aliases stand beside it."""
        exact: dict[str, list[Link]] = {}
        for mine in self._links.values():
            if mine.predicate == "exactMatch" and mine.rule != "alias":
                exact.setdefault(mine.subject, []).append(mine)
        for doubles in exact.values():
            best = min(
                doubles, key=lambda one: (one.state != "accepted", -one.confidence, self._strangers(one), one.object)
            )
            for other in doubles:
                if other is not best and len(doubles) > 1:
                    why = f"{other.evidence} <{best.object}> is the exact match of the same thing."
                    self._links[other.object] = replace(
                        other, predicate="closeMatch", state="candidate", confidence=_FORMER, evidence=why
                    )

    def _strangers(self, link: Link) -> int:
        """Return how many codes an entry has that our thing does not have."""
        codes = self._entries[link.object].notations
        return sum(code.value.upper() not in self._targets.codes(link.subject, code.scheme) for code in codes)

    def _eliminate(self) -> None:
        """Propose what is left of a shared name when all but one of its things have their own entries."""
        taken = {mine.subject for mine in self._links.values() if mine.predicate == "exactMatch"}
        for iri, unclear in list(self._unclear.items()):
            left = [key for key in unclear.candidates if key not in taken]
            entry = self._entries[iri]
            if len(left) == 1 < len(unclear.candidates) and not self._has_known_code(entry) and "label" in self._rules:
                others = ", ".join(key for key in unclear.candidates if key not in left)
                why = f"{unclear.reason} Entries of their own have {others}."
                del self._unclear[iri]
                self._add(entry, left[0], Verdict("exactMatch", "candidate", "elimination", _ELIMINATED, why))

    def _has_known_code(self, entry: VocabularyEntry) -> bool:
        return "code" in self._rules and match_codes(self._targets, entry) is not None

    def _unmatched(self, entry: VocabularyEntry) -> Unlinked:
        why = [entry.note] if entry.note else []
        if entry.deprecated:
            until = f" on {entry.valid_until}" if entry.valid_until else ""
            why.append(f"Withdrawn{until}.")
        if entry.kind not in ("country", "region"):
            why.append(f"It is of the kind {entry.kind!r}.")
        codes = ", ".join(f"{code.scheme} {code.value}" for code in entry.notations[:_LIST])
        if codes:
            why.append(f"Nothing of ours has its codes ({codes}) or one of its names.")
        else:
            why.append("It has no code, and none of its names is one of ours.")
        return Unlinked(entry.iri, entry.label, " ".join(why))


def _listed(match: CodeMatch) -> str:
    return ", ".join(f"{code.scheme} {code.value}" for code in match.codes[:_LIST])
