"""Documents: encodings, hashes, gzip, and where in the file a character stands."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.errors import InputError
from mandategraph.loaders.documents.discover import STDIN, InputFile
from mandategraph.loaders.documents.document import Document, parse_document, read_document

PROSE = {
    "french": "Le mandat a été réalisé à Bamako. Formation avancée, Côte d’Ivoire – équipe de conseil.",
    "arabic": "بعثة التدريب في مالي، إصلاح قطاع الأمن",
    "macedonian": "Реформа на безбедносниот сектор во Македонија, обука за полиција",
    "serbian": "Obuka o reformi sektora bezbednosti, učešće građana, šta je učinjeno",
    "albanian": "Trajnim për reformën e sektorit të sigurisë në Kosovë, çështje gjinore",
    "english": "It’s a mandate of the mission’s team in the country.",
}
GUESSED = [
    ("french", "cp1252"),
    ("english", "cp1252"),
    ("albanian", "cp1252"),
    ("serbian", "cp1250"),
    ("macedonian", "cp1251"),
    ("macedonian", "iso8859_5"),
    ("arabic", "cp1256"),
    ("arabic", "iso8859_6"),
]


def document(data: bytes, name: str = "page.txt") -> Document:
    return parse_document(data, name, name)


@pytest.mark.parametrize("language", sorted(PROSE))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(language: str, encoding: str) -> None:
    found = document(PROSE[language].encode(encoding))
    assert (found.text, found.problems) == (PROSE[language], ())
    assert found.encoding.startswith(encoding.removesuffix("-sig"))
    assert found.position(0) == (1, 1)


@pytest.mark.parametrize(("language", "encoding"), GUESSED)
def test_a_guess_is_right_and_reported(language: str, encoding: str) -> None:
    text = f"Mali\n\nTitle\n\nUK mandate in Mali 01/07/2014 - 31/08/2015\n\n{PROSE[language]}\n"
    found = document(text.encode(encoding))
    assert (found.text, found.encoding) == (text, encoding)
    assert [encoding in problem.what for problem in found.problems] == [True]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    found = document("Mali and Côte d’Ivoire".encode(encoding))
    assert (found.text, found.encoding, len(found.problems)) == ("Mali and Côte d’Ivoire", encoding, 1)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>", "cp1252"),
        ("<?xml version='1.0' encoding='windows-1251'?><html>", "cp1251"),
        ("<meta charset=utf-8>", "utf-8"),
    ],
)
def test_declared_encoding(declared: str, encoding: str) -> None:
    word = "обука" if encoding == "cp1251" else "réalisé"
    found = document(f"{declared}<p>{word}</p>".encode(encoding), "page.html")
    assert (found.text, found.encoding, found.problems) == (word, encoding, ())


def test_wrong_declaration_is_not_believed() -> None:
    found = document("<meta charset=latin1><p>réalisé à Bamako</p>".encode(), "page.html")
    assert (found.text, found.encoding, len(found.problems)) == ("réalisé à Bamako", "utf-8", 1)
    found = document("<meta charset=utf-8><p>réalisé à Bamako</p>".encode("cp1252"), "page.html")
    assert (found.text, found.encoding, len(found.problems)) == ("réalisé à Bamako", "cp1252", 1)


def test_every_damaged_byte_is_reported_up_to_a_number() -> None:
    found = document(("é" * 50 + "?").encode().replace(b"?", b"\xff") * 30)
    assert found.text.count("\ufffd") == 30
    assert len(found.problems) == 21
    assert found.problems[-1].what == "10 more bytes are not UTF-8."


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_positions(newline: str) -> None:
    found = document(f"one{newline}{newline}thrée{newline}four".encode())
    assert found.text.encode() == f"one{newline}{newline}thrée{newline}four".encode()
    assert found.position(found.text.index("thrée")) == (3, 1)
    assert found.position(found.text.index("ée")) == (3, 4)
    assert found.where(found.text.index("our")) == "page.txt:4:2"


@given(st.text(alphabet="ab é\n\r", min_size=1).filter(str.strip))
def test_positions_lead_to_the_character(text: str) -> None:
    found = document(text.encode())
    lines = io.StringIO(text, newline=None).read().split("\n")
    for offset, character in enumerate(found.text):
        line, column = found.position(offset)
        assert character in "\r\n" or lines[line - 1][column - 1] == character


def test_hash_and_size_are_of_the_file() -> None:
    data = "\ufeffMali\r\n".encode()
    found = document(data)
    assert (found.sha256, found.byte_size, len(found.text)) == (hashlib.sha256(data).hexdigest(), 9, 6)


def test_packed_page_is_the_same_page(tmp_path: Path) -> None:
    data = "Mali\n\nCôte d’Ivoire\n".encode()
    packed = tmp_path / "page.txt.gz"
    packed.write_bytes(gzip.compress(data[:5]) + gzip.compress(data[5:]) + bytes(16))
    found = read_document(InputFile(packed, "page.txt.gz", "page.txt.gz"))
    assert (found.text, found.sha256) == (data.decode(), hashlib.sha256(data).hexdigest())
    assert found.media_type == "text/plain"


def test_size_limit(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"x" * 1001)
    file = InputFile(page, "page.txt", "page.txt")
    assert read_document(file, limit=1001).byte_size == 1001
    with pytest.raises(InputError, match="It has more than"):
        read_document(file, limit=1000)
    page.write_bytes(gzip.compress(b"x" * 1001))
    with pytest.raises(InputError, match="It has more than"):
        read_document(file, limit=1000)


def test_standard_input() -> None:
    found = read_document(STDIN, stdin=io.BytesIO(b"Mali\n"))
    assert (found.text, found.address, found.name) == ("Mali\n", "stdin", "<stdin>")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Mali\n\nTitle", "text/plain"),
        ("Title of a mandate, in Mali", "text/plain"),
        ("  <!DOCTYPE html><p>Mali", "text/html"),
        ("<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><p>Mali", "text/html"),
        ("title,donor\nA,UK", "text/csv"),
        ("Titre;Bailleur\nA;UK", "text/csv"),
        ('donor|"title"|start\nUK|A|', "text/csv"),
        ('[{"title": "A"}]', "application/json"),
        ('{"title": "A"}\n{"title": "B"}', "application/json"),
        ('{"@id": "http://a"}', "application/ld+json"),
        ("# a\n@prefix e: <http://e/> .\ne:a e:b e:c .", "text/turtle"),
        ("PREFIX e: <http://e/>\ne:g { e:a e:b e:c }", "application/trig"),
        ("<http://a> <http://b> <http://c> .", "application/n-quads"),
        ("<?xml version='1.0'?><!-- x --><rdf:RDF xmlns:rdf='x'/>", "application/rdf+xml"),
    ],
)
def test_a_file_without_a_suffix_is_known_by_what_it_holds(content: str, kind: str) -> None:
    assert document(content.encode(), "page").media_type == kind


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_soft_hyphens_in_words_are_left_out_and_places_stay(end: str) -> None:
    raw = end.join(["Mali", "", "Tit\u00adle", "UK manda\u00adte in Ma\u200b\u00adli\u00ad", "no\u00adw"])
    found = document(raw.encode())
    assert found.text == end.join(["Mali", "", "Title", "UK mandate in Mali\u00ad", "now"])
    places = {word: found.position(found.text.index(word)) for word in ("Mali", "le", "UK", "te in", "li\u00ad", "now")}
    assert places == {"Mali": (1, 1), "le": (3, 5), "UK": (4, 1), "te in": (4, 10), "li\u00ad": (4, 20), "now": (5, 1)}
    assert found.position(found.text.index("now") + 2) == (5, 4)
    broken = document(raw.encode() + b"\xff")
    assert broken.text.endswith("\ufffd") and [broken.position(p.offset) for p in broken.problems] == [(5, 5)]
