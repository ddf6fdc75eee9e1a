"""The programs that people use for SPARQL work with the service as it is; another engine asks it by SERVICE."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph, Literal
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import Served, served
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, URLENCODED, XML, SPARQLWrapper

from mandategraph.loaders.load import load

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = "https://w3id.org/mandategraph/ontology#"
PREFIX = f"PREFIX mg: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
TITLES = f"{PREFIX} SELECT ?mandate ?title {{ ?mandate a mg:Mandate ; rdfs:label ?title }} ORDER BY ?title LIMIT 5"
EXISTS = f"{PREFIX} ASK {{ ?mandate a mg:Mandate }}"
GRAPH = f"{PREFIX} CONSTRUCT {{ ?mandate rdfs:label ?title }} WHERE {{ ?mandate a mg:Mandate ; rdfs:label ?title }}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("clients") / "store"
    load([str(ROOT / "examples" / "pages")], store, started="2026-01-01T00:00:00Z", read_on=date(2026, 1, 1))
    with served(store, "--quiet") as running:
        yield running


@pytest.fixture(scope="module")
def endpoint(service: Served) -> str:
    return f"{service.url}/sparql"


@pytest.fixture(scope="module")
def titles(endpoint: str) -> list[str]:
    """The titles as pandas reads them: what the other clients must find."""
    return [str(title) for title in pd.read_csv(f"{endpoint}?format=csv&query={quote(TITLES)}")["title"]]


@pytest.mark.parametrize("method, coding", [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper(endpoint: str, titles: list[str], method: str, coding: str) -> None:
    def ask(query: str, format: str) -> object:
        client = SPARQLWrapper(endpoint)
        client.setMethod(method)
        client.setRequestMethod(coding)
        client.setQuery(query)
        client.setReturnFormat(format)
        return client.queryAndConvert()

    found = ask(TITLES, JSON)
    assert isinstance(found, dict)
    assert [row["title"]["value"] for row in found["results"]["bindings"]] == titles
    told = ask(TITLES, XML)
    assert hasattr(told, "toxml") and all(title.split("&")[0] in told.toxml() for title in titles)
    table = ask(TITLES, CSV)
    assert isinstance(table, bytes)
    assert [row["title"] for row in csv.DictReader(io.StringIO(table.decode()))] == titles
    answer = ask(EXISTS, JSON)
    assert isinstance(answer, dict) and answer["boolean"] is True
    turtle = ask(GRAPH, TURTLE)
    assert isinstance(turtle, bytes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of SPARQLWrapper's own
        graph = ask(GRAPH, RDFXML)
    assert isinstance(graph, Graph)
    assert len(graph) == len(Graph().parse(data=turtle, format="turtle")) > 5


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(endpoint: str, titles: list[str], method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert [str(row[1]) for row in graph.query(TITLES)] == titles  # type: ignore[index]
    assert graph.query(EXISTS).askAnswer is True
    assert len(graph.query(GRAPH).graph or ()) > 5
    found = next(graph.subjects(None, Literal(titles[0])))
    assert (found, None, Literal(titles[0])) in graph


def test_curl(endpoint: str, service: Served, titles: list[str], needs: Callable[[str], None]) -> None:
    needs("curl")

    def curl(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", *arguments], capture_output=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    asked = ("--header", "Accept: text/csv", endpoint)
    table = curl("--get", "--data-urlencode", f"query={TITLES}", *asked)
    assert [row["title"] for row in csv.DictReader(io.StringIO(table))] == titles
    assert curl("--data-urlencode", f"query={TITLES}", *asked) == table
    assert curl("--header", "Content-Type: application/sparql-query", "--data-binary", TITLES, *asked) == table
    assert curl("--compressed", "--get", "--data-urlencode", f"query={TITLES}", *asked) == table
    told = json.loads(curl(f"{service.url}/queries/mandates-in-country.json?country=MLI"))
    assert told["results"]["bindings"]
    assert "HTTP/1.1 200" in curl("--head", "--get", "--data-urlencode", f"query={EXISTS}", endpoint)


def test_pandas(service: Served) -> None:
    address = f"{service.url}/queries/mandates-in-country"
    table = pd.read_csv(f"{address}.csv?country=MLI", parse_dates=["start", "end"])
    assert len(table) >= 5 and {"mandate", "title", "donorLabel"} <= set(table.columns)
    assert table["start"].notna().any()
    with_tabs = pd.read_csv(f"{address}?country=MLI&format=tsv", sep="\t")
    assert len(with_tabs) == len(table)
    told = pd.read_json(f"{address}.json?country=MLI", typ="series")
    rows = pd.json_normalize(told["results"]["bindings"])
    assert list(rows["title.value"]) == list(table["title"])


def test_pyoxigraph_asks_it_by_service(endpoint: str, titles: list[str]) -> None:
    text = f"SELECT ?title {{ SERVICE <{endpoint}> {{ {TITLES.removeprefix(PREFIX)} }} }} ORDER BY ?title"
    found = ox.Store().query(PREFIX + text)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["title"].value for row in found] == titles


def test_rdflib_asks_it_by_service(endpoint: str, titles: list[str]) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"  # rdflib reads no prefixes that end in # before SERVICE
    text = f"SELECT ?title {{ SERVICE <{endpoint}> {{ ?mandate <{ONTOLOGY}periodStatus> ?any ; {label} ?title }} }}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib's own parts
        found = {str(row[0]) for row in Dataset().query(text)}  # type: ignore[index]
    assert set(titles) <= found
