"""Tables never go beyond the terminal, and lose nothing."""

from __future__ import annotations

import io

import pytest

from mandategraph.service.cli.tables import print_table, width_of

COLUMNS = ("title", "start", "donors")
ROWS = [
    ("EU SSR Policy - Country case studies Mali, DRC and Ukraine", "2015-09-13", "European Union"),
    ("Преглед на полицијата", "2017-04-03", "挪威"),
    ("", "", ""),
]


def printed(width: int | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    if width is None:
        monkeypatch.delenv("COLUMNS", raising=False)
    else:
        monkeypatch.setenv("COLUMNS", str(width))
    stream = io.StringIO()
    print_table(COLUMNS, ROWS, stream)
    return stream.getvalue().splitlines()


def test_a_pipe_gets_every_row_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(None, monkeypatch)
    assert len(lines) == 5
    assert lines[2].split("  ") == [*ROWS[0]]


@pytest.mark.parametrize("width", [20, 30, 40, 50, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(width, monkeypatch)
    assert max(map(width_of, lines)) <= width
    shown = "".join("".join(lines).split())
    for word in ["Policy", "case", "Ukraine", "2015-09-13", "2017-04-03", "挪威", "полицијата"]:
        assert word in shown


def test_a_day_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("2015-09-13" in line for line in printed(40, monkeypatch))


def test_wide_letters_take_two_columns() -> None:
    assert [width_of(text) for text in ("abc", "é", "e\u0301", "挪威")] == [3, 1, 1, 4]
