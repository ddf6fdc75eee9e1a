"""Names, codes and conditions are matched where there is no doubt, and only there; every score says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

import pytest
from published_store import whole
from reconcile_world import JSON, Answer, World, reconciling

from mandategraph.service.reconcile.near_names import LEAST, NearNames

EUCAP = "mandate/backstopping-support-to-eucap-mali-sahel-2014-07-01"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reconciling(tmp_path_factory.mktemp("reconcile")) as world:
        yield world


def matched(candidates: list[Answer]) -> str | None:
    """Return the one match, and see that nobody else is called one or scores 100."""
    found = [each for each in candidates if each["match"]]
    assert len(found) <= 1 and all(each["score"] == 100 for each in found)
    assert all(cast(float, each["score"]) < 100 for each in candidates if not each["match"])
    return str(found[0]["id"]) if found else None


def features(candidate: Answer) -> dict[str, object]:
    return {str(each["id"]): each["value"] for each in cast(list[Answer], candidate["features"])}


@pytest.mark.parametrize(
    ("type", "query", "key"),
    [
        ("Country", "Mali", "country/MLI"),
        ("Country", "ML", "country/MLI"),
        ("Country", "MLI", "country/MLI"),
        ("Country", "466", "country/MLI"),
        ("Country", "MALI ", "country/MLI"),
        ("Country", "DRC", "country/COD"),
        ("Country", "Cote d'Ivoire", "country/CIV"),
        ("Country", "Deutschland", "country/DEU"),
        ("Country", "Кыргызстан", "country/KGZ"),
        ("Country", "http://www.wikidata.org/entity/Q912", "country/MLI"),
        ("Country", "country/MLI", "country/MLI"),
        ("Country", "https://w3id.org/mandategraph/id/country/MLI", "country/MLI"),
        ("Country", "Niger", "country/NER"),
        ("Country", "Nigeria", "country/NGA"),
        ("Place", "Mexico City", "place/mexico-city"),
        ("Place", "Djibouti", "place/djibouti"),
        ("Place", "Brussels", "place/brussels"),
        ("Region", "EU", "region/eu"),
        ("Region", "Western Africa", "region/011"),
        ("Donor", "NL", "donor/netherlands"),
        ("Donor", "The Netherlands", "donor/netherlands"),
        ("Donor", "EU", "donor/european-union"),
        ("Theme", "Égalité des genres", None),
        ("Theme", "Security sector reform", "theme/security-sector-reform"),
        ("Theme", "Réforme du secteur de la sécurité", "theme/security-sector-reform"),
        ("Mandate", "backstopping support to EUCAP Mali Sahel", EUCAP),
        ("Mandate", "Mali", None),
        ("Country", "Congo", None),
        ("Country", "Guiana", None),
        ("Country", "Mexico City", None),
        ("Country", "Papua", None),
        ("Country", "Malli", None),
        ("Country", "Atlantis", None),
        ("Country", "", None),
        ("DifferentiatedPerson", "Mali", None),
    ],
)
def test_only_what_is_beyond_doubt_is_a_match(world: World, type: str, query: str, key: str | None) -> None:
    if query:
        assert matched(world.candidates(query=query, type=type)) == key
    assert matched(world.draft(type=type, conditions=[{"matchType": "name", "propertyValue": query}])) == key


def test_without_a_type_a_country_and_its_state_are_two(world: World) -> None:
    found = world.candidates(query="Mali")
    assert [each["id"] for each in found] == ["country/MLI", "donor/mali"]
    assert matched(found) is None and features(found[0]) == {"label": True, "shared_by": 2.0}
    assert matched(world.candidates(query="Mali", type=["Country", "Theme"])) == "country/MLI"


def test_a_town_that_has_the_name_of_its_country_is_found_beside_it(world: World) -> None:
    found = world.candidates(query="Djibouti", type=["Country", "Place"])
    assert [each["id"] for each in found] == ["country/DJI", "place/djibouti"] and matched(found) is None
    assert matched(world.candidates(query="Mexico City", type=["Country", "Place"])) == "place/mexico-city"


def test_a_name_that_does_not_tell_one_thing_lists_what_it_may_mean(world: World) -> None:
    found = world.candidates(query="Congo", type="Country")
    assert [(each["id"], each["score"]) for each in found] == [("country/COD", 60.0), ("country/COG", 60.0)]
    assert all(features(each) == {"insufficient": True} for each in found)


def test_a_name_that_is_alike_is_a_hint_with_a_low_score(world: World) -> None:
    first, *_ = world.candidates(query="Afghanistann", type="Country")
    assert first["id"] == "country/AFG" and cast(float, first["score"]) <= 40
    assert features(first)["near"] == pytest.approx(0.8, abs=0.2)
    assert world.candidates(query="qqqqqqq", type="Country") == []


def test_a_property_decides_between_namesakes_or_speaks_against_a_name(world: World) -> None:
    decided = world.candidates(query="Congo", type="Country", properties=[{"pid": "alpha2", "v": "CD"}])
    assert matched(decided) == "country/COD" and features(decided[0]) == {"insufficient": True, "property_alpha2": True}
    part = world.candidates(query="England", type="Country", properties=[{"pid": "alpha2", "v": "GB"}])
    assert [each["id"] for each in part] == ["country/GBR"] and matched(part) is None
    against = world.candidates(query="Niger", type="Country", properties=[{"pid": "alpha2", "v": "NG"}])
    assert {each["id"] for each in against} == {"country/NER", "country/NGA"} and matched(against) is None
    unknown = world.candidates(query="Mali", type="Country", properties=[{"pid": "colour", "v": "red"}])
    assert matched(unknown) is None and features(unknown[0]) == {"label": True, "property_colour": False}


@pytest.mark.parametrize(
    ("query", "type", "day", "key", "holds"),
    [
        ("Czechoslovakia", "Country", "1990-01-01", "country/CSK", True),
        ("Czechoslovakia", "Country", "2014-01-01", "country/CSK", False),
        ("South Sudan", "Country", "2005-01-01", "country/SSD", False),
        ("South Sudan", "Country", "2014-01-01T00:00:00Z", "country/SSD", True),
        ("Mali", "Country", "2014", "country/MLI", False),
        ("Netherlands", "Donor", "2014-01-01", "donor/netherlands", True),
        ("Western Africa", "Region", "2014-01-01", "region/011", True),
    ],
)
def test_a_day_counts_for_countries_too(world: World, query: str, type: str, day: str, key: str, holds: bool) -> None:
    found = world.candidates(query=query, type=type, properties=[{"pid": "date", "v": day}])
    assert found[0]["id"] == key and matched(found) == (key if holds else None)
    assert features(found[0])["property_date"] is holds
    said = {str(each["id"]): str(each["name"]) for each in cast(list[Answer], found[0]["features"])}
    assert ("is no day" in said["property_date"]) == (day == "2014")
    assert ("have been a country" in said["property_date"]) == (not holds and day != "2014")


@pytest.mark.parametrize(
    ("properties", "fits"),
    [
        ([("country", "Mali")], True),
        ([("country", "ML"), ("donor", "Netherlands")], True),
        ([("country", {"id": "country/MLI", "name": "Mali"}), ("year", 2015)], True),
        ([("start", "2014-07-01")], True),
        ([("start", "2014")], True),
        ([("date", "2015-01-01")], True),
        ([("theme", "Security sector reform")], True),
        ([("country", "Niger")], False),
        ([("year", "2013")], False),
        ([("date", "2016-01-01")], False),
        ([("donor", ["France", "Netherlands"])], True),
    ],
)
def test_mandates_are_narrowed_by_what_they_say(world: World, properties: list[tuple[str, object]], fits: bool) -> None:
    given = [{"pid": name, "v": value} for name, value in properties]
    found = world.candidates(query="Backstopping Support to EUCAP Mali Sahel", type="Mandate", properties=given)
    assert matched(found) == (EUCAP if fits else None)
    assert found[0]["id"] == EUCAP


def test_conditions_alone_lead_to_things(world: World) -> None:
    assert matched(world.candidates(type="Country", properties=[{"pid": "wikidata", "v": "Q912"}])) == "country/MLI"
    assert matched(world.candidates(type="Donor", properties=[{"pid": "dac", "v": "7"}])) == "donor/netherlands"
    both = [{"pid": "donor", "v": "Netherlands"}, {"pid": "country", "v": "Mali"}]
    assert matched(world.candidates(type="Mandate", properties=both)) == EUCAP
    many = world.candidates(type="Mandate", properties=[{"pid": "country", "v": "Mali"}], limit=3)
    assert len(many) == 3 and {each["score"] for each in many} == {80.0}


def test_the_draft_has_required_conditions_and_quantifiers(world: World) -> None:
    name = {"matchType": "name", "propertyValue": "Backstopping Support to EUCAP Mali Sahel"}
    country: dict[str, object] = {"matchType": "property", "propertyId": "country", "propertyValue": "Niger"}
    soft = world.draft(type="Mandate", conditions=[name, country])
    assert soft[0]["id"] == EUCAP and soft[0]["score"] == 40.0
    assert world.draft(type="Mandate", conditions=[name, {**country, "required": True}]) == []
    assert matched(world.draft(type="Mandate", conditions=[name, {**country, "matchQuantifier": "none"}])) == EUCAP
    several = {**country, "propertyValue": ["Mali", "Niger"]}
    assert matched(world.draft(type="Mandate", conditions=[name, several])) == EUCAP
    assert matched(world.draft(type="Mandate", conditions=[name, {**several, "matchQuantifier": "all"}])) is None
    wild = {**several, "matchQualifier": "WildcardMatch"}
    assert matched(world.draft(type="Mandate", conditions=[name, wild])) is None
    assert matched(world.draft(conditions=[{"matchType": "id", "propertyValue": "country/MLI"}])) == "country/MLI"


def test_a_name_to_match_exactly_has_no_candidates_that_are_only_alike(world: World) -> None:
    def named(text: str, **more: object) -> list[object]:
        found = world.draft(type="Country", conditions=[{"matchType": "name", "propertyValue": text, **more}])
        return [each["id"] for each in found]

    assert "country/MLI" in named("Malli") and named("Malli", matchQualifier="ExactMatch") == []
    assert "country/MLI" in named("Bamako in Mali") and named("Bamako in Mali", matchQualifier="exact") == []
    assert named("mali", matchQualifier="ExactMatch") == ["country/MLI"]


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        (
            {"matchType": "name", "matchQualifier": "WildcardMatch"},
            "on the name with the matchQualifier 'WildcardMatch'",
        ),
        ({"matchType": "id", "matchQualifier": "CloseMatch"}, "on the id with the matchQualifier 'CloseMatch'"),
        ({"matchType": "name", "matchQualifier": 7}, "matchQualifier is no text"),
        ({"matchType": "property", "propertyId": "country", "matchQualifier": None}, "matchQualifier is no text"),
        ({"matchType": "name", "required": "true"}, "required is neither true nor false"),
        ({"matchType": "name", "matchQuantifier": "some"}, "'some' is no matchQuantifier"),
    ],
)
def test_a_condition_that_cannot_be_heeded_is_refused(world: World, condition: dict[str, object], what: str) -> None:
    body = json.dumps({"queries": [{"conditions": [{**condition, "propertyValue": "Mali"}]}]})
    answer = world.send("POST", "/reconcile/1.0-draft/match", body=body, content_type=JSON)
    assert answer.status == 400 and what in json.loads(whole(answer))["detail"]


def test_every_score_has_a_reason_in_words(world: World) -> None:
    for query in ("Mali", "ML", "Congo", "Malli", "Mexico City", "Q912"):
        for candidate in world.candidates(query=query):
            said = cast(list[Answer], candidate["features"])
            assert said and all(each["name"] and isinstance(each["value"], bool | float) for each in said)
            assert candidate["description"] and candidate["type"]


def test_near_names_are_those_that_comparing_every_pair_finds() -> None:
    letters = [chr(ord("a") + number * number % 7) + "mi nl"[number % 5] for number in range(60)]
    names = sorted({"".join(letters[at : at + 1 + at % 6]).strip() for at in range(60)} | {"mali", "malawi", "somalia"})
    near = NearNames((name, f"key/{name}") for name in names)
    groups = {name: {f"  {name} "[at : at + 3] for at in range(len(name) + 1)} for name in names}
    for asked in (*names, "somali", "malim", "awi", "z"):
        own = groups.get(asked) or {f"  {asked} "[at : at + 3] for at in range(len(asked) + 1)}
        alike = {name: 2 * len(own & held) / (len(own) + len(held)) for name, held in groups.items()}
        best = sorted((-likeness, f"key/{name}") for name, likeness in alike.items() if likeness >= LEAST)
        for most in (1, 3, 1000):
            expected = [(key, min(round(-likeness, 3), 0.999)) for likeness, key in best[:most]]
            assert list(near.search(asked, most).items()) == expected


def test_near_names_are_bounded() -> None:
    names = NearNames([("mali", "a"), ("malawi", "b"), ("", "c"), ("x" * 500, "d")])
    assert list(names.search("malli")) == ["a"]
    assert names.search("") == {} and names.search("m" * 5000) == {}
    assert all(value < 1 for value in names.search("mali").values())
