"""The house: names, declared dependencies, links for the type checkers, and the rule about who imports whom."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from inspect import ismodule
from pathlib import Path
from typing import Any

import pytest

import mandategraph

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS: dict[str, str] = PROJECT["tool"]["setuptools"]["package-dir"]
CODE = sorted(path for folder in ("graph", "loaders", "service") for path in (ROOT / folder).rglob("*.py"))
FLOORS = ("graph", "loaders", "service")
"""Imports run from right to left only."""


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give every import of a module: how many levels up it starts, and the name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or node.names[0].name


def requirement_name(requirement: str) -> str:
    """Return the normalised name of a requirement such as ``pyshacl>=0.40``."""
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_public_names_are_sorted_and_complete() -> None:
    names = mandategraph.__all__
    assert list(names) == sorted(names)
    assert set(names) <= set(dir(mandategraph))
    public = {name for name, value in vars(mandategraph).items() if not name.startswith("_") and not ismodule(value)}
    assert public <= {*names, "TYPE_CHECKING", "annotations", "import_module"}


def test_version_is_that_of_the_changelog() -> None:
    heads = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == mandategraph.__version__ == PROJECT["project"]["version"]


def test_every_folder_of_code_and_data_is_a_listed_package() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    found = {"mandategraph." + ".".join(path.parent.relative_to(ROOT).parts) for path in CODE}
    assert found <= listed
    assert set(FOLDERS) <= listed


def test_links_for_the_type_checkers_lead_to_every_folder() -> None:
    links = {link.name: link.resolve() for link in (ROOT / ".dev" / "mandategraph").iterdir()}
    expected = {folder: ROOT / folder for folder in FOLDERS.values() if "/" not in folder}
    expected |= {name: ROOT / "mandategraph" / name for name in ("__init__.py", "py.typed")}
    assert links == expected


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_the_floors_and_are_relative(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    for level, name in imported(path):
        top = name.split(".")[0]
        if level == 0:
            assert top not in {*FLOORS, "mandategraph"}, f"{name}: imports between our folders are relative"
        elif level == len(parts) and top in FLOORS:
            assert FLOORS.index(top) <= FLOORS.index(parts[0]), f"{parts[0]} imports {top}"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = PROJECT["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    needed = {requirement_name(line) for line in project["dependencies"]}
    declared = needed | {requirement_name(line) for line in extras}
    owners = packages_distributions()
    used: set[str] = set()
    for path in CODE:
        tops = {name.split(".")[0] for level, name in imported(path) if level == 0 and not name.startswith("_")}
        for top in tops - set(sys.stdlib_module_names):
            owner = {name.lower().replace("_", "-") for name in owners.get(top, [])}
            assert owner & declared, f"{path.relative_to(ROOT)} imports {top}, which pyproject.toml does not declare"
            used |= owner
    assert needed - used == set()


def test_lock_file_covers_every_requirement_and_names_no_host() -> None:
    text = (ROOT / "requirements-dev.lock").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    wanted += [line for lines in project["optional-dependencies"].values() for line in lines]
    assert {requirement_name(line) for line in wanted} <= locked
    assert "://" not in text and "--index" not in text and "--find-links" not in text
