"""An ontology as a graph that can be asked for declarations, lists and class expressions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from ..iris import PREFIXES
from .report import short

OWL, RDF, RDFS, XSD = (PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
TYPE = f"{RDF}type"
BUILT_IN = (OWL, RDF, RDFS, XSD)

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

CLASS, DATATYPE = f"{OWL}Class", f"{RDFS}Datatype"
OBJECT, DATA, ANNOTATION = (f"{OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation"))
KINDS = (CLASS, DATATYPE, OBJECT, DATA, ANNOTATION)

_XSD_NAMES = """
    decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte
    unsignedLong unsignedInt unsignedShort unsignedByte double float string normalizedString token language Name NCName
    NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
_RDF_NAMES = {f"{RDF}PlainLiteral", f"{RDF}XMLLiteral", f"{RDF}langString", f"{RDFS}Literal"}
DATATYPES = frozenset(_RDF_NAMES | {XSD + name for name in _XSD_NAMES.split()})
"""The datatypes of OWL 2 that OWL 2 RL has too; xsd:date is none of them."""


class Axiom(NamedTuple):
    """A statement of an ontology."""

    subject: Node
    predicate: str
    object: Node


class Axioms:
    """All statements of an ontology, indexed by subject and by predicate."""

    def __init__(self, statements: Iterable[ox.Quad]) -> None:
        self.all = [Axiom(quad.subject, quad.predicate.value, quad.object) for quad in statements]
        self._by_subject: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._by_predicate: dict[str, list[Axiom]] = defaultdict(list)
        for axiom in self.all:
            self._by_subject[axiom.subject][axiom.predicate].append(axiom.object)
            self._by_predicate[axiom.predicate].append(axiom)
        self.kinds: dict[str, set[str]] = defaultdict(set)
        for subject, _, kind in self._by_predicate[TYPE]:
            if isinstance(subject, ox.NamedNode) and isinstance(kind, ox.NamedNode):
                self.kinds[subject.value].add(_kind(kind.value))

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """Return the values of a property of a node."""
        return self._by_subject[subject][predicate] if subject in self._by_subject else []

    def one(self, subject: Node, predicate: str) -> Node | None:
        """Return the first value of a property of a node, if it has one."""
        return next(iter(self.objects(subject, predicate)), None)

    def predicates(self, subject: Node) -> set[str]:
        """Return the properties of a node."""
        return set(self._by_subject[subject]) if subject in self._by_subject else set()

    def having(self, *predicates: str) -> Iterator[Axiom]:
        """Yield the statements with one of these predicates."""
        for predicate in predicates:
            yield from self._by_predicate.get(predicate, ())

    def typed(self, kind: str) -> Iterator[Node]:
        """Yield the nodes that have this type."""
        return (axiom.subject for axiom in self.having(TYPE) if iri(axiom.object) == kind)

    def members(self, head: Node) -> list[Node]:
        """Return the members of a list; a list that runs in a circle or has no end is cut there."""
        found: list[Node] = []
        seen: set[Node] = set()
        node: Node | None = head
        while node is not None and node not in seen and iri(node) != f"{RDF}nil":
            seen.add(node)
            found += self.objects(node, f"{RDF}first")
            node = self.one(node, f"{RDF}rest")
        return found

    def datatype_like(self, node: Node) -> bool:
        """Tell whether a node stands for a datatype or for a range of literals."""
        if isinstance(node, ox.NamedNode):
            return node.value.startswith(XSD) or node.value in DATATYPES or DATATYPE in self.kinds.get(node.value, ())
        return any(iri(kind) == DATATYPE for kind in self.objects(node, TYPE))

    def text(self, node: Node) -> str:
        """Return a node in a form that a person can read, class expressions included."""
        return self._text(node, frozenset())

    def _text(self, node: Node, above: frozenset[Node]) -> str:
        if isinstance(node, ox.NamedNode):
            return short(node.value)
        if isinstance(node, ox.BlankNode) and node not in above:
            if self.objects(node, f"{RDF}first"):
                return f"( {' '.join(self._text(member, above | {node}) for member in self.members(node))} )"
            parts = (
                f"{short(predicate)} {self._text(value, above | {node})}"
                for predicate in sorted(self.predicates(node) - {TYPE})
                for value in self.objects(node, predicate)
            )
            return f"[ {' ; '.join(parts)} ]"
        return str(node) if isinstance(node, ox.Literal) else "[]"


def iri(node: Node | None) -> str:
    """Return the IRI of a node, or an empty text for any other node."""
    return node.value if isinstance(node, ox.NamedNode) else ""


def _kind(declared: str) -> str:
    """Return what a declaration makes of a term: kinds that imply another kind stand for it."""
    implied = {
        f"{OWL}Restriction": CLASS,
        f"{RDFS}Class": CLASS,
        f"{OWL}DeprecatedClass": CLASS,
        f"{OWL}TransitiveProperty": OBJECT,
        f"{OWL}SymmetricProperty": OBJECT,
        f"{OWL}AsymmetricProperty": OBJECT,
        f"{OWL}ReflexiveProperty": OBJECT,
        f"{OWL}IrreflexiveProperty": OBJECT,
        f"{OWL}InverseFunctionalProperty": OBJECT,
        f"{OWL}OntologyProperty": ANNOTATION,
    }
    return implied.get(declared, declared)
