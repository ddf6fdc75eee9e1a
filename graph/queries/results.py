"""Writers of SPARQL results: JSON, XML, CSV and TSV, as the W3C recommendations of 2013 have them.

Rows are written one by one. JSON and TSV give the bytes that the embedded engine's own writers give. Its CSV is not
used, because it puts no quotes around IRIs with a comma, nor its XML, which has characters that XML cannot hold and
loses carriage returns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape

import pyoxigraph

from ..errors import DataError, UsageError

RowTerm = pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple | None
FORMATS = ("json", "xml", "csv", "tsv")
NATIVE = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_QUOTED = re.compile('[",\r\n]')
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EDGE = re.compile(r"\A[ \t\n]|[ \t\n]\Z")
"""Space at the ends of a text, which readers of XML tend to cut off."""
_SHORT = {
    f"{_XSD}boolean": re.compile("true|false"),
    f"{_XSD}integer": re.compile("[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_rows(stream: BinaryIO, format: str, names: Sequence[str], rows: Iterable[Sequence[RowTerm]]) -> None:
    """Write a table of terms in one of ``FORMATS``."""
    writers = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
    if format not in writers:
        raise UsageError(f"rows cannot be written as {format!r}.", remedy=f"Choose one of {', '.join(FORMATS)}.")
    for part in writers[format](names, rows):
        stream.write(part.encode())


def write_boolean(stream: BinaryIO, format: str, value: bool) -> None:
    """Write the answer to ASK in one of ``FORMATS``."""
    word = "true" if value else "false"
    bodies = {
        "json": f'{{"head":{{}},"boolean":{word}}}',
        "xml": f"{_XML_START}<head></head><boolean>{word}</boolean></sparql>",
        "csv": word,
        "tsv": word,
    }
    if format not in bodies:
        raise UsageError(f"yes or no cannot be written as {format!r}.", remedy=f"Choose one of {', '.join(FORMATS)}.")
    stream.write(bodies[format].encode())


def write_statements(stream: BinaryIO, format: str, statements: Iterable[pyoxigraph.Triple]) -> None:
    """Write the answer to CONSTRUCT as N-Triples, which is Turtle as well."""
    if format != "nt":
        raise UsageError(f"statements cannot be written as {format!r}.", remedy="Choose nt.")
    for statement in statements:
        stream.write(f"{statement} .\n".encode())


def _json(names: Sequence[str], rows: Iterable[Sequence[RowTerm]]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{_compact(list(names))}}},"results":{{"bindings":['
    for number, row in enumerate(rows):
        bound = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        yield f"{',' if number else ''}{_compact(bound)}"
    yield "]}}"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_term(term: RowTerm) -> dict[str, str]:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    literal = _literal(term)
    found = {"type": "literal", "value": literal.value}
    if literal.language:
        found["xml:lang"] = literal.language
    elif literal.datatype.value != f"{_XSD}string":
        found["datatype"] = literal.datatype.value
    return found


def _literal(term: RowTerm) -> pyoxigraph.Literal:
    if not isinstance(term, pyoxigraph.Literal):
        raise DataError("a quoted triple cannot stand in SPARQL 1.1 results.")
    return term


_XML_START = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: Sequence[str], rows: Iterable[Sequence[RowTerm]]) -> Iterator[str]:
    head = "".join(f'<variable name="{name}"/>' for name in names)
    yield f"{_XML_START}<head>{head}</head><results>"
    for row in rows:
        bound = zip(names, row, strict=True)
        cells = (f'<binding name="{name}">{_xml_term(term)}</binding>' for name, term in bound if term is not None)
        yield f"<result>{''.join(cells)}</result>"
    yield "</results></sparql>"


def _xml_term(term: RowTerm) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, pyoxigraph.BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    literal = _literal(term)
    kind = ""
    if literal.language:
        kind = f' xml:lang="{literal.language}"'
    elif literal.datatype.value != f"{_XSD}string":
        kind = f' datatype="{_xml_text(literal.datatype.value)}"'
    return f"<literal{kind}>{_xml_text(literal.value)}</literal>"


def _xml_text(text: str) -> str:
    found = _NOT_XML.search(text)
    if found:
        raise DataError(f"XML cannot hold the character U+{ord(found.group()):04X}.", remedy="Ask for JSON.")
    escaped = escape(text, {'"': "&quot;", "\r": "&#13;"})
    return _EDGE.sub(lambda space: f"&#{ord(space.group())};", escaped)


def _csv(names: Sequence[str], rows: Iterable[Sequence[RowTerm]]) -> Iterator[str]:
    yield ",".join(names) + "\r\n"
    for row in rows:
        yield ",".join(map(_csv_term, row)) + "\r\n"


def _csv_term(term: RowTerm) -> str:
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.BlankNode):
        return str(term)
    text = term.value if isinstance(term, pyoxigraph.NamedNode) else _literal(term).value
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _tsv(names: Sequence[str], rows: Iterable[Sequence[RowTerm]]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join(map(_tsv_term, row)) + "\n"


def _tsv_term(term: RowTerm) -> str:
    if term is None:
        return ""
    if not isinstance(term, pyoxigraph.Literal):
        return str(term)
    short = _SHORT.get(term.datatype.value)
    if short is not None and short.fullmatch(term.value):
        return term.value
    text = f'"{term.value.translate(_TSV_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == f"{_XSD}string" else f"{text}^^{term.datatype}"
