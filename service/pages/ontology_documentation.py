"""The documentation of the ontology: every term with its definition, an example, and its place among the others."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.iris import MG
from .ontology_terms import Ontology, Term, read_ontology
from .rendering import render
from .view import View


@dataclass(frozen=True)
class Twig:
    """A class with the classes below it."""

    term: Term
    below: tuple[Twig, ...]


def ontology_page(view: View) -> str:
    """Render the documentation of the ontology."""
    ontology = read_ontology()
    used = {
        property: [term for _, terms in ontology.terms for term in terms if property in term.states]
        for _, terms in ontology.terms
        for property in (term.iri for term in terms)
    }
    return render(
        view,
        "ontology.html",
        title="Ontology",
        here="/page/ontology",
        ontology=ontology,
        namespace=MG,
        tree=_tree(ontology),
        read_by=used,
        own=MG,
    )


def _tree(ontology: Ontology) -> tuple[Twig, ...]:
    by_iri = {term.iri: term for term in ontology.classes}

    def twig(term: Term) -> Twig:
        return Twig(term, tuple(twig(by_iri[iri]) for iri in term.below if iri in by_iri))

    return tuple(twig(term) for term in ontology.classes if not any(iri in by_iri for iri in term.above))
