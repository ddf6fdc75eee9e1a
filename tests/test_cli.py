"""The command line: verbs, exit codes, what goes to standard output and what to standard error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mandategraph.graph.errors import (
    DataError,
    InputError,
    MandategraphError,
    ParameterError,
    StoreDamagedError,
    StoreLockedError,
    TimeLimitError,
    UnsupportedError,
    UsageError,
)
from mandategraph.graph.store.store import open_store
from mandategraph.service.cli.program import VERBS, report_bug, run

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "examples" / "pages"
CODE = "from mandategraph.service.cli.program import main; main()"
CODES = {
    DataError: 1,
    UsageError: 2,
    ParameterError: 2,
    InputError: 3,
    UnsupportedError: 4,
    TimeLimitError: 5,
    StoreLockedError: 6,
    StoreDamagedError: 6,
}
Capture = pytest.CaptureFixture[str]


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    env = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-c", CODE, *arguments], capture_output=True, text=True, env=env, check=False
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the example pages."""
    folder = tmp_path_factory.mktemp("cli") / "store"
    assert run(["load", str(PAGES), "--store", str(folder), "--read-on", "2026-11-24", "-q"]) == 0
    return str(folder)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: Capture) -> None:
    assert run([verb, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: mandategraph {verb}")


def test_help_lists_the_verbs_in_order(capsys: Capture) -> None:
    assert run(["-h"]) == 0
    shown = [line.split()[0] for line in capsys.readouterr().out.split("Commands:")[1].splitlines() if line.strip()]
    assert shown == list(VERBS)


def test_help_imports_nothing_heavy() -> None:
    heavy = ["rdflib", "pyshacl", "owlready2", "pyoxigraph", "lxml", "yaml", "ahocorasick_rs", "charset_normalizer"]
    code = (
        "import sys; from mandategraph.service.cli.program import run; run(['--help']);"
        f"print(sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_version(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "mandategraph 0.1.0\n"


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_every_error_has_its_exit_code(kind: type[MandategraphError]) -> None:
    assert kind.exit_code == CODES[kind]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["load"],
        ["load", "--nonsense"],
        ["query", "nonsense"],
        ["query", "mandates", "--nonsense", "x"],
        ["sparql"],
        ["sparql", "ASK {}", "-f", "x"],
        ["validate", "--fail-on", "sometimes"],
        ["list", "cats"],
        ["countries", "--language", 'fr" }'],
        ["export", "--format", "pdf"],
        ["load", "x", "--read-on", "yesterday"],
        ["load", "x", "--base-iri", "not an iri"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_2_and_says_why(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.strip()


@pytest.mark.parametrize("arguments", ["validate", "query mandates", "export", "show country ML", "sources"])
def test_no_store_is_2_and_says_how_to_make_one(arguments: str, tmp_path: Path, capsys: Capture) -> None:
    assert run([*arguments.split(), "--store", str(tmp_path / "none")]) == 2
    assert "mandategraph load" in capsys.readouterr().err


def test_a_missing_file_is_3_and_the_others_are_loaded(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "store"
    assert run(["load", str(PAGES / "mali.txt"), str(tmp_path / "none.txt"), "--store", str(folder)]) == 3
    said = capsys.readouterr()
    assert said.out == "" and "none.txt" in said.err and "1 added, 1 failed" in said.err


def test_a_locked_store_is_6_and_says_who_holds_it(store: str) -> None:
    with open_store(store, write=True, command="test"):
        done = process("query", "mandates", "--store", store)
    assert done.returncode == 6
    assert str(os.getpid()) in done.stderr


def test_ontology_check_without_java_is_4() -> None:
    done = process("ontology", "check", PATH="")
    assert done.returncode == 4 and "Java" in done.stderr


def test_ontology_check_of_a_file_that_is_not_there_is_3(tmp_path: Path, capsys: Capture) -> None:
    assert run(["ontology", "check", str(tmp_path / "no.ttl"), "--no-reasoner"]) == 3
    assert "no.ttl: This file cannot be read: No such file" in capsys.readouterr().err


def test_ontology_check_names_a_place_once(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:b>\n;;; .\n", encoding="utf-8")
    assert run(["ontology", "check", str(tmp_path / "bad.ttl"), "--no-reasoner"]) == 1
    said = capsys.readouterr()
    assert "bad.ttl:2:" in said.out and "Parser error" not in said.out
    assert "in 1 file:" in said.err


@pytest.mark.usefixtures("java")
def test_ontology_check_with_java_is_0(capsys: Capture) -> None:
    assert run(["ontology", "check"]) == 0
    assert "consistent" in capsys.readouterr().err


def test_interrupted_is_130(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CODE, "load", "-", "--store", str(tmp_path / "store")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        end = time.monotonic() + 60
        while not (tmp_path / "store" / "mandategraph.json").exists() and time.monotonic() < end:
            time.sleep(0.05)  # until it is made, the interpreter may still be starting
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130


@pytest.mark.parametrize(
    ("line", "offered"),
    [("mandategraph val", "validate"), ("mandategraph query mandates-in-c", "mandates-in-country"),
     ("mandategraph query mandates-in-country --coun", "--country")],
)  # fmt: skip
def test_the_shell_can_complete(line: str, offered: str) -> None:
    words = str(len(line.split()) - 1)
    done = process(_MANDATEGRAPH_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=words)
    assert offered in done.stdout.split()


def test_a_bug_is_70_and_asks_for_a_report(capsys: Capture) -> None:
    assert report_bug(ZeroDivisionError("x"), verbose=False) == 70
    said = capsys.readouterr().err
    assert "Please report" in said and "Traceback" not in said
    report_bug(ZeroDivisionError("x"), verbose=True)
    assert "ZeroDivisionError: x" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"'{sys.executable}' -c '{CODE}' countries | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("key")


def test_words_do_not_mix_with_data(tmp_path: Path, capsys: Capture) -> None:
    folder = str(tmp_path / "store")
    assert run(["load", str(PAGES / "mali.txt"), "--store", folder, "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["counts"]["added"] == 1
    assert "1 added" in said.err
    assert run(["load", str(PAGES / "mali.txt"), "--store", folder, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_and_verbose_change_what_is_said(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    folder, pages = ["--store", str(tmp_path / "store")], [str(PAGES / "mali.txt"), str(tmp_path / "bad.json")]
    assert run(["load", *pages, *folder, "-q"]) == 3
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "bad.json:1:" in said[0]  # errors are told all the same
    assert run(["load", *pages, *folder]) == 3
    assert "mali.txt" not in capsys.readouterr().err
    assert run(["load", *pages, *folder, "-v"]) == 3
    assert f"unchanged {PAGES / 'mali.txt'}" in capsys.readouterr().err
    findings = ["validate", *folder, "--fail-on", "none", "--format", "json"]
    outputs = []
    for flag, lines in (("-q", 0), ("-v", 10)):
        assert run([*findings, flag]) == 0
        said_now = capsys.readouterr()
        outputs.append(said_now.out)
        assert bool(said_now.err) is bool(lines) and len(said_now.err.splitlines()) >= lines
    assert "period-order: 1 finding\n" in said_now.err and json.loads(outputs[0]) is not None


def test_problems_are_named_by_line_and_column(tmp_path: Path, capsys: Capture) -> None:
    assert run(["load", str(PAGES / "mali.txt"), "--store", str(tmp_path / "store")]) == 0
    assert "mali.txt:17:41: The period 21/09/2015 - 21/05/2015" in capsys.readouterr().err


def test_query_json_is_sparql_json(store: str, capsys: Capture) -> None:
    assert run(["query", "mandates", "--store", store, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["head"]["vars"][:2] == ["mandate", "title"]
    assert len(answer["results"]["bindings"]) > 5


def test_parameters_of_a_query_are_options(store: str, capsys: Capture) -> None:
    assert run(["query", "mandates-in-country", "--help"]) == 0
    assert "--country" in capsys.readouterr().out
    answers = set()
    for given in (["--country", "ML"], ["--country", "Mali"], ["-p", "country=466"], ["--country=country/MLI"]):
        assert run(["query", "mandates-in-country", *given, "--store", store, "--format", "csv"]) == 0
        answers.add(capsys.readouterr().out)
    assert len(answers) == 1 and len(answers.pop().splitlines()) > 5


def test_a_wrong_value_names_its_parameter(store: str, capsys: Capture) -> None:
    assert run(["query", "mandates-in-country", "--country", "Atlantis", "--store", store]) == 2
    assert "country" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["table", "json", "csv", "tsv", "xml", "markdown"])
def test_every_format_of_rows(format: str, store: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "answer"
    query = "SELECT ?m ?t { ?m a <https://w3id.org/mandategraph/ontology#Mandate> ; rdfs:label ?t } ORDER BY ?t ?m"
    query = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + query
    assert run(["sparql", query, "--store", store, "--format", format]) == 0
    shown = capsys.readouterr().out
    assert run(["sparql", query, "--store", store, "--format", format, "-o", str(file), "-q"]) == 0
    assert file.read_bytes().decode() == shown
    assert "Backstopping support to EUCAP MALI SAHEL" in shown


@pytest.mark.parametrize("format", ["turtle", "nt", "xml", "json"])
def test_every_format_of_statements(format: str, store: str, capsys: Capture) -> None:
    query = "CONSTRUCT { ?m a ?c } { ?m a ?c FILTER(STRENDS(STR(?c), 'Training')) }"
    assert run(["sparql", query, "--store", store, "--format", format]) == 0
    assert "Training" in capsys.readouterr().out


def test_sparql_says_where_a_query_is_wrong(store: str, capsys: Capture) -> None:
    assert run(["sparql", "SELECT * {\n ?s ?p }", "--store", store]) == 2
    assert "query:2:" in capsys.readouterr().err


def test_show_gives_the_sentence_behind_each_value(store: str, capsys: Capture) -> None:
    assert run(["show", "mandate", "EU SSR Comprehensive Approach Training", "--store", store]) == 0
    shown = capsys.readouterr().out
    assert "| European Union mandate in Belgium, Mali 21/09/2015 - 21/05/2015" in shown
    assert "mali.txt:" in shown and "inverted" in shown
    assert run(["show", "country", "ML", "--store", store, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["mandates"]) >= 5


def test_show_names_candidates(store: str, capsys: Capture) -> None:
    assert run(["show", "mandate", "training", "--store", store]) == 2
    assert "can be any of" in capsys.readouterr().err


def test_sources_are_listed_and_removed(tmp_path: Path, capsys: Capture) -> None:
    folder = str(tmp_path / "store")
    run(["load", str(PAGES / "mali.txt"), "--store", folder, "-q"])
    run(["export", "--store", folder, "-q"])
    before = capsys.readouterr().out
    run(["load", str(PAGES / "made-up"), "--store", folder, "-q"])
    assert run(["sources", "--store", folder, "--json"]) == 0
    addresses = [source["address"] for source in json.loads(capsys.readouterr().out)]
    extra = [address for address in addresses if not address.endswith("mali.txt")]
    assert len(extra) > 5 and run(["sources", "remove", *extra, "--store", folder, "-q"]) == 0
    run(["export", "--store", folder, "-q"])
    assert capsys.readouterr().out == before
    assert run(["sources", "remove", "nowhere", "--store", folder]) == 2


def test_validate_fails_on_what_it_is_told(tmp_path: Path, capsys: Capture) -> None:
    folder = str(tmp_path / "store")
    run(["load", str(PAGES / "mali.txt"), "--store", folder, "-q"])
    codes = [run(["validate", "--store", folder, "--fail-on", level, "-q"]) for level in ("violation", "none")]
    assert codes == [1, 0]
    shown = capsys.readouterr().out
    assert "period-order" in shown and "21/05/2015" in shown
    for format in ("table", "json", "turtle", "sarif"):
        assert run(["validate", "--store", folder, "--format", format, "--fail-on", "none", "-q"]) == 0
        assert "period-order" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Mali", "ML", "MLI", "466", "http://www.wikidata.org/entity/Q912"])
def test_countries_are_resolved(name: str, capsys: Capture) -> None:
    assert run(["countries", "resolve", name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["is"]["code"] == "MLI"


def test_an_ambiguous_or_unknown_country_is_1(capsys: Capture) -> None:
    assert run(["countries", "resolve", "Congo", "Atlantis"]) == 1
    shown = capsys.readouterr().out
    assert "ambiguous" in shown and "unknown" in shown and "country/COD" in shown


@pytest.mark.parametrize(
    ("name", "role", "meant", "otherwise"),
    [
        ("AU", "place", None, {"donor": "donor/african-union", "country": "country/AUS"}),
        ("AU", "donor", "donor/african-union", {"place": None, "country": "country/AUS"}),
        ("AU", "country", "country/AUS", {"place": None, "donor": "donor/african-union"}),
        ("African Union", "place", None, {"donor": "donor/african-union"}),
        ("EU", "country", None, {"place": "region/eu", "donor": "donor/european-union"}),
        ("EU", "donor", "donor/european-union", {}),
        ("Mali", "donor", "donor/mali", {}),
        ("Congo", "place", None, {}),
        ("Atlantis", "donor", None, {}),
    ],
)
def test_what_a_name_is_in_another_role_is_told(
    name: str, role: str, meant: str | None, otherwise: dict[str, str | None], capsys: Capture
) -> None:
    assert run(["countries", "resolve", name, "--role", role, "--json"]) == (0 if meant else 1)
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["as"], said["is"] and said["is"]["key"]) == (role, meant)
    assert {other: found["is"] and found["is"]["key"] for other, found in said["otherwise"].items()} == otherwise


def test_a_table_of_names_tells_their_role(capsys: Capture) -> None:
    assert run(["countries", "resolve", "AU", "--role", "country"]) == 0
    shown = capsys.readouterr().out
    assert "otherwise" in shown and "as donor: donor/african-union (African Union)" in shown


def test_countries_are_listed_in_a_language(capsys: Capture) -> None:
    assert run(["countries", "--language", "fr", "--json"]) == 0
    labels = {row["alpha-3"]: row["label"] for row in json.loads(capsys.readouterr().out)}
    assert labels["DEU"] == "Allemagne" and len(labels) > 249


@pytest.mark.parametrize("what", ["mandates", "trainings", "reports", "donors", "countries", "themes", "queries"])
def test_everything_listed(what: str, store: str, capsys: Capture) -> None:
    assert run(["list", what, "--store", store]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


def test_export_is_the_same_bytes_each_time(store: str, tmp_path: Path, capsys: Capture) -> None:
    files = [tmp_path / "one.nq", tmp_path / "two.nq"]
    for file in files:
        assert run(["export", "--canonical", "--store", store, "-o", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes() != b""
    assert run(["export", "--graph", "countries", "--format", "turtle", "--store", store]) == 0
    assert "@prefix" in capsys.readouterr().out


def test_a_pipe_is_written_to_and_not_replaced(store: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert run(["query", "donors", "--store", store, "--format", "csv", "-o", str(pipe), "-q"]) == 0
        assert reader.communicate()[0].startswith(b"donor,")
    assert pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]


def test_a_file_that_cannot_be_written_is_2(store: str, tmp_path: Path, capsys: Capture) -> None:
    for place in (tmp_path, tmp_path / "none" / "file"):
        assert run(["query", "donors", "--store", store, "-o", str(place)]) == 2
        assert str(place) in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_info_says_what_the_store_is(store: str, capsys: Capture) -> None:
    assert run(["info", "--store", store, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["base IRI"] == "https://w3id.org/mandategraph/" and facts["mandates"] > 5
    assert sum(facts["statements by kind"].values()) == facts["statements"] > facts["graphs"] > 5
    assert run(["info", "--store", store]) == 0
    by_kind = ", ".join(f"{kind} {number}" for kind, number in facts["graphs by kind"].items())
    assert f"graphs by kind       {by_kind}\n" in capsys.readouterr().out


def test_the_store_may_stand_in_the_environment(store: str) -> None:
    done = process("info", "--json", MANDATEGRAPH_STORE=store)
    assert json.loads(done.stdout)["store"] == store


def test_demo_draws_a_chart(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "demo"
    for _ in range(2):
        assert run(["demo", str(folder)]) == 0
        assert capsys.readouterr().out.count("?\n") == 5
    charts = list(folder.glob("*.svg"))
    assert len(charts) == 1 and charts[0].read_text("utf-8").startswith("<svg")
