"""The reconciliation API as its schemas have it: version 0.2, the draft of 1.0, and a session of OpenRefine."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import quote

import jsonschema
import pytest
import referencing
import referencing.jsonschema
from published_store import whole
from reconcile_world import FORM, JSON, Answer, World, reconciling

from mandategraph.service.reconcile.requests import BATCH
from mandategraph.service.web.cors import allow_reads
from mandategraph.service.web.messages import Request, Response

TESTS = Path(__file__).resolve().parent
SESSION = json.loads((TESTS / "openrefine" / "session.json").read_text("utf-8"))
GOLDEN = TESTS / "openrefine" / "answers.json"
VERSIONS = ("0.2", "1.0-draft")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reconciling(tmp_path_factory.mktemp("reconcile")) as world:
        yield world


@pytest.fixture(scope="module")
def conformance(shared: Path) -> Path:
    folder = shared / "conformance" / "reconciliation"
    if not folder.is_dir():
        pytest.skip("the schemas of the reconciliation API (../shared/conformance/reconciliation) are not here")
    return folder


def check(conformance: Path, version: str, schema: str, data: object) -> None:
    """See that data is what a schema asks for."""
    schemas = conformance / version / "schemas"
    resources = []
    for path in sorted(schemas.glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        found.pop("$schema", None)
        resource = referencing.Resource.from_contents(found, referencing.jsonschema.DRAFT7)
        resources += [(found.get("$id", path.name), resource), (path.name, resource)]
        resources.append((f"https://reconciliation-api.github.io/specs/{version}/schemas/{path.name}", resource))
    wanted = json.loads((schemas / f"{schema}.json").read_text("utf-8"))
    wanted.pop("$schema", None)
    registry: referencing.Registry[object] = referencing.Registry().with_resources(resources)
    jsonschema.Draft7Validator(wanted, registry=registry).validate(data)


def test_the_manifests_are_valid(world: World, conformance: Path) -> None:
    manifest = world.json("GET", "/reconcile")
    check(conformance, "0.2", "manifest", manifest)
    draft = world.json("GET", "/reconcile/1.0-draft")
    check(conformance, "1.0-draft", "manifest", draft)
    assert manifest["batchSize"] == draft["batchSize"] == BATCH
    assert cast(Answer, draft["view"])["url"] == "http://127.0.0.1:8030/id/{+id}"


def test_a_session_of_openrefine_is_answered_as_before(world: World) -> None:
    answers = []
    for step in SESSION:
        response = world.send(
            step["method"], step["path"], step.get("query", ""), step.get("body", ""), step.get("content_type", "")
        )
        assert response.status == 200, step["step"]
        body = whole(response).decode()
        is_json = response.header("content-type") == JSON
        answers.append({"step": step["step"], "answer": json.loads(body) if is_json else body})
    made = json.dumps(answers, ensure_ascii=False, indent=1) + "\n"
    made = re.sub(r'("serviceVersion": )"[^"]*"', r'\1"VERSION"', made)
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8"), "look at the difference, then write it anew with WRITE_GOLDEN=1"


def test_every_answer_of_the_session_is_valid(conformance: Path) -> None:
    answers = json.loads(GOLDEN.read_text("utf-8"))
    schemas = {path.stem for path in (conformance / "0.2" / "schemas").glob("*.json")}
    checked = 0
    for step, answer in zip(SESSION, answers, strict=True):
        if step["answer"] in schemas:
            check(conformance, "0.2", step["answer"], answer["answer"])
            checked += 1
    assert checked >= 9


def test_answers_of_the_draft_are_valid(world: World, conformance: Path) -> None:
    root = "/reconcile/1.0-draft"
    conditions = [{"matchType": "name", "propertyValue": "Congo"}]
    body = json.dumps({"queries": [{"type": "Country", "limit": 2, "conditions": conditions}]})
    check(conformance, "1.0-draft", "reconciliation-query-batch", json.loads(body))
    result = world.json("POST", f"{root}/match", body=body, content_type=JSON)
    check(conformance, "1.0-draft", "reconciliation-result-batch", result)
    assert world.json("POST", "/reconcile", body=body, content_type=JSON) == result
    extend = json.dumps(
        {"ids": ["country/MLI", "nothing"], "properties": [{"id": "region"}, {"id": "alpha2"}, {"id": "validUntil"}]}
    )
    check(conformance, "1.0-draft", "data-extension-query", json.loads(extend))
    extended = world.json("POST", f"{root}/extend", body=extend, content_type=JSON)
    check(conformance, "1.0-draft", "data-extension-response", extended)
    assert [row["id"] for row in cast(list[Answer], extended["rows"])] == ["country/MLI", "nothing"]
    for kind, plural in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        suggested = world.json("GET", f"{root}/suggest/{kind}", "prefix=co&limit=5")
        check(conformance, "1.0-draft", f"suggest-{plural}-response", suggested)
        assert suggested["result"]
    proposed = world.json("GET", f"{root}/extend/propose", "type=Mandate&limit=5")
    check(conformance, "1.0-draft", "data-extension-property-proposal", proposed)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_examples_of_requests_are_taken_and_refused_as_they_should(
    world: World, conformance: Path, version: str
) -> None:
    folder = conformance / version / "examples" / "reconciliation-query-batch"
    seen = {"valid": 0, "invalid": 0}
    for path in sorted(folder.rglob("*.json")):
        text = path.read_text("utf-8")
        if version == "0.2":
            response = world.send("POST", "/reconcile", body=f"queries={quote(text)}", content_type=FORM)
            got = world.send("GET", "/reconcile", f"queries={quote(text)}")
            assert (got.status, whole(got)) == (response.status, whole(response))
        else:
            response = world.send("POST", "/reconcile/1.0-draft/match", body=text, content_type=JSON)
        assert response.status == (200 if path.parent.name == "valid" else 400), path.name
        seen[path.parent.name] += 1
        if response.status == 200:
            check(conformance, version, "reconciliation-result-batch", json.loads(whole(response)))
    assert seen["valid"] >= 4 and seen["invalid"] >= 3


@pytest.mark.parametrize("version", VERSIONS)
def test_the_examples_of_extension_queries_name_unknown_properties(
    world: World, conformance: Path, version: str
) -> None:
    for path in sorted((conformance / version / "examples" / "data-extension-query" / "valid").glob("*.json")):
        text = path.read_text("utf-8")
        if version == "0.2":
            response = world.send("POST", "/reconcile", body=f"extend={quote(text)}", content_type=FORM)
        else:
            response = world.send("POST", "/reconcile/1.0-draft/extend", body=text, content_type=JSON)
        assert response.status == 400 and b"'variantName' is not known" in whole(response)


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "content_type", "status", "said"),
    [
        ("GET", "/reconcile", "callback=f", "", "", 400, "JSONP"),
        ("GET", "/reconcile", "queries={}&queries={}", "", "", 400, "twice"),
        ("GET", "/reconcile/suggest/entity", "prefix=a&callback=f", "", "", 400, "JSONP"),
        ("GET", "/reconcile/suggest/entity", "prefix=a&limit=-1", "", "", 400, "limit"),
        ("POST", "/reconcile", "", "queries={", FORM, 400, "not JSON"),
        ("POST", "/reconcile", "", "queries=" + "[" * 100_000, FORM, 400, "not JSON"),
        ("POST", "/reconcile", "", "queries=[]", FORM, 400, "object"),
        ("POST", "/reconcile", "", 'queries={"q0":{"query":"Mali","limit":1.5}}', FORM, 400, "limit"),
        ("POST", "/reconcile", "", "", FORM, 400, "queries="),
        ("POST", "/reconcile", "", "x", "text/plain", 415, FORM),
        ("POST", "/reconcile/match", "", "queries={}", FORM, 415, JSON),
        ("POST", "/reconcile/match", "", '{"queries": 1}', JSON, 400, "array"),
        ("POST", "/reconcile/extend", "", '{"ids": ["a"], "properties": [{"id": "x"}]}', JSON, 400, "'x'"),
        ("GET", "/reconcile/preview", "", "", "", 400, "id"),
        ("GET", "/reconcile/preview", "id=country/XYZ", "", "", 404, "country/XYZ"),
        ("GET", "/reconcile/flyout/entity", "id=%3Cscript%3E", "", "", 404, "nothing"),
    ],
)
def test_what_is_wrong_is_said(
    world: World, method: str, path: str, query: str, body: str, content_type: str, status: int, said: str
) -> None:
    response = world.send(method, path, query, body, content_type)
    assert response.status == status and said in whole(response).decode()


def test_a_batch_has_a_limit_that_is_announced(world: World) -> None:
    batch = {f"q{number}": {"query": "Mali", "type": "Country"} for number in range(BATCH + 1)}
    response = world.send("POST", "/reconcile", body=f"queries={quote(json.dumps(batch))}", content_type=FORM)
    assert response.status == 413 and json.loads(whole(response))["batchSize"] == BATCH
    del batch["q0"]
    answer = world.json("POST", "/reconcile", body=f"queries={quote(json.dumps(batch))}", content_type=FORM)
    assert len(answer) == BATCH


def test_any_page_may_ask(world: World) -> None:
    for path in ("/reconcile", "/reconcile/match", "/reconcile/suggest/entity"):
        route, _ = world.router.find(path) or pytest.fail(path)
        asked = Request("OPTIONS", path, "", {"origin": "http://x", "access-control-request-method": "POST"})
        response = Response(204)
        allow_reads(asked, response, route)
        assert response.header("access-control-allow-origin") == "*"
        assert "POST" in (response.header("access-control-allow-methods") or "")


def test_answers_tell_the_revision_of_their_data(world: World) -> None:
    asked, now = quote(json.dumps({"q0": {"query": "Mali"}})), str(world.store.revision)
    for path, query in (("", f"queries={asked}"), ("/preview", "id=country%2FMLI"), ("/suggest/entity", "prefix=ma")):
        assert world.send("GET", f"/reconcile{path}", query).header("mandategraph-revision") == now


def test_a_preview_runs_and_fetches_nothing(world: World) -> None:
    response = world.send("GET", "/reconcile/preview", "id=country%2FMLI")
    page, policy = whole(response).decode(), response.header("content-security-policy") or ""
    assert "default-src 'none'" in policy and "frame-ancestors *" in policy
    assert "<script" not in page and "style=" not in page and page.count("href=") == 1
    assert "Western Africa" in page and "http://127.0.0.1:8030/id/country/MLI" in page


def test_suggestions_begin_with_what_is_typed(world: World) -> None:
    def keys(query: str) -> list[str]:
        answer = world.json("GET", "/reconcile/suggest/entity", query)
        return [str(each["id"]) for each in cast(list[Answer], answer["result"])]

    assert keys("prefix=ML&type=Country")[0] == "country/MLI"
    assert keys("prefix=country%2FMLI") == ["country/MLI"]
    assert set(keys("prefix=niger&type=Country")[:2]) == {"country/NER", "country/NGA"}
    first, second = keys("prefix=s&type=Country&limit=5"), keys("prefix=s&type=Country&limit=5&offset=5")
    assert len(first) == len(second) == 5 and not set(first) & set(second)
    assert keys("prefix=") == []


def test_every_address_that_the_manifest_announces_answers(world: World, conformance: Path) -> None:
    manifest = world.json("GET", "/reconcile")
    suggest = cast(dict[str, dict[str, str]], manifest["suggest"])
    for kind, plural in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        announced = suggest[kind]
        path = (announced["service_url"] + announced["service_path"]).removeprefix("http://127.0.0.1:8030")
        found = world.json("GET", path, "prefix=ma")
        check(conformance, "0.2", f"suggest-{plural}-response", found)
        first = cast(list[Answer], found["result"])[0]
        template = announced["flyout_service_url"] + announced["flyout_service_path"]
        address = template.replace("${id}", quote(str(first["id"]), safe="")).removeprefix("http://127.0.0.1:8030")
        shown = world.json("GET", *address.split("?"))
        assert shown["id"] == first["id"] and f"<strong>{first['name']}</strong>" in str(shown["html"])
        unknown = world.send("GET", address.partition("?")[0], "id=no%2Fsuch")
        assert unknown.status == 404 and b"no/such" in whole(unknown)
    page = cast(dict[str, str], manifest["preview"])["url"].replace("{{id}}", quote("country/MLI", safe=""))
    assert world.send("GET", *page.removeprefix("http://127.0.0.1:8030").split("?")).status == 200
    extend = cast(dict[str, dict[str, str]], manifest["extend"])["propose_properties"]
    path = (extend["service_url"] + extend["service_path"]).removeprefix("http://127.0.0.1:8030")
    assert world.json("GET", path, "type=Country")["properties"]
