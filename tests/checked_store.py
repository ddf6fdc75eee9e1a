"""A small store with something wrong in it, written statement by statement: two pages, three mandates."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from mandategraph.graph.iris import DEFAULT_BASE
from mandategraph.graph.store.store import EmbeddedStore, GraphChange, LoadLog, open_store

STARTED = "2026-11-24T12:00:00Z"
TRAINING = "mandate/approach-training-2015-09-21"
ADVICE = "mandate/advice-on-police-reform-2014-07-01"

MALI = """Mali

Approach Training

European Union mandate in Belgium, Atlantis 21/09/2015 - 21/05/2015

The course takes place in Brussels from 19 to 21 May 2015.

Advice on police reform

mandate in Mali 01/07/2014 - 31/08/2015
"""
NIGER = "Advice on police reform\nNetherlands mandate in Niger 01/07/2014 - 30/09/2015\n"

_PREFIXES = """
@prefix mg: <https://w3id.org/mandategraph/ontology#> .
@prefix mgr: <https://w3id.org/mandategraph/rule/> .
@prefix mgs: <https://w3id.org/mandategraph/shape/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

REFERENCE = """
<id/country/MLI> a mg:Country ; rdfs:label "Mali"@en .
<id/country/NER> a mg:Country ; rdfs:label "Niger"@en .
<id/country/BEL> a mg:Country ; rdfs:label "Belgium"@en .
<id/donor/european-union> a mg:Organisation ; rdfs:label "European Union"@en .
<id/donor/netherlands> a mg:Organisation ; rdfs:label "Netherlands"@en .
mg:Training rdfs:subClassOf mg:Mandate .
mgr:title mg:states rdfs:label .
mgr:header-donor mg:states mg:donor .
mgr:header-start mg:states mg:start .
mgr:header-end mg:states mg:end .
mgr:header-unresolved-place mg:states mg:unresolvedPlace .
"""


def page(name: str, version: str, text: str, more: str, line_map: str = "") -> str:
    """Return the statements about a source and its text; ``{quote}`` in ``more`` becomes the passage of that quote."""
    source, current = f"<id/source/{name}>", f"id/source/{name}/{version}"
    for quote in sorted({part.partition("}")[0] for part in more.split("{")[1:]}):
        start = text.index(quote)
        more = more.replace(f"{{{quote}}}", f"<{current}#char={start},{start + len(quote)}>")
    mapped = f'; mg:lineMap "{line_map}"' if line_map else ""
    address = name.replace("-", ".")
    return f"""
    {source} a mg:Source ; rdfs:label "{address}" ; mg:address "{address}" ; mg:currentVersion <{current}> .
    <{current}> a mg:SourceVersion ; mg:ofSource {source} ; mg:sha256 "{version * 4}" ;
        mg:characterCount {len(text)} ; mg:text {ox.Literal(text)} {mapped} .
    {more}
    """


def mali(suggestion: bool = True) -> str:
    """Return the page with the inverted period, the unknown place, and a mandate without a donor."""
    flag = f"id/finding/period-order/{TRAINING}"
    suggested = 'mg:suggestedStart "2015-05-19"^^xsd:date ; mg:suggestedEnd "2015-05-21"^^xsd:date ;'
    more = f"""
    <id/{TRAINING}> a mg:Mandate , mg:Training ; rdfs:label "Approach Training" ;
        mg:donor <id/donor/european-union> ; mg:country <id/country/BEL> ; mg:unresolvedPlace <id/name/atlantis> ;
        mg:start "2015-09-21"^^xsd:date ; mg:startLiteral "21/09/2015" ;
        mg:end "2015-05-21"^^xsd:date ; mg:endLiteral "21/05/2015" ;
        prov:wasDerivedFrom {{{MALI[6:40]}}} .
    <id/name/atlantis> a mg:UnresolvedName ; rdfs:label "Atlantis" .
    {{Approach Training}} mgr:title <id/{TRAINING}> .
    {{21/09/2015}} mgr:header-start <id/{TRAINING}> .
    {{21/05/2015}} mgr:header-end <id/{TRAINING}> .
    {{Atlantis}} mgr:header-unresolved-place <id/{TRAINING}> ; mg:denotes <id/name/atlantis> .
    <{flag}> a mg:Finding ; sh:focusNode <id/{TRAINING}> ; sh:sourceShape mgs:period-order ;
        sh:value "21/09/2015 - 21/05/2015" ; {suggested if suggestion else ""}
        mg:passage {{21/09/2015 - 21/05/2015}} .
    <id/finding/place-resolved/{TRAINING}/atlantis> a mg:Finding ; sh:focusNode <id/{TRAINING}> ;
        sh:sourceShape mgs:place-resolved ; sh:value "Atlantis" ; mg:passage {{Atlantis}} .
    <id/{ADVICE}> a mg:Mandate ; rdfs:label "Advice on police reform" ; mg:country <id/country/MLI> ;
        mg:start "2014-07-01"^^xsd:date ; mg:startLiteral "01/07/2014" ;
        mg:end "2015-08-31"^^xsd:date ; mg:endLiteral "31/08/2015" ;
        prov:wasDerivedFrom {{Advice on police reform}} .
    {{Advice on police reform}} mgr:title <id/{ADVICE}> .
    {{mandate in Mali 01/07/2014 - 31/08/2015}} mgr:header-line <id/{ADVICE}> .
    {{31/08/2015}} mgr:header-end <id/{ADVICE}> .
    """
    return page("mali-txt", "a" * 16, MALI, more)


def niger() -> str:
    """Return an HTML page that gives the second mandate another end."""
    more = f"""
    <id/{ADVICE}> a mg:Mandate ; rdfs:label "Advice on police reform" ; mg:country <id/country/MLI> ;
        mg:start "2014-07-01"^^xsd:date ; mg:startLiteral "01/07/2014" ;
        mg:end "2015-09-30"^^xsd:date ; mg:endLiteral "30/09/2015" ;
        prov:wasDerivedFrom {{Advice on police reform}} .
    {{Advice on police reform}} mgr:title <id/{ADVICE}> .
    {{30/09/2015}} mgr:header-end <id/{ADVICE}> .
    """
    return page("niger-html", "b" * 16, NIGER, more, line_map="0:12:5 24:14:9")


def graph_change(graph: str, statements: str, base: str = DEFAULT_BASE) -> GraphChange:
    """Return statements in Turtle (relative to the base) as the new content of a graph."""
    name = ox.NamedNode(f"{base}graph/{graph}")
    triples = ox.parse(_PREFIXES + statements, format=ox.RdfFormat.TURTLE, base_iri=base)
    quads = [ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
    return GraphChange(name.value, ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def checked_store(folder: Path, *pages: tuple[str, str], base: str = DEFAULT_BASE) -> EmbeddedStore:
    """Return a new store with the reference data and the pages given, by default the two above."""
    store = open_store(folder, write=True, create=True, base_iri=base, command="test")
    listed = pages or (("mali-txt", mali()), ("niger-html", niger()))
    changes = [graph_change(f"source/{name}", statements, base) for name, statements in listed]
    store.commit([graph_change("ontology", REFERENCE, base), *changes], LoadLog(STARTED))
    return store
