"""The reference data of countries: complete, linked, with its sources, and made from the vocabulary files."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from mandategraph.graph.countries.gazetteer import FOLDER
from mandategraph.graph.errors import DataError, InputError
from mandategraph.graph.iris import PREFIXES, Minter
from mandategraph.loaders.vocabularies.reference import main, reference
from mandategraph.loaders.vocabularies.sources import SOURCES

COUNTRIES = FOLDER / "countries.ttl"
LANGUAGES = {"ar", "en", "es", "fr", "mk", "sq", "sr"}
SKOS, MG, DCT = PREFIXES["skos"], PREFIXES["mg"], PREFIXES["dct"]


@functools.cache
def _statements() -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """Return the objects of each thing of ours, by key and predicate."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(path=str(COUNTRIES), format=ox.RdfFormat.TURTLE):
        assert isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)
        key = Minter().key(triple.subject.value)
        assert key, f"{triple.subject} is no thing of ours"
        found[key][triple.predicate.value].append(triple.object)
    return found


def _keys(kind: str) -> set[str]:
    iri = ox.NamedNode(f"{MG}{kind}")
    return {key for key, said in _statements().items() if iri in said[f"{PREFIXES['rdf']}type"]}


def _said(key: str, predicate: str) -> set[str]:
    return {term.value for term in _statements()[key][predicate]}


def _codes(key: str) -> dict[str, set[str]]:
    codes = defaultdict(set)
    for term in _statements()[key][f"{SKOS}notation"]:
        assert isinstance(term, ox.Literal) and term.datatype.value.startswith(MG)
        codes[term.datatype.value.removeprefix(MG)].add(term.value)
    return codes


def _broader(key: str) -> set[str]:
    return {Minter().key(iri) or "" for iri in _said(key, f"{SKOS}broader")}


@pytest.fixture
def files(shared: Path) -> Path:
    return shared / "vocabularies"


def test_the_checked_in_file_is_what_the_generator_makes(files: Path) -> None:
    assert reference(files) == COUNTRIES.read_text(encoding="utf-8")


def test_the_generator_runs_as_a_command_whatever_the_hash_order(files: Path) -> None:
    command = [sys.executable, "-m", "mandategraph.loaders.vocabularies.reference", str(files)]
    for seed in ("1", "2"):
        made = subprocess.run(command, capture_output=True, env={"PYTHONHASHSEED": seed}, check=True)
        assert made.stdout == COUNTRIES.read_bytes()


def test_every_entry_of_iso_3166_and_kosovo_is_there_with_its_codes() -> None:
    countries = _keys("Country")
    assert len(countries) == 250
    for key in countries:
        codes = _codes(key)
        assert codes["alpha3"] == {key.removeprefix("country/")}
        assert len(codes["alpha2"]) == len(codes["wikidata"]) == len(codes["geonames"]) == len(codes["iati"]) == 1
        if key != "country/XKX":
            assert len(codes["numeric"].pop()) == 3
    assert len({min(_codes(key)["alpha2"]) for key in countries}) == 250
    assert len({min(_codes(key)["wikidata"]) for key in countries}) == 250
    assert len({key for key in countries if "dac" in _codes(key)}) == 172


def test_every_country_and_region_is_labelled_once_in_each_language_of_the_site() -> None:
    for key in _keys("Country") | _keys("FormerCountry") | _keys("Region"):
        labels = _statements()[key][f"{SKOS}prefLabel"]
        languages = [label.language for label in labels if isinstance(label, ox.Literal)]
        assert len(languages) == len(set(languages))
        missing = LANGUAGES - set(languages)
        assert not missing & {"en", "fr", "es", "ar"}, key
        assert not missing or key in {"region/199", "region/432", "region/722", "region/830"}, key
        shown = {label for label in _statements()[key][f"{PREFIXES['rdfs']}label"] if isinstance(label, ox.Literal)}
        assert shown == {label for label in labels if isinstance(label, ox.Literal) and label.language == "en"}


def test_no_name_is_both_preferred_and_alternative() -> None:
    for said in _statements().values():
        preferred, alternative, hidden = (set(said[SKOS + label]) for label in ("prefLabel", "altLabel", "hiddenLabel"))
        assert not preferred & alternative and not (preferred | alternative) & hidden


def test_mali_is_linked_to_the_vocabularies_of_the_domain() -> None:
    assert _said("country/MLI", f"{SKOS}exactMatch") == {
        "http://dbpedia.org/resource/Mali",
        "http://publications.europa.eu/resource/authority/country/MLI",
        "http://www.wikidata.org/entity/Q912",
        "https://sws.geonames.org/2453866/",
        "https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes/Mali",
    }


def test_every_country_is_linked_to_each_vocabulary_that_has_it() -> None:
    for key in _keys("Country"):
        links = _said(key, f"{SKOS}exactMatch")
        hosts = {link.split("/")[2] for link in links}
        wanted = {"dbpedia.org", "publications.europa.eu", "www.wikidata.org", "sws.geonames.org", "www.omg.org"}
        assert wanted - hosts <= ({"www.omg.org"} if key == "country/XKX" else set()), key


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("GEO", "Georgia_(country)"),
        ("IRL", "Republic_of_Ireland"),
        ("GMB", "The_Gambia"),
        ("BHS", "The_Bahamas"),
        ("COG", "Republic_of_the_Congo"),
        ("COD", "Democratic_Republic_of_the_Congo"),
        ("FSM", "Federated_States_of_Micronesia"),
        ("PSE", "State_of_Palestine"),
        ("CIV", "Ivory_Coast"),
    ],
)
def test_irregular_names_of_dbpedia_are_known(country: str, name: str) -> None:
    assert f"http://dbpedia.org/resource/{name}" in _said(f"country/{country}", f"{SKOS}exactMatch")


def test_the_wikidata_numbers_that_sources_dispute_are_decided() -> None:
    chosen = {"NLD": "Q29999", "DNK": "Q35", "ESH": "Q6250", "SJM": "Q842829", "NAM": "Q1030"}
    assert {code: min(_codes(f"country/{code}")["wikidata"]) for code in chosen} == chosen
    assert _said("country/NLD", f"{SKOS}closeMatch") == {"http://www.wikidata.org/entity/Q55"}


def test_former_countries_have_a_last_day_and_successors() -> None:
    assert _keys("FormerCountry") == {f"country/{code}" for code in ("ANT", "CSK", "DDR", "SCG", "SUN", "YUG")}
    for key in _keys("FormerCountry"):
        assert _said(key, f"{MG}validUntil") and _said(key, f"{MG}validFrom")
        successors = {Minter().key(iri) for iri in _said(key, f"{DCT}isReplacedBy")}
        assert successors and successors <= _keys("Country") | _keys("FormerCountry")


def test_every_country_lies_in_the_world_by_way_of_its_regions() -> None:
    regions = _keys("Region")
    assert {"region/001", "region/005", "region/013", "region/199", "region/432", "region/722", "region/eu"} <= regions
    assert len(regions) == 36
    for key in regions | _keys("Country") | _keys("FormerCountry"):
        above = {key}
        while "region/001" not in above:
            above = {upper for lower in above for upper in _broader(lower)}
            assert above and above <= regions, key
    assert _broader("country/MLI") == {"region/011"} and _broader("region/011") == {"region/202"}


def test_groups_of_countries() -> None:
    members = defaultdict(set)
    for key in _keys("Country"):
        for group in _said(key, f"{MG}inGroup"):
            members[Minter().key(group)].add(key)
    assert {group: len(keys) for group, keys in members.items()} == {
        "region/199": 45,
        "region/432": 32,
        "region/722": 53,
        "region/830": 2,
        "region/eu": 27,
    }
    assert "country/GBR" not in members["region/eu"]


def test_the_union_is_a_place_and_an_organisation() -> None:
    assert _said("region/eu", f"{MG}areaOf") == {Minter().thing("donor/european-union")}


def test_states_act_for_their_countries() -> None:
    assert len(_keys("Organisation")) == 246
    said = _statements()["donor/netherlands"]
    assert said[f"{MG}governmentOf"] == [ox.NamedNode(Minter().thing("country/NLD"))]
    assert said[f"{PREFIXES['rdfs']}label"] == [ox.Literal("Netherlands", language="en")]
    assert said[f"{SKOS}altLabel"] == [ox.Literal("Government of the Netherlands", language="en")]
    assert said[f"{MG}donorType"] == [ox.NamedNode(Minter().thing("donor-type/government"))]
    assert _said("donor/the-gambia", f"{SKOS}altLabel") == {"Government of The Gambia"}


def test_every_source_has_its_licence_and_every_column_a_source() -> None:
    supplied = set()
    for source in SOURCES:
        key = f"vocabulary/countries/{source.name}"
        assert len(_said(key, f"{DCT}license")) == 1
        assert len(_said(key, f"{DCT}identifier")) == len(source.files)
        supplied |= _said(key, f"{MG}suppliesColumn")
    used = {f"mg:{code}" for kind in ("Country", "Region") for key in _keys(kind) for code in _codes(key)}
    assert used <= supplied
    assert {f"skos:prefLabel@{language}" for language in LANGUAGES} <= supplied
    linked = {Minter().key(iri) for iri in _said("vocabulary/countries", f"{DCT}source")}
    assert linked == {f"vocabulary/countries/{source.name}" for source in SOURCES}


def test_missing_files_are_errors_that_name_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match=r"country-codes\.csv"):
        reference(tmp_path)
    assert main([str(tmp_path)]) == 3
    assert "country-codes.csv" in capsys.readouterr().err
    assert main([]) == 2


def test_a_contradiction_between_vocabularies_is_an_error(files: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(FOLDER, own, ignore=lambda _, names: [name for name in names if not name.endswith(".tsv")])
    facts = own / "country-facts.tsv"
    rows = facts.read_text(encoding="utf-8").splitlines(keepends=True)
    facts.write_text("".join(row for row in rows if "country/DNK\twikidata" not in row), encoding="utf-8")
    with pytest.raises(DataError, match=r"country/DNK: The vocabularies disagree on wikidata: Q35, Q756617"):
        reference(files, own)


@pytest.mark.parametrize("name", ["country-facts.tsv", "country-labels.tsv"])
def test_a_row_that_is_longer_or_shorter_than_the_header_is_an_error(files: Path, tmp_path: Path, name: str) -> None:
    own = tmp_path / "own"
    shutil.copytree(FOLDER, own)
    lines = (own / name).read_text(encoding="utf-8").splitlines()
    for wrong in (f"{lines[-1]}\tmore", lines[-1].rpartition("\t")[0]):
        (own / name).write_text("\n".join([*lines[:-1], wrong]), encoding="utf-8")
        with pytest.raises(InputError, match=rf"{name}:{len(lines)}: The row has not as many cells as the header"):
            reference(files, own)


def test_a_file_without_an_origin_is_an_error(files: Path, tmp_path: Path) -> None:
    for file in files.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    index = tmp_path / "SOURCES.tsv"
    text = index.read_text(encoding="utf-8")
    index.unlink()
    index.write_text("".join(row for row in text.splitlines(keepends=True) if "iati_Country" not in row), "utf-8")
    with pytest.raises(InputError, match=r"No origin is given for the vocabulary file 'iati_Country\.xml'"):
        reference(tmp_path)
