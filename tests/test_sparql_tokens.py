"""Every kind of token, where it ends, and what is none."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.queries.sparql_tokens import Kind, LexicalError, line_and_column, skeleton, tokenise

TOKENS = [
    ("<http://example.org/a#b>", Kind.IRI), ("<>", Kind.IRI), ("<http://é/\\u00e9>", Kind.IRI),
    (":", Kind.PREFIXED), ("a:b", Kind.PREFIXED), ("a.b:c.d", Kind.PREFIXED), (":a%20b", Kind.PREFIXED),
    (":a\\,b", Kind.PREFIXED), ("a:b:c", Kind.PREFIXED), (":1", Kind.PREFIXED), ("é-x:ï", Kind.PREFIXED),
    ("_:b0", Kind.BLANK), ("_:b.1", Kind.BLANK),
    ("'a'", Kind.STRING), ('"a"', Kind.STRING), ("'''a'b''c'''", Kind.STRING), ('"""a"b""c\n"""', Kind.STRING),
    ('"\\""', Kind.STRING), ('"\\\\"', Kind.STRING), ('"# no comment"', Kind.STRING), ('"}"', Kind.STRING),
    ('"\\u0022"', Kind.STRING), ('""', Kind.STRING), ("''''''", Kind.STRING), ('"\u202e"', Kind.STRING),
    ("@en", Kind.LANGUAGE), ("@zh-Hant-TW", Kind.LANGUAGE),
    ("?a", Kind.VARIABLE), ("$a", Kind.VARIABLE), ("?1", Kind.VARIABLE), ("?été", Kind.VARIABLE),
    ("1", Kind.NUMBER), ("1.5", Kind.NUMBER), (".5", Kind.NUMBER), ("1e5", Kind.NUMBER), ("1.E-5", Kind.NUMBER),
    ("SELECT", Kind.WORD), ("a", Kind.WORD), ("true", Kind.WORD), ("group_concat", Kind.WORD),
    ("{", Kind.MARK), ("^^", Kind.MARK), ("&&", Kind.MARK), ("<=", Kind.MARK), ("<", Kind.MARK), ("?", Kind.MARK),
]  # fmt: skip

SEVERAL = [
    ("?a<5", ["?a", "<", "5"]),
    ("?a<=?b", ["?a", "<=", "?b"]),
    ("?a<?b&&?c>?d", ["?a", "<?b&&?c>", "?d"]),
    (":p 5.", [":p", "5", "."]),
    (":a.", [":a", "."]),
    ("_:a.", ["_:a", "."]),
    (":p?", [":p", "?"]),
    (":p/^:q*|!:r", [":p", "/", "^", ":q", "*", "|", "!", ":r"]),
    ("'a'@en-GB.", ["'a'", "@en-GB", "."]),
    ("'a'^^:t", ["'a'", "^^", ":t"]),
    ("-1.5e3", ["-", "1.5e3"]),
    ("?a#x\n?b", ["?a", "?b"]),
    ("?a # {\r?b", ["?a", "?b"]),
    ("''' ''' ''", ["''' '''", "''"]),
    ('"a""b"', ['"a"', '"b"']),
]

NO_TOKENS = [
    ('"a', 0), ('"a\nb"', 0), ("'a", 0), ('"""a""', 0), ('"\\x"', 0), ('"\\u12"', 0), ("?a \\u003f", 3), ("`", 0),
    ("?a \x00", 3), ("?a @", 3), ("?a \ud800", 3), ("\ufeff?a", 0), ("<a\\n>", 2), ('"\\', 0), ("& ?a", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), TOKENS)
def test_a_token_is_read_whole_and_its_place_is_kept(text: str, kind: Kind) -> None:
    [token] = tokenise(f"  {text}\n")
    assert (token.kind, token.text, token.start, token.end) == (kind, text, 2, 2 + len(text))


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_tokens_end_where_the_grammar_says(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokenise(text)] == expected


@pytest.mark.parametrize(("text", "offset"), NO_TOKENS)
def test_what_is_no_token_is_an_error_with_its_place(text: str, offset: int) -> None:
    with pytest.raises(LexicalError) as caught:
        tokenise(text)
    assert caught.value.offset == offset


def test_a_skeleton_forgets_layout_comments_case_and_the_sign_of_variables() -> None:
    one = tokenise("select $a where {?a :P 'x'} # why")
    two = tokenise("SELECT ?a\nWHERE { # because\n?a :P 'x' }")
    assert skeleton(one) == skeleton(two)
    assert skeleton(one) != skeleton(tokenise("SELECT ?a WHERE { ?a :p 'x' }"))


def test_lines_and_columns_count_from_one() -> None:
    assert [line_and_column("ab\n\ncd", offset) for offset in (0, 2, 3, 5)] == [(1, 1), (1, 3), (2, 1), (3, 2)]


@given(st.text(st.characters(codec="utf-8")))
def test_any_literal_of_the_engine_is_one_string(value: str) -> None:
    [token] = tokenise(str(ox.Literal(value)))
    assert token.kind is Kind.STRING


@given(st.text(max_size=200))
def test_any_text_is_tokens_or_an_error_and_nothing_is_lost(text: str) -> None:
    try:
        tokens = tokenise(text)
    except LexicalError:
        return
    assert [text[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert tokenise(" ".join(token.text for token in tokens)) or not tokens


LONG = ["a-", "a.", "?a", "'", '"', "<a", "_:a.", "a:", "'a\\", "@a-", "1.", "(", "#\n", "'''a"]


@pytest.mark.parametrize("text", LONG)
def test_long_texts_take_no_long_time(text: str) -> None:
    began = time.process_time()
    with suppress(LexicalError):
        tokenise(text * 50_000)
    assert time.process_time() - began < 5


def test_the_queries_of_the_conformance_suite_are_read(shared: Path) -> None:
    folder = shared / "conformance" / "sparql"
    files = [path for version in ("sparql10", "sparql11") for path in sorted((folder / version).rglob("*.rq"))]
    bad = {"syn-bad-pname-06", "syn-codepoint-escape-bad-04", "syn-codepoint-escape-bad-05"}
    assert len(files) > 500
    for path in files:
        try:
            tokenise(path.read_bytes().decode())
        except LexicalError:
            assert path.stem in bad, path
