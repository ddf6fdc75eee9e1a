"""The SPARQL editor, and what it completes from: prefixes, classes and properties of the graph, the stored queries."""

from __future__ import annotations

from collections.abc import Iterable

from ...graph.iris import PREFIXES
from ...graph.stored_queries import Catalogue
from .ontology_terms import read_ontology
from .reading import select
from .rendering import render
from .view import Fields, View

FIRST = """PREFIX mg: <https://w3id.org/mandategraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?country ?countryLabel (COUNT(DISTINCT ?mandate) AS ?mandates)
WHERE {
  ?mandate mg:country ?country .
  ?country rdfs:label ?countryLabel .
  FILTER(LANG(?countryLabel) = "en")
}
GROUP BY ?country ?countryLabel
ORDER BY DESC(?mandates) ?countryLabel
"""
LOOKED_AT = 300_000
"""Statements that are looked at for terms of other vocabularies."""
FORMATS = (
    ("", "as a page"), ("json", "JSON"), ("xml", "XML"), ("csv", "CSV"), ("tsv", "TSV"), ("turtle", "Turtle"),
    ("ntriples", "N-Triples"), ("jsonld", "JSON-LD"), ("rdfxml", "RDF/XML"),
)  # fmt: skip
"""The formats that the form without JavaScript offers: the value of ``format`` and its name."""


def editor_page(view: View, fields: Fields) -> str:
    """Render the editor; ``query`` is a query's text or the name of a stored query."""
    given = next(iter(fields.get("query", [])), "")
    text = view.catalogue[given].text if given in view.catalogue else given
    return render(
        view,
        "editor.html",
        title="SPARQL",
        here="/editor",
        query=text or FIRST,
        endpoint=view.url("/sparql"),
        data=view.url("/editor/vocabulary.json"),
        page=view.url("/page/"),
        base=view.reader.minter.thing(""),
        ontology=view.url("/page/ontology"),
        formats=FORMATS[1:],
        examples=[(name, view.catalogue[name].header.title) for name in view.catalogue],
    )


def vocabulary(view: View) -> dict[str, object]:
    """Return what the editor completes from: our terms, and those of others that the graph uses, with labels."""
    ours = {term.iri: kind for kind, terms in read_ontology().terms for term in terms}
    classes = {iri for iri, kind in ours.items() if kind == "Classes"}
    properties = {iri for iri, kind in ours.items() if kind not in ("Classes", "Datatypes of codes")}
    return {
        "prefixes": PREFIXES,
        "classes": _terms(view, classes | _used(view, "?any a ?term")),
        "properties": _terms(view, properties | _used(view, "?any ?term ?other")),
        "examples": _examples(view.catalogue),
    }


def _used(view: View, pattern: str) -> set[str]:
    rows = select(view.reader, f"SELECT DISTINCT ?term {{ {{ SELECT ?term {{ {pattern} }} LIMIT {LOOKED_AT} }} }}")
    return {row["term"] for row in rows}


def _terms(view: View, iris: Iterable[str]) -> list[dict[str, str]]:
    return [{"iri": iri, "label": view.names.label(iri)} for iri in sorted(iris)]


def _examples(catalogue: Catalogue) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "title": catalogue[name].header.title,
            "question": catalogue[name].header.question,
            "view": catalogue[name].header.view,
            "query": catalogue[name].text,
        }
        for name in catalogue
    ]
