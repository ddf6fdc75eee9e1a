"""Any thing that has no page of its own kind: all that is said of it, and what names it."""

from __future__ import annotations

from ...graph.description import describe
from .cards import read_cards
from .lists import offset_of, turn
from .mandate import facts
from .passages import Passages
from .reading import term
from .rendering import render
from .view import Fields, View


def thing_page(view: View, iri: str, fields: Fields) -> str:
    """Render whatever is said of a thing; UsageError if nothing is."""
    described = describe(view.reader, iri)
    key = view.reader.minter.key(iri) or ""
    found = read_cards(
        view, f"?mandate ?names {term(iri)} . FILTER(STRSTARTS(STR(?names), STR(mg:)))", offset_of(fields)
    )
    return render(
        view,
        "thing.html",
        title=described.label,
        iri=iri,
        kind=key.partition("/")[0].replace("-", " "),
        groups=facts(view, Passages(view), described.values),
        names=view.names.others(iri),
        found=found,
        turn=turn(view, found, f"/page/{key}", fields),
    )
