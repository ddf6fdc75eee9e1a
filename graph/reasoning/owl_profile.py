"""Which axioms of an ontology are outside the OWL 2 RL profile, and why (OWL 2 Profiles, section 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from .owl_axioms import DATA, DATATYPES, OBJECT, OWL, RDFS, TYPE, Axioms, Node, iri
from .report import OntologyFinding, short

_REMEDY = "Rules do not draw all conclusions from it. Say it within the profile, or say why it has to stay."
_MANY = {f"{OWL}intersectionOf": "an intersection", f"{OWL}unionOf": "a union", f"{OWL}oneOf": "an enumeration"}
_CARDINALITY = (
    f"{OWL}cardinality",
    f"{OWL}qualifiedCardinality",
    f"{OWL}minCardinality",
    f"{OWL}minQualifiedCardinality",
)
_AT_MOST = (f"{OWL}maxCardinality", f"{OWL}maxQualifiedCardinality")
_CHARACTERISTICS = {f"{OWL}ReflexiveProperty": "a reflexive property"}

Fault = str | None


def outside_rl(axioms: Axioms) -> Iterator[OntologyFinding]:
    """Yield a finding for every axiom that OWL 2 RL leaves out."""
    grammar = _Grammar(axioms)
    for predicate, (left, right) in grammar.sides.items():
        for axiom in axioms.having(predicate):
            fault = (left and left(axiom.subject)) or (right and right(axiom.object))
            if fault:
                yield _finding(axioms, axiom.subject, predicate, axiom.object, fault)
    for axiom in axioms.having(TYPE):
        fault = _CHARACTERISTICS.get(iri(axiom.object))
        if fault is None and isinstance(axiom.object, ox.BlankNode):
            fault = grammar.upper(axiom.object)
        if fault:
            yield _finding(axioms, axiom.subject, TYPE, axiom.object, fault)
    yield from _groups(axioms, grammar)


def _groups(axioms: Axioms, grammar: _Grammar) -> Iterator[OntologyFinding]:
    for group in axioms.typed(f"{OWL}AllDisjointClasses"):
        for head in axioms.objects(group, f"{OWL}members"):
            if fault := next(filter(None, map(grammar.lower, axioms.members(head))), None):
                yield _finding(axioms, group, f"{OWL}members", head, fault)


def _finding(axioms: Axioms, subject: Node, predicate: str, value: Node, fault: str) -> OntologyFinding:
    terms = axioms.text(subject), short(predicate), axioms.text(value)
    return OntologyFinding("info", "owl-rl", *terms, f"The axiom is outside OWL 2 RL: {fault}.", _REMEDY)


class _Grammar:
    """The grammar of class expressions: each method returns what is at fault, or None.

    ``lower`` is what may stand on the left of a subclass axiom, ``upper`` on the right, ``equal`` on both.
    """

    def __init__(self, axioms: Axioms) -> None:
        self._axioms = axioms
        never = self._never
        self.sides: dict[str, tuple[Callable[[Node], Fault] | None, Callable[[Node], Fault] | None]] = {
            f"{RDFS}subClassOf": (self.lower, self.upper),
            f"{OWL}equivalentClass": (self.equal, self.equal),
            f"{OWL}disjointWith": (self.lower, self.lower),
            f"{OWL}complementOf": (None, None),
            f"{OWL}hasKey": (self.lower, None),
            f"{RDFS}domain": (None, self.upper),
            f"{RDFS}range": (None, self._range),
            f"{OWL}disjointUnionOf": (never("it is a disjoint union"), None),
            f"{OWL}onDatatype": (never("it restricts a datatype by facets"), None),
            f"{OWL}datatypeComplementOf": (never("it is the complement of a datatype"), None),
            f"{OWL}hasSelf": (never("it uses owl:hasSelf"), None),
        }

    @staticmethod
    def _never(fault: str) -> Callable[[Node], Fault]:
        return lambda _: fault

    def _parts(self, node: Node) -> tuple[str, Node] | None:
        for predicate in (*_MANY, f"{OWL}complementOf"):
            if (value := self._axioms.one(node, predicate)) is not None:
                return predicate, value
        return None

    def _all(self, head: Node, judge: Callable[[Node], Fault]) -> Fault:
        return next(filter(None, map(judge, self._axioms.members(head))), None)

    def lower(self, node: Node) -> Fault:
        """Judge a class expression on the left."""
        if isinstance(node, ox.NamedNode):
            return "owl:Thing stands on the left" if node.value == f"{OWL}Thing" else None
        if parts := self._parts(node):
            if parts[0] == f"{OWL}complementOf":
                return "a complement stands on the left"
            return None if parts[0] == f"{OWL}oneOf" else self._all(parts[1], self.lower)
        if (filler := self._axioms.one(node, f"{OWL}someValuesFrom")) is not None:
            return None if iri(filler) == f"{OWL}Thing" or self._is_data(node) else self.lower(filler)
        return None if self._axioms.objects(node, f"{OWL}hasValue") else f"{self._name(node)} stands on the left"

    def upper(self, node: Node) -> Fault:
        """Judge a class expression on the right."""
        if isinstance(node, ox.NamedNode):
            return "owl:Thing stands on the right" if node.value == f"{OWL}Thing" else None
        if parts := self._parts(node):
            if parts[0] == f"{OWL}intersectionOf":
                return self._all(parts[1], self.upper)
            return (
                self.lower(parts[1]) if parts[0] == f"{OWL}complementOf" else f"{_MANY[parts[0]]} stands on the right"
            )
        if (filler := self._axioms.one(node, f"{OWL}allValuesFrom")) is not None:
            return self._data(filler) if self._is_data(node) else self.upper(filler)
        if (
            limit := next((value for name in _AT_MOST for value in self._axioms.objects(node, name)), None)
        ) is not None:
            return self._at_most(node, limit)
        return None if self._axioms.objects(node, f"{OWL}hasValue") else f"{self._name(node)} stands on the right"

    def equal(self, node: Node) -> Fault:
        """Judge a class expression in an equivalence."""
        if isinstance(node, ox.NamedNode):
            return "owl:Thing is in an equivalence" if node.value == f"{OWL}Thing" else None
        parts = self._parts(node)
        if parts and parts[0] == f"{OWL}intersectionOf":
            return self._all(parts[1], self.equal)
        return None if self._axioms.objects(node, f"{OWL}hasValue") else f"{self._name(node)} is in an equivalence"

    def _at_most(self, node: Node, limit: Node) -> Fault:
        if not (isinstance(limit, ox.Literal) and limit.value in ("0", "1")):
            return "a maximum above one stands on the right"
        filler = self._axioms.one(node, f"{OWL}onClass")
        return None if filler is None or iri(filler) == f"{OWL}Thing" else self.lower(filler)

    def _range(self, node: Node) -> Fault:
        return self._data(node) if self._axioms.datatype_like(node) else self.upper(node)

    def _data(self, node: Node) -> Fault:
        if isinstance(node, ox.NamedNode):
            return None if node.value in DATATYPES else f"{short(node.value)} is no datatype of the profile"
        head = self._axioms.one(node, f"{OWL}intersectionOf")
        return "it builds a datatype" if head is None else self._all(head, self._data)

    def _is_data(self, node: Node) -> bool:
        kinds = self._axioms.kinds.get(iri(self._axioms.one(node, f"{OWL}onProperty")), set())
        return DATA in kinds and OBJECT not in kinds

    def _name(self, node: Node) -> str:
        predicates = self._axioms.predicates(node)
        if parts := self._parts(node):
            return _MANY.get(parts[0], "a complement")
        if predicates.intersection(_CARDINALITY):
            return "a cardinality other than a maximum"
        names = {f"{OWL}someValuesFrom": "an existential", f"{OWL}allValuesFrom": "a universal"}
        return next((name for predicate, name in names.items() if predicate in predicates), "another expression")
