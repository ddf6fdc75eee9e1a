"""RDF files -> the statements they make, as N-Triples for the graph of their source, and where mandates stand in them.

Blank nodes become IRIs below the IRI of this version of the source, numbered as they occur: the same bytes always give
the same statements. Relative IRIs are resolved against the address if that is a URL, else against the source's own IRI.
Named graphs are read as one. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ...graph.countries.resolver import Resolver
from ...graph.errors import InputError
from ...graph.iris import MG, PREFIXES, node
from ...graph.reference import PARSER_PLACE
from ..documents.document import Document
from ..documents.media import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE
from ..records import Page, Problem
from .evidence import Places, mandate_evidence
from .guards import check_json_ld, check_rdf_xml, check_turtle
from .values import Values

_FORMATS = {
    TURTLE: RdfFormat.TURTLE,
    NTRIPLES: RdfFormat.N_TRIPLES,
    NQUADS: RdfFormat.N_QUADS,
    TRIG: RdfFormat.TRIG,
    RDFXML: RdfFormat.RDF_XML,
    JSONLD: RdfFormat.JSON_LD,
}
_NAMES = {
    TURTLE: "Turtle", NTRIPLES: "N-Triples", NQUADS: "N-Quads", TRIG: "TriG", RDFXML: "RDF/XML", JSONLD: "JSON-LD"
}  # fmt: skip
_TYPE, _MANDATE, _TRAINING = (NamedNode(iri) for iri in (f"{PREFIXES['rdf']}type", f"{MG}Mandate", f"{MG}Training"))
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LINE_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def read_rdf(document: Document, resolver: Resolver, version_iri: str) -> Page:
    """Return the statements of an RDF file; InputError with its line if it is not well-formed.

    What is a training is a mandate (rdfs:subClassOf): where the file does not say so, that is added, and reported.
    """
    guard = {RDFXML: check_rdf_xml, JSONLD: check_json_ld}.get(document.media_type, check_turtle)
    guard(document)
    own = version_iri.rpartition("/")[0] + "/"
    values = Values(resolver, f"{version_iri.rsplit('/', 3)[0]}/")
    writer = _Writer(version_iri, values)
    lines = dict.fromkeys(writer.line(quad, document) for quad in _quads(document, own))
    places = Places(document.text)
    trainings = [iri for iri in writer.trainings if iri not in writer.mandates]
    problems = [*_problems(bool(lines), len(writer.graphs)), *values.problems(places), *_entailed(trainings, places)]
    lines |= dict.fromkeys(f"<{iri}> {_TYPE} {_MANDATE} .\n" for iri in trainings)
    lines |= dict.fromkeys(mandate_evidence(document, version_iri, [*writer.mandates, *trainings]))
    return Page(statements="".join(lines).encode(), problems=tuple(sorted(problems)))


def _entailed(trainings: Iterable[str], places: Places) -> Iterator[Problem]:
    for iri in trainings:
        what = (
            f"The training {iri!r} is not called a mandate, which every training is; mg:Mandate was added to its types."
        )
        yield Problem(max(places.find(iri), 0), what, "Give it both types: mg:Mandate and mg:Training.")


def _quads(document: Document, own: str) -> Iterator[Quad]:
    text = document.text
    if document.media_type == RDFXML:
        text = _DECLARATION.sub(lambda found: re.sub(r"[^\r\n]", " ", found[0]), text, count=1)
    base = document.address if _URL.fullmatch(document.address) else own
    try:
        yield from parse(text.encode(), format=_FORMATS[document.media_type], base_iri=base)
    except SyntaxError as error:
        raise _syntax_error(document, error) from error
    except ValueError as error:
        remedy = "Correct it, or give the file the suffix of what it holds."
        raise InputError(
            f"It is not {_NAMES[document.media_type]}: {error}.", where=document.name, remedy=remedy
        ) from error


def _syntax_error(document: Document, error: SyntaxError) -> InputError:
    what = re.sub(r" \(line \d+\)$", "", PARSER_PLACE.sub("", error.msg or str(error))).rstrip(".")
    where = document.name
    if error.lineno:
        where += f":{error.lineno}:{error.offset or 1}"
    elif (quoted := re.search(r"'([^']+)'", what)) and (found := document.text.find(quoted[1])) >= 0:
        where = document.where(found)
    remedy = "Correct it, or give the file the suffix of what it holds."
    return InputError(f"It is not {_NAMES[document.media_type]}: {what}.", where=where, remedy=remedy)


def _problems(statements: bool, graphs: int) -> Iterator[Problem]:
    if not statements:
        yield Problem(0, "It holds no statement.", "Check that the file is whole.")
    if graphs:
        named = "1 named graph" if graphs == 1 else f"{graphs} named graphs"
        yield Problem(0, f"It holds {named}; all statements were read into the graph of this source.", "")


class _Writer:
    """Writes statements without blank nodes and without graphs."""

    def __init__(self, version_iri: str, values: Values) -> None:
        self._version, self._values = version_iri, values
        self._numbers: dict[str, int] = {}
        self.graphs: set[str] = set()
        self.mandates: dict[str, None] = {}
        self.trainings: dict[str, None] = {}

    def line(self, quad: Quad, document: Document) -> str:
        """Return one statement as a line of N-Triples."""
        if isinstance(quad.graph_name, NamedNode | BlankNode):
            self.graphs.add(str(quad.graph_name))
        subject = self._term(quad.subject, document)
        if quad.predicate == _TYPE and quad.object in (_MANDATE, _TRAINING):
            (self.mandates if quad.object == _MANDATE else self.trainings)[subject[1:-1]] = None
        self._values.see(quad)
        written = f"{subject} {quad.predicate} {self._term(quad.object, document)} .\n"
        return _LINE_SEPARATORS.sub(lambda found: f"\\u{ord(found[0]):04X}", written)

    def _term(self, term: NamedNode | BlankNode | Literal | Triple, document: Document) -> str:
        if isinstance(term, BlankNode):
            number = self._numbers.setdefault(term.value, len(self._numbers) + 1)
            return f"<{node(self._version, number)}>"
        if isinstance(term, Triple) or (isinstance(term, Literal) and term.direction):
            raise InputError(
                "It uses triple terms or text directions of RDF 1.2, which are not read.",
                where=document.name,
                remedy="Export it as RDF 1.1.",
            )
        return str(term)
