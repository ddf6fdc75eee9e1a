"""The documentation says what the program does: every verb has help, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mandategraph.service.cli.manual import PAGES as MADE
from mandategraph.service.cli.manual import Command, commands, options
from mandategraph.service.cli.program import VERBS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = dict(commands())


@pytest.mark.parametrize("name", MADE)
def test_page_is_what_the_program_makes(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == MADE[name](), "run: make docs"


def test_every_verb_is_a_command_in_the_order_of_the_help() -> None:
    assert [name.split()[1] for name in COMMANDS if len(name.split()) == 2] == list(VERBS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_its_flags_have_help(name: str) -> None:
    command: Command = COMMANDS[name]
    assert command.help and command.help.strip()[0].isupper()
    for flag, words in options(command):
        assert words.strip(), f"{name} {flag} has no help"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_to_files(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    for decision in folder.glob("[0-9]*.md"):
        assert f"({decision.name})" in index
