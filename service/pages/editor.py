"""The SPARQL editor, and what it is given: prefixes and stored queries; classes and properties it reads from VoID."""

from __future__ import annotations

from ...graph.iris import PREFIXES
from ...graph.queries.catalogue import Catalogue
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
        first=FIRST,
        name=view.catalogue[given].header.title if given in view.catalogue else "",
        endpoint=view.url("/sparql"),
        data=view.url("/editor/vocabulary.json"),
        void=view.url("/void.nt"),
        page=view.url("/page/"),
        base=view.reader.minter.thing(""),
        ontology=view.url("/page/ontology"),
        formats=FORMATS[1:],
        examples=[(name, view.catalogue[name].header.title) for name in view.catalogue],
    )


def vocabulary(catalogue: Catalogue) -> dict[str, object]:
    """Return what the editor knows beside the VoID description: our prefixes, and the stored queries as examples."""
    return {"prefixes": PREFIXES, "examples": [_example(catalogue, name) for name in catalogue]}


def _example(catalogue: Catalogue, name: str) -> dict[str, str]:
    header = catalogue[name].header
    return {
        "name": name,
        "title": header.title,
        "question": header.question,
        "view": header.view,
        "query": catalogue[name].text,
    }
