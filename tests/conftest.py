"""Fixtures that more than one test module needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs beside the checkout; the test skips where it is missing."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real inputs (../shared) is not here")
    return folder


@pytest.fixture(scope="session")
def needs() -> Callable[[str], None]:
    """What says that a test needs a program, such as ``java``: without it the test skips, and in CI it fails."""

    def check(program: str) -> None:
        if shutil.which(program) is not None:
            return
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing, and in CI nothing may be skipped for that")
        pytest.skip(f"needs {program}")

    return check


@pytest.fixture(scope="session")
def java(needs: Callable[[str], None]) -> None:
    """Makes a test need Java."""
    needs("java")
