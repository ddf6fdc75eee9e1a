"""Countries by what any vocabulary calls them, answers in the terms of any, and groupings of loaded ones."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from query_world import ODD, make_store
from served import PROGRAM
from stored_world import clients, rows
from vocabulary_world import STARTED, vocabulary_store

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import ParameterError
from mandategraph.graph.linking.model import State
from mandategraph.graph.linking.stored import keep, relink, review
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.queries.relabelling import relabel, vocabularies
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.graph.vocabularies.data import Code, Label, VocabularyData, VocabularyEntry
from mandategraph.graph.vocabularies.stored import add
from mandategraph.service.pages.routes import page_of
from mandategraph.service.pages.view import View
from mandategraph.service.reconcile.matcher import Matchers

CATALOGUE = Catalogue.read(portable=False)
DAC = "https://w3id.org/mandategraph/id/vocabulary/dac/"
HOSTILE = ['Mali" } #', "http://a b", "dac:", ":255", "dac:255} UNION {", "x" * 5000, "urn:x>", "eu:\\"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vocabulary_store(tmp_path_factory.mktemp("across"))


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[EmbeddedStore]:
    with open_store(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[httpx.Client]:
    with clients(path) as client:
        yield client


def country(store: EmbeddedStore, value: str) -> str:
    (term,) = CATALOGUE.bindings(store, "mandates-in-country", {"country": value})["country"]
    return store.minter.key(term.value) or ""


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("http://www.wikidata.org/entity/Q974", "country/COD"),
        (f"{DAC}255", "country/MLI"),
        ("dac:255", "country/MLI"),
        ("dac:85", "country/UKR"),
        ("marc:cg", "country/COD"),
        ("fips:CG", "country/COD"),
        ("alpha2:CG", "country/COG"),
        ("CG", "country/COG"),
        ("wikidata:Q912", "country/MLI"),
        ("wikidata:mali", "country/MLI"),
        ("https://sws.geonames.org/2453866/", "country/MLI"),
        ("http://publications.europa.eu/resource/authority/country/MLI", "country/MLI"),
    ],
)
def test_a_country_is_what_any_vocabulary_calls_it(store: EmbeddedStore, value: str, key: str) -> None:
    assert country(store, value) == key


@pytest.mark.parametrize("state", ["rejected", "candidate"])
def test_a_link_that_is_not_accepted_answers_nothing(tmp_path: Path, state: State) -> None:
    """The reference data match Mali with the same item; the links of the loaded vocabulary decide."""
    item = "http://www.wikidata.org/entity/Q912"
    with open_store(vocabulary_store(tmp_path), write=True) as opened:
        assert country(opened, item) == country(opened, "wikidata:Q912") == "country/MLI"
        made = relink(opened, "wikidata")
        links = tuple(replace(one, state=state) if one.object == item else one for one in made.links)
        keep(opened, [replace(made, links=links)], started=STARTED)
        for value in (item, "wikidata:Q912", "wikidata:Mali"):
            with pytest.raises(ParameterError, match=f"'{value}' is no country known here"):
                country(opened, value)
        mali = opened.minter.thing("country/MLI")
        answer = CATALOGUE.run(opened, "countries")
        told = relabel(opened, answer, "wikidata")
        assert mali in told.without
        assert {str(row["country"]) for row in told.answer.records()} >= {"http://www.wikidata.org/entity/Q974"}
        rows = CATALOGUE.run(opened, "identities-of-country", {"country": "MLI"}).records()
        assert not [row for row in rows if row["value"] == item]
        assert {"code", "identifier"}.isdisjoint(
            found.how for found in Matchers(Resolver.load()).at(opened).finder.find(item, near=False)
        )
        assert country(opened, "http://www.wikidata.org/entity/Q974") == "country/COD"
        assert (
            country(opened, "https://sws.geonames.org/2453866/") == "country/MLI"
        )  # not loaded: the reference answers


@pytest.mark.parametrize("value", ["255", "dac:999", f"{DAC}income-group-ldcs", "nobody:ML", *HOSTILE])
def test_what_no_vocabulary_says_is_no_country(store: EmbeddedStore, value: str) -> None:
    """A bare number does not say of which list it is."""
    with pytest.raises(ParameterError):
        country(store, value)


@pytest.mark.parametrize("value", ["dac:255", "wikidata:MALI", f"{DAC}255", "http://www.wikidata.org/entity/Q912"])
def test_what_a_vocabulary_calls_another_kind_of_thing_is_told(store: EmbeddedStore, value: str) -> None:
    said = r"is the country Mali, not a region: it stands for country/MLI\. Give a name, an M49 code"
    with pytest.raises(ParameterError, match=f"'{value}' {said}"):
        CATALOGUE.bindings(store, "mandates-in-region", {"region": value})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("NATO", "is the organisation North Atlantic Treaty Organization, not a country: it stands for donor/nato."),
        ("Bamako in Mali", "is no country known here; it holds a name of country/MLI (Mali). Give a name"),
        ("eu:Nowhere", "is no country known here. Give a name"),
        ("wikidata:Malij", "is no country known here. Give a name"),
    ],
)
def test_a_name_of_no_country_is_told_by_what_it_is(store: EmbeddedStore, value: str, said: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(f"'{value}' {said}")):
        country(store, value)


def test_groupings_are_those_of_the_reference_and_of_loaded_vocabularies(store: EmbeddedStore) -> None:
    found = {row["group"]: row for row in CATALOGUE.run(store, "groupings").records()}
    assert found[f"{DAC}income-group-ldcs"]["countries"] == 3
    assert found[store.minter.thing("region/eu")]["countries"] == 27


def test_mandates_are_joined_to_a_grouping_through_the_links(store: EmbeddedStore) -> None:
    least = CATALOGUE.run(store, "mandates-by-group", {"group": f"{DAC}income-group-ldcs"}).records()
    named = {store.minter.key(str(row["country"])) for row in least}
    assert "country/MLI" in named and named <= {"country/MLI", "country/NER", "country/LBR"}
    expected = CATALOGUE.run(store, "mandates-in-country", {"country": "MLI"}).records()
    in_mali = {row["mandate"] for row in least if str(row["country"]).endswith("/MLI")}
    assert in_mali == {row["mandate"] for row in expected}


def test_a_rejected_link_leads_to_no_grouping(tmp_path: Path) -> None:
    item, sahel = "http://www.wikidata.org/entity/Q912", "https://example.org/sahel"
    group = VocabularyEntry(sahel, (Label("Sahel", "en", "preferred"),), kind="group")
    entry = VocabularyEntry(item, notations=(Code("alpha2", "ML"),), broader=(sahel,))
    with open_store(make_store(tmp_path / "store", "examples/pages/*.txt"), write=True) as opened:
        add(opened, VocabularyData("own", "Own", "", "", "", "0" * 64, "x", None, (entry, group)), started=STARTED)
        states: tuple[tuple[State, bool], ...] = (("accepted", True), ("rejected", False))
        for state, found in states:
            review(opened, "own", [("Mali", item, state)], started=STARTED)
            assert bool(CATALOGUE.run(opened, "mandates-by-group", {"group": sahel}).rows) == found
            assert (sahel in {row["group"] for row in CATALOGUE.run(opened, "groupings").records()}) == found


def test_recipients_without_a_mandate_tell_their_income_group(store: EmbeddedStore) -> None:
    found = CATALOGUE.run(store, "oda-recipients-without-mandate").records()
    by_code = {str(row["dac"]): row for row in found}
    assert (by_code["251"]["incomeGroup"], by_code["251"]["geography"]) == ("LDCs", "Western Africa")
    assert not {"255", "7", "2", "801"} & set(by_code)


@pytest.mark.parametrize("level", ["continent", "subregion", "finest"])
def test_fractional_counts_of_regions_add_up_to_the_mandates(store: EmbeddedStore, level: str) -> None:
    total = len(CATALOGUE.run(store, "mandates").rows)
    found = CATALOGUE.run(store, "mandates-per-m49-region", {"count": "fractional", "level": level}).records()
    assert sum(Decimal(str(row["mandates"])) for row in found) == total
    full = CATALOGUE.run(store, "mandates-per-m49-region", {"level": level}).records()
    assert {row["region"] for row in full} == {row["region"] for row in found}
    assert all(1 <= Decimal(str(row["mandates"])) <= total for row in full)


def test_identities_of_a_country_name_their_vocabulary(store: EmbeddedStore) -> None:
    found = CATALOGUE.run(store, "identities-of-country", {"country": "Kosovo"}).records()
    said = {(row["kind"], row["value"]) for row in found}
    assert {("wikidata", "Q1246"), ("iati", "XK"), ("IRI", f"{DAC}57"), ("dac", "57")} <= said
    assert "numeric" not in {row["kind"] for row in found}
    assert all(row["vocabulary"] for row in found)


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("iso2", "ML"), ("alpha3", "MLI"), ("m49", "466"), ("dac", "255"), ("iati", "ML"), ("eu-code", "MLI"),
        ("eu", "http://publications.europa.eu/resource/authority/country/MLI"),
        ("wikidata", "http://www.wikidata.org/entity/Q912"), ("geonames", "https://sws.geonames.org/2453866/"),
        ("dbpedia", "http://dbpedia.org/resource/Mali"),
    ],
)  # fmt: skip
def test_an_answer_in_the_terms_of_a_vocabulary(store: EmbeddedStore, name: str, term: str) -> None:
    answer = CATALOGUE.run(store, "countries")
    told = relabel(store, answer, name).answer
    row = next(row for row in told.records() if str(row["countryOwn"]).endswith("/MLI"))
    assert row["country"] == term
    assert told.names == ("country", "countryOwn", "label", "alpha2", "alpha3", "mandates")
    assert [row[1] for row in told.rows] == [row[0] for row in answer.rows]


def test_what_has_no_term_is_empty_and_counted(store: EmbeddedStore) -> None:
    told = relabel(store, CATALOGUE.run(store, "mandates-in-region", {"region": "eu"}), "iso2")
    assert told.without == (store.minter.thing("region/eu"),)
    assert any(row["place"] is None and str(row["placeOwn"]).endswith("/eu") for row in told.answer.records())


def test_what_is_no_place_of_ours_has_no_term_either(tmp_path: Path) -> None:
    (tmp_path / "odd.ttl").write_text(ODD, "utf-8")
    atlantis = "https://example.org/places/Atlantis"
    with open_store(make_store(tmp_path / "store", str(tmp_path / "odd.ttl"))) as opened:
        answer = CATALOGUE.run(opened, "mandates-per-country")
        assert any(row["country"] == atlantis for row in answer.records())
        told = relabel(opened, answer, "iso2")
        assert atlantis in told.without
        assert [row["country"] for row in told.answer.records() if row["countryOwn"] == atlantis] == [None]
        assert {row["country"] for row in told.answer.records()} >= {"ML", "NE", None}


def test_several_countries_in_a_cell_are_given_in_those_terms(store: EmbeddedStore) -> None:
    answer = CATALOGUE.run(store, "mandates")
    told = relabel(store, answer, "iso2")
    pairs = {(row["countries"], row["countriesOwn"]) for row in told.answer.records()}
    assert ("ML; NG", "MLI; NGA") in pairs and ("", "") in pairs
    assert [row["countriesOwn"] for row in told.answer.records()] == [row["countries"] for row in answer.records()]


def test_an_answer_without_countries_is_in_no_terms(store: EmbeddedStore, client: httpx.Client) -> None:
    for name, given in (("trainings", {}), ("themes", {}), ("mandates-active-on", {"day": "2015-07-01"})):
        answer = CATALOGUE.run(store, name, given)
        with pytest.raises(ParameterError, match=r"no column of countries or regions to give in eu\."):
            relabel(store, answer, "eu")
        assert relabel(store, answer, "mandategraph").answer is answer
    refused = client.get("/queries/trainings?as=eu")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "as")
    assert client.get("/queries/mandates.csv?as=eu").text.count("authority/country/") > 10


def test_only_known_vocabularies_are_answered_in(store: EmbeddedStore) -> None:
    assert {"eu", "iso2", "dac", "wikidata", "m49"} <= set(vocabularies(store))
    for name in ("atlantis", "countries", "", "eu> }", "x" * 500):
        with pytest.raises(ParameterError, match="no vocabulary known"):
            relabel(store, CATALOGUE.run(store, "countries"), name)


def test_over_http_with_headers_links_and_a_tag_of_its_own(client: httpx.Client) -> None:
    plain = client.get("/queries/mandates-in-region?region=eu")
    told = client.get("/queries/mandates-in-region?region=eu&as=iso2&limit=1")
    assert (told.headers["mandategraph-as"], told.headers["mandategraph-without"]) == ("iso2", "1")
    assert "mandategraph-as" not in plain.headers and plain.headers["etag"] != told.headers["etag"]
    assert "as=iso2" in told.headers["link"] and int(told.headers["mandategraph-total"]) == len(rows(plain))
    every = client.get("/queries/mandates-in-region.csv?region=eu&as=eu")
    assert "authority/country/" in every.text and every.text.startswith("mandate,title,place,placeOwn")
    known = client.get(
        "/queries/mandates-in-region.csv?region=eu&as=eu", headers={"if-none-match": every.headers["etag"]}
    )
    assert known.status_code == 304
    page = client.get("/queries/mandates-in-region?region=eu&as=dac&run=1", headers={"accept": "text/html"})
    assert 'name="as" value="dac"' in page.text and "has none for 1" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/queries/countries?as=atlantis",
        "/queries/countries?as=eu&as=dac",
        "/queries/countries.csv?as=%22%3E",
        "/queries/countries/cite?as=none",
    ],
)
def test_over_http_another_vocabulary_is_refused(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["parameter"]) == (400, "as")


def test_a_citation_is_of_the_answer_in_those_terms(client: httpx.Client) -> None:
    plain, told = (client.get(f"/queries/countries/cite{end}").text for end in ("", "?as=dac"))
    assert plain != told and "as=dac" in told


def test_on_the_command_line(path: Path) -> None:
    asked = ["query", "mandates-in-region", "--region", "eu", "--as", "iso2", "--store", str(path), "--format", "csv"]
    done = subprocess.run([*PROGRAM, *asked], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and ",NL,https://w3id.org/mandategraph/id/country/NLD," in done.stdout
    assert "1 country or region of it has no term in iso2" in done.stderr


def test_a_country_page_shows_identities_days_and_groupings(store: EmbeddedStore) -> None:
    page = page_of(View(store, CATALOGUE), "country/MLI", {}) or ""
    for text in ('href="/page/vocabulary/dac/255"', "<dt>OECD DAC and CRS code lists</dt>", ">LDCs</a>",
                 'href="http://www.wikidata.org/entity/Q912"', "2453866", "Least Developed Countries"):  # fmt: skip
        assert text in page, text
    sudan = page_of(View(store, CATALOGUE), "country/SSD", {}) or ""
    assert "parted from" in sudan and "/page/country/SDN" in sudan
    assert page.count("<h1") == 1
