"""SPARQL results in JSON, XML, CSV and TSV: what is written is read back, by the engine's readers and by others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from mandategraph.graph.errors import DataError, UsageError
from mandategraph.graph.queries.results import FORMATS, NATIVE, RowTerm, write_boolean, write_rows, write_statements

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(value: str, kind: str) -> ox.Literal:
    """Return a literal of an XML Schema datatype."""
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


TERMS: list[RowTerm] = [
    ox.NamedNode("urn:a"), ox.NamedNode("https://é.org/?a=1&b='2'"), ox.Literal(""), ox.Literal("a"),
    ox.Literal('q"u,o\tt\\e\'s'), ox.Literal("two\nlines\r\nand\rmore"), ox.Literal(" <a>&amp; "),
    ox.Literal("\u202eé\U0001f600"), ox.Literal("fr", language="fr-CA"), typed("5", "integer"), typed("-5", "integer"),
    typed("5.25", "decimal"), typed("5", "decimal"), typed("1.5E0", "double"), typed("INF", "double"),
    typed("true", "boolean"), typed("2014-07-01", "date"), typed("many", "integer"),
    ox.Literal("x", datatype=ox.NamedNode("urn:t?a&b")), None,
]  # fmt: skip
ROWS = [(term, ox.Literal(str(number))) for number, term in enumerate(TERMS)]


def written(format: str, rows: Sequence[Sequence[RowTerm]] | None = None) -> bytes:
    """Return the bytes of a table."""
    stream = io.BytesIO()
    write_rows(stream, format, ("term", "number"), ROWS if rows is None else rows)
    return stream.getvalue()


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_the_engine_reads_back_every_term(format: str) -> None:
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    found = ox.parse_query_results(written(format), format=kinds[format])
    assert isinstance(found, ox.QuerySolutions)
    assert [v.value for v in found.variables] == ["term", "number"]
    rows = [tuple(row) for row in found]
    assert [row for row in rows if row not in ROWS] == []
    assert rows == ROWS


@pytest.mark.parametrize("format", ["json", "xml"])
def test_rdflib_reads_back_every_value(format: str) -> None:
    rewritten = (typed("1.5E0", "double"), typed("INF", "double"), typed("many", "integer"))
    rows = [row for row in ROWS if row[0] not in rewritten]
    found = rdflib.query.Result.parse(io.BytesIO(written(format, rows)), format=format)
    values = [None if row[0] is None else str(row[0]) for row in found]  # type: ignore[index]
    assert values == [getattr(term, "value", None) for term, _ in rows]


@pytest.mark.parametrize("format", sorted(NATIVE))
def test_the_bytes_are_those_of_the_engine(format: str) -> None:
    block = " ".join(f"({'UNDEF' if term is None else term} {number})" for term, number in ROWS)
    text = f"SELECT ?term ?number {{ VALUES (?term ?number) {{ {block} }} }}"
    solutions, again = ox.Store().query(text), ox.Store().query(text)
    assert isinstance(solutions, ox.QuerySolutions) and isinstance(again, ox.QuerySolutions)
    assert written(format, [tuple(row) for row in again]) == solutions.serialize(format=NATIVE[format])


def test_csv_is_read_by_the_csv_module() -> None:
    rows = list(csv.reader(io.StringIO(written("csv").decode(), newline="")))
    assert rows[0] == ["term", "number"]
    assert [row[0] for row in rows[1:]] == ["" if term is None else term.value for term in TERMS]  # type: ignore[union-attr]
    assert written("csv").startswith(b"term,number\r\n") and written("csv").endswith(b"\r\n")


def test_xml_keeps_carriage_returns_and_refuses_what_it_cannot_hold() -> None:
    root = ElementTree.fromstring(written("xml"))
    texts = [node.text or "" for node in root.iter("{http://www.w3.org/2005/sparql-results#}literal")]
    assert "two\nlines\r\nand\rmore" in texts
    for character in ("\x01", "\ufffe", "\x1b"):
        with pytest.raises(DataError, match=r"U\+[0-9A-F]{4}"):
            written("xml", [(ox.Literal(f"a{character}"), None)])


def test_no_rows_are_a_table_still() -> None:
    assert json.loads(written("json", [])) == {"head": {"vars": ["term", "number"]}, "results": {"bindings": []}}
    assert written("csv", []) == b"term,number\r\n"
    assert written("tsv", []) == b"?term\t?number\n"


@pytest.mark.parametrize("value", [True, False])
def test_yes_or_no_is_what_the_engine_writes(value: bool) -> None:
    for format, kind in NATIVE.items():
        stream = io.BytesIO()
        write_boolean(stream, format, value)
        found = ox.Store().query(f"ASK {{ FILTER({str(value).lower()}) }}")
        assert isinstance(found, ox.QueryBoolean)
        assert stream.getvalue() == found.serialize(format=kind)
    stream = io.BytesIO()
    write_boolean(stream, "xml", value)
    assert bool(ox.parse_query_results(stream.getvalue(), format=ox.QueryResultsFormat.XML)) is value


def test_statements_are_n_triples() -> None:
    stream = io.BytesIO()
    write_statements(stream, "nt", [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal('"\n'))])
    assert stream.getvalue() == b'<urn:a> <urn:b> "\\"\\n" .\n'


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(UsageError, match=", ".join(FORMATS)):
        write_rows(io.BytesIO(), "ods", (), ())
    with pytest.raises(UsageError, match=", ".join(FORMATS)):
        write_boolean(io.BytesIO(), "ods", True)
    with pytest.raises(UsageError, match="Choose nt"):
        write_statements(io.BytesIO(), "csv", ())


def test_blank_nodes_have_their_labels_and_quoted_triples_are_refused() -> None:
    node = ox.BlankNode("b")
    assert written("csv", [(node, node)]).endswith(b"_:b,_:b\r\n")
    assert written("tsv", [(node, node)]).endswith(b"_:b\t_:b\n")
    assert b'{"type":"bnode","value":"b"}' in written("json", [(node, None)])
    assert b"<bnode>b</bnode>" in written("xml", [(node, None)])
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))
    for format in ("json", "xml", "csv"):
        with pytest.raises(DataError, match="quoted triple"):
            written(format, [(triple, None)])
