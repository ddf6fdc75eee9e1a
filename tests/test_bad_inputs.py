"""Bad inputs through the command line: a message with the place and a remedy, the right exit code, the store untouched.

The first table holds what is refused; the second what is read in spite of a fault, which is reported with its line.
"""

from __future__ import annotations

import ctypes
import gzip
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode

from mandategraph.graph.store.store import open_store
from mandategraph.service.cli.program import run

GOOD = "Mali\n\nBackstopping\n\nNetherlands mandate in Mali 01/07/2014 - 31/08/2015\n\nProse.\n\nMandate\n"
RDF = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://example.org/'>"
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
    f"{RDF}<rdf:Description rdf:about='http://example.org/x'><e:p>&b;</e:p></rdf:Description></rdf:RDF>"
)
PACKED = gzip.compress(GOOD.encode() * 50)
NOISE = bytes((i * 89 + i * i // 7) % 256 for i in range(1, 20_000))


def archive(*names: str) -> bytes:
    """Return a zip file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "content")
    return buffer.getvalue()


class Refused(NamedTuple):
    """A file that is refused: its name, its bytes, where in it and what the message says."""

    name: str
    content: bytes
    where: str
    what: str


REFUSED = [
    Refused("empty.txt", b"", "", "It is empty."),
    Refused("empty.csv", b"", "", "It is empty."),
    Refused("blank.txt", b" \r\n\t\n  \n", "", "nothing but white space"),
    Refused("bom-only.txt", b"\xef\xbb\xbf\n", "", "nothing but white space"),
    Refused("no-break.txt", "\u00a0\n\u2003\n".encode(), "", "nothing but white space"),
    Refused("pages.zip", archive("mali.txt"), "", "a zip archive"),
    Refused("zip.txt", archive("mali.txt"), "", "a zip archive"),
    Refused("page.docx", archive("[Content_Types].xml", "word/document.xml"), "", "a Word document"),
    Refused("list.xlsx", archive("xl/workbook.xml"), "", "an Excel workbook"),
    Refused("list.csv", archive("xl/workbook.xml"), "", "Save the sheet as CSV"),
    Refused("page.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "", "a PDF document"),
    Refused("page.rtf", b"{\\rtf1\\ansi Mali}", "", "rich text"),
    Refused("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "", "an old Office document"),
    Refused("map.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "", "a PNG image"),
    Refused("photo.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "", "a JPEG image"),
    Refused("program.txt", b"\x7fELF\x02\x01\x01" + bytes(90), "", "a program (ELF)"),
    Refused("data.txt", b"SQLite format 3\x00" + bytes(80), "", "an SQLite database"),
    Refused("pages.tar", b"mali.txt" + bytes(249) + b"ustar\x0000" + bytes(300), "", "a tar archive"),
    Refused("page.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "", "a web archive"),
    Refused("noise.txt", NOISE, "", "text"),
    Refused("nul.txt", b"Mali\n\nTi\x00tle\n", ":3:3", "U+0000"),
    Refused("nul-bom.txt", b"\xef\xbb\xbfMali\n\nTi\x00tle\n", ":3:3", "U+0000"),
    Refused("nul-crlf.txt", b"Mali\r\n\r\nTi\x00tle\r\n", ":3:3", "U+0000"),
    Refused("bell.txt", b"Mali\n" + b"\x07\x08\x01" * 50, ":2:1", "U+0007"),
    Refused("cut-utf16.txt", b"\xff\xfeM\x00a\x00l", "", "begins as UTF-16"),
    Refused("cut-utf32.txt", b"\xff\xfe\x00\x00M\x00\x00\x00a\x00", "", "begins as UTF-32"),
    Refused("bomb.txt.gz", gzip.compress(bytes(80 << 20)), "", "more than 64 MiB"),
    Refused("cut.txt.gz", PACKED[: len(PACKED) // 2], "", "ends too early"),
    Refused("crc.txt.gz", PACKED[:-8] + bytes(8), "", "damaged"),
    Refused("tail.txt.gz", PACKED + b"tail", "", "not gzip follow"),
    Refused("twice.txt.gz", gzip.compress(PACKED), "", "a gzip file inside a gzip file"),
    Refused("empty.txt.gz", gzip.compress(b""), "", "It is empty."),
    Refused("script.html", b"<!DOCTYPE html><html><body><script>load()</script></body></html>", "", "no text"),
    Refused("tags.html", b"<html><head><title>Mali</title></head><body><p> </p>", "", "no text"),
    Refused("unknown.csv", b"a,b,c\n1,2,3\n", ":1:1", "No column of this table is known"),
    Refused("headless.csv", b"Backstopping;NL;ML\nOther;UK;NE\n", ":1:1", "No column of this table is known"),
    Refused("countries.csv", b"name,iso2\nMali,ML\n", ":1:1", "not a table of mandates"),
    Refused("countries.json", b'[{"name": "Mali", "country code": "ML"}]', ":1:2", "not a table of mandates"),
    Refused("comma.json", b'[{"title": "A"},\n {"title": "B",}]', ":2:16", "a name in double quotes must"),
    Refused("cut.json", b'{"mandates": [{"title": "A"', ":1:15", "never closed"),
    Refused("quote.json", b"[\n{'title': 'A'}]", ":2:2", "a name in double quotes must"),
    Refused("nan.json", b'[{"title": NaN}]', ":1:12", "It is not JSON"),
    Refused("trailing.json", b'[{"title": "A"}] and more', ":1:18", "follows the end"),
    Refused("deep.json", b"[" * 100_000, ":1:202", "nested deeper"),
    Refused("deep-objects.json", b'{"title":' * 50_000, ":1:", "nested deeper"),
    Refused("surrogate.json", b'[{"title": "\\ud800"}]', ":1:12", "surrogate"),
    Refused("other.json", b'{"a": 1, "b": {"c": [2]}}', ":1:1", "that is known"),
    Refused("lines.jsonl", b'{"title": "A"\n{"title": "B"\n', ":2:1", "It is not JSON"),
    Refused("oops.ttl", b"<a> <b> 'x' .\n<c> <d> oops .", ":2:9", "It is not Turtle"),
    Refused("prefix.ttl", b"\n\nex:a ex:b ex:c .", ":3:1", "It is not Turtle"),
    Refused("prose.ttl", GOOD.encode(), ":1:1", "It is not Turtle"),
    Refused("string.nt", b'<http://a> <http://b> "x .\n', ":1:23", "It is not N-Triples"),
    Refused("short.nq", b"<http://a> <http://b> <http://c> <http://g> .\n<http://a>", ":2:1", "It is not N-Quads"),
    Refused("brace.trig", b"<http://g> { <http://a> <http://b> <http://c> ", ":1:", "It is not TriG"),
    Refused("star.ttl", b"<a> <b> <c> .\n<a> <q> <<( <a> <b> <c> )>> .", ":2:9", "RDF 1.2"),
    Refused("laughs.rdf", LAUGHS.encode(), ":2:", "DOCTYPE"),
    Refused("external.rdf", f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{RDF}</rdf:RDF>'.encode(), ":1:", "DOCTYPE"),
    Refused("cut.rdf", f"{RDF}\n<rdf:Description>".encode(), ":2:", "not well-formed XML"),
    Refused("crossed.rdf", f"{RDF}\n<e:a></e:b></rdf:RDF>".encode(), ":2:", "mismatched tag"),
    Refused("deep.rdf", (RDF + "<e:A><e:p>" * 5000).encode(), ":1:", "nested deeper"),
    Refused("iri.rdf", f"{RDF}\n<e:A rdf:about='a b'/></rdf:RDF>".encode(), ":2:", "Invalid IRI"),
    Refused("remote.jsonld", b'{"@context": "https://schema.org/", "@id": "x"}', ":1:15", "https://schema.org/"),
    Refused("import.jsonld", b'{"@context": {"@import": "http://e/c"}, "@id": "x"}', ":1:27", "http://e/c"),
    Refused("deep.jsonld", b'{"a:b":' * 20_000, ":1:", "nested deeper"),
    Refused("array.jsonld", b'[\n{"@id": "x"]', ":2:12", "It is not JSON"),
    Refused("line.txt", b"x" * (100 << 20), "", "more than 64 MiB"),
]  # fmt: skip


class Reported(NamedTuple):
    """A file that is read in spite of a fault: its name, its bytes, where in it and what is said, mandates it gives."""

    name: str
    content: bytes
    where: str
    what: str
    mandates: int = 1


def header(line: str) -> bytes:
    """Return a page whose mandate has this header line, at line 3."""
    return f"Backstopping\n\n{line}\n\nProse.\n".encode()


ATLANTIS = header("UK mandate in Atlantis 01/02/2014 - 01/03/2014")

REPORTED = [
    Reported("cp1252.txt", GOOD.replace("Prose", "Le mandat a été réalisé").encode("cp1252"), ":7:13", "cp1252"),
    Reported("cp1256.txt", GOOD.replace("Prose", "بعثة التدريب في مالي").encode("cp1256"), ":7:1", "cp1256"),
    Reported("cp1251.txt", GOOD.replace("Prose", "Реформа на секторот").encode("cp1251"), ":7:1", "cp1251"),
    Reported("utf16.txt", GOOD.encode("utf-16-le"), ":1:1", "utf-16-le"),
    Reported("byte.txt", GOOD.replace("Prose", "ééééééé?éé").encode().replace(b"?", b"\xe9"), ":7:8", "not UTF-8"),
    Reported("declared.html", "<meta charset=latin1>\n<p>é<p>T<p>UK mandate in Mali 01/02/2014 - 03/04/2015".encode(),
             ":2:4", "declares the encoding 'latin1'"),
    Reported("page.txt", b"<!DOCTYPE html><p>T</p><p>UK mandate in Mali 01/02/2014 - 03/04/2015", ":1:19", "suffix"),
    Reported("plain.html", GOOD.encode(), ":1:1", "suffix"),
    Reported("comment.html", b"<p>T<!-- x ><p>UK mandate in Mali 01/02/2014 - 03/04/2015</p>", ":1:5", "comment"),
    Reported("unclosed.html", b"<p>T<p>UK mandate in Mali 01/02/2014 - 03/04/2015</p><style>p {", ":1:", "style"),
    Reported("day.txt", header("UK mandate in Mali 31/02/2014 - 01/03/2014"), ":3:20", "31/02/2014"),
    Reported("month.txt", header("UK mandate in Mali 01/02/2014 - 01/13/2014"), ":3:33", "01/13/2014"),
    Reported("leap.txt", header("UK mandate in Mali 29.02.2015. - 01.03.2015."), ":3:20", "29.02.2015"),
    Reported("inverted.txt", header("UK mandate in Mali 21/09/2015 - 21/05/2015"), ":3:20", "before it starts"),
    Reported("place.txt", ATLANTIS, ":3:15", "'Atlantis'"),
    Reported("donor.txt", header("Xland mandate in Mali 01/02/2014 - 01/03/2014"), ":3:1", "'Xland'"),
    Reported("untitled.txt", b"UK mandate in Mali 01/02/2014 - 01/03/2014\n\nProse.\n", ":1:1", "title"),
    Reported("worded.txt", header("UK mandate in Mali 01/02/2014 - whenever"), ":3:33", "'whenever' is not a day"),
    Reported("vague.txt", header("UK mandate in Mali July 2015 - sometime"), ":3:1", "looks like a header line", 0),
    Reported("remark.txt", header("UK mandate in Mali 01/02/2014 - 01/03/2014 (tbc)"), ":3:1", "'tbc' after the dates"),
    Reported("item.txt", header("- UK mandate in Mali 01/02/2014 - 01/03/2014"), ":3:1", "an item of a list", 0),
    Reported("long.txt", header(f"UK mandate in {'Mali, ' * 200}01/02/2014 - 01/03/2014"), ":3:1", "more than 1000", 0),
    Reported("wrapped.txt", b"A\nUK\nmandate in Mali 01/02/2014 - 01/03/2014\n", ":2:1", "the name of a donor"),
    Reported("prose.txt", b"It ends. It goes.\nUK mandate in Mali 01/02/2014 - 01/03/2014\n", ":1:1", "like prose"),
    Reported("ambiguous.txt", header("UK mandate in Guinea-Conakry, AU 01/02/2014 - 01/03/2014"), ":3:31", "can mean"),
    Reported("crlf.txt", ATLANTIS.replace(b"\n", b"\r\n"), ":3:15", "Atlantis"),
    Reported("cr.txt", ATLANTIS.replace(b"\n", b"\r"), ":3:15", "Atlantis"),
    Reported("bom.txt", b"\xef\xbb\xbfUK mandate in Atlantis 01/02/2014 - 01/03/2014\n", ":1:15", "Atlantis"),
    Reported("short.csv", b"title,donor,country\nA,UK\n", ":2:1", "2 cells"),
    Reported("long.csv", b"title,donor\nA,UK,Mali\n", ":2:1", "3 cells"),
    Reported("column.csv", b"title,donor,colour\nA,UK,red\n", ":1:13", "'colour'"),
    Reported("twice.csv", b"title,start,start\nA,01/02/2014,\n", ":1:13", "stands twice"),
    Reported("untitled.csv", b"donor,country\nUK,Mali\n", ":1:1", "title"),
    Reported("cell.csv", b'title,donor\n"A,UK\nB,UK\n', ":2:1", "never closed", 2),
    Reported("day.csv", b"title;start\r\nA;31/02/2014\r\n", ":2:3", "31/02/2014"),
    Reported("inverted.csv", b"title,start,end\nA,2014-02-01,2013-02-01\n", ":2:3", "before it starts"),
    Reported("names.csv", b"title,country\nA,Atlantis\n", ":2:3", "'Atlantis'"),
    Reported("training.csv", b"title,training\nA,perhaps\n", ":2:3", "perhaps"),
    Reported("theme.csv", b"title,theme\nA,cookery\n", ":2:3", "cookery"),
    Reported("rows.csv", b"title,donor\n", ":1:1", "no rows", 0),
    Reported("names.json", b'[{"title": "A",\n "name": "B"}]', ":2:3", "gives the title again"),
    Reported("values.json", b'[{"title": ["A",\n "B"]}]', ":2:3", "only the first was read"),
    Reported("code.json", b'[{"title": "A", "country": {"name": "Mali",\n "code": "ML"}}]', ":2:3", "not its 'code'"),
    Reported("columns.csv", b"title,name\nA,B\n", ":1:7", "gives the title again"),
    Reported("name.json", b'[{"title": "A",\n "colour": "red"}]', ":2:3", "'colour'"),
    Reported("item.json", b'[{"title": "A"},\n 7]', ":2:2", "no object"),
    Reported("line.jsonl", b'{"title": "A"}\n{"title": \n{"title": "B"}\n', ":2:", "not JSON", 2),
    Reported("none.ttl", b"# nothing\n", ":1:1", "no statement", 0),
    Reported("graphs.trig", b"<http://g> { <http://a> <http://b> <http://c> }", ":1:1", "named graph", 0),
]  # fmt: skip


Capture = pytest.CaptureFixture[str]


def held(store: Path) -> list[str]:
    """Return what a store holds: its revision, how much is in each graph, and all that came from documents."""
    with open_store(store) as opened:
        counts = [f"{graph} {opened.count(graph)}" for graph in opened.graphs()]
        loaded = [NamedNode(graph) for graph in opened.graphs() if not graph.endswith(("/ontology", "/countries"))]
        quads = [str(quad) for graph in loaded for quad in opened.quads(None, None, None, graph)]
        return [str(opened.revision), *sorted(counts), *sorted(quads)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one good page."""
    folder = tmp_path_factory.mktemp("bad-inputs")
    page = folder / "good.txt"
    page.write_text(GOOD, encoding="utf-8")
    assert run(["load", str(page), "--store", str(folder / "store"), "--read-on", "2026-11-24", "-q"]) == 0
    return folder / "store"


@pytest.fixture(scope="module")
def another_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store for what is read in spite of its faults."""
    return tmp_path_factory.mktemp("faults") / "store"


@pytest.fixture(scope="module")
def before(store: Path) -> list[str]:
    """What the store holds before any bad input comes."""
    return held(store)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refuses(store: Path, before: list[str], capsys: Capture) -> Iterator[Callable[..., str]]:
    """Load arguments that must be refused; give what was said."""

    def load(*arguments: str, code: int = 3) -> str:
        assert run(["load", *arguments, "--store", str(store)]) == code
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "Traceback" not in captured.err
        return captured.err

    yield load
    assert held(store) == before


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """Give up root's right to read everything for a while (Linux: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH)."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may read everything here")
    system, header, held = ctypes.CDLL(None), _Header(0x20080522, 0), (_Capabilities * 2)()
    system.capget(ctypes.byref(header), held)
    effective = held[0].effective
    held[0].effective = effective & ~0b110
    system.capset(ctypes.byref(header), held)
    try:
        yield
    finally:
        held[0].effective = effective
        system.capset(ctypes.byref(header), held)


def lines_at(said: str, where: str) -> list[str]:
    """Return the lines of what was said that are about a place."""
    return [line for line in said.splitlines() if line.startswith(where)]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_refused(case: Refused, folder: Path, refuses: Callable[..., str]) -> None:
    Path(case.name).write_bytes(case.content)
    said = lines_at(refuses(case.name), case.name + case.where)
    assert len(said) == 1
    assert case.what in said[0]
    assert len(said[0].split(". ")) > 1, "a message ends with what to do"


@pytest.mark.parametrize("case", REPORTED, ids=lambda case: case.name)
def test_read_and_reported(case: Reported, folder: Path, another_store: Path, capsys: Capture) -> None:
    Path(case.name).write_bytes(case.content)
    assert run(["load", case.name, "--store", str(another_store)]) == 0
    said = capsys.readouterr().err
    assert any(case.what in line for line in lines_at(said, case.name + case.where)), said
    assert f"added     {case.name} ({case.mandates} mandate" in said


def test_strict_refuses_what_is_otherwise_reported(folder: Path, refuses: Callable[..., str]) -> None:
    Path("place.txt").write_bytes(ATLANTIS)
    said = refuses("place.txt", "--strict", code=1)
    assert lines_at(said, "place.txt:3:15")


def test_one_bad_document_does_not_stop_the_others(folder: Path, capsys: Capture) -> None:
    for name, content in (("a.txt", b""), ("b.txt", GOOD.encode()), ("c.txt", b"%PDF-1.4"), ("d.txt", GOOD.encode())):
        Path(name).write_bytes(content)
    assert run(["load", "d.txt", "c.txt", "b.txt", "a.txt", "nowhere.txt", "--store", "store"]) == 3
    said = capsys.readouterr().err
    for place in ("a.txt: ", "c.txt: ", "nowhere.txt: ", "added     b.txt", "added     d.txt"):
        assert lines_at(said, place), said


def test_a_changed_page_that_is_bad_leaves_the_old_one(folder: Path, capsys: Capture) -> None:
    Path("page.txt").write_text(GOOD, encoding="utf-8")
    assert run(["load", "page.txt", "--store", "store"]) == 0
    old = held(Path("store"))
    Path("page.txt").write_bytes(b"%PDF-1.4 now something else")
    assert run(["load", "page.txt", "--store", "store"]) == 3
    assert held(Path("store")) == old
    assert lines_at(capsys.readouterr().err, "page.txt: This is a PDF document")


@pytest.mark.parametrize(
    ("argument", "what"),
    [
        ("nowhere.txt", "No such file"),
        ("nowhere/", "No such file"),
        ("good.txt/page.txt", "Not a directory"),
        ("*.page", "No file matches"),
        ("[a-", "No file matches"),
        ("http://issat.dcaf.ch/Mali", "not fetched"),
        ("x" * 5000, "too long"),
        ("", "No file can have this name"),
    ],
)
def test_arguments_that_name_nothing(argument: str, what: str, folder: Path, refuses: Callable[..., str]) -> None:
    Path("good.txt").write_text(GOOD, encoding="utf-8")
    assert what in refuses(argument)


def test_folder_without_pages(folder: Path, refuses: Callable[..., str]) -> None:
    Path("pages/deep").mkdir(parents=True)
    Path("pages/deep/map.png").write_bytes(b"\x89PNG")
    Path("pages/.hidden.txt").write_text(GOOD, encoding="utf-8")
    said = refuses("pages", "-v")
    assert lines_at(said, "pages: This folder holds no file that can be read.")
    assert lines_at(said, "pages/deep/map.png: not read: its suffix (.png)")
    assert lines_at(said, "pages/.hidden.txt: not read: it is hidden")


def test_folder_named_as_a_page(folder: Path, refuses: Callable[..., str]) -> None:
    Path("mali.txt").mkdir()
    assert lines_at(refuses("mali.txt"), "mali.txt: This folder holds no file that can be read.")


def test_links_in_a_circle(folder: Path, refuses: Callable[..., str]) -> None:
    Path("pages/a").mkdir(parents=True)
    Path("pages/a/up").symlink_to("..", target_is_directory=True)
    Path("self.txt").symlink_to("self.txt")
    Path("pages/broken.txt").symlink_to("nothing")
    said = refuses("pages", "self.txt")
    assert lines_at(said, "pages/a/up: This link leads back to a folder above it.")
    assert lines_at(said, "pages/broken.txt: This link leads to nothing.")
    assert lines_at(said, "self.txt: It cannot be read: Too many levels of symbolic links.")


def test_files_that_are_no_files(folder: Path, refuses: Callable[..., str]) -> None:
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        said = refuses("pipe.txt", "socket.txt", "/dev/zero", "/dev/null")
    assert lines_at(said, "pipe.txt: This is a pipe, not a file.")
    assert lines_at(said, "socket.txt: This is a socket, not a file.")
    assert lines_at(said, "/dev/zero: This is a device, not a file.")
    assert lines_at(said, "/dev/null: This is a device, not a file.")


def test_pipe_in_a_folder_is_passed_over(folder: Path, refuses: Callable[..., str]) -> None:
    Path("pages").mkdir()
    os.mkfifo("pages/pipe.txt")
    assert lines_at(refuses("pages", "-v"), "pages/pipe.txt: not read: it is not a regular file")


def test_unreadable_file(folder: Path, refuses: Callable[..., str]) -> None:
    Path("secret.txt").write_text(GOOD, encoding="utf-8")
    Path("secret.txt").chmod(0)
    with ordinary_rights():
        said = refuses("secret.txt")
    assert lines_at(said, "secret.txt: It cannot be read: Permission denied.")


def test_unreadable_folder(folder: Path, refuses: Callable[..., str]) -> None:
    Path("pages/secret").mkdir(parents=True)
    Path("pages/secret").chmod(0)
    with ordinary_rights():
        said = refuses("pages")
    assert lines_at(said, "pages/secret: It cannot be read: Permission denied.")


def test_file_that_fails_while_it_is_read(folder: Path, refuses: Callable[..., str]) -> None:
    memory = Path("/proc/self/mem")
    if not memory.exists():
        pytest.skip("no file here fails while it is read")
    assert lines_at(refuses(str(memory)), "/proc/self/mem: It cannot be read: Input/output error.")


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "It is empty."), (b"%PDF-1.4", "a PDF document"), (b"Ti\x00tle", "<stdin>:1:3"), (PACKED[:40], "too early")],
)
def test_standard_input(
    content: bytes, what: str, folder: Path, refuses: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    said = refuses("-")
    assert lines_at(said, "<stdin>")
    assert what in said


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if not mounted or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (it takes root)")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(small_disk: Path, folder: Path, capsys: Capture) -> None:
    blocks = (f"Title {n}\n\nUK mandate in Niger 01/02/2014 - 03/04/2015\n\n{'Prose. ' * 60}\n\n" for n in range(2000))
    Path("good.txt").write_text(GOOD, encoding="utf-8")
    Path("long.txt").write_text("".join(blocks), encoding="utf-8")
    store = small_disk / "store"
    assert run(["load", "good.txt", "--store", str(store), "-q"]) == 0
    before = held(store)
    filler = small_disk / "filler"
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - (400 << 10)))
    assert run(["load", "long.txt", "--store", str(store)]) == 6
    assert "No space left on device" in capsys.readouterr().err
    filler.unlink()
    assert held(store) == before
    assert run(["load", "long.txt", "--store", str(store), "-q"]) == 0


def test_name_that_is_no_utf8(folder: Path, refuses: Callable[..., str]) -> None:
    name = os.fsdecode(b"m\xe9li.txt")
    Path(name).write_bytes(b"%PDF-1.4")
    assert lines_at(refuses(name), "m\\xe9li.txt: This is a PDF document")


def test_a_long_line_takes_bounded_time(folder: Path, capsys: Capture) -> None:
    Path("line.txt").write_text("some mandate in Mali 01/02/2014 " * 50_000, encoding="utf-8")
    Path("cell.csv").write_text('title,donor\nA,"' + "name, " * 50_000 + '"\n', encoding="utf-8")
    started = time.process_time()
    assert run(["load", "line.txt", "cell.csv", "--store", "store", "-q"]) == 0
    assert time.process_time() - started < 15


def test_table_lengths() -> None:
    assert len({case.name for case in REFUSED}) == len(REFUSED) >= 60
    assert len({case.name for case in REPORTED}) == len(REPORTED) >= 30


def test_a_link_to_itself_says_so(tmp_path: Path, capsys: Capture) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert run(["load", str(loop), "--store", str(tmp_path / "store")]) == 3
    assert "It is a link that leads back to itself: name the file itself." in capsys.readouterr().err


@pytest.mark.parametrize(
    "address",
    ["http://x y", "", "mali.txt", "http://", "https:///page", "ftp://e.org/", "http://e.org/<a>", "http://[1"],
)
def test_an_address_that_is_no_url_is_a_wrong_call(address: str, tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "a.txt"
    page.write_text(GOOD, encoding="utf-8")
    assert run(["load", str(page), "--address", address, "--store", str(tmp_path / "store")]) == 2
    assert f"--address: {address!r} is no URL of a page." in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_a_day_that_is_yet_to_come_is_a_wrong_call(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "a.txt"
    page.write_text(GOOD, encoding="utf-8")
    assert run(["load", str(page), "--read-on", "2999-01-01", "--store", str(tmp_path / "store")]) == 2
    assert "--read-on: '2999-01-01' is yet to come." in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_one_address_for_two_files_is_a_wrong_call(tmp_path: Path, capsys: Capture) -> None:
    pages = [tmp_path / name for name in ("a.txt", "b.txt")]
    for page in pages:
        page.write_text(GOOD, encoding="utf-8")
    store = tmp_path / "store"
    assert run(["load", *map(str, pages), "--address", "http://example.org/", "--store", str(store)]) == 2
    assert "--address: one address is given for 2 inputs." in capsys.readouterr().err
    assert not store.exists()


def test_a_page_without_a_mandate_is_told_to_be_kept_as_text(tmp_path: Path, capsys: Capture) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("A letter that names nobody.\n", encoding="utf-8")
    assert run(["load", str(letter), "--store", str(tmp_path / "store")]) == 0
    assert "(0 mandates; its text is kept)" in capsys.readouterr().err
