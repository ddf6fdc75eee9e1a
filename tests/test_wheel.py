"""The sdist and the wheel hold the whole package, and the wheel works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_BUILT = shutil.ignore_patterns(
    ".git", ".venv*", "build", "dist", "demo", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis", "node_modules"
)
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", "node_modules"}
INSIDE = {
    ".py",
    ".ttl",
    ".rq",
    ".csv",
    ".tsv",
    ".json",
    ".yaml",
    ".txt",
    ".html",
    ".gz",
    ".css",
    ".js",
    ".svg",
    ".woff2",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist made from a copy of the checkout, and the wheel made from that sdist."""
    copy = tmp_path_factory.mktemp("source") / "checkout"
    shutil.copytree(ROOT, copy, ignore=NOT_BUILT, symlinks=True)
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def expected() -> set[str]:
    """Give the name inside the package of every file that must be there."""
    folders = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"]
    names = {"mandategraph/__init__.py", "mandategraph/py.typed"}
    for folder in folders.values():
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in INSIDE and not LEFT_OUT.intersection(path.parts):
                names.add(f"mandategraph/{path.relative_to(ROOT).as_posix()}")
    return names


def test_wheel_is_one_package_with_every_file(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
    package = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    assert {name.split("/")[0] for name in package} == {"mandategraph"}
    assert expected() - package == set()
    assert {name for name in package if Path(name).suffix in INSIDE | {".typed"}} - expected() == set()


def test_sdist_has_every_file(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as sdist:
        names = {"/".join(name.split("/")[1:]) for name in sdist.getnames()}
    folders = {name.removeprefix("mandategraph/") for name in expected()} - {"__init__.py", "py.typed"}
    assert folders - names == set()
    assert {"README.md", "LICENSE", "pyproject.toml", "mandategraph/__init__.py"} <= names


def test_wheel_runs_the_demo_away_from_the_checkout(built: tuple[Path, Path], tmp_path: Path) -> None:
    """The environment has the installed dependencies, but of this package only the wheel."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    with zipfile.ZipFile(built[1]) as wheel:
        wheel.extractall(site)
    (site / "dependencies.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MANDATEGRAPH_"))}
    code = "import sys, mandategraph.service.cli.program as c; print(c.__file__, file=sys.stderr); c.main()"
    command = [str(home / "bin" / "python"), "-c", code, "demo", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stderr.splitlines()[0]
    assert list((tmp_path / "out").glob("*.svg"))
