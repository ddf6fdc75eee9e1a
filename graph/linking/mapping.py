"""Mappings in the terms of SSSOM, whatever file they stand in, as links: what they must say, and who decided them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from ..countries.resolver import Resolver
from ..errors import InputError
from ..iris import Minter
from ..vocabularies.data import VocabularyData
from .link_rdf import SEMAPV, predicate_of
from .model import IMPORTED, JUSTIFICATIONS, MANUAL, Link, Predicate, State, confidence_of, is_rule

NOT = "Not"
"""The modifier of a mapping that does not hold."""
SURE = 0.9
"""The confidence from which a mapping that no person curated is accepted."""
_INVERSE: dict[Predicate, Predicate] = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}
_NEEDED = ("subject_id", "predicate_id", "object_id")
_LOCAL = re.compile("[A-Za-z]+")
Slots = Mapping[str, str]
"""What a mapping says, by the names of the standard's slots; IRIs are whole. ``link_state`` and ``rule`` are ours."""


class Mappings:
    """Gathers the links between our things and a vocabulary that a file states, one of each pair."""

    def __init__(self, data: VocabularyData, minter: Minter, where: str) -> None:
        self._entries, self._minter, self._where = data.by_iri(), minter, where
        self._resolver = Resolver.load()
        self._links: dict[tuple[str, str], tuple[Link, str]] = {}

    def wrong(self, what: str, place: str = "") -> InputError:
        """Return the error that refuses the file; ``place`` is a line of it, or names a mapping."""
        where = f"{self._where}:{place}" if place else self._where
        return InputError(f"{what}.", where=where, remedy="Correct the file; nothing was read.")

    def links(self) -> tuple[Link, ...]:
        """Return the links, in order; InputError if there is none."""
        if not self._links:
            raise self.wrong("There is no mapping in the file")
        return tuple(sorted(link for link, _ in self._links.values()))

    def add(self, said: Slots, place: str) -> None:
        """Add what one mapping says; InputError if it is not clear, or its pair was there before."""
        link = self._link(said, place)
        if link.pair in self._links:
            _, first = self._links[link.pair]
            raise self.wrong(f"{link.subject} and <{link.object}> are linked twice, before at {first}", place)
        self._links[link.pair] = link, place

    def add_statement(self, subject: str, predicates: set[str], object: str) -> None:
        """Add a pair that is stated without any description, which is taken as decided; a described one must agree."""
        place = f"<{subject}> <{object}>"
        said = {"subject_id": subject, "predicate_id": self._one(predicates, place), "object_id": object}
        link = self._link(said, place)
        described, _ = self._links.get(link.pair, (None, ""))
        if described is None:
            self._links[link.pair] = link, place
        elif described.predicate != link.predicate:
            raise self.wrong(f"It is stated as {link.predicate}, and described as {described.predicate}", place)
        elif described.state == "rejected":
            raise self.wrong("It is stated, and described as rejected", place)

    def _one(self, predicates: set[str], place: str) -> str:
        """Return the predicate of a pair; ``owl:sameAs`` has ``skos:exactMatch`` beside it."""
        names = {predicate_of(iri): iri for iri in predicates}
        if set(names) == {"sameAs", "exactMatch"}:
            return names["sameAs"]
        if len(names) > 1:
            raise self.wrong(f"The pair is stated in several ways: {', '.join(sorted(predicates))}", place)
        return names.popitem()[1]

    def _link(self, said: Slots, place: str) -> Link:
        missing = next((slot for slot in _NEEDED if not said.get(slot)), None)
        if missing:
            raise self.wrong(f"The mapping has no {missing}", place)
        predicate = predicate_of(said["predicate_id"])
        if predicate is None:
            raise self.wrong(f"{said['predicate_id']!r} is no predicate that links have here", place)
        subject, object = said["subject_id"], said["object_id"]
        labels = [said.get("subject_label", ""), said.get("object_label", "")]
        if subject in self._entries and object not in self._entries:
            subject, object, predicate = object, subject, _INVERSE.get(predicate, predicate)
            labels.reverse()
        thing = self._resolver.entity(self._minter.key(subject) or "")
        if thing is None or object not in self._entries:
            stranger = object if thing else subject
            raise self.wrong(f"<{stranger}> is no thing of ours and no entry of the vocabulary", place)
        justification = self._justification(said, place)
        confidence = self._confidence(said, place)
        state, decided = self._state(said, justification, confidence, place)
        return Link(
            subject=thing.key,
            object=object,
            predicate=predicate,
            state=state,
            rule=self._rule(said, justification, decided, place),
            confidence=1.0 if confidence is None else confidence,
            evidence=said.get("comment", ""),
            subject_label=labels[0] or thing.label,
            object_label=labels[1] or self._entries[object].label,
            decided=decided,
        )

    def _state(self, said: Slots, justification: str, confidence: float | None, place: str) -> tuple[State, bool]:
        """Return the state of a link, and whether a person decided it.

        A mapping of others tells no state: one that is curated by hand, without any reason, or negated is decided; any
        other is accepted if it is sure enough, else a candidate.
        """
        stated, modifier = said.get("link_state", ""), said.get("predicate_modifier", "")
        if modifier not in ("", NOT):
            raise self.wrong(f"{modifier!r} is no predicate modifier: leave it empty, or write {NOT}", place)
        if not stated:
            if modifier or justification in ("", MANUAL):
                return ("rejected" if modifier else "accepted"), True
            return ("accepted" if (confidence or 0) >= SURE else "candidate"), False
        if stated not in get_args(State):
            raise self.wrong(f"{stated!r} is no state of a link: {', '.join(get_args(State))}", place)
        if (stated == "rejected") != (modifier == NOT):
            raise self.wrong(
                f"the state {stated} and the modifier {modifier or 'of none'!r} contradict each other", place
            )
        return cast(State, stated), justification == MANUAL

    def _justification(self, said: Slots, place: str) -> str:
        """Return the local name of the justification; nothing if there is none."""
        iri = said.get("mapping_justification", "")
        name = iri.removeprefix(SEMAPV)
        if iri and not (iri.startswith(SEMAPV) and _LOCAL.fullmatch(name)):
            raise self.wrong(f"{iri!r} is no justification of the Semantic Mapping Vocabulary", place)
        return name

    def _rule(self, said: Slots, justification: str, decided: bool, place: str) -> str:
        rule = said.get("rule") or ("review" if decided else f"{IMPORTED}:{justification}")
        if not is_rule(rule):
            raise self.wrong(f"{rule!r} is no rule by which links are made: {', '.join(JUSTIFICATIONS)}", place)
        return rule

    def _confidence(self, said: Slots, place: str) -> float | None:
        text = said.get("confidence", "")
        value = confidence_of(text)
        if text and value is None:
            raise self.wrong(f"{text!r} is no confidence from 0 to 1", place)
        return value
