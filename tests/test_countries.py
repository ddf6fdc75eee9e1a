"""What a name, a code or an IRI stands for."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from pathlib import Path

import pytest

from mandategraph.graph.countries.gazetteer import ALIASES, FOLDER, Alias, compile_gazetteer, read_aliases
from mandategraph.graph.countries.resolver import Resolution, Resolver, fold
from mandategraph.graph.entities import Entity
from mandategraph.graph.errors import InputError, UsageError

GOLDEN = Path(__file__).parent / "golden" / "spellings.tsv"

CODES = ("alpha-2", "alpha-3", "numeric", "m49", "wikidata", "geonames", "eu", "dac", "marc")
COUNTRIES = """
country/MLI ML MLI 466 466 Q912 2453866 MLI 255 ml
country/COD CD COD 180 180 Q974 203312 COD 235 cg
country/COG CG COG 178 178 Q971 2260494 COG 234 cf
country/NGA NG NGA 566 566 Q1033 2328926 NGA 261 nr
country/UKR UA UKR 804 804 Q212 690791 UKR 85 un
country/BEL BE BEL 056 056 Q31 2802361 BEL 2 be
country/NLD NL NLD 528 528 Q29999 2750405 NLD 7 ne
country/XKX XK XKX - - Q1246 831053 1A0 57 -
"""
GIVEN = [
    (code, value, line.split()[0])
    for line in COUNTRIES.strip().splitlines()
    for code, value in zip(CODES, line.split()[1:], strict=True)
    if value != "-"
]


def _spellings() -> list[tuple[str, str, str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line.rstrip("\n") for line in file), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row[0], row[1], row[2], row[3]) for row in itertools.islice(rows, 1, None)]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def _said(answer: Resolution) -> tuple[str, str]:
    return answer.status, " ".join(entity.key for entity in answer.candidates)


@pytest.mark.parametrize(("role", "text", "status", "things"), _spellings())
def test_a_spelling_stands_for_exactly_this(resolver: Resolver, role: str, text: str, status: str, things: str) -> None:
    answer = resolver.resolve(text, role="donor" if role == "donor" else "place")
    assert _said(answer) == (status, things)
    assert (answer.entity is not None) == (status == "known")


@pytest.mark.parametrize(("scheme", "code", "key"), GIVEN)
def test_every_code_of_the_domain_s_table_is_read_in_its_scheme(
    resolver: Resolver, scheme: str, code: str, key: str
) -> None:
    answer = resolver.resolve(code, scheme=scheme)
    assert answer.entity and (answer.entity.key, answer.matched) == (key, scheme)
    donor = resolver.resolve(code, role="donor", scheme=scheme).entity
    assert donor == resolver.giver(key)


def test_the_same_letters_mean_another_country_in_another_scheme(resolver: Resolver) -> None:
    read = {scheme: resolver.resolve("CG", scheme=scheme).entity for scheme in ("alpha-2", "marc", "fips")}
    assert {scheme: entity and entity.code for scheme, entity in read.items()} == {
        "alpha-2": "COG",
        "marc": "COD",
        "fips": "COD",
    }
    assert resolver.resolve("AU", scheme="alpha-2").entity == resolver.entity("country/AUS")
    assert resolver.resolve("56", scheme="numeric").entity == resolver.entity("country/BEL")


def test_an_unknown_scheme_is_an_error_that_names_the_schemes(resolver: Resolver) -> None:
    with pytest.raises(UsageError, match=r"'iso' is no code scheme.*alpha2"):
        resolver.resolve("ML", scheme="iso")


def test_every_country_is_found_by_its_codes_and_by_each_of_its_labels_in_six_languages(resolver: Resolver) -> None:
    countries = [e for e in compile_gazetteer().entities.values() if e.kind == "country"]
    for country in countries:
        assert resolver.resolve(country.code).entity == country
        assert resolver.resolve(country.label).entity == country
    spelled = {(spelling.language, spelling.entity.key) for spelling in resolver.spellings(("country",))}
    for language, country in itertools.product(("en", "fr", "es", "ar", "mk", "sq", "sr"), countries):
        assert (language, country.key) in spelled


def test_every_state_is_the_giver_of_its_name(resolver: Resolver) -> None:
    states = [e for e in compile_gazetteer().entities.values() if resolver.territory(e.key)]
    assert len(states) == 247
    for state in states:
        territory = resolver.territory(state.key)
        assert territory and resolver.giver(territory.key) == state
        assert resolver.resolve(state.label, role="donor").entity == state
        assert resolver.resolve(territory.key, role="donor").entity == state
        if territory.kind == "country":
            assert resolver.resolve(territory.code, role="donor").entity == state


ALIASED = list(read_aliases(FOLDER / ALIASES))


@pytest.mark.parametrize("row", ALIASED, ids=lambda row: f"{row.name}-{row.key}")
def test_every_name_of_our_list_says_what_its_row_says(resolver: Resolver, row: Alias) -> None:
    answer = resolver.resolve(row.name)
    rivals = {a.key for a in ALIASED if a.use == "candidate" and fold(a.name) == fold(row.name)}
    if row.use == "withheld":
        assert answer.entity is None or answer.entity.key != row.key
    elif rivals:
        assert answer.entity is None and {entity.key for entity in answer.candidates} == rivals
    elif row.use == "candidate":
        assert answer.status == "unknown"
    elif answer.status == "ambiguous":
        assert row.key in {entity.key for entity in answer.candidates}
    else:
        assert answer.entity and answer.entity.key == row.key


def test_a_place_only_name_is_no_donor(resolver: Resolver) -> None:
    assert resolver.resolve("Somaliland").entity == resolver.entity("country/SOM")
    assert resolver.resolve("Somaliland", role="donor").entity is None


def test_the_day_decides_between_states_of_different_times(resolver: Resolver) -> None:
    def key(on: date | None) -> str | None:
        entity: Entity | None = resolver.resolve("CS", on=on).entity
        return entity.key if entity else None

    assert key(date(1990, 1, 1)) == "country/CSK"
    assert key(date(2005, 1, 1)) == "country/SCG"
    assert key(date(2015, 1, 1)) is None
    assert key(None) is None
    for day in (date(2010, 1, 1), date(2012, 1, 1)):
        assert resolver.resolve("Sudan", on=day).entity == resolver.entity("country/SDN")


def test_the_kind_asked_for_decides_between_kinds(resolver: Resolver) -> None:
    assert resolver.resolve("AU", kind="country").entity == resolver.entity("country/AUS")
    assert resolver.resolve("Micronesia", kind="region").entity == resolver.entity("region/057")
    assert resolver.resolve("Congo", kind="country").status == "ambiguous"
    assert resolver.resolve("EU", kind="country") == Resolution(None, "unknown", (resolver.entity("region/eu"),), "")  # type: ignore[arg-type]
    assert resolver.resolve("Sahel", kind="region").status == "unknown"


def test_a_town_is_a_place_but_a_code_in_capitals_is_not_a_town(resolver: Resolver) -> None:
    assert resolver.resolve("Brussels").entity == Entity("place", "place/brussels", "Brussels")
    assert resolver.resolve("Brussels", role="donor").status == "unknown"
    assert resolver.resolve("Bo").entity == resolver.entity("place/bo")
    assert resolver.resolve("BO").entity == resolver.entity("country/BOL")


def test_how_it_was_found_is_told(resolver: Resolver) -> None:
    found = [resolver.resolve(text).matched for text in ("Mali", "DRC", "ML", "MLI", "466", "013", "Q912", "Atlantis")]
    assert found == ["label", "alias", "alpha2", "alpha3", "numeric", "m49", "iri", ""]


def test_a_text_as_long_as_a_book_is_unknown_and_is_not_kept(resolver: Resolver) -> None:
    assert resolver.resolve("Mali " * 100_000).status == "unknown"


def test_names_for_prose_are_as_written_and_tell_one_thing(resolver: Resolver) -> None:
    names = resolver.names(("country", "region", "organisation"))
    assert names["mali"].key == "country/MLI"
    assert names["drc"].key == "country/COD"
    assert names["netherlands"].key == "country/NLD"
    assert names["government of the netherlands"].key == "donor/netherlands"
    assert names["central america"].key == "region/013"
    assert not {"congo", "korea", "micronesia", "zaire"} & set(names)
    assert all(fold(name) == name for name in names)
    written = {spelling.text for spelling in resolver.spellings(("country",))}
    assert {"Côte d'Ivoire", "DRC", "UK"} <= written and "Zaire" not in written


def test_folding_keeps_words_apart() -> None:
    assert fold("  Côte  d’Ivoire\u00a0") == "cote divoire"
    assert fold("Guinea–Bissau") == "guinea bissau"
    assert fold("Trinidad & Tobago") == "trinidad and tobago"
    assert fold("U.S.A.") == "usa"
    assert fold("أَلْمَانِيَا") == fold("ألمانيا")


def test_damaged_reference_data_is_an_error_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"countries\.ttl"):
        compile_gazetteer(tmp_path)
    for name in ("countries.ttl", "organisations.ttl", "places.ttl"):
        (tmp_path / name).write_text("")
    (tmp_path / ALIASES).write_text("name\tlanguage\n")
    assert compile_gazetteer(tmp_path).entities == {}
    (tmp_path / ALIASES).write_text("h\nDRC\ten\n")
    with pytest.raises(InputError, match="seven columns"):
        compile_gazetteer(tmp_path)
    (tmp_path / ALIASES).write_text("h\nDRC\ten\tcountry/COD\talternative\tany\thand\t\n")
    with pytest.raises(InputError, match="country/COD, which is not in the reference data"):
        compile_gazetteer(tmp_path)
