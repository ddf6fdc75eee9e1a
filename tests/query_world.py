"""Stores to ask stored queries of: the example pages under their own addresses, and a page of odd mandates."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from mandategraph.loaders.load import load

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = "examples/pages"
BASE_FREE = (
    "examples/pages/*.txt",
    *(f"examples/pages/made-up/*.{kind}" for kind in ("txt", "gz", "html", "csv", "json")),
)
"""The example pages without ``mandates.ttl``, whose IRIs stand in the file and keep their base."""

ODD = """
@prefix mg: <https://w3id.org/mandategraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix thing: <https://w3id.org/mandategraph/id/> .
@prefix : <https://w3id.org/mandategraph/id/mandate/> .
@prefix donor: <https://w3id.org/mandategraph/id/donor/> .
@prefix country: <https://w3id.org/mandategraph/id/country/> .

:bare a mg:Mandate .
:untitled a mg:Mandate ; mg:start "2015-01-01"^^xsd:date ; mg:country country:MLI ; mg:donor donor:france .
:two-ends a mg:Mandate ; rdfs:label "Two ends" ; mg:donor donor:netherlands ; mg:country country:MLI , country:NER ;
    mg:start "2015-01-01"^^xsd:date ; mg:end "2015-03-31"^^xsd:date , "2015-09-30"^^xsd:date .
:thirds a mg:Mandate , mg:Training ; rdfs:label "Trois tiers"@fr , "Three thirds"@en ;
    mg:donor donor:united-kingdom , donor:france , donor:sweden ; mg:trainingLevel "2" , "1" ;
    mg:country country:NGA , country:BEN , country:TGO ; mg:region thing:region\\/eu ;
    mg:start "2015-06-01"^^xsd:date ; mg:end "2015-06-05"^^xsd:date .
:foreign a mg:Mandate ; rdfs:label "Foreign IRIs" ; mg:donor <https://example.org/donors/Fonds> ;
    mg:country <https://example.org/places/Atlantis> , country:YUG ; mg:end "2015-07-01"^^xsd:date ;
    mg:theme <https://example.org/themes/rivers> .
<https://example.org/donors/Fonds> rdfs:label "Fonds des mers"@fr .
:impossible a mg:Mandate ; rdfs:label "Impossible day" ; mg:donor donor:european-union ;
    mg:start "2015-02-31"^^xsd:date ; mg:end "2015-12-31"^^xsd:date .
"""


def make_store(folder: Path, *inputs: str, base_iri: str | None = None) -> Path:
    """Load inputs, named as they are from the root of the repository, into a new store; one load for each group."""
    with contextlib.chdir(ROOT):
        for group in inputs:
            load(group.split(), folder, started="2026-11-24T12:00:00Z", read_on=date(2026, 11, 24), base_iri=base_iri)
    return folder


def expected_mandates(pages: Iterable[str] | None = None) -> dict[tuple[str, str | None], list[dict[str, object]]]:
    """Return what ``examples/expected.json`` says of each mandate, by title and start: once for each page."""
    found: dict[tuple[str, str | None], list[dict[str, object]]] = {}
    for page, held in json.loads((ROOT / "examples" / "expected.json").read_text("utf-8")).items():
        for mandate in held["mandates"]:
            found.setdefault((mandate["title"], mandate["start"]), []).append({**mandate, "page": page})
    return found
