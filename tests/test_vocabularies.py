"""Vocabularies of others: every format read with its traps, broken files refused whole, each kept in its own graph."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mandategraph.graph.errors import DataError, InputError, UsageError
from mandategraph.graph.iris import Minter
from mandategraph.graph.store.store import open_store
from mandategraph.graph.vocabularies.data import Code, Label, VocabularyData, VocabularyEntry
from mandategraph.graph.vocabularies.stored import add, heads, names, read, remove
from mandategraph.loaders.vocabularies.vocabulary import FORMATS, read_vocabulary
from mandategraph.service.cli.program import run

NOW = "2026-01-31T12:00:00Z"
EU = "http://publications.europa.eu/resource/authority/country/"
LCC = "https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes/"
THING = Minter().thing


@pytest.fixture
def files(shared: Path) -> Path:
    return shared / "vocabularies"


def _entries(data: VocabularyData) -> dict[str, VocabularyEntry]:
    return data.by_iri()


def _minted(name: str, code: str) -> str:
    return THING(f"vocabulary/{name}/{code}")


@pytest.mark.parametrize(
    ("file", "format", "entries", "deprecated"),
    [
        ("eu-countries.ttl", "eu", 284, 31),
        ("eu-countries.csv", "eu", 284, 31),
        ("lcc_ISO3166-1-CountryCodes.rdf", "lcc", 252, 3),
        ("lcc_UN-M49-RegionCodes.rdf", "lcc", 31, 0),
        ("lcc_ISO3166-1-Adjunct.rdf", "lcc", 249, 0),
        ("geonames-countryInfo.txt", "geonames", 252, 2),
        ("iati_Country.xml", "iati", 251, 1),
        ("iati_OrganisationType.xml", "iati", 16, 0),
        ("iati_OrganisationRole.xml", "iati", 4, 0),
        ("dac_recipients.csv", "dac", 191, 0),
        ("dac_members.csv", "dac", 32, 0),
        ("dac_multilateral_donors.csv", "dac", 80, 0),
        ("country-codes.csv", "country-codes", 249, 0),
        ("country-coder-properties.json", "country-coder", 392, 0),
    ],
)
def test_every_file_is_known_by_what_it_holds(
    files: Path, file: str, format: str, entries: int, deprecated: int
) -> None:
    data = read_vocabulary(files / file, "some")
    assert (data.format, len(data.entries)) == (format, entries)
    assert sum(entry.deprecated for entry in data.entries) == deprecated
    assert data.licence.startswith("https://") and data.source.startswith("http") and len(data.sha256) == 64
    assert [entry.iri for entry in data.entries] == sorted(entry.iri for entry in data.entries)


def test_the_eu_table_has_two_letter_codes_only_where_they_are_of_iso(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "eu-countries.ttl", "eu"))
    assert entries[f"{EU}MLI"].notations == (Code("alpha2", "ML"), Code("eu", "MLI"))
    assert entries[f"{EU}GBR"].codes("alpha2") == ("GB",)  # written UK
    assert entries[f"{EU}GRC"].codes("alpha2") == ("GR",)  # EL in other columns
    assert entries[f"{EU}1A0"].codes("alpha2") == ()  # 1A is no code of ISO
    assert entries[f"{EU}FQ0"].codes("alpha2") == ("TF",)
    assert Label("Afrique du Sud", "fr", "preferred") in entries[f"{EU}ZAF"].labels
    assert len({label.language for entry in entries.values() for label in entry.labels}) >= 39


def test_what_is_no_country_stands_in_the_eu_table_as_what_it_is(files: Path) -> None:
    for file in ("eu-countries.ttl", "eu-countries.csv"):
        entries = _entries(read_vocabulary(files / file, "eu"))
        assert entries[f"{EU}EUR"].kind == "region"
        assert (entries[f"{EU}OP_DATPRO"].kind, entries[f"{EU}OP_DATPRO"].notations) == ("other", ())
        assert entries[f"{EU}ATF"].replaced_by == (f"{EU}FQ0",)
        assert entries[f"{EU}SCG"].valid_until == date(2006, 6, 2) and entries[f"{EU}SCG"].deprecated


def test_a_start_of_use_dates_the_name_and_is_never_the_start_of_the_country(files: Path) -> None:
    from mandategraph.graph.countries.resolver import Resolver

    czechia = _entries(read_vocabulary(files / "eu-countries.ttl", "eu"))[f"{EU}CZE"]
    assert czechia.valid_from == date(2018, 9, 18)
    found = Resolver.load().resolve("Czechia", on=date(2010, 1, 1))
    assert found.entity and found.entity.key == "country/CZE"


def test_both_forms_of_the_eu_table_say_the_same(files: Path) -> None:
    turtle, table = (_entries(read_vocabulary(files / f"eu-countries.{end}", "eu")) for end in ("ttl", "csv"))
    assert set(turtle) == set(table)
    for iri, entry in table.items():
        assert entry.codes("eu") == turtle[iri].codes("eu") or iri.endswith("OP_DATPRO")
        assert (entry.valid_from, entry.valid_until, entry.deprecated) == (
            turtle[iri].valid_from,
            turtle[iri].valid_until,
            turtle[iri].deprecated,
        )
        assert set(entry.labels) <= set(turtle[iri].labels)


def test_the_eu_table_as_rdf_xml_is_the_same(files: Path, tmp_path: Path) -> None:
    import pyoxigraph as ox

    triples = ox.parse(path=str(files / "eu-countries.ttl"), format=ox.RdfFormat.TURTLE)
    other = tmp_path / "eu.rdf"
    other.write_bytes(ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.RDF_XML) or b"")
    one, two = (read_vocabulary(path, "eu").by_iri() for path in (files / "eu-countries.ttl", other))
    assert {iri: (entry.codes("alpha2"), set(entry.labels)) for iri, entry in one.items()} == {
        iri: (entry.codes("alpha2"), set(entry.labels)) for iri, entry in two.items()
    }


def test_lcc_has_three_aliases_and_names_that_tell_their_language(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "lcc_ISO3166-1-CountryCodes.rdf", "lcc"))
    mali = entries[f"{LCC}Mali"]
    assert set(mali.notations) == {Code("alpha2", "ML"), Code("alpha3", "MLI"), Code("numeric", "466")}
    assert Label("Mali", "fr", "preferred") in mali.labels and Label("Mali (le)", "fr", "hidden") in mali.labels
    aliases = {iri.removeprefix(LCC): entry.replaced_by for iri, entry in entries.items() if entry.replaced_by}
    assert aliases == {
        "CzechRepublic": (f"{LCC}Czechia",),
        "UnitedKingdom": (f"{LCC}UnitedKingdomOfGreatBritainAndNorthernIreland",),
        "UnitedStates": (f"{LCC}UnitedStatesOfAmerica",),
    }
    congo = next(entry for entry in entries.values() if entry.codes("alpha2") == ("CD",))
    assert not any(label.text == "Congo" for label in congo.labels)
    assert len({entry.codes("alpha2") for entry in entries.values() if entry.notations}) == 249


def test_m49_numbers_get_their_zeros_and_taiwan_has_none(files: Path) -> None:
    data = read_vocabulary(files / "country-codes.csv", "m49", "m49")
    entries = _entries(data)
    assert Counter(entry.kind for entry in data.entries) == {"country": 248, "region": 33}
    assert entries[_minted("m49", "056")].label == "Belgium"
    assert _minted("m49", "158") not in entries
    assert entries[_minted("m49", "466")].broader == (
        _minted("m49", "011"),
        _minted("m49", "199"),
        _minted("m49", "432"),
    )
    assert entries[_minted("m49", "011")].broader == (_minted("m49", "202"),)


def test_namibia_and_wikidata_addresses_in_the_table_of_codes(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "country-codes.csv", "cc"))
    assert entries[_minted("cc", "NAM")].codes("alpha2") == ("NA",)
    assert entries[_minted("cc", "AFG")].codes("numeric") == ("004",)
    assert entries[_minted("cc", "AFG")].codes("wikidata") == ("Q889",)
    assert entries[_minted("cc", "COD")].codes("marc") == ("cg",)
    assert entries[_minted("cc", "COD")].codes("fips") == ("CG",)
    assert entries[_minted("cc", "TWN")].codes("m49") == ()


def test_geonames_has_no_number_for_kosovo_and_two_that_exist_no_more(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "geonames-countryInfo.txt", "geonames"))
    kosovo = entries["https://sws.geonames.org/831053/"]
    assert kosovo.codes("numeric") == () and kosovo.codes("alpha3") == ("XKX",) and "user-assigned" in kosovo.note
    assert entries["https://sws.geonames.org/3355338/"].codes("alpha2") == ("NA",)
    assert {entry.codes("alpha2")[0] for entry in entries.values() if entry.deprecated} == {"AN", "CS"}
    assert not any("\r" in label.text for entry in entries.values() for label in entry.labels)


def test_iati_marks_what_is_withdrawn_and_what_is_no_code_of_iso(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "iati_Country.xml", "iati"))
    assert entries[_minted("iati", "AN")].deprecated and not entries[_minted("iati", "XK")].deprecated
    assert "user-assigned" in entries[_minted("iati", "XK")].note
    assert entries[_minted("iati", "NA")].notations == (Code("alpha2", "NA"), Code("iati", "NA"))
    types = _entries(read_vocabulary(files / "iati_OrganisationType.xml", "types"))
    assert types[_minted("types", "21")].labels == (
        Label("International NGO", "en", "preferred"),
        Label("ONG internationale", "fr", "preferred"),
    )


def test_dac_codes_are_no_codes_of_iso_and_groups_are_no_countries(files: Path) -> None:
    listed = [files / f"dac_{name}.csv" for name in ("recipients", "members", "multilateral_donors")]
    entries = _entries(read_vocabulary(listed, "dac"))
    assert {code.scheme for entry in entries.values() for code in entry.notations} == {"dac"}
    assert entries[_minted("dac", "255")].label == "Mali" and entries[_minted("dac", "255")].kind == "country"
    assert entries[_minted("dac", "298")].kind == "group"
    assert entries[_minted("dac", "918")].kind == entries[_minted("dac", "104")].kind == "organisation"
    assert entries[_minted("dac", "820")].kind == "country"
    assert set(entries[_minted("dac", "255")].broader) == {
        _minted("dac", "income-group-ldcs"),
        _minted("dac", "geography-western-africa"),
    }


def test_country_coder_has_kosovo_the_union_and_parts(files: Path) -> None:
    entries = _entries(read_vocabulary(files / "country-coder-properties.json", "cc"))
    assert entries[_minted("cc", "XK")].codes("alpha3") == ("XKX",)
    union = entries[_minted("cc", "EU")]
    assert (union.kind, union.codes("alpha2"), union.codes("wikidata")) == ("region", (), ("Q458",))
    england = entries[_minted("cc", "Q21")]
    assert (england.kind, england.broader) == ("part", (_minted("cc", "GB"),))
    assert entries[_minted("cc", "IC")].codes("alpha2") == ()
    assert _minted("cc", "EU") in entries[_minted("cc", "BE")].broader
    assert _minted("cc", "EU") not in entries[_minted("cc", "GB")].broader


WIKIDATA = {
    "head": {"vars": ["item", "itemLabel", "alpha2", "alpha3", "geonames"]},
    "results": {
        "bindings": [
            {
                "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q912"},
                "itemLabel": {"type": "literal", "xml:lang": language, "value": label},
                "alpha2": {"type": "literal", "value": "ML"},
                "alpha3": {"type": "literal", "value": "MLI"},
                "geonames": {"type": "literal", "value": "2453866"},
            }
            for language, label in (("en", "Mali"), ("ar", "مالي"))
        ]
    },
}


def test_results_of_wikidata_are_entries_with_an_item_number(tmp_path: Path) -> None:
    path = tmp_path / "wikidata.json"
    path.write_text(json.dumps(WIKIDATA), encoding="utf-8")
    data = read_vocabulary(path, "wikidata")
    assert data.format == "wikidata"
    (mali,) = data.entries
    assert mali.iri == "http://www.wikidata.org/entity/Q912"
    assert set(mali.labels) == {Label("Mali", "en", "preferred"), Label("مالي", "ar", "preferred")}
    assert set(mali.notations) == {
        Code("alpha2", "ML"),
        Code("alpha3", "MLI"),
        Code("geonames", "2453866"),
        Code("wikidata", "Q912"),
    }


def test_results_of_dbpedia_are_known_by_their_iris_and_a_variable_without_meaning_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dbpedia.json"
    item = {"type": "uri", "value": "http://dbpedia.org/resource/Mali"}
    results = {"head": {"vars": ["country", "alpha2"]}, "results": {"bindings": [{"country": item}]}}
    path.write_text(json.dumps(results), encoding="utf-8")
    assert [entry.iri for entry in read_vocabulary(path, "dbpedia").entries] == ["http://dbpedia.org/resource/Mali"]
    assert read_vocabulary(path, "dbpedia").format == "dbpedia"
    results["head"]["vars"] = ["country", "code"]  # type: ignore[index]
    path.write_text(json.dumps(results), encoding="utf-8")
    with pytest.raises(InputError, match=r"dbpedia\.json:1: Nothing says what the variable 'code' holds"):
        read_vocabulary(path, "dbpedia")


SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/country/> .
x:mali a skos:Concept ; skos:prefLabel "Mali"@en , "Malí"@es ; skos:altLabel "Republic of Mali"@en ;
    x:fips "ML" ; skos:notation "MLI"^^x:three , "466"^^x:number .
x:namibia a skos:Concept ; skos:prefLabel "Namibia" ; x:fips "WA" ; skos:notation "NAM"^^x:three , "516"^^x:number .
x:other a x:Thing ; skos:prefLabel "No concept" .
"""
MAPPING = """title: Countries by example
licence: https://example.org/licence
prefixes:
  x: https://example.org/country/
class: skos:Concept
language: en
labels:
  preferred: skos:prefLabel
  alternative: [skos:altLabel]
codes:
  fips: x:fips
  alpha3: {property: skos:notation, datatype: x:three}
"""


def test_any_skos_vocabulary_is_read_by_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(SKOS, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(MAPPING, encoding="utf-8")
    data = read_vocabulary(tmp_path / "a.ttl", "a", mapping=tmp_path / "a.yaml", version="7")
    assert (data.title, data.licence, data.version, data.format) == (
        "Countries by example",
        "https://example.org/licence",
        "7",
        "mapping",
    )
    mali, namibia = data.entries
    assert set(mali.notations) == {Code("fips", "ML"), Code("alpha3", "MLI")}
    assert (
        Label("Malí", "es", "preferred") in mali.labels
        and Label("Republic of Mali", "en", "alternative") in mali.labels
    )
    assert namibia.labels == (Label("Namibia", "en", "preferred"),)


def test_a_table_is_read_by_a_mapping_that_says_which_list_a_column_is_of(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code,name\nCG,Congo (DRC)\nNA,Antilles\n", encoding="utf-8")
    (tmp_path / "t.yaml").write_text("labels: {preferred: name}\ncodes: {fips: code}\n", encoding="utf-8")
    data = read_vocabulary(tmp_path / "t.csv", "t", mapping=tmp_path / "t.yaml")
    assert [(entry.iri, entry.notations) for entry in data.entries] == [
        (_minted("t", "CG"), (Code("fips", "CG"),)),
        (_minted("t", "NA"), (Code("fips", "NA"),)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        ("skos:altLabel", "skos:hiddenLabel", "hiddenLabel (labels.alternative in {mapping})"),
        ("fips: x:fips", "fips: x:fips\n  marc: x:marc", "https://example.org/country/marc (codes.marc in {mapping})"),
        ("x:three", "x:four", "notation of type https://example.org/country/four (codes.alpha3 in {mapping})"),
        ("language: en", "language: en\nvalid-from: x:since", "country/since (valid-from in {mapping})"),
    ],
)
def test_a_property_that_no_entry_has_is_a_warning_with_file_and_mapping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, warning: str
) -> None:
    file, mapping = tmp_path / "a.ttl", tmp_path / "a.yaml"
    file.write_text(SKOS, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    assert read_vocabulary(file, "a", mapping=mapping).warnings == ()
    mapping.write_text(MAPPING.replace(old, new), encoding="utf-8")
    (told,) = read_vocabulary(file, "a", mapping=mapping).warnings
    assert told.startswith(f"{file}: No entry has the property ") and warning.format(mapping=mapping) in told
    store = ["--store", str(tmp_path / "store")]
    assert run(["vocabulary", "add", str(file), "--as", "a", "--mapping", str(mapping), *store]) == 0
    assert f"warning: {told}" in capsys.readouterr().err


def test_a_mapping_by_which_nothing_is_called_anything_is_refused(tmp_path: Path) -> None:
    file, mapping, table = tmp_path / "a.ttl", tmp_path / "a.yaml", tmp_path / "t.csv"
    file.write_text(SKOS, encoding="utf-8")
    mapping.write_text("class: skos:Concept\nlabels: {preferred: rdfs:label}\ncodes: {fips: rdfs:seeAlso}", "utf-8")
    with pytest.raises(InputError, match=r"a\.ttl: No code and no label was found.*a\.yaml"):
        read_vocabulary(file, "a", mapping=mapping)
    table.write_text("code,name,old\nML,Mali,\n", encoding="utf-8")
    mapping.write_text("labels: {preferred: name, hidden: old}\ncodes: {alpha2: code}", "utf-8")
    (told,) = read_vocabulary(table, "t", mapping=mapping).warnings
    assert "No entry has the property old (labels.hidden in" in told


def test_an_entry_without_a_code_and_a_label_is_told(tmp_path: Path) -> None:
    file, mapping = tmp_path / "a.ttl", tmp_path / "a.yaml"
    file.write_text(f"{SKOS}<https://example.org/country/none> a skos:Concept .\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    data = read_vocabulary(file, "a", mapping=mapping)
    line = len(SKOS.splitlines()) + 1
    assert len(data.entries) == 3
    assert data.warnings == (
        f"{file}:{line}: <https://example.org/country/none> has no code and no label by {mapping}.",
    )


def test_a_thing_of_the_class_without_an_iri_is_told(tmp_path: Path) -> None:
    file, mapping = tmp_path / "a.ttl", tmp_path / "a.yaml"
    file.write_text(f'{SKOS}[] a skos:Concept ; skos:prefLabel "Niger" .\n', encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    data = read_vocabulary(file, "a", mapping=mapping)
    assert len(data.entries) == 2 and "has no IRI (http, https, urn) is left out: 1" in data.warnings[0]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("codes: [", r"m\.yaml:1:9: This is not YAML"),
        ("colour: red", r"m\.yaml:1: colour: there is no such key"),
        ("title: x\ncodes: {iso2: a}", r"codes\.iso2: 'iso2' is no list of codes"),
        ("title: x\nlabels: {}", r"nothing says which property"),
        ("codes:\n  alpha2: y:code", r"m\.yaml:2: codes\.alpha2: the prefix 'y' is not declared"),
        ("codes:\n  alpha2: {property: code, pattern: '('}", "no regular expression"),
        ("kind: planet\ncodes: {alpha2: code}", r"m\.yaml:1: kind: 'planet' is none of"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_key_and_line(tmp_path: Path, mapping: str, message: str) -> None:
    (tmp_path / "m.csv").write_text("code\nML\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_vocabulary(tmp_path / "m.csv", "m", mapping=tmp_path / "m.yaml")


IATI = (
    '<codelist name="Country">\n<codelist-items>\n'
    "<codelist-item><code>{}</code></codelist-item>\n</codelist-items></codelist>"
)
RESULTS = (
    '{{"head": {{"vars": ["item", "itemLabel"]}}, "results": {{"bindings": [{{"item": {{"value": "{}"}}, '
    '"itemLabel": {{"xml:lang": "{}", "value": "{}"}}}}]}}}}'
)
GEONAMES = "#ISO\tISO3\tISO-Numeric\tfips\tCountry\tgeonameid\n{}\n"


@pytest.mark.parametrize(
    ("name", "format", "text", "message"),
    [
        ("a.ttl", "eu", "@prefix a: <http://a/> .\na:b a:c\n", r"a\.ttl:\d+:\d+: This is not Turtle"),
        ("a.rdf", "lcc", "<?xml version='1.0'?>\n<a>\n</b>", r"a\.rdf:3:3: This is not RDF/XML"),
        ("a.json", "country-coder", '[{"id": "ML"},\n{"id": }]', r"a\.json:2:8: This is not JSON"),
        ("a.json", "country-coder", '[{"id": "ML"}]', r"a\.json:1: A place needs id, nameEn and level"),
        ("a.csv", "dac", "code,name_en,name_fr\n1,Austria,Autriche\n2,Belgium\n", r"a\.csv:3: The row has 2 cells"),
        ("a.csv", "dac", "code,name_en\n", r"a\.csv:1: The header has no column 'name_fr'"),
        ("a.csv", "dac", "code,name_en,name_fr\n1,A,A\n1,B,B\n", r"a\.csv:3: The code '1' stands on line 2 already"),
        ("a.csv", "dac", "code,name_en,name_fr\nx,A,A\n", r"a\.csv:2: 'x' is no dac code"),
        ("a.csv", "dac", 'code,name_en,name_fr\n1,"A,A\n', r"a\.csv:\d: This is not CSV"),
        ("a.txt", "geonames", GEONAMES.format("ML\tMLI\t466\tML\tMali"), r"a\.txt:2: The row has 5 cells"),
        ("a.txt", "geonames", GEONAMES.format("Ml\tMLI\t466\tML\tMali\t2453866"), r"a\.txt:2: 'Ml' is no alpha2 code"),
        ("a.xml", "iati", IATI.format("ml"), r"a\.xml:3: 'ml' is no iati code"),
        ("a.xml", "iati", IATI.format(""), r"a\.xml:3: An item has no code"),
        ("a.xml", "iati", "<codelist>\n<x>\n</codelist>", r"a\.xml:3:\d+: This is not XML"),
        ("a.xml", "iati", "<other/>", r"a\.xml:1: This is no IATI codelist"),
        ("a.json", "wikidata", '{"head": {}}', r"a\.json:1: These are no SPARQL results"),
        ("a.json", "wikidata", RESULTS.format("http://x/a b", "en", "Mali"), "'http://x/a b' cannot be written as RDF"),
        ("a.json", "wikidata", RESULTS.format("http://x/a", "e n", "Mali"), "'http://x/a' cannot be written as RDF"),
        ("a.json", "wikidata", RESULTS.format("http://x/a", "en", "\\ud800"), "'http://x/a' cannot be written as RDF"),
        ("a.csv", "eu", "url,deprecated,valid_until,valid_from,id\nhttp://x,,,,MLI\n", r"a\.csv:2: 'http://x' is not"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, name: str, format: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_vocabulary(path, "broken", format)


DTD = '<?xml version="1.0"?>\n<!DOCTYPE x [\n' + "<!-- -->\n" * 300 + "]>\n"
TTL = '@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<http://x/a> s:prefLabel "Mali" ;\n'
AUTHORITY_TABLE = (
    f"@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n\n<{EU}MLI> s:inScheme <{EU[:-1]}> ;\n  {{}} .\n"
)
MALI = "ML\tMLI\t466\tML\tMali\t"
EU_TABLE = "url,deprecated,valid_until,valid_from,id\n"
CODED = '<http://publications.europa.eu/ontology/authority/{}> "{}"'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '[\n {"id": "ML",\n  "na', r"a\.json:3:3: This is not JSON"),
        ("a.json", '{"head": {"vars": ["item"]},\n "results": {"bin', r"a\.json:2:14: This is not JSON"),
        ("a.txt", '[\n {"id": "ML"},', r"a\.txt:2:\d+: This is not JSON"),
        ("a.xml", "<?xml version='1.0'?>\n<codes>\n<item>", r"a\.xml:3:\d+: This is not XML"),
        ("a.xml", f"{DTD}<codelist>\n", r"a\.xml:2: The file declares a document type"),
        ("a.rdf", f"{DTD}<x>\n", r"a\.rdf:305:1: This is not RDF/XML"),
        ("a.rdf", "<a>\n<b>", r"a\.rdf:2:4: This is not RDF/XML"),
        ("a.ttl", TTL, r"a\.ttl:3:\d+: This is not Turtle"),
        ("a.ttl", f"{TTL}  s:notation 'ML", r"a\.ttl:3:\d+: This is not Turtle"),
        ("a.csv", "code,name\nML,Mali\nNE\n", r"a\.csv:3: The row has 1 cells, the header 2"),
        ("a.csv", 'code,name\nML,Mali\nNE,"Ni', r"a\.csv:3: This is not CSV"),
        ("a.csv", "code,name,code\nML,Mali,x\n", r"a\.csv:1: The header has the column 'code' twice"),
        ("a.csv", EU_TABLE + f"{EU}MLI,,,,MLI\n" * 2, r"a\.csv:3: Two entries .*a\.csv:2"),
        ("a.csv", EU_TABLE + f"{EU}ML I,,,,ML I\n", r"a\.csv:2: "),
        ("a.ttl", AUTHORITY_TABLE.format('s:prefLabel "x"@en-x-toolongsubtag'), r"a\.ttl:\d"),
        ("a.ttl", AUTHORITY_TABLE.format(CODED.format("authority-code", "M!")), r"a\.ttl:3: 'M!' is no eu code"),
        ("a.ttl", AUTHORITY_TABLE.format(CODED.format("end.use", "1992")), r"a\.ttl:3: '1992' is no day"),
        (
            "a.ttl",
            AUTHORITY_TABLE.format("<http://publications.europa.eu/ontology/authority/op-mapped-code> <http://x/y>"),
            r"a\.ttl:3: The code http://x/y is not described",
        ),
        ("a.json", RESULTS.format("http://www.wikidata.org/entity/Q1", "e n", "Mali"), r"a\.json:1: The entry 'http"),
        ("a.txt", GEONAMES.format(f"{MALI}1\n{MALI}2"), r"a\.txt:3: The code 'ML' stands on line 2 already"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line_although_nobody_says_its_format(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_vocabulary(path, "broken")


RESULT_LINES = """{"head": {"vars": ["item", "alpha2", "validFrom"], "note": "\\"bindings\\": ["},
"results": {"bindings": [
{"item": {"value": "http://www.wikidata.org/entity/Q912"}, "validFrom": {"value": "1960-09-22"}},
{"item": {"value": "http://www.wikidata.org/entity/Q912"}, %s}]}}
"""


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"alpha2": {"value": "ml"}', r"r\.json:4: 'ml' is no alpha2 code"),
        ('"alpha2": {"value": 7}', r"r\.json:4: The variable 'alpha2' has no value"),
        ('"numeric": {"value": "466"}', r"r\.json:4: head\.vars does not name the variable 'numeric'"),
        ('"validFrom": {"value": "1960-06-20"}', r"r\.json:4: validFrom of the item is 1960-09-22 on an earlier line"),
        ('"alpha2": {"value": "ML"}}, 7, {"item": {}', r"r\.json:4: A result is no object"),
    ],
)
def test_a_wrong_result_is_refused_with_the_line_it_begins_on(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(RESULT_LINES % '"alpha2": {"value": "ML"}', encoding="utf-8")
    (mali,) = read_vocabulary(path, "w").entries
    assert mali.place == "r.json:3"
    path.write_text(RESULT_LINES % row, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_vocabulary(path, "w")


def test_a_file_without_entries_is_told_and_refused_if_no_other_has_some(files: Path, tmp_path: Path) -> None:
    """The ontologies of a vocabulary may stand in a file of their own, as those of LCC do."""
    empty = tmp_path / "b.csv"
    empty.write_text("code,name_en,name_fr\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.csv:1: There is no entry in the file"):
        read_vocabulary([empty], "dac")
    assert read_vocabulary([files / "dac_members.csv", empty], "dac").warnings == (
        f"{empty}: There is no entry in the file.",
    )


def test_what_is_left_out_of_a_whole_file_is_told(files: Path, tmp_path: Path) -> None:
    told = read_vocabulary(files / "country-codes.csv", "cc").warnings
    assert read_vocabulary([files / "country-codes.csv"] * 2, "cc") == read_vocabulary(
        files / "country-codes.csv", "cc"
    )
    assert read_vocabulary([files / "country-codes.csv"] * 2, "cc").warnings == told
    assert len(told) == 9 and told[0].endswith("country-codes.csv:10: 'ROS3' is no fifa code and is left out.")
    path = tmp_path / "a.ttl"
    path.write_text(f"{AUTHORITY_TABLE.format('a s:Concept')}<{EU}NER> a <http://x/y> .\n", encoding="utf-8")
    data = read_vocabulary(path, "eu")
    assert [entry.iri for entry in data.entries] == [f"{EU}MLI"]
    assert data.warnings == (f"{path}:5: <{EU}NER> is in no scheme (skos:inScheme) and is left out.",)
    for name in ("eu-countries.ttl", "geonames-countryInfo.txt", "iati_Country.xml", "dac_recipients.csv"):
        assert read_vocabulary(files / name, "x").warnings == ()


def test_every_list_of_items_of_an_iati_codelist_is_read(tmp_path: Path) -> None:
    items = "<codelist-items>\n<codelist-item><code>NE</code></codelist-item></codelist-items></codelist>"
    (tmp_path / "a.xml").write_text(IATI.format("ML").replace("</codelist>", items), encoding="utf-8")
    assert [entry.codes("iati") for entry in read_vocabulary(tmp_path / "a.xml", "a").entries] == [("ML",), ("NE",)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "code,name_en,name_fr,geography\n1,A,A,Far East\n2,B,B,Far-East\n", r"a\.csv:3: 'Far-East' differs"),
        ("a.json", '[{"id": "ML", "nameEn": "Mali", "level": "country",\n"isoStatus": "official", "iso1N3": 466}]',
         r"a\.json:1: iso1N3 is no text: 466"),
    ],
)  # fmt: skip
def test_what_would_be_lost_between_two_rows_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_vocabulary(tmp_path / name, "a")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,name_en,name_fr\n1,Austria,Autriche\n110,C\xf4te,C\xf4te\n")
    with pytest.raises(InputError, match=r"a\.csv:3: This is not UTF-8"):
        read_vocabulary(path, "latin")


LAUGHS = '<?xml version="1.0"?>\n<!DOCTYPE {} [\n<!ENTITY a "ha">\n<!ENTITY b {}>\n]>\n{}'


@pytest.mark.parametrize("entity", ['"&a;&a;&a;"', 'SYSTEM "file:///etc/passwd"', f'"{"x" * 400}"'])
def test_entities_that_grow_or_read_files_are_refused(tmp_path: Path, entity: str) -> None:
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    (tmp_path / "a.rdf").write_text(LAUGHS.format("rdf:RDF", entity, rdf), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.rdf:4: The file declares an entity"):
        read_vocabulary(tmp_path / "a.rdf", "a", "lcc")
    (tmp_path / "a.xml").write_text(LAUGHS.format("codelist", entity, IATI.format("ML")), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.xml:2: The file declares a document type"):
        read_vocabulary(tmp_path / "a.xml", "a", "iati")


@pytest.mark.parametrize("ending", [".ttl", ".nt"])
def test_triple_terms_are_refused_before_they_end_the_process(tmp_path: Path, ending: str) -> None:
    file, mapping = tmp_path / f"a{ending}", tmp_path / "a.yaml"
    file.write_text("# <<\n" + "<<( " * 200_000, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    with pytest.raises(InputError, match=rf"a\{ending}:2: The file uses triple terms"):
        read_vocabulary(file, "a", mapping=mapping)


def test_what_is_imported_is_never_fetched(files: Path) -> None:
    text = (files / "lcc_ISO3166-1-CountryCodes.rdf").read_text(encoding="utf-8")
    assert "owl:imports" in text
    data = read_vocabulary(files / "lcc_ISO3166-1-CountryCodes.rdf", "lcc")
    assert all(entry.iri.startswith(LCC) for entry in data.entries)


def test_an_unknown_file_or_format_is_an_error_that_names_the_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mali", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.txt: This is no vocabulary of a known format.*geonames"):
        read_vocabulary(tmp_path / "a.txt", "a")
    with pytest.raises(UsageError, match=r"'excel' is no format.*eu, lcc"):
        read_vocabulary(tmp_path / "a.txt", "a", "excel")
    with pytest.raises(InputError, match=r"b\.txt: The vocabulary file cannot be read"):
        read_vocabulary(tmp_path / "b.txt", "b")
    assert set(FORMATS) >= {"eu", "lcc", "m49", "geonames", "iati", "dac", "country-codes", "country-coder"}


def _small(name: str = "small", label: str = "Mali") -> VocabularyData:
    entries = (
        VocabularyEntry(
            _minted(name, "ML"),
            labels=(Label("Le Mali", "fr", "hidden"), Label(label, "en", "preferred")),
            notations=(Code("alpha2", "ML"),),
            valid_from=date(1960, 9, 22),
            broader=(_minted(name, "west"),),
            note="A note.",
        ),
        VocabularyEntry(_minted(name, "west"), kind="region", deprecated=True, replaced_by=("https://example.org/x",)),
    )
    return VocabularyData(
        name, "Small", "https://example.org/", "CC0", "1", "0" * 64, "mapping", date(2026, 1, 31), entries
    )


def test_a_vocabulary_comes_back_from_the_store_as_it_went_in(tmp_path: Path) -> None:
    for base in ("https://w3id.org/mandategraph/", "https://example.org/data/"):
        with open_store(tmp_path / base[8:15], write=True, create=True, base_iri=base) as store:
            assert add(store, _small(), started=NOW) and not add(store, _small(), started=NOW)
            moved = read(store, "small")
            assert moved.entries[0].iri == f"{base}id/vocabulary/small/ML"
            assert moved.entries[0].broader == (f"{base}id/vocabulary/small/west",)
            if base.endswith("mandategraph/"):
                assert moved == _small()
            assert [head.name for head in heads(store)] == names(store) == ["small"]


def test_adding_again_replaces_and_removing_leaves_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True, create=True) as store:
        before = set(store.graphs())
        add(store, _small(), started=NOW)
        add(store, _small("other"), started=NOW)
        add(store, _small(label="Republic of Mali"), started=NOW)
        assert read(store, "small").entries[0].label == "Republic of Mali"
        assert read(store, "other").entries[0].label == "Mali"
        remove(store, "small", started=NOW)
        remove(store, "other", started=NOW)
        assert set(store.graphs()) - before <= {store.minter.graph("loads"), *store.minter.graph("ontology").split()}
        with pytest.raises(UsageError, match=r"no vocabulary 'small'"):
            remove(store, "small", started=NOW)


def test_two_entries_with_one_iri_are_refused(tmp_path: Path) -> None:
    from dataclasses import replace

    twice = replace(_small(), entries=(_small().entries[0], _small().entries[0]))
    with open_store(tmp_path / "store", write=True, create=True) as store:
        with pytest.raises(DataError, match="Two entries have the IRI"):
            add(store, twice, started=NOW)
        assert names(store) == []


def test_the_command_adds_lists_shows_and_removes(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, file = ["--store", str(tmp_path / "store")], str(shared / "vocabularies" / "eu-countries.ttl")
    assert run(["vocabulary", "add", file, "--as", "eu", "--read-on", "2026-01-31", *store]) == 0
    assert run(["vocabulary", "add", file, "--as", "eu", "--read-on", "2026-01-31", *store]) == 0
    assert "unchanged: eu" in capsys.readouterr().err
    assert run(["vocabulary", "list", "--json", *store]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["name"], listed["entries"], listed["version"], listed["readOn"]) == (
        "eu",
        284,
        "20220928-0",
        "2026-01-31",
    )
    assert run(["vocabulary", "show", "eu", *store]) == 0
    assert f"{EU}MLI" in capsys.readouterr().out
    assert run(["vocabulary", "show", "us", *store]) == 2
    assert "It holds eu" in capsys.readouterr().err
    assert run(["vocabulary", "remove", "eu", *store]) == 0
    assert run(["vocabulary", "list", "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_broken_file_changes_nothing_in_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store")]
    good, broken = tmp_path / "good.csv", tmp_path / "broken.csv"
    good.write_text("code,name_en,name_fr\n255,Mali,Mali\n", encoding="utf-8")
    broken.write_text("code,name_en,name_fr\n255,Mali,Mali\n261,Nigeria\n", encoding="utf-8")
    assert run(["vocabulary", "add", str(broken), "--as", "dac", *store]) == 3
    assert not (tmp_path / "store").exists()
    assert run(["vocabulary", "add", str(good), "--as", "dac", *store]) == 0
    with open_store(tmp_path / "store") as opened:
        revision, held = opened.revision, read(opened, "dac")
    capsys.readouterr()
    assert run(["vocabulary", "add", str(good), str(broken), "--as", "dac", *store]) == 3
    assert f"{broken}:3: The row has 2 cells" in capsys.readouterr().err
    with open_store(tmp_path / "store") as opened:
        assert (opened.revision, read(opened, "dac")) == (revision, held)
    assert run(["vocabulary", "add", str(good), "--as", "countries", *store]) == 2
    assert run(["vocabulary", "add", str(good), "--as", "Not A Name", *store]) == 2
