"""Links to what is wider than a thing of ours: where a vocabulary states it, or the history of a state proves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..countries.identity import identity
from ..vocabularies.data import VocabularyData, VocabularyEntry
from .model import Link
from .targets import Targets

_STATED, _SUCCEEDED = 0.95, 0.9
_KINDS = ("country", "region")


def wider_links(data: VocabularyData, targets: Targets, links: Iterable[Link]) -> Iterator[Link]:
    """Yield broad matches between things of ours and entries that are accepted as other things of ours.

    A vocabulary states them by ``broader`` (a country and its M49 area) and ``within`` (a territory and its state), of
    which only the nearest counts. A state that fell apart is wider than each of the states that came after it alone.
    """
    exact = {one.object: one for one in links if one.state == "accepted" and one.predicate in ("exactMatch", "sameAs")}
    entries = data.by_iri()
    for entry in data.entries:
        mine = exact.get(entry.iri)
        if mine is None or mine.rule == "alias" or entry.kind not in _KINDS:
            continue
        for iri in _nearest(entry, entries):
            whole = exact.get(iri)
            if whole is not None and whole.subject != mine.subject:
                verb = "belongs to" if iri in entry.within else "lies in"
                why = f"The vocabulary says that <{entry.iri}>, which is {mine.subject}, {verb} <{iri}>"
                yield _wider(mine.subject, whole, targets, "within", _STATED, f"{why}, which is {whole.subject}.")
        yield from _successors(mine, targets)


def _nearest(entry: VocabularyEntry, entries: Mapping[str, VocabularyEntry]) -> list[str]:
    """Return what an entry says that it lies in, without what already holds another of these."""
    stated = dict.fromkeys((*entry.within, *entry.broader))
    farther = {wider for iri in stated if iri in entries for wider in above(iri, entries)}
    return [iri for iri in stated if iri not in farther]


def above(iri: str, entries: Mapping[str, VocabularyEntry], *, states: bool = True) -> set[str]:
    """Return all that an entry says that it lies in, near or far; without ``states``, not what it belongs to."""
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        entry = entries.get(waiting.pop())
        new = {*(entry.within if states else ()), *entry.broader} - found if entry else set()
        found |= new
        waiting += new
    return found - {iri}


def _successors(whole: Link, targets: Targets) -> Iterator[Link]:
    if not whole.subject.startswith("country/"):
        return
    came = identity(targets.entity(whole.subject)).successors
    for key in came if len(came) > 1 else ():
        if identity(targets.entity(key)).predecessors == (whole.subject,):
            others = ", ".join(other for other in came if other != key)
            why = f"{whole.subject} ended, and {key} came after a part of it, beside {others}."
            yield _wider(key, whole, targets, "succession", _SUCCEEDED, why)


def _wider(key: str, whole: Link, targets: Targets, rule: str, confidence: float, why: str) -> Link:
    label = targets.entity(key).label
    return Link(key, whole.object, "broadMatch", "accepted", rule, confidence, why, label, whole.object_label)
