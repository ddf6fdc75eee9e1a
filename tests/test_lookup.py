"""From what a person types to one thing, or to candidates; never to a guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import mandategraph as mg
from mandategraph.graph.queries.lookup import KINDS, look_up

PAGES = Path(__file__).resolve().parents[1] / "examples" / "pages"
BASE = "https://w3id.org/mandategraph/id/"
COURSE = "mandate/advanced-french-level-2-training-on-ssr-mali-2015-06-01"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mg.Store]:
    """A store with the example pages."""
    with mg.open(tmp_path_factory.mktemp("lookup") / "store") as graph:
        graph.load(PAGES, read_on=date(2026, 11, 24))
        yield graph.store


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("mandate", BASE + COURSE, COURSE),
        ("mandate", COURSE, COURSE),
        ("mandate", COURSE.removeprefix("mandate/"), COURSE),
        ("mandate", "ADVANCED FRENCH LEVEL 2 TRAINING ON SSR, MALI", COURSE),
        ("mandate", "advanced french", COURSE),
        ("mandate", "evaluacion del apoyo", "mandate/evaluacion-del-apoyo-a-la-policia-2017-08-01"),
        ("country", "DRC", "country/COD"),
        ("country", "http://www.wikidata.org/entity/Q912", "country/MLI"),
        ("donor", "AU", "donor/african-union"),
        ("donor", "Netherlands", "donor/netherlands"),
        ("region", "South America", "region/005"),
        ("source", str(PAGES / "mali.txt"), None),
        ("theme", "gender", "theme/gender"),
    ],
)
def test_a_thing_is_found(store: mg.Store, kind: str, text: str, key: str | None) -> None:
    found = look_up(store, kind, text)
    assert found.startswith(f"{BASE}{kind}/") if key is None else found == BASE + key


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("mandate", "training"),
        ("country", "Congo"),
        ("country", "Atlantis"),
        ("mandate", 'x" ) } DELETE WHERE { ?s ?p ?o } #'),
        ("mandate", "<>"),
        ("mandate", ""),
        ("mandate", "\u202e\n"),
        ("cat", "Mali"),
    ],
)
def test_what_is_not_one_thing_is_refused(store: mg.Store, kind: str, text: str) -> None:
    with pytest.raises(mg.UsageError) as raised:
        look_up(store, kind, text)
    assert raised.value.remedy


def test_candidates_are_named(store: mg.Store) -> None:
    with pytest.raises(mg.UsageError, match="advanced-french-level-2"):
        look_up(store, "mandate", "training on ssr")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked(store: mg.Store, kind: str) -> None:
    with pytest.raises(mg.UsageError, match="is called"):
        look_up(store, kind, "no such thing")
