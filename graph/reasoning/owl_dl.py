"""Whether an ontology is OWL 2 DL: every term declared, of one kind, and used as what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import pyoxigraph as ox

from .owl_axioms import (
    ANNOTATION,
    BUILT_IN,
    CLASS,
    DATA,
    DATATYPE,
    DATATYPES,
    KINDS,
    OBJECT,
    OWL,
    RDF,
    RDFS,
    TYPE,
    Axiom,
    Axioms,
    Node,
    iri,
)
from .report import OntologyFinding, short

_CLASS_PLACES = {
    **dict.fromkeys((f"{RDFS}subClassOf", f"{OWL}disjointWith", f"{OWL}equivalentClass", f"{OWL}complementOf"), "both"),
    **dict.fromkeys((f"{RDFS}domain", f"{OWL}onClass", TYPE), "object"),
    **dict.fromkeys((f"{OWL}hasKey", f"{OWL}disjointUnionOf"), "subject"),
}
_PROPERTY_PLACES = {
    **dict.fromkeys((f"{RDFS}subPropertyOf", f"{OWL}equivalentProperty", f"{OWL}propertyDisjointWith"), "both"),
    **dict.fromkeys((f"{OWL}inverseOf", f"{OWL}onProperty", f"{OWL}assertionProperty"), "object"),
    **dict.fromkeys((f"{RDFS}domain", f"{RDFS}range", f"{OWL}propertyChainAxiom"), "subject"),
}
_EITHER_PLACES = (f"{RDFS}range", f"{OWL}someValuesFrom", f"{OWL}allValuesFrom")
_OWL_NAMES = """
    AllDifferent AllDisjointClasses AllDisjointProperties Annotation AnnotationProperty AsymmetricProperty Axiom Class
    DataRange DatatypeProperty DeprecatedClass DeprecatedProperty FunctionalProperty InverseFunctionalProperty
    IrreflexiveProperty NamedIndividual NegativePropertyAssertion Nothing ObjectProperty Ontology OntologyProperty
    ReflexiveProperty Restriction SymmetricProperty Thing TransitiveProperty allValuesFrom annotatedProperty
    annotatedSource annotatedTarget assertionProperty backwardCompatibleWith bottomDataProperty bottomObjectProperty
    cardinality complementOf datatypeComplementOf deprecated differentFrom disjointUnionOf disjointWith
    distinctMembers equivalentClass equivalentProperty hasKey hasSelf hasValue imports incompatibleWith intersectionOf
    inverseOf maxCardinality maxQualifiedCardinality members minCardinality minQualifiedCardinality onClass
    onDataRange onDatatype onProperties onProperty oneOf priorVersion propertyChainAxiom propertyDisjointWith
    qualifiedCardinality sameAs someValuesFrom sourceIndividual targetIndividual targetValue topDataProperty
    topObjectProperty unionOf versionIRI versionInfo withRestrictions
"""
_OWL_TERMS = frozenset(_OWL_NAMES.split())
_PROPERTY_KINDS = (OBJECT, DATA, ANNOTATION)


def outside_dl(axioms: Axioms) -> Iterator[OntologyFinding]:
    """Yield a finding for whatever keeps the ontology from being OWL 2 DL."""
    for check in (_misspelt, _redefined, _two_kinds, _undeclared, _values, _mixed, _ranges, _not_simple):
        yield from check(axioms)


def _finding(axioms: Axioms, axiom: Axiom, what: str, remedy: str) -> OntologyFinding:
    terms = axioms.text(axiom.subject), short(axiom.predicate), axioms.text(axiom.object)
    return OntologyFinding("violation", "owl-dl", *terms, what, remedy)


def _misspelt(axioms: Axioms) -> Iterator[OntologyFinding]:
    for axiom in axioms.all:
        for name in (axiom.predicate, iri(axiom.object)):
            if name.startswith(OWL) and name.removeprefix(OWL) not in _OWL_TERMS:
                yield _finding(axioms, axiom, f"{short(name)} is no term of OWL 2.", "Correct the name.")


def _redefined(axioms: Axioms) -> Iterator[OntologyFinding]:
    for axiom in axioms.all:
        if iri(axiom.subject).startswith(BUILT_IN) and iri(axiom.subject) not in (f"{RDF}nil",):
            yield _finding(axioms, axiom, "A term of OWL or RDF itself is described.", "Take the statement away.")


def _two_kinds(axioms: Axioms) -> Iterator[OntologyFinding]:
    for name, kinds in axioms.kinds.items():
        for one, other in combinations([kind for kind in KINDS if kind in kinds], 2):
            axiom = Axiom(ox.NamedNode(name), TYPE, ox.NamedNode(other))
            what = f"A term is both {short(one)} and {short(other)}."
            yield _finding(axioms, axiom, what, "Give one of the two uses another IRI.")


def _undeclared(axioms: Axioms) -> Iterator[OntologyFinding]:
    def declared(node: Node, kinds: tuple[str, ...]) -> bool:
        name = iri(node)
        return not name or name.startswith(BUILT_IN) or bool(axioms.kinds.get(name, set()).intersection(kinds))

    places: tuple[tuple[dict[str, str], tuple[str, ...], str], ...] = (
        (_CLASS_PLACES, (CLASS, DATATYPE), "class"),
        (_PROPERTY_PLACES, _PROPERTY_KINDS, "property"),
        (dict.fromkeys(_EITHER_PLACES, "object"), (CLASS, DATATYPE), "class or datatype"),
    )
    for axiom in axioms.all:
        for where, kinds, word in places:
            side = where.get(axiom.predicate, "")
            for node, sides in ((axiom.subject, ("both", "subject")), (axiom.object, ("both", "object"))):
                if side in sides and not declared(node, kinds):
                    yield _undeclared_finding(axioms, axiom, iri(node), word)
        if not declared(ox.NamedNode(axiom.predicate), _PROPERTY_KINDS):
            yield _undeclared_finding(axioms, axiom, axiom.predicate, "property")


def _undeclared_finding(axioms: Axioms, axiom: Axiom, name: str, word: str) -> OntologyFinding:
    what = f"{short(name)} is used as a {word} and not declared as one."
    return _finding(axioms, axiom, what, "Declare it (terms of others in external-terms.ttl), or correct the name.")


def _values(axioms: Axioms) -> Iterator[OntologyFinding]:
    """Find literals as values of object properties, and things as values of data properties."""
    for axiom in axioms.all:
        kinds = axioms.kinds.get(axiom.predicate, set())
        if OBJECT in kinds and isinstance(axiom.object, ox.Literal):
            yield _finding(axioms, axiom, "An object property has a literal as its value.", "Give it a thing.")
        if DATA in kinds and not isinstance(axiom.object, ox.Literal):
            yield _finding(axioms, axiom, "A data property has a thing as its value.", "Give it a literal.")


def _mixed(axioms: Axioms) -> Iterator[OntologyFinding]:
    def of(node: Node) -> set[str]:
        return axioms.kinds.get(iri(node), set()).intersection(_PROPERTY_KINDS)

    for axiom in axioms.having(f"{RDFS}subPropertyOf", f"{OWL}equivalentProperty", f"{OWL}propertyDisjointWith"):
        one, other = of(axiom.subject), of(axiom.object)
        if one and other and not one & other:
            yield _finding(
                axioms, axiom, "The two properties are of different kinds.", "Relate properties of one kind."
            )


def _ranges(axioms: Axioms) -> Iterator[OntologyFinding]:
    """Find ranges that do not fit the kind of their property, and datatypes that OWL 2 does not know."""
    tests: dict[str, Callable[[Node], bool]] = {
        OBJECT: lambda node: not axioms.datatype_like(node),
        DATA: axioms.datatype_like,
    }
    for axiom in axioms.having(f"{RDFS}range", f"{OWL}onDatatype"):
        for kind, fits in tests.items():
            if kind in axioms.kinds.get(iri(axiom.subject), ()) and not fits(axiom.object):
                yield _finding(
                    axioms, axiom, "The range does not fit the kind of property.", "Correct the one or the other."
                )
        name = iri(axiom.object)
        if name.startswith(BUILT_IN) and axioms.datatype_like(axiom.object) and name not in DATATYPES:
            what = f"{short(name)} is no datatype of OWL 2."
            yield _finding(axioms, axiom, what, "Leave the range out here and ask for the datatype in a shape.")


def _not_simple(axioms: Axioms) -> Iterator[OntologyFinding]:
    """Find transitive properties that are also functional or the like, which OWL 2 DL leaves undecidable."""
    limits = ("FunctionalProperty", "InverseFunctionalProperty", "IrreflexiveProperty", "AsymmetricProperty")
    composed = {*axioms.typed(f"{OWL}TransitiveProperty")}
    composed |= {axiom.subject for axiom in axioms.having(f"{OWL}propertyChainAxiom")}
    for axiom in axioms.having(TYPE):
        if axiom.subject in composed and iri(axiom.object).removeprefix(OWL) in limits:
            what = "A property that is transitive or a chain is limited as well."
            yield _finding(axioms, axiom, what, "Take one of the two away.")
