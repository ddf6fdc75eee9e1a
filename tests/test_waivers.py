"""Waivers: read from YAML with the line of every mistake, applied until their last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mandategraph.graph.errors import DataError, InputError, MandategraphError
from mandategraph.graph.iris import SHAPE, Minter
from mandategraph.graph.validation.findings import Finding, count, fails
from mandategraph.graph.validation.locations import Location
from mandategraph.graph.validation.waivers import Waiver, apply_waivers, read_waivers

CHECKS = ("period-order", "place-resolved", "own-check")
MINTER = Minter()
KEY = "mandate/approach-training-2015-09-21"
LAST = date(2027, 6, 30)

GOOD = f"""# what we know to be wrong on the site
- check: period-order
  focus: {KEY}
  reason: "reported to the site: no answer yet"
  until: 2027-06-30
- {{check: place-resolved, focus: "*", source: mali.txt, reason: made up, until: "2027-01-01"}}
"""


def finding(check: str = "period-order", key: str = KEY, source: str = "mali.txt") -> Finding:
    place = Location(source, 5, 45, 69, 92, "urn:version", "urn:source", "quote", "sentence")
    return Finding(
        iri=MINTER.finding(check, key),
        check=check,
        shape=SHAPE + check,
        severity="violation",
        focus=MINTER.thing(key),
        title="Approach Training",
        message="It is wrong. Mend it.",
        locations=(place,),
    )


def waiver(check: str = "period-order", focus: str = KEY, until: date = LAST, source: str = "") -> Waiver:
    return Waiver(check, focus, "known", until, source, "waivers.yaml", 2, 3)


def test_a_file_is_read_with_lines(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD, "utf-8")
    first, second = read_waivers(file, CHECKS)
    assert (first.check, first.focus, first.until, first.line, first.column) == ("period-order", KEY, LAST, 2, 3)
    assert first.reason == "reported to the site: no answer yet"
    assert (second.focus, second.source, second.until, second.line) == ("*", "mali.txt", date(2027, 1, 1), 6)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_without_waivers_is_fine(text: str, tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(text, "utf-8")
    assert read_waivers(file, CHECKS) == ()


@pytest.mark.parametrize(
    ("text", "error", "where", "what"),
    [
        ("- check: [", InputError, ":1:", "not YAML"),
        ("- &a check\n- *b\n", InputError, ":2:3", "not YAML"),
        ("check: period-order\n", DataError, ":1:1", "no list"),
        ("- just words\n", DataError, ":1:3", "no waiver"),
        (GOOD.replace("until: 2027", "untill: 2027"), DataError, ":5:3", "no key 'untill'"),
        (GOOD.replace("  until: 2027-06-30\n", ""), DataError, ":2:3", "needs 'until'"),
        (GOOD.replace("reason: made up, ", ""), DataError, ":6:3", "needs 'reason'"),
        (GOOD.replace("reason: made up", "reason: ''"), DataError, ":6:3", "needs 'reason'"),
        (GOOD.replace("2027-06-30", "30/06/2027"), DataError, ":5:10", "no day"),
        (GOOD.replace("2027-06-30", "2027-06-31"), DataError, ":5:10", "no day"),
        (GOOD.replace("check: period-order", "check: period"), DataError, ":2:10", "no check 'period'"),
        (GOOD.replace(f"focus: {KEY}", "focus: [a, b]"), DataError, ":3:10", "not a text"),
        (GOOD.replace(f"focus: {KEY}", "focus: a b"), DataError, ":3:10", "no thing"),
        (GOOD.replace("  reason: \"reported", "  check: own-check\n  reason: \"reported"), DataError, ":4:3", "twice"),
        ("- !!python/object/apply:os.system [echo]\n", DataError, ":1:3", "no waiver"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    text: str, error: type[MandategraphError], where: str, what: str, tmp_path: Path
) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(error, match=what) as caught:
        read_waivers(file, CHECKS)
    assert caught.value.where.startswith(f"{file}{where}")
    assert caught.value.remedy


@pytest.mark.parametrize(("content", "why"), [(None, "No such file or directory"), (b"\xff\xfe\x00bad", "not UTF-8")])
def test_a_file_that_cannot_be_read(content: bytes | None, why: str, tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    if content:
        file.write_bytes(content)
    with pytest.raises(InputError, match=f"The waivers cannot be read: .*{why}"):
        read_waivers(file, CHECKS)


def test_a_waived_finding_is_listed_and_does_not_fail() -> None:
    (found,) = apply_waivers([finding()], [waiver()], today=LAST, minter=MINTER)
    assert (found.waived, found.waived_until, found.waiver_reason) == (True, LAST, "known")
    assert not fails([found], "info")
    assert count([found]) == {"violation": 0, "warning": 0, "info": 0, "waived": 1}


def test_an_expired_waiver_is_a_finding_and_what_it_covered_fails_again() -> None:
    found = apply_waivers([finding()], [waiver()], today=date(2027, 7, 1), minter=MINTER)
    assert [(f.check, f.severity, f.waived) for f in found] == [
        ("period-order", "violation", False),
        ("waiver-expired", "warning", False),
    ]
    assert found[1].location and found[1].location.text == "waivers.yaml:2:3"
    assert fails(found, "violation")


def test_a_waiver_that_covers_nothing_is_told() -> None:
    (found,) = apply_waivers([], [waiver()], today=LAST, minter=MINTER)
    assert (found.check, found.severity, found.focus) == ("waiver-unused", "info", MINTER.thing(KEY))


@pytest.mark.parametrize(
    ("entry", "covers"),
    [
        (waiver(), True),
        (waiver(focus="*"), True),
        (waiver(focus=MINTER.thing(KEY)), True),
        (waiver(source="mali.txt"), True),
        (waiver(source="niger.txt"), False),
        (waiver(focus="mandate/other"), False),
        (waiver(check="place-resolved"), False),
    ],
)
def test_what_a_waiver_covers(entry: Waiver, covers: bool) -> None:
    found = apply_waivers([finding()], [entry], today=LAST, minter=MINTER)
    assert any(f.waived for f in found) is covers
    assert any(f.check == "waiver-unused" for f in found) is not covers


def test_of_two_waivers_the_longer_one_holds() -> None:
    longer = replace(waiver(), until=date(2028, 1, 1), reason="still known")
    for entries in ([waiver(), longer], [longer, waiver()]):
        (found,) = apply_waivers([finding()], entries, today=LAST, minter=MINTER)
        assert (found.waived_until, found.waiver_reason) == (date(2028, 1, 1), "still known")


def test_two_unused_waivers_for_everything_are_two_findings() -> None:
    entries = [waiver(focus="*"), waiver(focus="*", check="own-check")]
    found = apply_waivers([], entries, today=LAST, minter=MINTER)
    assert len({f.iri for f in found}) == 2
