"""RDF files by subject. Nothing else is fetched: an import is a statement like any other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from ...graph.store.line_reader import LineReader
from ...graph.store.rdf_xml import RdfXmlError, check_rdf_xml
from ...graph.store.triple_terms import triple_term
from .files import VocabularyFile

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_ENTITY = re.compile(rb"<!ENTITY\s+(?P<name>%?\s*[\w.:-]+)\s+(?P<value>\"[^\"]*\"|'[^']*'|[^>]*)", re.IGNORECASE)
_MOST_ENTITIES, _LONGEST_ENTITY = 100, 300

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Described:
    """What a file says of one subject."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.said: dict[str, list[Term]] = defaultdict(list)

    def terms(self, *predicates: str) -> Iterator[Term]:
        """Yield the objects of some predicates."""
        for predicate in predicates:
            yield from self.said.get(predicate, ())

    def values(self, *predicates: str) -> list[str]:
        """Return the objects of some predicates as text."""
        return [term.value for term in self.terms(*predicates)]

    def one(self, *predicates: str) -> str:
        """Return the first object in order, or nothing."""
        return min(self.values(*predicates), default="")

    def literals(self, *predicates: str) -> Iterator[ox.Literal]:
        """Yield the literals among the objects of some predicates."""
        return (term for term in self.terms(*predicates) if isinstance(term, ox.Literal))


def is_rdf(file: VocabularyFile) -> bool:
    """Tell whether the file's name says that it is RDF."""
    return file.path.suffix.lower() in FORMATS


def read_rdf(file: VocabularyFile) -> Mapping[str, Described]:
    """Return what a file says, by subject; a blank node is known by its label. InputError names the line."""
    form = FORMATS.get(file.path.suffix.lower())
    if form is None:
        raise file.broken("The file's name does not say which RDF it is", remedy=f"Use one of {', '.join(FORMATS)}.")
    if form == ox.RdfFormat.RDF_XML:
        _check_xml(file)
    elif form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES):
        _check_turtle(file)
    found: dict[str, Described] = {}
    lines = LineReader(file.data)
    try:
        for triple in ox.parse(lines, format=form, base_iri=file.entry("")):
            if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
                continue
            described = found.setdefault(triple.subject.value, Described(triple.subject.value))
            described.said[triple.predicate.value].append(triple.object)
    except SyntaxError as error:
        line = f"{error.lineno}:{error.offset}" if error.lineno else lines.read_so_far
        raise file.broken(f"This is not {form.name}: {error.msg}", line) from error
    return found


def _check_turtle(file: VocabularyFile) -> None:
    """Refuse triple terms, which no entry has and which end the process where they are nested deep."""
    at = triple_term(file.text)
    if at is not None:
        what = "The file uses triple terms (<< >>) of RDF 1.2, which are not read"
        raise file.broken(what, file.text.count("\n", 0, at) + 1, "Export it as RDF 1.1.")


def _check_xml(file: VocabularyFile) -> None:
    """Refuse XML that is not whole, or declares entities that may grow."""
    _check_entities(file)
    try:
        check_rdf_xml(file.data, doctype="entities")
    except RdfXmlError as error:
        raise file.broken(
            f"This is not RDF/XML: {error.what[:1].lower()}{error.what[1:]}", error.where, error.remedy
        ) from error


def _check_entities(file: VocabularyFile) -> None:
    """Refuse entities that are more than short names for namespaces."""
    for number, found in enumerate(_ENTITY.finditer(file.data)):
        value = found["value"].strip()
        harmless = value[:1] in (b'"', b"'") and b"&" not in value and b"%" not in value and b"<" not in value
        named = not found["name"].startswith(b"%")
        if not (harmless and named and len(value) <= _LONGEST_ENTITY and number < _MOST_ENTITIES):
            line = file.data.count(b"\n", 0, found.start()) + 1
            raise file.broken(
                "The file declares an entity that is no short name of a namespace", line, "Take the entity away."
            )
