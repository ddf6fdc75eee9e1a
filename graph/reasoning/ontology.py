"""The check of the ontology: syntax, OWL profiles, consistency by a reasoner, quality queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from ..errors import InputError, UsageError
from ..iris import PREFIXES
from ..reference import ontology_files, read_turtle
from .hermit import reason
from .owl_axioms import DATA, DATATYPES, OBJECT, OWL, RDF, RDFS, Axioms
from .owl_dl import outside_dl
from .owl_profile import outside_rl
from .quality_checks import QualityCheck, quality_checks, run_checks
from .report import OntologyFinding, OntologyReport, short, sort_findings

_LOGICAL = tuple(f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_NOT_LOGICAL = tuple(f"{OWL}{name}" for name in ("versionInfo", "versionIRI", "imports", "deprecated", "priorVersion"))
_SYNTAX_REMEDY = "Correct the file; nothing else was checked."


def check_ontology(
    paths: Sequence[Path] = (), *, reasoner: bool = True, checks: Iterable[QualityCheck] | None = None
) -> OntologyReport:
    """Return everything there is to say of an ontology in these Turtle files and folders; of ours if none is given.

    A file that is not Turtle is a finding, and then it is the only kind. InputError for one that cannot be read,
    UnsupportedError where no reasoner can run.
    """
    files = _files(paths)
    statements, broken = _read(files)
    if broken:
        return OntologyReport(len(files), 0, False, sort_findings(broken))
    everything = [quad for quads in statements.values() for quad in quads]
    axioms = Axioms(everything)
    findings = [*outside_dl(axioms), *outside_rl(axioms)]
    if reasoner:
        findings += _conclusions(axioms)
    store = ox.Store()
    store.extend(everything)
    findings += run_checks(store, list(quality_checks() if checks is None else checks))
    places = _Places(statements)
    placed = [finding._replace(where=places.of(finding.entity)) for finding in findings]
    return OntologyReport(len(files), len(everything), reasoner, sort_findings(placed))


def _files(paths: Sequence[Path]) -> list[Path]:
    if not paths:
        return ontology_files()
    found = [file for path in paths for file in (ontology_files(path) if path.is_dir() else [path])]
    if not found:
        raise UsageError("there is no Turtle file.", where=str(paths[0]), remedy="Name files or folders of *.ttl.")
    return list(dict.fromkeys(found))


def _read(files: list[Path]) -> tuple[dict[Path, list[ox.Quad]], list[OntologyFinding]]:
    """Return the statements of each file, with blank nodes of their own, and a finding for each that cannot be read."""
    statements: dict[Path, list[ox.Quad]] = {}
    broken = []
    for file in files:
        try:
            statements[file] = read_turtle(file)
        except InputError as error:
            if isinstance(error.__cause__, OSError):
                raise
            broken.append(OntologyFinding("violation", "syntax", "", "", "", error.what, _SYNTAX_REMEDY, error.where))
    return statements, broken


def _conclusions(axioms: Axioms) -> Iterator[OntologyFinding]:
    said = reason(_logical(axioms))
    if not said.consistent:
        what = "The ontology contradicts itself: it has no model, so everything would follow from it."
        remedy = "Look for a thing in two disjoint classes (disjoint-types), and undo the latest change of an axiom."
        yield OntologyFinding("violation", "consistency", "", "", "", what, remedy)
    if said.complaint:
        what = f"The reasoner refuses the ontology: {said.complaint}"
        yield OntologyFinding("violation", "reasoner", "", "", "", what, "Correct what owl-dl findings name first.")
    for name in said.unsatisfiable:
        what = "The class can have no member: its axioms contradict each other."
        remedy = "Take away one of its parents, or the disjointness between them."
        yield OntologyFinding(
            "violation", "satisfiability", short(name), "rdfs:subClassOf", "owl:Nothing", what, remedy
        )


def _logical(axioms: Axioms) -> bytes:
    """Return what a reasoner can draw conclusions from, as N-Triples: no annotations, no datatypes unknown to OWL 2."""

    def counts(predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bool:
        if isinstance(value, ox.Literal) and value.datatype.value not in DATATYPES:
            return False
        if predicate.startswith((OWL, RDF)):
            return predicate not in _NOT_LOGICAL
        return predicate in _LOGICAL or bool(axioms.kinds.get(predicate, set()).intersection((OBJECT, DATA)))

    triples = (
        ox.Triple(subject, ox.NamedNode(predicate), value)
        for subject, predicate, value in axioms.all
        if not isinstance(subject, ox.Literal) and counts(predicate, value)
    )
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


class _Places:
    """Where in the files a term is described: the first line that begins with it."""

    def __init__(self, statements: dict[Path, list[ox.Quad]]) -> None:
        self._files: dict[str, Path] = {}
        for path, quads in statements.items():
            for quad in quads:
                if isinstance(quad.subject, ox.NamedNode):
                    self._files.setdefault(short(quad.subject.value), path)
        self._lines: dict[Path, dict[str, int]] = {}

    def of(self, term: str) -> str:
        """Return ``file:line`` of a shortened term, or an empty text."""
        path = self._files.get(term)
        if path is None:
            return ""
        if path not in self._lines:
            self._lines[path] = _subject_lines(path.read_text(encoding="utf-8"))
        line = self._lines[path].get(term)
        return f"{path}:{line}" if line else str(path)


def _subject_lines(text: str) -> dict[str, int]:
    """Return the first line on which each term begins a line, in Turtle as people write it."""
    prefixes = dict(re.findall(r"^@prefix\s+([\w-]*):\s+<([^>]*)>", text, re.MULTILINE))
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"<([^>\s]*)>|([\w-]*):([\w./-]*[\w/-])", line):
            full, prefix, local = match.groups()
            name = full if full is not None else prefixes.get(prefix, PREFIXES.get(prefix, "")) + local
            found.setdefault(short(name), number)
    return found
