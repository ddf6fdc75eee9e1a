"""A named graph: what it is, and how much it holds."""

from __future__ import annotations

from .reading import number, term
from .rendering import render
from .view import View


def graph_page(view: View, iri: str) -> str | None:
    """Render a named graph; None if it is empty or its name is no IRI."""
    try:
        size = number(view.reader, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {term(iri)} {{ ?s ?p ?o }} }}")
    except ValueError:
        return None
    if not size:
        return None
    name = iri.removeprefix(view.reader.minter.graph(""))
    return render(
        view,
        "graph.html",
        title=f"Graph {name}",
        iri=iri,
        size=size,
        mandates=number(
            view.reader, f"SELECT (COUNT(DISTINCT ?m) AS ?n) {{ GRAPH {term(iri)} {{ ?m a mg:Mandate }} }}"
        ),
        source=view.link(view.reader.minter.thing(name)) if name.startswith("source/") else None,
    )
