"""What people decided of links, and how a new run of the linker respects it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..errors import UsageError
from .model import Link, Linking, State, Unlinked


def respect(linking: Linking, earlier: Iterable[Link]) -> Linking:
    """Return a new linking with the earlier decisions in it.

    A rejected pair stays rejected, even if no rule proposes it any more; an accepted one stays as it was accepted.
    An entry whose only proposals were rejected is unmatched, and says so; one that the vocabulary has no more is not.
    """
    decided = {link.pair: link for link in earlier if link.decided}
    proposed = {link.pair: link for link in linking.links}
    merged: dict[tuple[str, str], Link] = {}
    for pair, link in proposed.items():
        decision = decided.get(pair)
        merged[pair] = _decided(link, decision) if decision else link
    merged |= {pair: link for pair, link in decided.items() if pair not in merged}
    settled = {link.object for link in merged.values() if link.decided and link.state == "accepted" and not link.wider}
    kept = [link for link in merged.values() if link.decided or link.wider or link.object not in settled]
    unmatched = [one for one in linking.unmatched if one.object not in settled]
    linked = {link.object for link in kept if link.state != "rejected" and not link.wider}
    linked |= {one.object for one in unmatched}
    ambiguous = tuple(one for one in linking.ambiguous if one.object not in settled)
    linked |= {one.object for one in ambiguous}
    for link in kept:
        if link.object in linking.entries - linked and link.state == "rejected":
            linked.add(link.object)
            unmatched.append(Unlinked(link.object, link.object_label, f"The link to {link.subject} was rejected."))
    return replace(linking, links=tuple(sorted(kept)), unmatched=tuple(sorted(unmatched)), ambiguous=ambiguous)


def _decided(link: Link, decision: Link) -> Link:
    predicate = decision.predicate if decision.state == "accepted" else link.predicate
    return replace(link, state=decision.state, predicate=predicate, decided=True)


def decide(
    links: Sequence[Link], subject: str, object: str, state: State, subject_label: str, label: str
) -> list[Link]:
    """Return the links with one pair accepted or rejected by a person; a pair that nobody proposed is added."""
    others = [link for link in links if link.pair != (subject, object)]
    known = next((link for link in links if link.pair == (subject, object)), None)
    if known is None:
        known = Link(
            subject, object, "exactMatch", state, "review", 1.0, "Linked by hand.", subject_label, label, decided=True
        )
    return sorted([*others, replace(known, state=state, decided=True)])


def find_entry(links: Iterable[Link], labels: dict[str, str], text: str) -> str:
    """Return the IRI of the entry that a person means by an IRI, by the end of one, or by a label; else UsageError."""
    known = set(labels) | {link.object for link in links}
    if text in known:
        return text
    found = sorted(
        iri for iri in known if iri.rstrip("/").endswith(("/" + text, "#" + text)) or labels.get(iri) == text
    )
    if len(found) == 1:
        return found[0]
    what = f"{text!r} stands for {len(found)} entries." if found else f"The vocabulary has no entry {text!r}."
    remedy = f"Give one of {', '.join(found[:5])}." if found else "Give its IRI, or the end of its IRI."
    raise UsageError(what, where="ENTRY", remedy=remedy)
