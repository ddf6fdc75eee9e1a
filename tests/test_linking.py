"""Links to the vocabularies of others: complete, right, explained, and decided by people for good."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import mandategraph
from mandategraph.graph.countries.code_schemes import SCHEMES
from mandategraph.graph.countries.identity import identity
from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import UsageError
from mandategraph.graph.iris import PREFIXES
from mandategraph.graph.linking.disagreements import SEVERITIES
from mandategraph.graph.linking.linker import RULES, link
from mandategraph.graph.linking.model import Link, Linking
from mandategraph.graph.linking.stored import keep, links_of, relink, review
from mandategraph.graph.linking.targets import Targets
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.graph.validation.findings import read_findings
from mandategraph.graph.validation.shapes import Shapes
from mandategraph.graph.validation.validation import record, validate
from mandategraph.graph.vocabularies.data import Code, Label, VocabularyData, VocabularyEntry, tail
from mandategraph.graph.vocabularies.stored import add, remove
from mandategraph.loaders.vocabularies.vocabulary import read_vocabulary
from mandategraph.service.cli.program import run

NOW = "2026-01-31T12:00:00Z"
GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "country-codes": ("country-codes.csv",),
    "country-coder": ("country-coder-properties.json",),
    "dac": ("dac_recipients.csv", "dac_members.csv", "dac_multilateral_donors.csv"),
    "eu": ("eu-countries.ttl",),
    "geonames": ("geonames-countryInfo.txt",),
    "iati": ("iati_Country.xml",),
    "lcc": (
        "lcc_ISO3166-1-CountryCodes.rdf",
        "lcc_UN-M49-RegionCodes.rdf",
        "lcc_ISO3166-1-Adjunct.rdf",
        "lcc_CountryRepresentation.rdf",
    ),
    "m49": ("country-codes.csv",),
}
CODED = sorted(set(FILES) - {"dac"})
EXACT = ("exactMatch", "sameAs")


@cache
def _data(folder: Path, name: str) -> VocabularyData:
    return read_vocabulary([folder / file for file in FILES[name]], name, "m49" if name == "m49" else None)


@cache
def _linked(folder: Path, name: str, rules: tuple[str, ...] = RULES) -> Linking:
    return link(_data(folder, name), Resolver.load(), rules)


@cache
def _codes_of_others(folder: Path) -> dict[Code, str]:
    """Return which country each code is of, as ``country-codes.csv`` says: read here without any of our readers."""
    columns = {"alpha2": "ISO3166-1-Alpha-2", "alpha3": "ISO3166-1-Alpha-3", "numeric": "ISO3166-1-numeric"}
    columns |= {"m49": "M49", "geonames": "Geoname ID", "iati": "ISO3166-1-Alpha-2", "eu": "ISO3166-1-Alpha-3"}
    with (folder / "country-codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        for scheme, column in columns.items():
            code = row[column].zfill(3) if scheme in ("numeric", "m49") else row[column]
            found[Code(scheme, code)] = f"country/{row['ISO3166-1-Alpha-3']}"
    return found


@cache
def _dac() -> dict[str, str]:
    """Return which country each DAC code is."""
    rows = (GOLDEN / "dac-countries.tsv").read_text(encoding="utf-8").splitlines()[2:]
    return {code: f"country/{alpha3}" for code, alpha3 in (row.split("\t") for row in rows)}


def _truth(folder: Path, name: str) -> dict[str, str]:
    """Return which country each entry in force is, by its own codes; an entry whose codes differ fails the test."""
    if name == "dac":
        return {
            entry.iri: _dac()[tail(entry.iri)] for entry in _data(folder, name).entries if tail(entry.iri) in _dac()
        }
    known = _codes_of_others(folder)
    found = {}
    for entry in _data(folder, name).entries:
        countries = {known[code] for code in entry.notations if code in known}
        assert len(countries) < 2, entry
        if countries and not entry.deprecated:
            found[entry.iri] = countries.pop()
    return found


def _exact(linking: Linking) -> dict[str, str]:
    return {
        one.object: one.subject
        for one in linking.links
        if one.state == "accepted" and one.predicate in EXACT and one.rule != "alias"
    }


@pytest.fixture
def files(shared: Path) -> Path:
    return shared / "vocabularies"


@pytest.mark.parametrize("name", CODED)
def test_every_country_of_a_vocabulary_with_codes_is_linked_and_none_is_wrong(files: Path, name: str) -> None:
    truth, made = _truth(files, name), _exact(_linked(files, name))
    assert {iri: made.get(iri) for iri in truth} == truth
    assert len(set(truth.values())) == (248 if name == "m49" else 249)


@pytest.mark.parametrize("name", CODED)
def test_names_alone_link_almost_as_much_and_nothing_wrong(files: Path, name: str) -> None:
    truth, made = _truth(files, name), _exact(_linked(files, name, ("label",)))
    right = sum(made.get(iri) == key for iri, key in truth.items())
    wrong = {iri: made[iri] for iri, key in truth.items() if made.get(iri, key) != key}
    assert wrong == {}
    assert right / len(truth) >= 0.97


def test_dac_is_linked_by_name_alone_with_precision_and_recall(files: Path) -> None:
    truth = _dac()
    assert len(truth) == 172
    by_label = {tail(iri): key for iri, key in _exact(_linked(files, "dac", ("label",))).items() if "country/" in key}
    right = sum(truth.get(code) == key for code, key in by_label.items())
    assert right / len(by_label) >= 0.995
    assert right / len(truth) >= 0.97
    by_code = {tail(iri): key for iri, key in _exact(_linked(files, "dac")).items() if "country/" in key}
    assert by_code == truth


def test_the_table_of_all_vocabularies(files: Path) -> None:
    table = {}
    for name in FILES:
        linking, truth = _linked(files, name), _truth(files, name)
        made = _exact(linking)
        wrong = sum(made.get(iri, key) != key for iri, key in truth.items())
        table[name] = {**linking.counts(), "wrong": wrong}
    rows = (GOLDEN / "vocabulary-links.tsv").read_text(encoding="utf-8").splitlines()
    columns = rows[0].split("\t")[1:]
    assert rows[1:] == ["\t".join([name, *(str(table[name][column]) for column in columns)]) for name in sorted(table)]


def test_each_entry_of_the_eu_table_that_is_no_country_of_today_is_explained(files: Path) -> None:
    linking = _linked(files, "eu")
    told = {tail(one.object): one.reason for one in (*linking.unmatched, *linking.ambiguous)}
    extra = {tail(one.object): one for one in linking.links if one.predicate != "exactMatch" and not one.wider}
    assert "placeholder" in told["OP_DATPRO"]
    assert told["SKM"].startswith("Withdrawn on 1975-05-16.")
    assert "exceptionally reserved" in told["CPT"]
    assert "pt" in told["VDR"] and "most of its names are not" in told["VDR"]  # its Portuguese name is the DRC's
    assert all(reason.endswith(".") and len(reason) > 20 for reason in told.values())
    assert {code: one.subject for code, one in extra.items()} == {
        "ATF": "country/ATF",
        "BUR": "country/MMR",
        "BYS": "country/BLR",
        "DHY": "country/BEN",
        "HVO": "country/BFA",
        "TMP": "country/TLS",
        "YMD": "country/YEM",
        "ZR0": "country/COD",
    }
    assert {(one.predicate, one.state) for one in extra.values()} == {("closeMatch", "candidate")}
    exact = {tail(iri): key for iri, key in _exact(linking).items()}
    assert exact["1A0"] == "country/XKX" and exact["EUR"] == "region/eu" and exact["FQ0"] == "country/ATF"
    assert {code: exact[code] for code in ("ANT", "CSK", "DDR", "SCG", "SUN", "YUG")} == {
        code: f"country/{code}" for code in ("ANT", "CSK", "DDR", "SCG", "SUN", "YUG")
    }


def test_every_row_of_iati_and_of_the_recipients_is_linked_or_explained(files: Path) -> None:
    iati = _linked(files, "iati")
    assert (iati.unmatched, iati.ambiguous) == ((), ())
    exact = {tail(iri): key for iri, key in _exact(iati).items()}
    assert exact["AN"] == "country/ANT" and exact["XK"] == "country/XKX" and exact["NA"] == "country/NAM"
    dac = _linked(files, "dac")
    entries = _data(files, "dac").by_iri()
    recipients = {one.label for one in dac.unmatched if entries[one.object].kind == "group"}
    assert {"South of Sahara, regional", "Developing countries, unspecified", "Other LICs"} <= recipients
    assert all(entries[one.object].kind in ("group", "organisation") for one in dac.unmatched)


def test_no_entry_is_silently_left_out(files: Path) -> None:
    for name in FILES:
        linking = _linked(files, name)
        told = [one.object for one in linking.links if not one.wider]
        told += [one.object for one in (*linking.unmatched, *linking.ambiguous)]
        assert sorted(told) == sorted(_data(files, name).by_iri())
        assert all(one.evidence and one.rule and 0 < one.confidence <= 1 for one in linking.links)


def test_parts_are_narrower_and_aliases_are_the_same(files: Path) -> None:
    coder = {tail(one.object): one for one in _linked(files, "country-coder").links if not one.wider}
    assert (coder["Q21"].subject, coder["Q21"].predicate, coder["Q21"].rule) == (
        "country/GBR",
        "narrowMatch",
        "part-of",
    )
    assert (coder["Q55"].subject, coder["Q55"].predicate) == ("country/NLD", "narrowMatch")
    assert (coder["EU"].subject, coder["202"].subject) == ("region/eu", "region/202")
    lcc = {tail(one.object): one for one in _linked(files, "lcc").links if not one.wider}
    assert (lcc["UnitedStates"].subject, lcc["UnitedStates"].rule) == ("country/USA", "alias")
    assert (lcc["UnitedStatesOfAmerica"].subject, lcc["UnitedStatesOfAmerica"].rule) == ("country/USA", "code:alpha2")


def _wider(linking: Linking) -> set[tuple[str, str, str]]:
    found = [one for one in linking.links if one.wider]
    assert len({one.pair for one in linking.links}) == len(linking.links)
    assert all(one.state == "accepted" and one.subject in one.evidence for one in found)
    return {(one.subject, tail(one.object), one.rule) for one in found}


def test_what_a_vocabulary_says_to_lie_in_something_has_the_nearest_as_a_broad_match(files: Path) -> None:
    m49, coder = _wider(_linked(files, "m49")), _wider(_linked(files, "country-coder"))
    assert {(key, of) for key, of, _ in m49 if key == "country/MLI"} == {
        ("country/MLI", "011"),
        ("country/MLI", "199"),
        ("country/MLI", "432"),
    }
    assert ("region/011", "202", "within") in m49 and ("region/011", "002", "within") not in m49
    assert {of for key, of, _ in coder if key == "country/REU"} == {"014", "FR"}
    assert {of for key, of, _ in coder if key == "country/DEU"} == {"155", "EU"}
    assert {of for key, of, _ in coder if key == "country/XKX"} == {"039"}
    codes = _wider(_linked(files, "country-codes"))
    assert {("country/ALA", "FIN", "within"), ("country/REU", "FRA", "within")} <= codes
    assert not {"country/JEY", "country/COK", "country/ESH", "country/FRA"} & {key for key, _, _ in codes}


def test_a_state_that_fell_apart_is_wider_than_each_of_what_came_after(files: Path) -> None:
    eu = _wider(_linked(files, "eu"))
    assert {key for key, of, _ in eu if of == "ANT"} == {"country/BES", "country/CUW", "country/SXM"}
    assert {key for key, of, _ in eu if of == "CSK"} == {"country/CZE", "country/SVK"}
    assert not [one for one in eu if one[1] == "DDR"]
    assert {rule for _, _, rule in eu} == {"succession"}
    assert {(key, of) for key, of, _ in _wider(_linked(files, "geonames")) if of == "8505032"} == {
        ("country/BES", "8505032"),
        ("country/CUW", "8505032"),
        ("country/SXM", "8505032"),
    }


def test_a_broad_match_leans_on_accepted_links_and_a_rejected_one_stays_so() -> None:
    whole, part = _entry("fr", "France", ("alpha2", "FR")), _entry("re", "Reunion", ("alpha2", "RE"))
    inside = replace(part, within=(whole.iri,))
    (wide,) = [one for one in _link(whole, inside).links if one.wider]
    assert (wide.subject, wide.object, wide.rule) == ("country/REU", whole.iri, "within")
    rejected = replace(wide, state="rejected", decided=True)
    resolver = Resolver.load()
    again = link(_vocabulary(whole, inside), resolver, earlier=[rejected])
    assert [one.state for one in again.links if one.pair == wide.pair] == ["rejected"]
    accepted = link(_vocabulary(whole, inside), resolver, earlier=[replace(wide, decided=True)])
    assert {(one.subject, tail(one.object)) for one in accepted.links} == {
        ("country/FRA", "fr"),
        ("country/REU", "fr"),
        ("country/REU", "re"),
    }
    no_france = replace(
        next(one for one in again.links if one.subject == "country/FRA"), state="rejected", decided=True
    )
    without = link(_vocabulary(whole, inside), resolver, earlier=[no_france])
    assert not [one for one in without.links if one.wider]


def test_what_is_settled_is_no_finding_any_more() -> None:
    data, resolver = _vocabulary(_entry("x", "Niger", ("alpha2", "NG")), _entry("y", "Congo")), Resolver.load()
    made = link(data, resolver)
    assert sorted(one.check for one in made.disagreements) == ["link-ambiguous", "link-label-differs"]
    (niger,) = made.links
    for state in ("accepted", "rejected"):
        decided = link(data, resolver, earlier=[replace(niger, state=state, decided=True)])
        assert [one.check for one in decided.disagreements] == ["link-ambiguous"]
    congo = replace(niger, subject="country/COG", object=data.entries[1].iri, state="accepted", decided=True)
    assert [one.check for one in link(data, resolver, earlier=[congo]).disagreements] == ["link-label-differs"]


def test_every_check_of_links_is_a_shape_of_its_severity() -> None:
    checks = Shapes.load().checks
    assert {
        name: checks[name].severity for name in checks if name.startswith("link-") and name != "link-known"
    } == dict(SEVERITIES)


def test_validate_lists_each_finding_once_with_the_line_of_the_entry(files: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True, create=True) as opened:
        add(opened, _data(files, "country-codes"), started=NOW)
        made = relink(opened, "country-codes")
        keep(opened, [made], started=NOW)
        query = Catalogue.read(portable=False)
        before = query.run(opened, "findings", {}).records()
        validation = validate(opened, today=date(2026, 1, 31))
        record(opened, validation, started=NOW)
        after = query.run(opened, "findings", {}).records()
        again = read_findings(opened)
    found = [one for one in validation.findings if one.check.startswith("link-")]
    assert {(one.check, one.severity, one.message) for one in found} == {
        (one.check, one.severity, one.message) for one in made.disagreements
    }
    bonaire = next(one for one in found if one.check == "link-code-of-another")
    assert bonaire.location and bonaire.location.text == "country-codes.csv:29:1"
    assert "BES" in (files / "country-codes.csv").read_text(encoding="utf-8").splitlines()[28]
    assert [one.message for one in again] == [one.message for one in validation.findings]
    assert next(one for one in again if one.check == "link-code-of-another").location == bonaire.location
    assert before == after and len(after) == len(found) == 2
    assert {row["address"] for row in after} == {"country-codes.csv:29", "country-codes.csv:247"}


def test_where_sources_give_two_wikidata_numbers_there_is_a_finding(files: Path) -> None:
    numbers: dict[str, set[str]] = defaultdict(set)
    found = set()
    for name in ("country-codes", "country-coder"):
        linking, entries = _linked(files, name), _data(files, name).by_iri()
        for iri, key in _exact(linking).items():
            numbers[key] |= set(entries[iri].codes("wikidata"))
        found |= {one.focus for one in linking.disagreements if "wikidata" in one.value}
    held = Targets(Resolver.load())
    ours = {key: {code.upper() for code in numbers[key]} | held.codes(key, "wikidata") for key in numbers}
    disputed = {key for key, codes in ours.items() if len(codes) > 1}
    assert disputed and disputed <= found
    assert {"country/DNK", "country/ESH"} <= found


def test_codes_of_another_country_are_findings(files: Path) -> None:
    found = {(one.check, one.focus): one for one in _linked(files, "country-codes").disagreements}
    bonaire = found["link-code-of-another", "country/BES"]  # its FIPS code there is the Netherlands'
    assert bonaire.severity == "violation" and "country/NLD" in bonaire.message


def _vocabulary(*entries: VocabularyEntry) -> VocabularyData:
    return VocabularyData("test", "Test", "", "", "", "0" * 64, "mapping", None, tuple(entries))


def _entry(end: str, label: str = "", *codes: tuple[str, str], language: str = "en", **more: object) -> VocabularyEntry:
    labels = (Label(label, language, "preferred"),) if label else ()
    entry = VocabularyEntry(f"https://example.org/{end}", labels, tuple(Code(*code) for code in codes))
    return replace(entry, **more)  # type: ignore[arg-type]


def _link(*entries: VocabularyEntry, rules: Iterable[str] = RULES) -> Linking:
    return link(_vocabulary(*entries), Resolver.load(), rules)


@pytest.mark.parametrize(
    ("scheme", "code", "key"),
    [
        ("alpha2", "CG", "country/COG"),
        ("fips", "CG", "country/COD"),
        ("marc", "cg", "country/COD"),
        ("alpha2", "NA", "country/NAM"),
        ("fips", "WA", "country/NAM"),
        ("alpha2", "XK", "country/XKX"),
        ("numeric", "056", "country/BEL"),
        ("wikidata", "Q912", "country/MLI"),
    ],
)
def test_two_letters_mean_what_their_list_says(scheme: str, code: str, key: str) -> None:
    (made,) = _link(_entry("x", "", (scheme, code))).links
    assert (made.subject, made.state, made.rule) == (key, "accepted", f"code:{scheme}")


def test_every_two_letter_collision_is_told_apart(files: Path) -> None:
    data = _data(files, "country-codes")
    alpha2 = {entry.codes("alpha2")[0]: entry for entry in data.entries}
    collisions = 0
    for entry in data.entries:
        for scheme in ("marc", "fips"):
            for code in entry.codes(scheme):
                other = alpha2.get(code.upper())
                if other is None or other is entry:
                    continue
                collisions += 1
                made = _link(_entry("x", "", (scheme, code))).links
                assert [one.subject for one in made] in ([f"country/{tail(entry.iri)}"], []) or code == "NL"
    assert collisions > 130


def test_a_number_without_its_zeros_is_no_other_country() -> None:
    assert SCHEMES["numeric"].normal("4") == "004" and SCHEMES["numeric"].normal("0") is None


def test_codes_that_contradict_each_other_link_nothing_and_are_a_finding() -> None:
    linking = _link(_entry("x", "Mali", ("alpha2", "ML"), ("alpha3", "NER")))
    assert linking.links == ()
    (unclear,) = linking.ambiguous
    assert unclear.candidates == ("country/MLI", "country/NER")
    assert [one.check for one in linking.disagreements] == ["link-code-conflict"]


def test_a_code_that_the_name_contradicts_is_a_candidate_and_a_finding() -> None:
    linking = _link(_entry("x", "Niger", ("alpha2", "NG")))
    assert [(one.subject, one.state) for one in linking.links] == [("country/NGA", "candidate")]
    assert [one.check for one in linking.disagreements] == ["link-label-differs"]


def test_a_code_that_two_states_had_is_told_apart_by_the_others_or_by_the_name() -> None:
    def made(entry: VocabularyEntry) -> list[str]:
        return [one.subject for one in _link(entry).links if not one.wider]

    assert made(_entry("x", "", ("alpha2", "CS"), ("alpha3", "SCG"))) == ["country/SCG"]
    assert made(_entry("x", "Czechoslovakia", ("alpha2", "CS"))) == ["country/CSK"]
    assert _link(_entry("x", "", ("alpha2", "CS"))).ambiguous[0].candidates == ("country/CSK", "country/SCG")


@pytest.mark.parametrize(
    ("label", "language", "key"),
    [
        ("Niger", "en", "country/NER"),
        ("Nigeria", "en", "country/NGA"),
        ("Guinea", "en", "country/GIN"),
        ("Guinea-Bissau", "en", "country/GNB"),
        ("Equatorial Guinea", "en", "country/GNQ"),
        ("Papua New Guinea", "en", "country/PNG"),
        ("Georgia", "en", "country/GEO"),
        ("Jersey", "en", "country/JEY"),
        ("Côte d’Ivoire", "fr", "country/CIV"),
        ("مالي", "ar", "country/MLI"),
        ("Suazilandia", "es", "country/SWZ"),
    ],
)
def test_a_whole_name_links_in_any_language(label: str, language: str, key: str) -> None:
    (made,) = _link(_entry("x", label, language=language)).links
    assert (made.subject, made.state) == (key, "accepted") and made.rule.startswith("label:")


@pytest.mark.parametrize("label", ["Mexico City", "New Jersey", "Malia", "Nigerian", "Guineas", "ML", "MLI"])
def test_what_is_only_like_a_name_links_nothing(label: str) -> None:
    linking = _link(_entry("x", label))
    assert linking.links == () and len(linking.unmatched) == 1


def test_a_shared_name_is_ambiguous_until_the_others_have_their_entries() -> None:
    alone = _link(_entry("x", "Congo"))
    assert alone.links == () and alone.ambiguous[0].candidates == ("country/COD", "country/COG")
    both = _link(_entry("x", "Congo"), _entry("y", "Democratic Republic of the Congo"))
    assert {(tail(one.object), one.subject, one.state, one.rule) for one in both.links} == {
        ("x", "country/COG", "candidate", "elimination"),
        ("y", "country/COD", "accepted", "label:en"),
    }


def test_entries_of_one_name_are_ambiguous_and_nothing_follows_from_them() -> None:
    states = _entry("us", "United States")
    whole = states.iri
    state, country = _entry("a", "Georgia", broader=(whole,)), _entry("b", "Georgia")
    equal = _link(_entry("a", "Georgia"), country)
    assert equal.links == () and equal.counts()["ambiguous"] == 2
    assert [one.candidates for one in equal.ambiguous] == [("country/GEO",)] * 2
    assert [one.check for one in equal.disagreements] == ["link-ambiguous"] * 2
    told = _link(states, state, country)
    assert {(one.subject, tail(one.object), one.predicate, one.state) for one in told.links} == {
        ("country/USA", "us", "exactMatch", "accepted"),
        ("country/GEO", "b", "exactMatch", "accepted"),
    }
    assert "but it lies in country/USA" in told.ambiguous[0].reason
    between = _entry("south", "Southern states", broader=(whole,), kind="other")
    deep = _link(states, between, replace(state, broader=(between.iri,)))
    assert [one.subject for one in deep.links] == ["country/USA"]
    coded = _link(_entry("a", "Georgia"), country, _entry("c", "", ("alpha2", "GE")))
    assert {(tail(one.object), one.state) for one in coded.links} == {
        ("a", "candidate"), ("b", "candidate"), ("c", "accepted")
    }  # fmt: skip
    alternative = _entry("d", "Somewhere", labels=(Label("Georgia", "en", "alternative"),))
    assert _link(_entry("a", "Georgia"), country, alternative).links == ()
    weaker = _link(country, alternative)
    assert {(tail(one.object), one.state) for one in weaker.links} == {("b", "accepted"), ("d", "candidate")}


def test_all_known_names_of_an_entry_must_agree() -> None:
    names = (Label("Togo", "en", "preferred"), Label("Benin", "en", "preferred"))
    (coded,) = _link(_entry("x", "", ("alpha3", "TGO"), labels=names)).links
    assert (coded.subject, coded.state, coded.confidence) == ("country/TGO", "candidate", 0.5)
    assert "the name 'Benin' names another" in coded.evidence
    assert [one.check for one in _link(_entry("x", "", ("alpha3", "TGO"), labels=names)).disagreements] == [
        "link-label-differs"
    ]
    agreed = (Label("Togo", "en", "preferred"), Label("A part of Africa", "en", "preferred"))
    (made,) = _link(_entry("x", "", ("alpha3", "TGO"), labels=agreed)).links
    assert made.state == "accepted" and "the name 'Togo' agrees" in made.evidence
    for other in (
        Label("Niger", "en", "alternative"),
        Label("Niger", "en", "preferred"),
        Label("Niger", "", "alternative"),
    ):
        mixed = _link(_entry("x", labels=(Label("Chad", "en", "preferred"), other)))
        assert mixed.links == () and mixed.ambiguous[0].candidates == ("country/NER", "country/TCD")


def test_two_entries_for_one_country_are_a_finding_and_one_gives_way() -> None:
    linking = _link(_entry("a", "Mali", ("alpha2", "ML")), _entry("b", "Mali"))
    assert {(tail(one.object), one.predicate, one.state) for one in linking.links} == {
        ("a", "exactMatch", "accepted"),
        ("b", "closeMatch", "candidate"),
    }
    assert [one.check for one in linking.disagreements] == ["link-several"]


def test_two_wikidata_items_for_the_netherlands_are_findings() -> None:
    constituent, kingdom = (
        _entry(number, "Netherlands", ("alpha2", "NL"), ("wikidata", number)) for number in ("Q55", "Q29999")
    )
    linking = _link(constituent, kingdom)
    assert {(tail(one.object), one.subject, one.predicate, one.state) for one in linking.links} == {
        ("Q29999", "country/NLD", "exactMatch", "accepted"),
        ("Q55", "country/NLD", "closeMatch", "candidate"),
    }
    assert [one.check for one in linking.disagreements] == ["link-several"]
    alone = _link(constituent)
    assert [one.message for one in alone.disagreements if "Q29999 here and Q55 in test" in one.message]


def test_links_live_below_the_base_of_their_store(tmp_path: Path) -> None:
    entry = replace(_entry("x", "Mali", ("alpha2", "ML")), iri="https://w3id.org/mandategraph/id/vocabulary/test/ML")
    base = "https://example.org/data/"
    with open_store(tmp_path / "store", write=True, create=True, base_iri=base) as opened:
        add(opened, _vocabulary(entry), started=NOW)
        keep(opened, [relink(opened, "test")], started=NOW)
        assert not keep(opened, [relink(opened, "test")], started=NOW)
        (made,) = links_of(opened, "test")
        assert (made.subject, made.object) == ("country/MLI", f"{base}id/vocabulary/test/ML")


def test_an_organisation_is_not_the_country_of_its_name() -> None:
    linking = _link(_entry("x", "African Union", kind="organisation"), _entry("y", "Mali", kind="organisation"))
    assert [(one.subject, tail(one.object)) for one in linking.links] == [("donor/african-union", "x")]


@pytest.fixture
def store(tmp_path: Path) -> Iterable[EmbeddedStore]:
    data = _vocabulary(
        _entry("ml", "Mali", ("alpha2", "ML")),
        _entry("ng", "Niger", ("alpha2", "NG")),
        _entry("old", "Zaire", deprecated=True),
        _entry("no", "Atlantis"),
    )
    with open_store(tmp_path / "store", write=True, create=True) as opened:
        add(opened, data, started=NOW)
        keep(opened, [relink(opened, "test")], started=NOW)
        yield opened


def _states(links: Iterable[Link]) -> dict[str, str]:
    return {f"{one.subject}={tail(one.object)}": one.state for one in links}


def test_only_accepted_links_are_stated_and_every_link_is_described(store: EmbeddedStore) -> None:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    prefixes += "PREFIX sssom: <https://w3id.org/sssom/>\n"

    def rows(query: str) -> list[tuple[str, ...]]:
        found = store.query(prefixes + query)
        return sorted(tuple(str(term.value) for term in row) for row in found)  # type: ignore[union-attr]

    graph = f"GRAPH <{store.minter.graph('links/test')}>"
    assert rows(f"SELECT ?a ?b {{ {graph} {{ ?a skos:exactMatch ?b }} }}") == [
        (store.minter.thing("country/MLI"), "https://example.org/ml")
    ]
    assert rows(f"SELECT ?s ?c {{ {graph} {{ ?l a mg:Link ; mg:linkState ?s ; sssom:confidence ?c }} }}") == [
        ("accepted", "1"),
        ("candidate", "0.5"),
        ("candidate", "0.6"),
    ]
    assert rows("SELECT ?n ?p { ?set a void:Linkset ; void:triples ?n ; void:linkPredicate ?p }") == [
        ("1", f"{PREFIXES['skos']}exactMatch")
    ]
    assert rows("SELECT ?l { ?l a mg:Link ; sssom:object_id <https://example.org/ng> }") == [
        (store.minter.thing("link/test/country/NGA/ng"),)
    ]
    assert rows("SELECT ?x { ?x owl:sameAs ?y }") == []


def test_disagreements_are_findings_that_the_stored_query_shows(store: EmbeddedStore) -> None:
    answer = Catalogue.read(portable=False).run(store, "findings", {"check": "link-label-differs"})
    (row,) = answer.records()
    assert row["grade"] == "warning" and "Niger" in str(row["message"])
    assert row["focus"] == store.minter.thing("country/NGA")


def test_what_a_person_decided_stays_in_later_runs(store: EmbeddedStore) -> None:
    decided = review(
        store, "test", [("Nigeria", "ng", "rejected"), ("COD", "https://example.org/old", "accepted")], started=NOW
    )
    assert _states(decided) == {"country/COD=old": "accepted", "country/NGA=ng": "rejected"}
    again = relink(store, "test")
    assert _states(again.links) == {
        "country/COD=old": "accepted",
        "country/MLI=ml": "accepted",
        "country/NGA=ng": "rejected",
    }
    assert {tail(one.object): one.reason for one in again.unmatched}["ng"] == "The link to country/NGA was rejected."
    assert again.counts() == {"linked": 2, "candidate": 0, "rejected": 1, "ambiguous": 0, "unmatched": 2}
    assert len(again.unmatched) == 2
    assert not keep(store, [again], started=NOW)
    new = _vocabulary(_entry("ml", "Mali", ("alpha2", "ML")), _entry("ng", "Nigeria", ("alpha2", "NG")))
    add(store, new, started=NOW)
    assert _states(relink(store, "test").links)["country/NGA=ng"] == "rejected"


def test_a_decision_about_an_entry_that_has_gone_is_kept_and_not_counted(store: EmbeddedStore) -> None:
    review(store, "test", [("Nigeria", "ng", "rejected"), ("Niger", "ng", "rejected")], started=NOW)
    add(store, _vocabulary(_entry("ml", "Mali", ("alpha2", "ML"))), started=NOW)
    again = relink(store, "test")
    assert len([one for one in again.links if one.state == "rejected"]) == again.counts()["rejected"] == 2
    assert (len(again.entries), again.unmatched) == (1, ())
    assert again.counts() == {"linked": 1, "candidate": 0, "rejected": 2, "ambiguous": 0, "unmatched": 0}


def test_a_link_cannot_be_accepted_and_rejected_at_once(store: EmbeddedStore) -> None:
    before = links_of(store, "test")
    with pytest.raises(UsageError, match=r"country/NGA and <https://example\.org/ng> is both accepted and rejected"):
        review(store, "test", [("Nigeria", "ng", "rejected"), ("NGA", "ng", "accepted")], started=NOW)
    assert links_of(store, "test") == before


def test_a_link_that_no_rule_proposed_is_made_by_hand(store: EmbeddedStore) -> None:
    review(store, "test", [("country/GRC", "no", "accepted")], started=NOW)
    made = {tail(one.object): one for one in links_of(store, "test")}["no"]
    assert (made.subject, made.rule, made.justification) == ("country/GRC", "review", "ManualMappingCuration")
    assert "no" not in {tail(one.object) for one in relink(store, "test").unmatched}
    for wrong in (("Nowhere", "no"), ("Mali", "nothing")):
        with pytest.raises(UsageError):
            review(store, "test", [(*wrong, "accepted")], started=NOW)


def test_the_same_thing_is_stated_only_on_request(store: EmbeddedStore) -> None:
    keep(store, [relink(store, "test", same_as=True)], started=NOW)
    import pyoxigraph as ox

    same = store.quads(None, ox.NamedNode(f"{PREFIXES['owl']}sameAs"), None, None)
    assert [quad.object for quad in same] == [ox.NamedNode("https://example.org/ml")]
    exact = store.quads(
        None, ox.NamedNode(f"{PREFIXES['skos']}exactMatch"), ox.NamedNode("https://example.org/ml"), None
    )
    assert len(list(exact)) == 1


def test_removing_a_vocabulary_removes_its_links(store: EmbeddedStore) -> None:
    remove(store, "test", started=NOW)
    assert not [graph for graph in store.graphs() if "/links/" in graph or "/vocabulary/" in graph]


def test_the_command_links_shows_and_decides(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store")]
    assert run(["vocabulary", "add", str(files / "eu-countries.csv"), "--as", "eu", *store]) == 0
    capsys.readouterr()
    assert run(["link", "--json", *store]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["vocabulary"], row["entries"], row["linked"]) == ("eu", 284, 257)
    assert run(["link", "eu", "--show", "candidates", *store]) == 0
    assert "Zaire" in capsys.readouterr().out
    assert run(["link", "eu", "--show", "unmatched", *store]) == 0
    assert "placeholder" in capsys.readouterr().out
    decided = ["link", "eu", "--accept", "COD=ZR0", "--reject", "Benin=DHY", "--show", "rejected", *store]
    for said in ("stored", "unchanged"):
        assert run(decided) == 0
        told = capsys.readouterr()
        assert "Dahomey" in told.out and told.err.endswith(f"{said}\n")
    for given in (["--show", "unmatched"], ["--json"]):
        assert run(["link", "eu", "--format", "sssom", *given, *store]) == 2
        assert f"{' '.join(given)} has no effect beside --format sssom" in capsys.readouterr().err
    assert run(["link", "eu", "--accept", "Mali", *store]) == 2
    assert run(["link", "us", *store]) == 2
    assert run(["link", "eu", "--by", "label", "--dry-run", *store]) == 0
    assert "nothing was stored" in capsys.readouterr().err


def test_a_program_adds_and_links_by_the_workspace(tmp_path: Path) -> None:
    table = tmp_path / "dac.csv"
    table.write_text("code,name_en,name_fr\n255,Mali,Mali\n", encoding="utf-8")
    with mandategraph.open(tmp_path / "store") as graph:
        assert len(graph.add_vocabulary(table, name="dac").entries) == 1
        (linking,) = graph.link()
        assert linking.counts()["linked"] == 1
        assert len(links_of(graph.store, "dac")) == 1


@pytest.mark.parametrize(
    ("name", "on", "key"),
    [
        ("Sudan", "2010-06-01", "country/SDN"),
        ("Sudan", "2015-06-01", "country/SDN"),
        ("Southern Sudan", "2010-06-01", "country/SSD"),
        ("South Sudan", "2012-06-01", "country/SSD"),
        ("Swaziland", "2012-06-01", "country/SWZ"),
        ("Eswatini", "2020-06-01", "country/SWZ"),
        ("Zaire", "1990-06-01", "country/COD"),
        ("Congo", "1990-06-01", "country/COG"),
        ("Congo", "2015-06-01", None),
        ("Congo", "1965-06-01", None),
        ("Serbia and Montenegro", "2005-06-01", "country/SCG"),
        ("Serbia", "2010-06-01", "country/SRB"),
        ("CS", "1990-06-01", "country/CSK"),
        ("CS", "2005-06-01", "country/SCG"),
        ("CS", "2015-06-01", None),
        ("East Timor", "2001-06-01", "country/TLS"),
        ("Czechia", "2010-06-01", "country/CZE"),
    ],
)
def test_the_day_decides_what_a_name_means(name: str, on: str, key: str | None) -> None:
    found = Resolver.load().resolve(name, on=date.fromisoformat(on))
    assert (found.entity.key if found.entity else None) == key


def test_a_country_in_time() -> None:
    resolver = Resolver.load()

    def of(key: str) -> tuple[object, ...]:
        entity = resolver.entity(f"country/{key}")
        assert entity
        found = identity(entity)
        return (
            found.valid_from,
            found.valid_until,
            found.predecessors,
            found.successors,
            found.parted_from,
            found.parted,
        )

    assert of("SCG") == (date(2003, 2, 4), date(2006, 6, 2), ("country/YUG",), ("country/MNE", "country/SRB"), (), ())
    assert of("MNE") == (date(2006, 6, 3), None, ("country/SCG",), (), (), ())
    assert of("SSD") == (date(2011, 7, 9), None, (), (), ("country/SDN",), ())
    assert of("SDN") == (None, None, (), (), (), ("country/SSD",))
    swaziland, congo = resolver.entity("country/SWZ"), resolver.entity("country/COD")
    assert swaziland and congo
    assert [identity(swaziland).name(date(year, 1, 1)) for year in (1950, 2018, 2019)] == [
        None,
        "Swaziland",
        "Eswatini",
    ]
    assert [identity(congo).name(date(year, 1, 1)) for year in (1965, 1980, 2000)] == [
        "Congo",
        "Zaire",
        "Democratic Republic of the Congo",
    ]
    south = resolver.entity("country/SSD")
    assert south and not identity(south).exists(date(2011, 7, 8)) and identity(south).exists(date(2011, 7, 9))
    with pytest.raises(UsageError):
        identity(resolver.entity("region/eu"))  # type: ignore[arg-type]


def test_every_dated_name_is_one_that_we_know() -> None:
    resolver = Resolver.load()
    for (name, key), periods in resolver.gazetteer.dated.items():
        found = resolver.resolve(name, on=periods[0][0])
        assert found.entity is None or found.entity.key == key or name == "congo", (name, key)
        assert all(since < until for since, until in periods)
