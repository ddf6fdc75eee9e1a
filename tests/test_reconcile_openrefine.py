"""What OpenRefine really sends, recorded from its own classes, is answered so that it reads what it should.

``openrefine/recorded.json`` has requests that the classes of OpenRefine 3.9.5 sent to the service, each with what they
made of the answer, and under ``scripts`` the requests of its pages, worked out from its scripts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from published_store import whole
from reconcile_world import JSON, Answer, World, reconciling

RECORDED = json.loads((Path(__file__).resolve().parent / "openrefine" / "recorded.json").read_text("utf-8"))
MATCHES = {
    "reconcile names without a type": {"Mexico City": "place/mexico-city"},
    "reconcile names as countries": {
        "Mali": "country/MLI",
        "DRC": "country/COD",
        "Niger": "country/NER",
        "Nigeria": "country/NGA",
        "Guinea": "country/GIN",
        "Jersey": "country/JEY",
        "Côte d'Ivoire": "country/CIV",
        "466": "country/MLI",
    },
    "reconcile names as countries, a column of ISO codes beside": {
        "Mali": "country/MLI",
        "DRC": "country/COD",
        "Nigeria": "country/NGA",
        "Guinea": "country/GIN",
        "Congo": "country/COD",
        "Jersey": "country/JEY",
        "Côte d'Ivoire": "country/CIV",
        "466": "country/MLI",
    },
    "reconcile donors": {
        "The Netherlands": "donor/netherlands",
        "EU": "donor/european-union",
        "European Union": "donor/european-union",
        "NL": "donor/netherlands",
    },
    "reconcile towns": {
        "Mexico City": "place/mexico-city",
        "Djibouti": "place/djibouti",
        "Brussels": "place/brussels",
    },
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reconciling(tmp_path_factory.mktemp("reconcile")) as world:
        yield world


def candidates(result: list[Answer]) -> list[Answer]:
    """Return candidates as OpenRefine orders them: by score, else as they came."""
    return sorted(result, key=lambda each: -cast(float, each["score"]))


def read_cells(answer: Answer, cells: list[Answer]) -> list[Answer]:
    """Read a batch as OpenRefine does: the first candidate is the match, if it says so of itself."""
    read: list[Answer] = []
    for number, cell in enumerate(cells):
        found = candidates(cast(dict[str, list[Answer]], answer[f"q{number}"])["result"])
        match = found[0]["id"] if found and found[0]["match"] else None
        judgment = "matched" if match else "none"
        ids = [each["id"] for each in found]
        read.append({"cell": cell["cell"], "judgment": judgment, "match": match, "candidates": ids})
    return read


def read_types(answer: Answer) -> dict[str, int]:
    """Count the types of all candidates, from which OpenRefine guesses the type of a column."""
    results = cast(dict[str, dict[str, list[Answer]]], answer).values()
    found = [candidate for each in results for candidate in each["result"]]
    return dict(Counter(str(type["id"]) for each in found for type in cast(list[Answer], each["type"])))


def read_rows(answer: Answer) -> Answer:
    """Read a data extension as OpenRefine does: a column each property, a row as long as there are values."""
    columns = [str(each["id"]) for each in cast(list[Answer], answer["meta"])]
    rows: dict[str, list[list[object]]] = {}
    for id, cells in cast(dict[str, dict[str, list[Answer]]], answer["rows"]).items():
        height = max(len(cells[column]) for column in columns)
        rows[id] = [
            [read_value(cells[column][number]) if number < len(cells[column]) else None for column in columns]
            for number in range(height)
        ]
    return {"columns": columns, "rows": rows}


def read_value(value: Answer) -> object:
    """Read one value; OpenRefine looks at these keys, in this order."""
    if "id" in value:
        return {"id": value["id"], "name": value["name"]}
    for key in ("str", "float", "int"):
        if key in value:
            return value[key]
    return {"date": value["date"]}


@pytest.mark.parametrize("step", RECORDED["recorded"], ids=lambda step: str(step["step"]))
def test_openrefine_reads_in_each_answer_what_it_read_when_recorded(world: World, step: Answer) -> None:
    headers, read = cast(dict[str, str], step["headers"]), cast(Answer, step["read"])
    path, body = str(step["path"]), str(step["body"])
    answer = world.json(str(step["method"]), path, str(step["query"]), body, headers["content-type"])
    if "cells" in read:
        assert read_cells(answer, cast(list[Answer], read["cells"])) == read["cells"]
    elif "types" in read:
        assert read_types(answer) == read["types"]
    else:
        assert read_rows(answer) == read


@pytest.mark.parametrize("step", MATCHES)
def test_the_matches_read_are_the_right_ones(step: str) -> None:
    cells = [cell for each in RECORDED["recorded"] if each["step"] == step for cell in each["read"]["cells"]]
    assert {str(cell["cell"]): cell["match"] for cell in cells if cell["match"]} == MATCHES[step]
    assert len(cells) >= 3 and not any("error" in cell for cell in cells)


def test_a_batch_is_split_as_openrefine_splits_it() -> None:
    sizes = [
        len(each["read"]["cells"]) for each in RECORDED["recorded"] if each["step"] == "reconcile names as countries"
    ]
    assert sizes == [10, 2]


@pytest.mark.parametrize("step", RECORDED["scripts"], ids=lambda step: str(step["step"]))
def test_the_pages_of_openrefine_are_answered(world: World, step: Answer) -> None:
    response = world.send(str(step["method"]), str(step["path"]), str(step["query"]))
    assert response.status == 200
    if response.header("content-type") == JSON:
        answer = cast(dict[str, list[Answer]], json.loads(whole(response)))
        listed = [each["id"] for each in answer.get("result", answer.get("properties", []))]
        assert set(cast(list[str], step.get("read", []))) <= set(listed)
