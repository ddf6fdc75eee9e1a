"""What the command line says when a call, a disk or a table is not what it should be."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from mandategraph.graph.store.locks import acquire
from mandategraph.service.cli.program import run

PAGES = Path(__file__).resolve().parents[1] / "examples" / "pages"
POLICY = "EU SSR Policy"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the sample page."""
    folder = tmp_path_factory.mktemp("faults") / "store"
    assert run(["load", str(PAGES / "mali.txt"), "--store", str(folder), "-q"]) == 0
    return str(folder)


def test_a_lock_is_freed_on_a_full_disk(tmp_path: Path) -> None:
    lock = acquire(tmp_path / "lock", exclusive=True, command="load")
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    lock._file.close()
    lock._file = io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w")))
    lock._file.write("what cannot be written")
    lock.release()
    again = acquire(tmp_path / "lock", exclusive=True, command="load")
    assert again.exclusive
    again.release()


LIMITED = """import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
from mandategraph.service.cli.program import run
sys.exit(run(sys.argv[1:]))"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are those of POSIX")
def test_no_room_to_write_is_6_and_no_bug(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    assert run(["load", str(PAGES / "mali.txt"), "--store", folder, "-q"]) == 0
    for call in (["load", str(PAGES / "made-up")], ["validate"], ["sources", "remove", str(PAGES / "mali.txt")]):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, *call, "--store", folder], capture_output=True, text=True, check=False
        )
        assert done.returncode == 6, done.stderr
        assert "bug" not in done.stderr


@pytest.mark.parametrize("verb", ["load FILE", "validate", "query mandates", "show mandate x", "sources", "info"])
def test_a_remote_store_is_4_and_makes_no_folder(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    words = verb.replace("FILE", str(PAGES / "mali.txt")).split()
    assert run([*words, "--store", "https://example.org/sparql"]) == 4
    assert "https://example.org/sparql: this is an address; remote stores are not supported" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_another_page_from_standard_input_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def piped(page: bytes, *more: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page)))
        return run(["load", "-", "--store", str(tmp_path / "store"), *more])

    first, second = (PAGES / "mali.txt").read_bytes(), (PAGES / "made-up" / "Kenya.txt").read_bytes()
    assert [piped(first), piped(first), piped(second)] == [0, 0, 2]
    assert "Give --address" in capsys.readouterr().err
    assert piped(second, "--address", "https://example.org/Kenya") == 0
    assert run(["show", "mandate", POLICY, "--store", str(tmp_path / "store")]) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,value\nBamako,3\nGao,4\n"),
        ("countries.csv", "name,iso2\nMali,ML\nNiger,NE\n"),
        ("places.csv", "label;region\nBamako;011\n"),
        ("countries.json", '[{"name": "Mali", "country code": "ML"}]'),
        ("b.json", '[{"nameEn": "Mali", "country": "ML"}, {"nameEn": "Niger", "country": "NE"}]'),
    ],
)
def test_a_table_of_something_else_is_3(name: str, text: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / name).write_text(text)
    assert run(["load", str(tmp_path / name), "--store", str(tmp_path / "store")]) == 3
    assert "not a table of mandates" in capsys.readouterr().err


def test_a_repeated_name_of_json_is_reported_with_its_line(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"title": "x",\n "title": "y",\n "country": "Mali"}')
    assert run(["load", str(file), "--store", str(tmp_path / "store")]) == 0
    assert f"{file}:2:3: The name 'title' stands twice" in capsys.readouterr().err


def test_mandates_of_rdf_are_counted(tmp_path: Path, capsys: Capture) -> None:
    assert run(["load", str(PAGES / "made-up" / "mandates.ttl"), "--store", str(tmp_path / "store")]) == 0
    assert "(1 mandate)" in capsys.readouterr().err


def test_show_gives_the_sentence_of_a_report_of_days_and_of_objectives(store: str, capsys: Capture) -> None:
    assert run(["show", "mandate", "EU SSR Poli", "--store", store]) == 0
    shown = capsys.readouterr().out
    report = shown.partition("\nreport\n")[2].partition("\n\n")[0]
    assert "mali.txt:47:1" in report
    assert "mid-2016\n" in shown.partition("\ndate\n")[2]
    assert "mali.txt:43:1" in shown.partition("\nobjective\n")[2]
    assert "\n  Council Conclusions of 18 May 2015\n" in shown


@pytest.mark.parametrize("update", ["LOAD <x>", "PREFIX a: <b:> # note\n INSERT DATA { a:b a:c a:d }", "drop all"])
def test_an_update_is_told_from_a_query(update: str, store: str, capsys: Capture) -> None:
    assert run(["sparql", update, "--store", store]) == 2
    assert "this is an update" in capsys.readouterr().err


def test_no_rows_asked_for_gives_advice_that_helps(store: str, capsys: Capture) -> None:
    assert run(["query", "mandates", "--limit", "0", "--store", store]) == 0
    assert "--limit above 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "call", ["show mandate EU-SSR-Policy --store STORE", "sources --store STORE", "countries", "countries resolve ML",
             "info --store STORE", "export --store STORE", "query --store STORE"],
)  # fmt: skip
@pytest.mark.parametrize("flag", ["-q", "-v"])
def test_flags_are_the_same_everywhere(call: str, flag: str, store: str) -> None:
    words = [store if word == "STORE" else word for word in call.split()]
    assert run([*words, flag]) == 0


@pytest.mark.parametrize(
    "call", ["query --store STORE mandates", "sources --store STORE remove mali", "countries --language fr resolve ML"]
)
def test_an_option_before_the_name_of_a_command_is_not_ignored(call: str, store: str, capsys: Capture) -> None:
    words = [store if word == "STORE" else word for word in call.split()]
    assert run(words) == 2
    verb, option, *_, name, _ = [*words, ""] if words[-1] == "mandates" else words
    assert f"Write it behind the name: {verb} {name} {option} ...\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("sources more --store STORE", "No such command 'more'"),
        ("sources remove --store STORE", "Missing argument 'ADDRESS'"),
        ("sources remove mali more --store STORE", "no source has this address"),
        ("countries more", "No such command 'more'"),
        ("countries resolve ML --role more", "Invalid value for '--role'"),
    ],
)
def test_a_word_too_many_or_too_few_is_a_wrong_call(call: str, what: str, store: str, capsys: Capture) -> None:
    assert run([store if word == "STORE" else word for word in call.split()]) == 2
    assert what in capsys.readouterr().err
    assert run(["sources", "--store", store]) == 0
    assert "mali.txt" in capsys.readouterr().out


@pytest.mark.parametrize("memory", ["0", "-5"])
def test_no_memory_is_no_limit(store: str, memory: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert run(["serve", "--store", store, "--port", "0", "--memory", memory]) == 2
    monkeypatch.setenv("MANDATEGRAPH_MEMORY", memory)
    assert run(["query", "mandates", "--store", store]) == 2
    assert "MANDATEGRAPH_MEMORY: " in capsys.readouterr().err


@pytest.mark.parametrize("text", ["SELECT", "SELECT * FROM", "ASK FROM NAMED"])
def test_a_query_that_ends_too_early_is_no_bug(store: str, text: str, capsys: Capture) -> None:
    assert run(["sparql", text, "--store", store]) == 2
    assert "bug" not in capsys.readouterr().err


def test_a_second_value_for_one_is_no_last_word(store: str, capsys: Capture) -> None:
    assert run(["query", "mandates-in-country", "--country", "Mali", "--country", "Niger", "--store", store]) == 2
    assert "takes one value, not 2" in capsys.readouterr().err


def test_a_query_has_the_time_that_it_is_given(store: str) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    call = [sys.executable, "-c", "from mandategraph.service.cli.program import main; main()", "sparql", endless]
    done = subprocess.run([*call, "--timeout", "0.5", "--store", store], capture_output=True, text=True, check=False)
    assert done.returncode == 5 and "longer than 0.5 seconds" in done.stderr
    assert run(["sparql", "ASK {}", "--timeout", "0", "--store", store]) == 2
