"""The extraction rules as the ontology declares them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyoxigraph as ox

from mandategraph.graph.iris import MG, PREFIXES, RULE
from mandategraph.graph.readable import lexical
from mandategraph.graph.reference import ONTOLOGY, read_turtle


class RuleTerm(NamedTuple):
    """A rule: ``states`` is the property it gives evidence for, ``states_value`` its one value, if any."""

    iri: str
    states: str
    version: str
    label: str
    states_value: str | None = None


def rules() -> Mapping[str, RuleTerm]:
    """Return the rules by local name; KeyError where one lacks what every rule has."""
    found: dict[str, dict[str, str]] = {}
    for quad in read_turtle(ONTOLOGY / "rules.ttl"):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(RULE):
            found.setdefault(quad.subject.value, {})[quad.predicate.value] = lexical(quad.object)
    return {iri.removeprefix(RULE): _rule(iri, facts) for iri, facts in found.items()}


def _rule(iri: str, facts: Mapping[str, str]) -> RuleTerm:
    version, label = facts[f"{PREFIXES['owl']}versionInfo"], facts[f"{PREFIXES['rdfs']}label"]
    return RuleTerm(iri, facts[f"{MG}states"], version, label, facts.get(f"{MG}statesValue"))
