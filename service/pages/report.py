"""A report: whether it exists, whose it is, and the sentence that speaks of it."""

from __future__ import annotations

from ...graph.description import describe
from ...graph.iris import MG
from .cards import links, read_card
from .highlighting import KINDS
from .mandate import facts
from .passages import Passages
from .reading import subjects, values
from .rendering import render
from .view import View

STATES = {
    "exists": "The source has it or says where it is.",
    "planned": "The source says that there will be one.",
    "mentioned": "The source speaks of it; whether it exists is not said.",
}


def report_page(view: View, iri: str) -> str:
    """Render a report."""
    described = describe(view.reader, iri)
    passages = Passages(view)
    mandates = subjects(view.reader, MG + "report", iri)
    status = next(iter(values(view.reader, iri, MG + "reportStatus")), "")
    excerpts = [excerpt for mandate in mandates for excerpt in passages.excerpts(mandate, [iri])]
    return render(
        view,
        "report.html",
        title=view.names.label(iri),
        here="/reports",
        iri=iri,
        status=status.rpartition("/")[2],
        meaning=STATES.get(status.rpartition("/")[2], ""),
        cards=[read_card(view, mandate) for mandate in mandates],
        groups=facts(view, passages, described.values),
        found_excerpts=excerpts,
        kinds=KINDS,
        status_link=links(view, [status]) if status else (),
    )
