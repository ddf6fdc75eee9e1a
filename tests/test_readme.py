"""The session of the README is what really happens. ``python tests/test_readme.py`` writes it anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = """
import code, sys
console = code.InteractiveConsole()
for line in sys.stdin.read().splitlines():
    if line.startswith((">>> ", "... ")):
        print(line, flush=True)
        console.push(line[4:])
"""


class Block(NamedTuple):
    """One block of a session: where its text stands in the README."""

    language: str
    text: str
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    """Give the blocks of the session in order."""
    for match in _BLOCK.finditer(text):
        yield Block(match[1], match[2], match.start(2), match.end(2))


def play(block: Block, folder: Path) -> str:
    """Run one block in ``folder`` and return it with the output that it really has."""
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100", "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    env = {key: value for key, value in env.items() if not key.startswith("MANDATEGRAPH_")}
    if block.language == "python":
        done = run_process([sys.executable, "-c", _PYTHON], folder, env, block.text)
        return done.replace(f"{folder}/", "")
    lines: list[str] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            lines += [line, *run_process(["bash", "-c", line[2:]], folder, env).splitlines()]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def run_process(command: list[str], folder: Path, env: dict[str, str], given: str = "") -> str:
    """Return what a command writes, both streams together."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def session(text: str, folder: Path) -> str:
    """Return the README with every block as it really goes."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "mandategraph"
    program.write_text(
        f"#!{sys.executable}\nfrom mandategraph.service.cli.program import main\nmain()\n", encoding="utf-8"
    )
    program.chmod(0o755)
    (folder / "examples").symlink_to(ROOT / "examples")
    played = [(block, play(block, folder)) for block in blocks(text)]
    for block, real in reversed(played):
        text = text[: block.start] + real + text[block.end :]
    return text


def test_the_session_is_real(tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    assert len(list(blocks(text))) >= 4
    assert session(text, tmp_path) == text


@pytest.mark.parametrize("folder", re.findall(r"^\| `(\w+)/`", README.read_text("utf-8"), re.MULTILINE))
def test_every_folder_of_the_map_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(session(README.read_text("utf-8"), Path(place)), encoding="utf-8")
