"""Loading: the same graph in any order, nothing lost, removed or changed silently."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load, remove
from mandategraph.loaders.outcomes import LoadReport
from mandategraph.loaders.sources import source_slug

STARTED = "2026-11-24T10:00:00Z"
DAY = date(2026, 11, 24)


def block(title: str, header: str, body: str = "Some prose.") -> str:
    return f"{title}\n\n{header}\n\n{body}\n\nMandate\n\n"


BASE = block("Backstopping", "Netherlands mandate in Mali 01/07/2014 - 31/08/2015")
PAGES = {
    "mali.txt": "Mali\n\nMali\n\n" + BASE + block("Training on SSR", "France mandate in Mali 01/06/2015 - 05/06/2015"),
    "niger.txt": "Niger\n\n" + BASE + block("Training on SSR", "UK mandate in Niger 01/06/2015 - 05/06/2015"),
    "kosovo.txt": "Kosovo\n\n" + block("Training on SSR", "UK mandate in Kosovo, Niger 01/06/2015 - 06/06/2015"),
    "bare.txt": "Bare\n\n" + block("Training on SSR", "mandate in Ukraine 01/06/2015 - 05/06/2015"),
}


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(store: Path, *names: str, strict: bool = False) -> LoadReport:
    return load(names, store, started=STARTED, read_on=DAY, strict=strict)


def outcomes(report: LoadReport) -> dict[str, str]:
    return {source.address: source.outcome for source in report.sources}


def dump(store: Path) -> bytes:
    """Return the store's statements as canonical N-Quads: no blank nodes, sorted; without the log of loads."""
    with open_store(store) as opened:
        log = opened.minter.graph("loads")
        lines = sorted(f"{quad} .\n" for quad in opened.quads() if getattr(quad.graph_name, "value", "") != log)
    assert not any("_:" in line for line in lines)
    return "".join(lines).encode()


def rows(store: Path, query: str) -> list[dict[str, str]]:
    """Return the rows of a query, each with its variables' lexical forms."""
    with open_store(store) as opened:
        answer = opened.query(query)
        assert isinstance(answer, QuerySolutions)
        names = [variable.value for variable in answer.variables]
        return [{name: getattr(row[name], "value", "") for name in names} for row in answer]


def labels(store: Path, kind: str) -> dict[str, str]:
    query = f"""
        PREFIX mg: <https://w3id.org/mandategraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?thing ?label WHERE {{ ?thing a mg:{kind} ; rdfs:label ?label }}"""
    return {row["thing"].split("/id/", 1)[1]: row["label"] for row in rows(store, query)}


def test_any_order_in_any_number_of_runs_gives_the_same_graph(pages: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    run(whole, *PAGES)
    expected = dump(whole)
    assert expected.count(b"\n") > 100
    for number, order in enumerate(itertools.permutations(PAGES)):
        if number % 5 == 0:
            store = tmp_path / f"store{number}"
            for name in order:
                run(store, name)
            assert dump(store) == expected


def test_loading_again_changes_nothing(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = run(store, *PAGES)
    before = dump(store)
    again = run(store, *PAGES)
    assert set(outcomes(first).values()) == {"added"} and set(outcomes(again).values()) == {"unchanged"}
    assert again.revision == first.revision and dump(store) == before


def test_processes_one_after_another_give_the_same_graph(pages: Path, tmp_path: Path) -> None:
    whole, store = tmp_path / "whole", tmp_path / "store"
    run(whole, *PAGES)
    code = "import sys; from tests_load_child import go; go(*sys.argv[1:])"
    child = tmp_path / "tests_load_child.py"
    child.write_text(
        "from datetime import date\nfrom pathlib import Path\nfrom mandategraph.loaders.load import load\n"
        f"def go(store, name):\n    load([name], Path(store), started={STARTED!r}, read_on=date(2026, 11, 24))\n"
    )
    for name in reversed(PAGES):
        subprocess.run([sys.executable, "-c", code, str(store), name], check=True, env={"PYTHONPATH": str(tmp_path)})
    assert dump(store) == dump(whole)


def test_removing_a_source_takes_exactly_its_statements(pages: Path, tmp_path: Path) -> None:
    for name in PAGES:
        others = [other for other in PAGES if other != name]
        without, store = tmp_path / f"without-{name}", tmp_path / f"with-{name}"
        run(without, *others)
        run(store, *PAGES)
        report = remove([name], store, started=STARTED)
        assert outcomes(report) == {name: "removed"}
        assert dump(store) == dump(without)


def test_one_mandate_on_two_pages_is_one_thing_with_two_sources(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, "mali.txt", "niger.txt")
    query = "SELECT ?g { GRAPH ?g { ?m <http://www.w3.org/2000/01/rdf-schema#label> 'Backstopping' } }"
    assert len(rows(store, query)) == 2
    assert "mandate/backstopping-2014-07-01" in labels(store, "Mandate")


def test_two_mandates_never_share_an_iri(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, "mali.txt")
    assert "mandate/training-on-ssr-2015-06-01" in labels(store, "Mandate")
    run(store, "niger.txt", "bare.txt")
    assert {key for key in labels(store, "Mandate") if "training" in key} == {
        "mandate/training-on-ssr-2015-06-01-france-mli",
        "mandate/training-on-ssr-2015-06-01-ukr",
        "mandate/training-on-ssr-2015-06-01-united-kingdom-ner",
    }


def test_conflicting_values_are_both_kept(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, "niger.txt", "kosovo.txt")
    query = """PREFIX mg: <https://w3id.org/mandategraph/ontology#>
        SELECT ?end WHERE { ?m mg:end ?end FILTER CONTAINS(STR(?m), 'training') }"""
    assert {row["end"] for row in rows(store, query)} == {"2015-06-05", "2015-06-06"}
    assert [key for key in labels(store, "Mandate") if "training" in key] == ["mandate/training-on-ssr-2015-06-01"]


def test_changed_page_replaces_its_statements_and_the_log_tells(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, *PAGES)
    text = PAGES["mali.txt"].replace("31/08/2015", "30/09/2015").replace("Training on SSR", "Course on SSR")
    (pages / "mali.txt").write_text(text, encoding="utf-8")
    report = run(store, *PAGES)
    assert outcomes(report)["mali.txt"] == "changed"
    fresh = tmp_path / "fresh"
    run(fresh, *PAGES)
    assert dump(store) == dump(fresh)
    assert events(store, report.revision) == {
        "changedSource": ["source/mali-txt"],
        "addedMandate": ["mandate/course-on-ssr-2015-06-01"],
        "changedMandate": ["mandate/backstopping-2014-07-01"],
        "removedMandate": ["mandate/training-on-ssr-2015-06-01-france-mli"],
    }


def events(store: Path, last: int, before: int | None = None) -> dict[str, list[str]]:
    """Return what the log says of a revision, or of all after ``before``."""
    found: dict[str, list[str]] = {}
    for revision in range(last if before is None else before + 1, last + 1):
        query = f"SELECT ?p ?o {{ <https://w3id.org/mandategraph/id/load/{revision}> ?p ?o FILTER isIRI(?o) }}"
        for row in rows(store, query):
            name = row["p"].rsplit("#", 1)[-1]
            if name != "type":
                found.setdefault(name, []).append(row["o"].split("/id/")[1])
    return {name: sorted(things) for name, things in found.items()}


def test_one_bad_document_never_stops_the_others(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    (pages / "zip.txt").write_bytes(b"PK\x03\x04rest")
    report = run(store, "zip.txt", "missing.txt", "mali.txt")
    assert outcomes(report) == {"mali.txt": "added", "missing.txt": "failed", "zip.txt": "failed"}
    assert report.exit_code == 3
    assert len(labels(store, "Mandate")) == 2


def test_a_document_that_turns_bad_keeps_its_last_version(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, *PAGES)
    before = dump(store)
    (pages / "mali.txt").write_bytes(b"")
    assert outcomes(run(store, "mali.txt")) == {"mali.txt": "failed"}
    assert dump(store) == before


def test_strict_refuses_the_whole_document(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    (pages / "odd.txt").write_text(
        "Odd\n\n" + BASE + block("Other", "Ruritania mandate in Mali 01/06/2015 - 05/06/2015")
    )
    report = run(store, "odd.txt", "mali.txt", strict=True)
    assert outcomes(report) == {"mali.txt": "added", "odd.txt": "failed"} and report.exit_code == 1
    (problem,) = next(source for source in report.sources if source.outcome == "failed").problems
    assert (problem.where, problem.what) == (
        "odd.txt:13:1",
        "The donor 'Ruritania' is not known; it is kept as written.",
    )
    assert "Ruritania" not in str(labels(store, "Organisation"))
    assert outcomes(run(store, "odd.txt")) == {"odd.txt": "added"}
    assert labels(store, "UnresolvedName") == {"donor/ruritania": "Ruritania"}


def test_every_statement_of_a_mandate_has_its_passage(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, *PAGES)
    texts = {row["v"]: row["t"] for row in rows(store, TEXTS)}
    passages = rows(store, PASSAGES)
    assert len(passages) > 40
    quotes: list[str] = []
    for row in passages:
        version, _, span = row["passage"].partition("#char=")
        start, end = map(int, span.split(","))
        quotes.append(texts[version][start:end])
    assert {"Backstopping", "Netherlands", "Mali", "01/07/2014", "31/08/2015", "Mandate"} <= set(quotes)


TEXTS = "SELECT ?v ?t WHERE { ?v <https://w3id.org/mandategraph/ontology#text> ?t }"
PASSAGES = """SELECT DISTINCT ?passage WHERE { ?passage ?rule ?thing
    FILTER STRSTARTS(STR(?rule), "https://w3id.org/mandategraph/rule/") }"""


def test_base_iri_moves_every_thing(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(["mali.txt"], store, started=STARTED, read_on=DAY, base_iri="http://localhost:8000/kg/")
    text = dump(store).decode()
    assert "http://localhost:8000/kg/id/country/MLI" in text
    assert "https://w3id.org/mandategraph/id/" not in text


def _all(reports: Iterable[LoadReport]) -> list[str]:
    return [outcome for report in reports for outcome in outcomes(report).values()]


def test_an_address_makes_the_same_file_another_source(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    url = "http://example.org/Countries-Regions/Mali"
    first = load(["mali.txt"], store, started=STARTED, read_on=DAY, address=url)
    second = run(store, "mali.txt")
    assert _all([first, second]) == ["added", "added"]
    with open_store(store) as opened:
        assert opened.contains(opened.minter.graph(f"source/{source_slug(url)}"))


def test_addresses_never_share_a_slug() -> None:
    addresses = [
        "a/b.txt", "a-b.txt", "a.b.txt", "a/b/txt", "a_b.txt", "A-b.txt", "a--b.txt", "http://x.org/a-b.txt", "https://x.org/a-b.txt",
    ]  # fmt: skip
    assert len({source_slug(address) for address in addresses}) == len(addresses)
    assert [source_slug(address) for address in ("mali.txt", "pages/ivory-coast.txt")] == [
        "mali-txt",
        "pages--ivory-coast-txt",
    ]


def test_the_log_tells_which_mandates_another_page_renamed(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = run(store, "mali.txt").revision
    second = run(store, "niger.txt").revision
    assert events(store, second, first) == {
        "addedSource": ["source/niger-txt"],
        "changedSource": ["source/mali-txt"],
        "addedMandate": [
            "mandate/training-on-ssr-2015-06-01-france-mli",
            "mandate/training-on-ssr-2015-06-01-united-kingdom-ner",
        ],
        "changedMandate": ["mandate/backstopping-2014-07-01"],
        "removedMandate": ["mandate/training-on-ssr-2015-06-01"],
    }
    third = remove(["niger.txt"], store, started=STARTED).revision
    assert events(store, third, second) == {
        "changedSource": ["source/mali-txt"],
        "removedSource": ["source/niger-txt"],
        "addedMandate": ["mandate/training-on-ssr-2015-06-01"],
        "changedMandate": ["mandate/backstopping-2014-07-01"],
        "removedMandate": [
            "mandate/training-on-ssr-2015-06-01-france-mli",
            "mandate/training-on-ssr-2015-06-01-united-kingdom-ner",
        ],
    }


def test_a_mandate_twice_on_a_page_with_different_donors(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    header = "mandate in Mali 01/06/2015 - 05/06/2015"
    twice = [block("Course", f"{donors} {header}".strip()) for donors in ("France", "UK", "France, Norway")]
    (pages / "twice.txt").write_text("Mali\n\n" + "".join(twice))
    report = run(store, "twice.txt")
    assert sorted(labels(store, "Mandate")) == [
        "mandate/course-2015-06-01-france-norway-mli",
        "mandate/course-2015-06-01-united-kingdom-mli",
    ]
    (pages / "bridge.txt").write_text("Mali\n\n" + block("Course", header))
    run(store, "bridge.txt")
    assert sorted(labels(store, "Mandate")) == [
        "mandate/course-2015-06-01-france-norway-mli",
        "mandate/course-2015-06-01-mli",  # it names no donor, so nothing tells whose it is
        "mandate/course-2015-06-01-united-kingdom-mli",
    ]
    (pages / "bridge.txt").write_text("Mali\n\n" + block("Course", f"France, UK {header}"))
    run(store, "bridge.txt")
    assert sorted(labels(store, "Mandate")) == ["mandate/course-2015-06-01"]
    remove(["bridge.txt"], store, started=STARTED)
    fresh = tmp_path / "fresh"
    run(fresh, "twice.txt")
    assert dump(store) == dump(fresh) and report.counts["added"] == 1


def test_own_page_and_listing_page_are_two_sources_of_one_mandate(pages: Path, tmp_path: Path) -> None:
    (pages / "own.txt").write_text(
        "Backstopping\n\n01/07/2014 - 31/08/2015\n\nTarget country\n\nMali\n\nMandator\n\n"
        "The UN mandate in Mali is older.\n\nMandate outputs / products\n\nFinal report\n\nStart date\n\n02/07/2014\n"
    )
    store = tmp_path / "store"
    report = run(store, "own.txt", "mali.txt")
    assert [key for key in labels(store, "Mandate") if "backstopping" in key] == ["mandate/backstopping-2014-07-01"]
    assert list(labels(store, "Report").values()) == ["Final report"]
    (problem,) = next(source for source in report.sources if source.address == "own.txt").problems
    assert (problem.where, problem.what) == (
        "own.txt:19:1",
        "The page gives the start as '01/07/2014', and here as '02/07/2014'. The first was read, the second is kept.",
    )


def test_a_mandate_that_moves_from_page_to_page_is_changed_and_not_removed(pages: Path, tmp_path: Path) -> None:
    store, other = tmp_path / "store", pages / "other.txt"
    other.write_text("Other\n\n" + BASE)
    before = run(store, "mali.txt", "other.txt").revision
    text = (pages / "mali.txt").read_text()
    (pages / "mali.txt").write_text("Mali\n\nMali\n\n" + BASE)
    other.write_text(text.replace("Mali\n\nMali\n\n", "Other\n\n"))
    assert events(store, run(store, "mali.txt", "other.txt").revision, before) == {
        "changedSource": ["source/mali-txt", "source/other-txt"],
        "changedMandate": ["mandate/training-on-ssr-2015-06-01"],
    }
