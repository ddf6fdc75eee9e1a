"""The answers of stored queries against facts found without them: ``examples/expected.json``, and odd mandates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
from checked_store import checked_store
from query_world import BASE_FREE, ODD, expected_mandates, make_store

from mandategraph.graph.queries.answers import Value
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.graph.validation.validation import record, validate

CATALOGUE = Catalogue.read(portable=False)
LABELS = {
    "ecowas": "Economic Community of West African States",
    "igad": "Intergovernmental Authority on Development",
    "oecd": "Organisation for Economic Co-operation and Development",
    "oif": "International Organisation of La Francophonie",
    "osce": "Organization for Security and Co-operation in Europe",
    "region/002": "Africa",
    "region/005": "South America",
    "region/011": "Western Africa",
    "region/013": "Central America",
    "region/eu": "European Union",
    "name/upper-valley": "Upper Valley",
    "name/lower-valley": "Lower Valley",
}
Row = Mapping[str, Value]


class Expected:
    """One mandate of the example pages, as a careful reader has it from all of them."""

    def __init__(self, said: list[dict[str, object]]) -> None:
        self.title, self.pages = str(said[0]["title"]), {str(one["page"]) for one in said}
        self.donors = sorted({key for one in said for key in cast("list[str]", one["donors"])})
        self.countries = sorted({key for one in said for key in cast("list[str]", one["countries"])})
        self.places = sorted({key for one in said for key in cast("list[str]", one["places"])})
        self.start = min((str(one["start"]) for one in said if one["start"]), default=None)
        self.ends = sorted({str(one["end"]) for one in said if one["end"]})
        self.period = str(said[0]["period"])
        self.training = any(one["training"] for one in said)
        self.reports = max(cast("int", one["reports"]) for one in said)


EXPECTED = [Expected(said) for said in expected_mandates().values()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    with open_store(make_store(tmp_path_factory.mktemp("facts") / "store", " ".join(BASE_FREE))) as opened:
        yield opened


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """The store of the odd mandates only."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "odd.ttl").write_text(ODD, encoding="utf-8")
    with open_store(make_store(folder / "store", str(folder / "odd.ttl"))) as opened:
        yield opened


def ask(store: EmbeddedStore, name: str, **arguments: str | list[str]) -> list[dict[str, Value]]:
    return CATALOGUE.run(store, name, arguments).records()


def label(key: str) -> str:
    """Give the English label of a donor or place by its key: most are their words with capitals."""
    return LABELS.get(key) or key.replace("-", " ").title()


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def tail(iri: Value) -> str:
    return str(iri).rsplit("/", 1)[-1]


def test_mandates_are_those_of_the_pages(store: EmbeddedStore) -> None:
    rows = ask(store, "mandates")
    assert len(rows) == len(EXPECTED)
    found = {(row["title"], row["start"]): row for row in rows}
    for mandate in EXPECTED:
        row = dict(found[mandate.title, day(mandate.start)])
        findings = cast("int", row.pop("findings"))
        assert str(row.pop("mandate")).startswith(f"{store.base_iri}id/mandate/")
        assert row == {
            "title": mandate.title,
            "donors": "; ".join(sorted(map(label, mandate.donors))),
            "countries": "; ".join(mandate.countries),
            "places": "; ".join(sorted(map(label, mandate.places))),
            "start": day(mandate.start),
            "end": day(max(mandate.ends, default=None)),
            "period": mandate.period,
            "training": mandate.training,
            "reports": mandate.reports,
            "sources": len(mandate.pages),
        }
        assert findings >= (mandate.period == "inverted")
    assert rows == sorted(rows, key=lambda row: (row["start"] or date.min, row["title"]))


def test_counts_per_donor_country_and_year(store: EmbeddedStore) -> None:
    donors = Counter(key for mandate in EXPECTED for key in mandate.donors)
    assert {tail(row["donor"]): row["mandates"] for row in ask(store, "donors")} == donors
    countries = Counter(key for mandate in EXPECTED for key in mandate.countries)
    assert {row["alpha3"]: row["mandates"] for row in ask(store, "countries")} == countries
    years = Counter(
        (key, int(mandate.start[:4]) if mandate.start else None)
        for mandate in EXPECTED
        for key in mandate.donors or ["None"]
    )
    rows = ask(store, "mandates-per-donor-and-year", count="full")
    assert {(tail(row["donor"]), row["year"]): row["mandates"] for row in rows} == years
    named = Counter(key for mandate in EXPECTED for key in mandate.countries or ["None"])
    assert {str(row["code"]): row["mandates"] for row in ask(store, "mandates-per-country")} == named


@pytest.mark.parametrize("name", ["mandates-per-donor-and-year", "mandates-per-country", "mandates-per-theme"])
def test_fractional_counts_add_up_to_the_mandates_exactly(store: EmbeddedStore, name: str) -> None:
    rows = ask(store, name, count="fractional")
    assert sum(cast("Decimal", row["mandates"]) for row in rows) == len(EXPECTED)
    assert {row["counted"] for row in rows} == {"fractional"}


def test_fractional_counts_are_shares(store: EmbeddedStore) -> None:
    shares: dict[str, float] = {}
    for mandate in EXPECTED:
        for key in mandate.countries:
            shares[key] = shares.get(key, 0) + 1 / len(mandate.countries)
    rows = ask(store, "mandates-per-country", count="fractional")
    found = {str(row["code"]): float(cast("Decimal", row["mandates"])) for row in rows if row["code"]}
    assert found == {key: pytest.approx(share, abs=1e-12) for key, share in shares.items()}


@pytest.mark.parametrize("when", ["2015-07-01", "2010-10-31", "2012-06-30", "2019-08-20", "2017-11-10", "1999-01-01"])
def test_active_on_a_day_and_undecidable(store: EmbeddedStore, when: str) -> None:
    expected = {}
    for mandate in EXPECTED:
        answers = {activity(mandate.start, end, when) for end in mandate.ends or [""]}
        if answers != {"no"}:
            expected[mandate.title, mandate.start] = "yes" if answers == {"yes"} else "undecidable"
    rows = ask(store, "mandates-active-on", day=when)
    found = {(row["title"], str(row["start"]) if row["start"] else None): row["active"] for row in rows}
    assert found == expected


def activity(start: str | None, end: str, when: str) -> str:
    if start and end and start > end:
        return "undecidable"
    if (start and when < start) or (end and end < when):
        return "no"
    return "yes" if start and end else "undecidable"


def test_mandates_of_a_country_a_donor_and_a_training(store: EmbeddedStore) -> None:
    in_mali = {(m.title, donor) for m in EXPECTED if "MLI" in m.countries for donor in m.donors or ["None"]}
    assert {(row["title"], tail(row["donor"])) for row in ask(store, "mandates-in-country", country="ML")} == in_mali
    of_union = {mandate.title for mandate in EXPECTED if "european-union" in mandate.donors}
    assert {row["title"] for row in ask(store, "mandates-by-donor", donor="EU")} == of_union
    assert {row["title"] for row in ask(store, "trainings")} == {m.title for m in EXPECTED if m.training}
    several = {mandate.title: len(mandate.pages) for mandate in EXPECTED if len(mandate.pages) > 1}
    assert {row["title"]: row["sources"] for row in ask(store, "mandates-of-several-sources")} == several
    doubt = {mandate.title: mandate.period for mandate in EXPECTED if mandate.period != "valid"}
    assert {row["title"]: row["period"] for row in ask(store, "periods-in-doubt")} == doubt
    clash = {mandate.title for mandate in EXPECTED if len(mandate.ends) > 1}
    titles = {row["mandate"]: row["title"] for row in ask(store, "mandates")}
    assert {titles[row["mandate"]] for row in ask(store, "conflicting-values")} == clash


def test_countries_named_together(store: EmbeddedStore) -> None:
    pairs = Counter((a, b) for m in EXPECTED for a in m.countries for b in m.countries if a < b)
    rows = ask(store, "countries-named-together")
    assert {(tail(row["one"]), tail(row["other"])): row["mandates"] for row in rows} == pairs


def test_gaps_tell_whether_a_page_was_loaded(store: EmbeddedStore) -> None:
    rows = {row["code"]: row for row in ask(store, "countries-without-mandate")}
    assert not rows.keys() & {key for mandate in EXPECTED for key in mandate.countries}
    assert len(rows) + len({key for m in EXPECTED for key in m.countries if len(key) == 3}) == 250
    assert {code for code, row in rows.items() if row["pageLoaded"]} == set()
    assert rows["CPV"]["regionNamed"] is True and rows["JPN"]["regionNamed"] is False


def test_real_page_is_five_rows(shared: Path, tmp_path: Path) -> None:
    with open_store(make_store(tmp_path / "store", str(shared / "source" / "mali.txt"))) as real:
        rows = ask(real, "mandates")
        active = ask(real, "mandates-active-on", day="2015-07-01")
        findings = [row["findings"] for row in rows]
    assert [row["donors"] for row in rows] == ["Netherlands", "France", "European Union", "European Union", "Germany"]
    assert [row["countries"] for row in rows] == ["MLI", "MLI", "COD; MLI; UKR", "BEL; MLI", "MLI; NGA"]
    assert [row["period"] for row in rows] == ["valid", "valid", "valid", "inverted", "valid"]
    assert [row["training"] for row in rows] == [False, True, False, True, False]
    assert [row["reports"] for row in rows] == [0, 0, 1, 0, 1]
    assert findings == [0, 0, 0, 1, 0]
    assert [(row["title"], row["active"]) for row in active] == [
        ("Backstopping support to EUCAP MALI SAHEL", "yes"),
        ("EU SSR Comprehensive Approach Training", "undecidable"),
    ]


def test_odd_mandates_are_rows_like_others(odd: EmbeddedStore) -> None:
    rows = {tail(row["mandate"]): row for row in ask(odd, "mandates")}
    assert {key: row["period"] for key, row in rows.items()} == {
        "bare": "missing",
        "untitled": "open",
        "two-ends": "valid",
        "thirds": "valid",
        "foreign": "open",
        "impossible": "missing",
    }
    assert rows["untitled"]["title"] is None and rows["bare"]["donors"] == ""
    assert (rows["two-ends"]["end"], rows["two-ends"]["countries"]) == (date(2015, 9, 30), "MLI; NER")
    thirds = rows["thirds"]
    assert (thirds["donors"], thirds["countries"]) == ("France; Sweden; United Kingdom", "BEN; NGA; TGO")
    assert (thirds["title"], thirds["places"]) == ("Three thirds", "European Union")
    foreign = rows["foreign"]
    assert (foreign["donors"], foreign["countries"], foreign["places"]) == ("Fonds", "YUG", "Atlantis")


def test_no_query_loses_an_odd_mandate(odd: EmbeddedStore) -> None:
    active = {tail(r["mandate"]): (r["active"], r["why"]) for r in ask(odd, "mandates-active-on", day="2015-06-03")}
    assert active == {
        "thirds": ("yes", "the day lies in the period"),
        "two-ends": ("undecidable", "the sources differ"),
        "untitled": ("undecidable", "only one date is known"),
        "foreign": ("undecidable", "only one date is known"),
        "bare": ("undecidable", "no date is known"),
        "impossible": ("undecidable", "no date is known"),
    }
    assert {tail(row["mandate"]) for row in ask(odd, "mandates-by-type")} == {*active}
    assert {tail(row["mandate"]) for row in ask(odd, "mandates-in-country", country="Mali")} == {"untitled", "two-ends"}
    doubt = {tail(row["mandate"]): row["period"] for row in ask(odd, "periods-in-doubt")}
    assert doubt == {"bare": "missing", "untitled": "open", "foreign": "open", "impossible": "missing"}
    assert [row["level"] for row in ask(odd, "trainings")] == ["1", "2"]
    clash = ask(odd, "conflicting-values")
    assert [str(row["value"]) for row in clash if tail(row["mandate"]) == "two-ends"] == ["2015-03-31", "2015-09-30"]
    for name in ("mandates-per-donor-and-year", "mandates-per-country", "mandates-per-theme"):
        counted = ask(odd, name, count="fractional")
        assert sum(cast("Decimal", row["mandates"]) for row in counted) == len(active)


def test_findings_have_their_grade_after_a_validation(tmp_path: Path) -> None:
    with checked_store(tmp_path / "store") as store:
        assert {row["grade"] for row in ask(store, "findings")} == {"not judged"}
        record(store, validate(store, today=date(2026, 11, 24)), started="2026-11-24T12:00:00Z")
        rows = ask(store, "findings")
        assert {row["grade"] for row in rows} <= {"violation", "warning", "info"}
        assert ask(store, "findings", severity="violation") == [row for row in rows if row["grade"] == "violation"]
        by_source = ask(store, "findings-by-source")
    counted = Counter(
        (row["address"], row["checked"]) for row in {(r["finding"], r["address"]): r for r in rows}.values()
    )
    assert {(row["address"], row["checked"]): row["findings"] for row in by_source if row["address"]} == {
        key: number for key, number in counted.items() if key[0]
    }


@pytest.mark.parametrize(
    "name", [name for name in CATALOGUE if not any(p.required for p in CATALOGUE[name].header.parameters)]
)
def test_the_file_of_a_query_asks_what_the_query_asks_without_values(store: EmbeddedStore, name: str) -> None:
    """What ``/queries/NAME.rq`` and the examples give is run in an engine that knows nothing of defaults."""
    answer, found = CATALOGUE.run(store, name), store.query(CATALOGUE[name].text)
    if isinstance(found, ox.QuerySolutions):
        assert [tuple(row) for row in found] == list(answer.rows)
    else:
        assert isinstance(found, ox.QueryTriples)
        assert set(found) == set(answer.statements)
