"""Which format an answer has."""

from __future__ import annotations

import pytest

from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.negotiation import PAGE, ROWS, STATEMENTS, choose, negotiate, prefers_html, vary

_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("Application/SPARQL-Results+XML", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("application/json, application/sparql-results+json", "application/sparql-results+json"),
        ("application/json;q=1, application/sparql-results+json;q=0.9", "application/json"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/*;q=0.2, text/csv;q=0, application/*;q=0.1", "text/tab-separated-values; charset=utf-8"),
        ("text/csv; charset=utf-8; q=0.9, application/xml; q=0.8", "text/csv; charset=utf-8"),
        ("text/csv;q=high, application/xml;q=0.1", "application/xml"),
        (_BROWSER, "application/xml"),
        ("nonsense, text/csv", "text/csv; charset=utf-8"),
        ("image/png", None),
        ("text/csv;q=0", None),
    ],
)
def test_weights_decide(accept: str, content_type: str | None) -> None:
    chosen = choose(accept, ROWS)
    assert (chosen[1] if chosen else None) == content_type


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("turtle", "turtle"),
        ("TTL", "turtle"),
        ("nt", "ntriples"),
        ("n-triples", "ntriples"),
        ("json", "jsonld"),
        ("xml", "rdfxml"),
        ("application%2Fld%2Bjson", "jsonld"),
        ("application/ld+json", "jsonld"),
        ("nq", "nquads"),
        ("trig", "trig"),
    ],
)
def test_a_format_has_the_names_that_people_use(format: str, name: str) -> None:
    request = Request("GET", "/", f"format={format}", {"accept": "text/html"})
    assert negotiate(request, STATEMENTS)[0].name == name


def test_what_does_not_fit_is_not_acceptable() -> None:
    for request in (Request("GET", "/", "format=png"), Request("GET", "/", "", {"accept": "image/png"})):
        with pytest.raises(Problem) as told:
            negotiate(request, ROWS)
        assert told.value.status == 406
        assert "csv" in told.value.detail


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (_BROWSER, True),
        ("text/html", True),
        ("text/html;q=0.5, */*;q=0.9", True),
        ("*/*", False),
        ("", False),
        ("text/turtle, text/html;q=0.5", False),
        ("application/sparql-results+json, */*", False),
        ("text/html;q=0", False),
    ],
)
def test_a_browser_is_known_by_naming_html(accept: str, html: bool) -> None:
    assert prefers_html(Request("GET", "/", "", {"accept": accept})) is html
    chosen = choose(accept, (PAGE, *STATEMENTS))
    assert not html or (chosen and chosen[0] is PAGE) or "*/*;q=0.9" in accept


def test_every_header_that_counts_is_named_once() -> None:
    response = vary(vary(vary(Response(), "accept"), "accept-encoding"), "accept")
    assert response.headers == [("vary", "accept, accept-encoding")]
