"""A real browser against the real service, over a store of the examples with their findings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from served import PROGRAM, served

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "service" / "static" / "vendor" / "LICENCES.txt"
AXE = ROOT / "service" / "ui" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, closed before other tests run: its event loop would be in their way.

    What is missing makes the tests skip, and in CI fail.
    """
    program = shutil.which("chromium")
    missing = [
        *([] if program else ["chromium"]),
        *([] if BUILT.exists() and AXE.exists() else ["the parts from npm (make ui)"]),
    ]
    if missing and os.environ.get("CI"):
        pytest.fail(f"in CI nothing may be skipped, but there is no {' and no '.join(missing)}")
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the examples."""
    store = str(tmp_path_factory.mktemp("site") / "store")
    for verb in (["load", "examples/pages"], ["validate", "--fail-on", "none"]):
        subprocess.run([*PROGRAM, *verb, "--store", store], cwd=ROOT, check=True, capture_output=True)
    with served(Path(store)) as running:
        yield running.url


def is_complaint(message: ConsoleMessage) -> bool:
    """Tell whether the console says that something is wrong; a query that was refused is not."""
    return message.type == "error" and "400 (Bad Request)" not in message.text


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Open]:
    """What opens a page of the service; afterwards nothing may have gone to another host or to the console."""
    requested: list[str] = []
    complaints: list[str] = []
    contexts = []

    def visit(path: str = "/", *, width: int = 1280, dark: bool = False, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requested.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [url for url in requested if not url.startswith((site, "blob:"))] == []
    assert complaints == []
