"""Arguments -> inputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mandategraph.graph.store.store import open_store
from mandategraph.loaders.documents.discover import address_of, discover


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pages, which is the current one."""
    for name in (
        "a.txt",
        "b.HTML",
        "c.csv.gz",
        "deep/d.json",
        "deep/er/e.ttl",
        "notes.md",
        "deep/f.png",
        ".g.txt",
        "x",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def addresses(*arguments: str) -> list[str]:
    found = discover(arguments)
    assert found.problems == ()
    return [file.address for file in found.files]


def test_folder_to_any_depth() -> None:
    assert addresses(".") == ["a.txt", "b.HTML", "c.csv.gz", "deep/d.json", "deep/er/e.ttl"]
    assert addresses("deep/") == ["deep/d.json", "deep/er/e.ttl"]


def test_what_a_folder_holds_beside_pages_is_told() -> None:
    skipped = dict(discover(["."]).skipped)
    assert sorted(skipped) == [".g.txt", "deep/f.png", "notes.md", "x"]
    assert "hidden" in skipped[".g.txt"]
    assert ".png" in skipped["deep/f.png"]


def test_a_store_is_no_folder_of_pages(pages: Path) -> None:
    with open_store(pages / "deep" / "store", write=True, create=True):
        pass
    assert addresses("deep") == ["deep/d.json", "deep/er/e.ttl"]
    assert ("deep/store", "it is a store") in discover(["deep"]).skipped


def test_any_file_that_is_named_is_taken() -> None:
    assert addresses("notes.md", ".g.txt", "x") == [".g.txt", "notes.md", "x"]


def test_patterns() -> None:
    assert addresses("*.txt", "deep/*.json") == ["a.txt", "deep/d.json"]
    assert addresses("**/*.ttl") == ["deep/er/e.ttl"]
    assert addresses("dee?") == ["deep/d.json", "deep/er/e.ttl"]


def test_a_name_is_not_a_pattern_if_there_is_such_a_file(pages: Path) -> None:
    (pages / "a[1].txt").write_text("x", encoding="utf-8")
    assert addresses("a[1].txt") == ["a[1].txt"]


def test_each_file_once_and_in_order(pages: Path) -> None:
    assert addresses("deep", "a.txt", "./a.txt", "deep/../a.txt", "a*") == ["a.txt", "deep/d.json", "deep/er/e.ttl"]
    (pages / "0.txt").symlink_to("a.txt")
    found = discover(["0.txt", "a.txt"])
    assert [file.address for file in found.files] == ["a.txt"]
    assert found.skipped == (("0.txt", "it is the same file as a.txt"),)


def test_link_to_a_folder_is_followed(pages: Path) -> None:
    (pages / "linked").symlink_to("deep/er", target_is_directory=True)
    assert addresses("linked") == ["linked/e.ttl"]


def test_standard_input_once() -> None:
    assert [file.path for file in discover(["-", "-"]).files] == [None]


def test_addresses_are_as_named(pages: Path) -> None:
    assert address_of("./deep//d.json") == "deep/d.json"
    assert addresses(str(pages / "a.txt")) == [(pages / "a.txt").as_posix()]
    os.chdir("deep")
    assert addresses("../a.txt") == ["../a.txt"]


def test_problems_stand_beside_what_is_found(pages: Path) -> None:
    found = discover(["a.txt", "nowhere.txt", "*.page", "https://example.org/a.txt"])
    assert [file.address for file in found.files] == ["a.txt"]
    assert [problem.where for problem in found.problems] == ["*.page", "https://example.org/a.txt", "nowhere.txt"]
    assert all(problem.remedy for problem in found.problems)
