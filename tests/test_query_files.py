"""What a query file may say, and that everything else is an error with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mandategraph.graph.errors import DataError, InputError, MandategraphError
from mandategraph.graph.queries.files import read_query
from mandategraph.graph.queries.folder import read_folder
from mandategraph.graph.queries.header import Column, Expectation, Parameter

GOOD = """\
#+ title: Mandates in a country   # a comment
#+ question: Which mandates name this country, and for which donor?
#+ description: >
#+   Every mandate once
#+   for each donor.
#+ params:
#+   country: {type: country, required: true, options: countries, example: NO, description: Where}
#+   donor:   {type: iri, multiple: true, options: [one, two], example: [urn:a, urn:b]}
#+   from:    {type: date, example: 2014-01-01}
#+   count:   {type: string, values: [full, fractional], default: full}
#+ columns: {mandate: iri, donor: iri}
#+ view: timeline
#+ expect: {rows: ">=1"}
#+ limit: 10
#+ version: "1"
# an ordinary comment
PREFIX mg: <https://w3id.org/mandategraph/ontology#>
SELECT ?mandate $donor WHERE {
  ?mandate mg:country ?country ; mg:donor ?donor .
  OPTIONAL { ?mandate mg:start ?start }
  FILTER(!BOUND(?from) || ?start >= ?from)
  FILTER(?count = "full")
}
ORDER BY ?mandate
LIMIT 10
"""
HEAD = "#+ title: T\n#+ question: Why?\n"
COLUMNS = "#+ columns: {a: iri}\n"
BODY = "SELECT ?a WHERE { ?a ?p ?o } ORDER BY ?a\n"


def write(folder: Path, text: str | bytes, name: str = "a-query.rq") -> Path:
    """Put a query file into a folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_header_says_all_about_a_query_and_every_value_is_the_text_it_is(tmp_path: Path) -> None:
    found = read_query(write(tmp_path, GOOD))
    header = found.header
    assert (found.name, found.form, found.text) == ("a-query", "SELECT", GOOD)
    assert (header.title, header.view, header.limit, header.version) == ("Mandates in a country", "timeline", 10, "1")
    assert header.description == "Every mandate once for each donor."
    assert header.columns == (Column("mandate", "iri"), Column("donor", "iri"))
    assert header.expect == Expectation(">=", 1)
    assert header.parameters == (
        Parameter("country", "country", required=True, options="countries", example=("NO",), description="Where"),
        Parameter("donor", "iri", multiple=True, options=("one", "two"), example=("urn:a", "urn:b")),
        Parameter("from", "date", example=("2014-01-01",)),
        Parameter("count", "string", values=("full", "fractional"), default=("full",)),
    )


def test_the_version_is_of_the_bytes(tmp_path: Path) -> None:
    first = read_query(write(tmp_path, GOOD)).version
    assert len(first) == 16
    assert read_query(write(tmp_path, GOOD + "\n")).version != first
    assert read_query(write(tmp_path, GOOD.replace("\n", "\r\n"))).header.title == "Mandates in a country"


@pytest.mark.parametrize(
    ("written", "holds", "fails"),
    [(">=1", (1, 2), (0,)), ("<=2", (0, 2), (3,)), (">1", (2,), (1,)), ("<1", (0,), (1,)), ("5", (5,), (4, 6))],
)
def test_an_expectation_counts_rows(tmp_path: Path, written: str, holds: tuple[int], fails: tuple[int]) -> None:
    expect = read_query(write(tmp_path, f'{HEAD}{COLUMNS}#+ expect: {{rows: "{written}"}}\n{BODY}')).header.expect
    assert expect is not None
    assert all(map(expect.holds, holds)) and not any(map(expect.holds, fails))


HEADERS = [
    ("", 1, "there is no header"),
    ("# title: T\n", 1, "there is no header"),
    ("#+title: T\n", 1, "begins with"),
    ("#+\n", 1, "empty"),
    ("#+ - a\n", 1, "key: value"),
    ("#+ title: [\n", 1, "not YAML"),
    ("#+ title: T\n#+ question: a: b?\n", 2, "not YAML"),
    ("#+ title: T\n#+\tquestion: Q?\n", 2, "begins with"),
    ("#+ question: Q?\n", 1, "no 'title'"),
    ("#+ title: T\n", 1, "no 'question'"),
    ("#+ title: T\n#+ question: Q.\n", 2, "question mark"),
    ("#+ title: [a, b]\n#+ question: Q?\n", 1, "must be a text"),
    ("#+ title: ''\n#+ question: Q?\n", 1, "must be a text"),
    (HEAD + "#+ colums: {a: iri}\n", 3, "unknown key 'colums'"),
    (HEAD + "#+ title: again\n", 3, "stands twice"),
    (HEAD + "#+ view: pie\n", 3, "one of table, bar"),
    (HEAD + "#+ limit: 0\n", 3, "from 1"),
    (HEAD + "#+ limit: ten\n", 3, "from 1"),
    (HEAD + "#+ expect: {rows: many}\n", 3, "'expect'"),
    (HEAD + "#+ expect: {cols: 3}\n", 3, "unknown key 'cols'"),
    (HEAD + "#+ expect: 3\n", 3, "key: value"),
    (HEAD + "#+ columns: [a]\n", 3, "key: value"),
    (HEAD + "#+ columns: {a: uri}\n", 3, "cannot be 'uri'"),
    (HEAD + "#+ params: {a: iri}\n", 3, "key: value"),
    (HEAD + "#+ params:\n#+   a: {}\n", 4, "no type"),
    (HEAD + "#+ params:\n#+   a: {type: text}\n", 4, "cannot be 'text'"),
    (HEAD + "#+ params:\n#+   a: {type: iri, requried: true}\n", 4, "unknown key 'requried'"),
    (HEAD + "#+ params:\n#+   a: {type: iri, required: yes}\n", 4, "one of true, false"),
    (HEAD + "#+ params:\n#+   a: {type: iri, required: true}\n", 4, "needs an example"),
    (HEAD + "#+ params:\n#+   a: {type: iri, required: true, example: x, default: x}\n", 4, "cannot have a default"),
    (HEAD + "#+ params:\n#+   a: {type: iri, default: [x, y]}\n", 4, "several values"),
    (HEAD + "#+ params:\n#+   a: {type: string, values: [x], default: y}\n", 4, "not among its values"),
    (HEAD + "#+ params:\n#+   a: {type: string, values: [x], example: y}\n", 4, "not among its values"),
    (HEAD + "#+ params:\n#+   a: {type: string, values: [x], options: [y]}\n", 4, "keep one"),
    (HEAD + "#+ params:\n#+   limit: {type: integer}\n", 4, "option of every query"),
    (HEAD + "#+ params:\n#+   format: {type: string}\n", 4, "option of every query"),
    (HEAD + "#+ params:\n#+   a-b: {type: integer}\n", 4, "cannot be the name"),
    (HEAD + "#+ params:\n#+   a: {type: date, default: 2014-02-30}\n" + COLUMNS, 4, "does not fit"),
    (HEAD + "#+ params:\n#+   a: {type: integer, example: few}\n" + COLUMNS, 4, "does not fit"),
    (HEAD + "#+ version: &a 1\n", 3, "anchors"),
    (HEAD + "#+ version: *a\n", 3, "anchors"),
    (HEAD + "#+ version: !!python/object/apply:os.system [ls]\n", 3, "tags"),
    ("#+ a: &a [x, x]\n#+ b: [*a, *a]\n", 1, "anchors"),
    ("#+ title: T\n#+ question: " + "x" * 20_000 + "?\n", 1, "longer than"),
    ("#+ title: " + "[" * 5_000 + "\n", 1, "not YAML|too deep"),
]


@pytest.mark.parametrize(("header", "line", "message"), HEADERS)
def test_a_wrong_header_is_told_by_line(tmp_path: Path, header: str, line: int, message: str) -> None:
    path = write(tmp_path, header + BODY)
    with pytest.raises(DataError, match=message) as caught:
        read_query(path)
    assert caught.value.where == f"{path}:{line}"


AGGREGATE = HEAD + "#+ params: {min: {type: integer}}\n#+ columns: {a: iri, n: integer}\n"
QUERIES = [
    (HEAD + COLUMNS, "1:1", "no SELECT"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { ?a ?p ?o ORDER BY ?a", "4:17", "not closed"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { ?a ?p ?o } } ORDER BY ?a", "4:30", "closes nothing"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { ?a ?p ?o ) ORDER BY ?a", "4:28", "closes nothing"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { ?a ?p 'x } ORDER BY ?a", "4:25", "string is not closed"),
    (HEAD + COLUMNS + "SELECT ?a\nWHERE { ?a mg:x ?o } ORDER BY ?a", "5", "not SPARQL"),
    (HEAD + COLUMNS + "SELECT ?a\nWHERE { ?a ?p } ORDER BY ?a", "5", "not SPARQL"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { ?a ?p ?o }", "4:1", "no ORDER BY"),
    (HEAD + COLUMNS + "SELECT ?a WHERE { { SELECT ?a { ?a ?p ?o } ORDER BY ?a } }", "4:1", "no ORDER BY"),
    (HEAD + COLUMNS + "SELECT * WHERE { ?a ?p ?o } ORDER BY ?a", "4:1", "instead of"),
    (HEAD + COLUMNS + "SELECT ?a ?o WHERE { ?a ?p ?o } ORDER BY ?a", "3", "?o is projected but not declared"),
    (HEAD + "SELECT ?a WHERE { ?a ?p ?o } ORDER BY ?a", "1", "?a is projected but not declared"),
    (HEAD + "#+ columns: {a: iri, b: iri}\n" + BODY, "3", "'b' is not projected"),
    (HEAD + "#+ columns: {o: iri, a: iri}\nSELECT ?a ?o { ?a ?p ?o } ORDER BY ?a", "3", "order: a, o"),
    (HEAD + COLUMNS + BODY + "LIMIT 5", "5:1", "LIMIT (5)"),
    (HEAD + COLUMNS + "#+ limit: 5\n" + BODY, "5:1", "LIMIT (None)"),
    (HEAD + COLUMNS + "#+ limit: 5\n" + BODY + "LIMIT 6", "6:1", "LIMIT (6)"),
    (HEAD + COLUMNS + BODY + "OFFSET 5", "5:1", "OFFSET"),
    (HEAD + "#+ params: {x: {type: iri}}\n" + COLUMNS + BODY, "3", "not a variable"),
    (HEAD + "#+ params: {x: {type: iri}}\n" + COLUMNS + BODY + "# ?x", "3", "not a variable"),
    (HEAD + "#+ params: {x: {type: iri}}\n" + COLUMNS + BODY.replace("?o", "'?x'"), "3", "not a variable"),
    (HEAD + "#+ params: {o: {type: iri}}\n" + COLUMNS + "SELECT ?a { ?a ?p ?q BIND(1 AS ?o) } ORDER BY ?a",
     "5:32", "by AS or VALUES"),
    (HEAD + "#+ params: {o: {type: iri}}\n" + COLUMNS + "SELECT ?a { ?a ?p ?q VALUES ?o { 1 } } ORDER BY ?a",
     "5:29", "by AS or VALUES"),
    (HEAD + "#+ params: {o: {type: iri}}\n" + COLUMNS + "SELECT ?a { ?a ?p ?q VALUES (?q ?o) { (1 2) } } ORDER BY ?a",
     "5:33", "by AS or VALUES"),
    (HEAD + "#+ params: {o: {type: iri}}\n" + COLUMNS + "SELECT ?a { ?a ?p ?q } ORDER BY ?a VALUES ?o { 1 }",
     "5:43", "by AS or VALUES"),
    (HEAD + "#+ params: {a: {type: iri}}\n" + COLUMNS + "SELECT (?x AS ?a) { ?x ?p ?o } ORDER BY ?a",
     "5:15", "by AS or VALUES"),
    (HEAD + COLUMNS + "SELECT ?a { SERVICE <http://x.org/> { ?a ?p ?o } } ORDER BY ?a", "4:13", "SERVICE"),
    (HEAD + COLUMNS + "SELECT ?a FROM <http://x.org/> { ?a ?p ?o } ORDER BY ?a", "4:11", "FROM"),
    (HEAD + COLUMNS + "BASE <http://x.org/> " + BODY, "4:1", "BASE"),
    (HEAD + COLUMNS + "SELECT ?a { ?a <p> ?o } ORDER BY ?a", "4:16", "absolute"),
    (HEAD + COLUMNS + "PREFIX b: <https://w3id.org/mandategraph/> " + BODY, "4:11", "bare base"),
    (HEAD + COLUMNS + "SELECT ?a { ?a ?p '\\u0022' } ORDER BY ?a", "4:19", "code point escapes"),
    (HEAD + COLUMNS + "SELECT ?a { ?a ?p <http://x/\\u0022> } ORDER BY ?a", "4:19", "code point escapes"),
    (HEAD + COLUMNS + "PREFIX b: <urn:> SELECT ?a { ?a ?p b:c\\/d } ORDER BY ?a", "4:36", "whole IRI"),
    (HEAD + "DESCRIBE ?a { ?a ?p ?o }", "3:1", "DESCRIBE"),
    (HEAD + "INSERT DATA { <http://a/> <http://b/> 1 }", "3:1", "no SELECT"),
    (HEAD + "CONSTRUCT WHERE { ?a ?p ?o }", "3:1", "in full"),
    (HEAD + "CONSTRUCT { ?a ?p _:b } WHERE { ?a ?p ?o }", "3:19", "blank nodes"),
    (HEAD + "CONSTRUCT { ?a ?p [] } WHERE { ?a ?p ?o }", "3:19", "blank nodes"),
    (HEAD + COLUMNS + "ASK { ?a ?p ?o }", "3", "ASK has no columns"),
    (HEAD + COLUMNS + BODY + BODY, "5:28", "has ended"),
    (HEAD + COLUMNS + "SELECT ?a { ?a ?p ?o FILTER(" + "(" * 70 + "1" + ")" * 70 + ") } ORDER BY ?a", "4:87", "deeper"),
    (HEAD + COLUMNS + BODY + "#" * 300_000, None, "at most"),
    (AGGREGATE + "SELECT ?a (COUNT(?o) AS ?n) { ?a ?p ?o } GROUP BY ?a HAVING (COUNT(?o) >= ?min) ORDER BY ?a",
     "5:75", "SAMPLE(?min)"),
    (AGGREGATE + "SELECT ?a (COUNT(?o) + ?min AS ?n) { ?a ?p ?o } GROUP BY ?a ORDER BY ?a", "5:24", "SAMPLE(?min)"),
    (AGGREGATE + "SELECT ?a (COUNT(?o) AS ?n) { ?a ?p ?o } GROUP BY ?a ORDER BY (?n + ?min)", "5:69", "SAMPLE(?min)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), QUERIES)
def test_a_wrong_query_is_told_by_line(tmp_path: Path, text: str, place: str | None, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_query(path)
    assert message in caught.value.what
    assert caught.value.where == (f"{path}:{place}" if place else str(path))


def test_what_rdflib_cannot_parse_is_told_as_well(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + COLUMNS + "SELECT ?a { ?a ?q -1.0 } ORDER BY ?a")
    read_query(path, portable=False)
    with pytest.raises(DataError, match="rdflib cannot parse"):
        read_query(path)


@pytest.mark.parametrize("name", ["A.rq", "a_b.rq", "a--b.rq", "é.rq", "a b.rq"])
def test_the_name_of_a_file_is_the_name_of_a_query(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="name"):
        read_query(write(tmp_path, HEAD + COLUMNS + BODY, name))


def test_what_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_query(tmp_path / "a.rq")
    path = write(tmp_path, f"{HEAD}{COLUMNS}".encode() + b"\xff" + BODY.encode())
    with pytest.raises(InputError, match=":4: is not UTF-8"):
        read_query(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_folder(tmp_path / "none")


def test_a_folder_tells_everything_that_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, HEAD + COLUMNS + BODY, "good.rq")
    write(tmp_path, HEAD + BODY, "one.rq")
    write(tmp_path, HEAD + COLUMNS + "SELECT ?a { }", "two.rq")
    with pytest.raises(DataError) as caught:
        read_folder(tmp_path)
    first, second = str(caught.value).split("\n")
    assert first.startswith(f"{tmp_path / 'one.rq'}:1: ") and second.startswith(f"{tmp_path / 'two.rq'}:4:1: ")


def test_sub_folders_hold_no_queries_and_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, HEAD + COLUMNS + BODY, "good.rq")
    (tmp_path / "checks").mkdir()
    write(tmp_path / "checks", "nonsense")
    first = read_folder(tmp_path)
    assert list(first) == ["good"] and read_folder(tmp_path) is first
    write(tmp_path, HEAD + COLUMNS + BODY + "# more\n", "good.rq")
    assert read_folder(tmp_path)["good"].version != first["good"].version


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nothing", "no stored query"),
        ("yes", "gives no rows"),
        ("needs", "itself requires a value"),
    ],
)
def test_a_pick_list_must_come_from_a_query_that_can_give_it(tmp_path: Path, source: str, message: str) -> None:
    write(tmp_path, HEAD + "ASK { ?a ?p ?o }", "yes.rq")
    needs = HEAD + "#+ params: {o: {type: iri, required: true, example: urn:x}}\n" + COLUMNS + BODY
    write(tmp_path, needs, "needs.rq")
    path = write(tmp_path, HEAD + f"#+ params:\n#+   o: {{type: iri, options: {source}}}\n" + COLUMNS + BODY)
    with pytest.raises(MandategraphError, match=message) as caught:
        read_folder(tmp_path)
    assert caught.value.where == f"{path}:4"
