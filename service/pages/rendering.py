"""From a template and what it shows to a page."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ...graph.publish.schema_org import Value, schema_org
from . import static_files
from .head_links import head_links
from .languages import language_name
from .view import View

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_REVIEW = ("/links", "Links")
"""There only where somebody may decide."""
_NAVIGATION = (
    ("/search", "Mandates"),
    ("/countries", "Countries"),
    ("/donors", "Donors"),
    ("/themes", "Themes"),
    ("/reports", "Reports"),
    ("/sources", "Sources"),
    ("/findings", "Findings"),
    _REVIEW,
    ("/queries", "Queries"),
    ("/editor", "SPARQL"),
    ("/page/ontology", "Ontology"),
)


def render(
    view: View,
    template: str,
    *,
    title: str,
    here: str = "",
    iri: str = "",
    json_ld: dict[str, Value] | None = None,
    **shown: object,
) -> str:
    """Return a page. ``here`` is the path of the entry of the navigation that the page belongs to.

    ``iri`` is the thing that the page is about, if it is about one: the page then says so to machines as well, in the
    words of schema.org, which ``json_ld`` gives for what is no thing of the graph.
    """
    return (
        environment()
        .get_template(template)
        .render(
            view=view,
            title=title,
            here=here,
            iri=iri,
            links=head_links(view, iri),
            json_ld=schema_org(view.reader, iri) if iri else json_ld,
            navigation=[entry for entry in _NAVIGATION if view.reviewing or entry != _REVIEW],
            static=lambda path: static_files.url(view.root, path),
            has_static=static_files.exists,
            **shown,
        )
    )


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what reads templates."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(breakable=breakable, day=day, number=number, plural=plural, language=language_name)
    return made


def number(value: int | float | str) -> str:
    """Return a number with thin spaces between thousands, and at most one decimal."""
    amount = round(float(value), 1)
    return (f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.1f}").replace(",", "\u202f")


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 mandate``, ``2 mandates``."""
    return f"{number(count)}\u00a0{one if count == 1 else many or one + 's'}"


def breakable(iri: str) -> Markup:
    """Return an IRI that a line may break after each of its slashes."""
    return Markup("/<wbr>").join(escape(part) for part in iri.split("/"))


def day(written: str) -> Markup:
    """Return a day as people write it, inside ``<time>``; what is no day stays as it is."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return Markup("<span>{}</span>").format(written)
    shown = f"{found.day}\u00a0{_MONTHS[found.month - 1]}\u00a0{found.year:04d}"
    return Markup('<time datetime="{}">{}</time>').format(written, shown)
