"""Which records are one mandate: the same answer in whatever order they come, and never one name for two."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.loaders.identity import Claim, claim_of, keys, name_of, parse_claim
from mandategraph.loaders.pages.listing import read_listing
from mandategraph.loaders.pages.mandate_page import read_mandate_page
from mandategraph.loaders.records import MandateRecord

DONORS = ("donor/netherlands", "donor/france", "donor/a-b", "donor/a")
PLACES = ("country/MLI", "country/NER", "name/c", "name/b-c")


def claim(donors: str = "", places: str = "") -> Claim:
    return Claim(frozenset(donors.split()), frozenset(places.split()))


def claims() -> st.SearchStrategy[list[Claim]]:
    donors = st.frozensets(st.sampled_from(DONORS), max_size=2)
    places = st.frozensets(st.sampled_from(PLACES), max_size=2)
    return st.lists(st.builds(Claim, donors, places), min_size=1, max_size=7)


NL, FR = "donor/netherlands", "donor/france"
MLI, NER = "country/MLI", "country/NER"
CASES = [
    ("the same words", [claim(NL, MLI), claim(NL, MLI)], [""]),
    ("one place more", [claim(NL, MLI), claim(NL, f"{MLI} {NER}")], [""]),
    ("one donor more", [claim(NL, MLI), claim(f"{NL} {FR}", MLI)], [""]),
    ("another donor", [claim(NL, MLI), claim(FR, MLI)], ["-netherlands-mli", "-france-mli"]),
    ("another place", [claim(NL, MLI), claim(NL, NER)], ["-netherlands-mli", "-netherlands-ner"]),
    ("no donor named", [claim("", MLI), claim(NL, MLI)], [""]),
    ("no place named", [claim(NL), claim(NL, MLI)], [""]),
    ("nothing named", [claim(), claim(NL, MLI)], [""]),
    (
        "one that names nothing joins no two others",
        [claim(NL, MLI), claim(), claim(FR, NER)],
        ["-netherlands-mli", "-unnamed", "-france-ner"],
    ),
    (
        "one without donor joins no two donors",
        [claim(NL, MLI), claim("", MLI), claim(FR, MLI)],
        ["-netherlands-mli", "-mli", "-france-mli"],
    ),
    ("gaps join nothing", [claim("", MLI), claim(NL), claim(NL, NER)], ["-mli", "-netherlands-ner"]),
    (
        "it joins only those of its place",
        [claim(NL, MLI), claim("", NER), claim(FR, NER)],
        ["-netherlands-mli", "-france-ner"],
    ),
    ("a chain", [claim(NL, MLI), claim(f"{NL} {FR}", f"{MLI} {NER}"), claim(FR, NER)], [""]),
    ("names that run together", [claim("donor/a-b", "name/c"), claim("donor/a", "name/b-c")], None),
]  # fmt: skip


@pytest.mark.parametrize(("held", "ends"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_who_is_one_mandate(held: list[Claim], ends: list[str] | None) -> None:
    answers = [keys("x-2015-06-01", order) for order in itertools.permutations(held)]
    assert all(answer == answers[0] for answer in answers)
    found = set(answers[0].values())
    if ends is None:
        assert len(found) == len(set(held)) and all(key.startswith("mandate/x-2015-06-01-a-b-c-") for key in found)
    else:
        assert found == {f"mandate/x-2015-06-01{end}" for end in ends}


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_never_matters(held: list[Claim], shuffler: random.Random) -> None:
    shuffled = [*held]
    shuffler.shuffle(shuffled)
    assert keys("x-undated", held) == keys("x-undated", shuffled)


@given(claims())
def test_claims_that_agree_share_a_key_and_a_key_is_shared_only_along_such_claims(held: list[Claim]) -> None:
    found = keys("x-undated", held)
    for one, other in itertools.combinations(held, 2):
        whole = all((one.donors, one.places, other.donors, other.places))
        assert not (whole and one.same(other)) or found[one] == found[other]
    for key in set(found.values()):
        party = [each for each in found if found[each] == key]
        reached = {party[0]}
        while more := {each for each in party for seen in reached if each.same(seen)} - reached:
            reached |= more
        assert reached == set(party)


@given(claims())
def test_a_claim_survives_being_written(held: list[Claim]) -> None:
    assert [parse_claim(each.written()) for each in held] == held


LISTED = "Mali\n\n{title}\n\nNetherlands, UK mandate in Mali, Niger 01/07/2014 - 31/08/2015\n\nProse.\n"
OWN = (
    "{title}\n\n01/07/2014 - 31/08/2015\n\nTarget country\n\nMali\n\nMandator\n\nUK\n\nStart date\n\n{start}\n",
    "{title}\n\nTarget country: Mali, Niger\n\nMandator: UK\n\nStart date: {start}\n",
    "{title}\n\nTarget Country / Organisation\n\nMandator\n\nStart date\n\n{start}\n\nEnd date\n\n",
    "{title}\n\nTarget country\n\nMalí\n\nMandator\n\nPays-Bas\n\nStart date\n\n{start}\n",
)


def key_of(record: MandateRecord, other: MandateRecord) -> str:
    assert name_of(record) == name_of(other)
    return keys(name_of(record), [claim_of(record), claim_of(other)])[claim_of(record)]


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("title", ["Support to EUCAP", "SUPPORT to eucap", "Étude: l’accès", "  Twice\u00a0spaced "])
@pytest.mark.parametrize("start", ["01/07/2014", "1.7.2014.", "2014-07-01"])
def test_own_page_and_listing_page_tell_of_one_mandate(own: str, title: str, start: str) -> None:
    resolver = Resolver.load()
    (listed,) = read_listing(LISTED.format(title=title), resolver).mandates
    (page,) = read_mandate_page(own.format(title=title, start=start), resolver).mandates
    assert page.start == date(2014, 7, 1)
    assert key_of(listed, page) == key_of(page, listed) == f"mandate/{name_of(listed)}"
