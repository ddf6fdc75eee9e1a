"""Citations of answers: what they say, and that what they say can be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import httpx
import pytest
from stored_world import MALI, clients, publish, rows

from mandategraph.graph.publish.about import About
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.service.stored.citations import Citation, as_bibtex, as_csl, as_ris

CITE = MALI.replace("?", "/cite?")
CITED = Citation(
    query="mandates-in-country",
    title="Mandates in a country",
    values=(("country", "Mali"), ("donor", "AT&T {100%} ~x\\y")),
    version="0123456789abcdef",
    revision=7,
    rows=8,
    sha256="ab" * 32,
    hashed="TSV",
    url="https://example.org/r/7/queries/mandates-in-country?country=country%2FMLI",
    about=About(publisher="https://example.org/", licence="https://creativecommons.org/licenses/by/4.0/"),
    issued=date(2026, 11, 24),
    accessed=date(2027, 1, 2),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with clients(publish(tmp_path_factory.mktemp("cited") / "store")) as client:
        yield client


def test_a_citation_can_be_checked_with_what_its_address_gives(client: httpx.Client) -> None:
    item = client.get(f"{CITE}&format=csl-json").json()[0]
    rows_as_tsv = client.get(item["URL"], headers={"accept": "text/tab-separated-values"})
    assert hashlib.sha256(rows_as_tsv.content).hexdigest() == item["custom"]["sha256"]
    assert item["custom"]["rows"] == len(rows(client.get(item["URL"]))) == int(rows_as_tsv.headers["mandategraph-rows"])
    assert item["custom"]["revision"] == 3 and "/r/3/" in item["URL"]
    assert item["custom"]["queryVersion"] == Catalogue.read(portable=False)["mandates-in-country"].version
    assert item["issued"] == {"date-parts": [[2026, 11, 24]]} and "accessed" not in item


def test_a_part_of_an_answer_is_cited_as_that_part(client: httpx.Client) -> None:
    whole, part = (client.get(f"{CITE}{more}&format=csl-json").json()[0] for more in ("", "&limit=2&offset=1"))
    assert part["custom"]["rows"] == 2 and part["custom"]["sha256"] != whole["custom"]["sha256"]
    assert rows(client.get(part["URL"])) == rows(client.get(whole["URL"]))[1:3]


def test_nothing_depends_on_the_clock_but_the_day_that_is_given(client: httpx.Client) -> None:
    plain, dated = client.get(CITE), client.get(f"{CITE}&accessed=2027-01-02")
    assert plain.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert dated.text == plain.text.replace("  note ", "  urldate      = {2027-01-02},\n  note ")
    assert plain.headers["etag"] != dated.headers["etag"]
    assert client.get(CITE, headers={"if-none-match": plain.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("day", ["today", "2027-02-30", "20270102"])
def test_a_day_that_is_none_is_refused(client: httpx.Client, day: str) -> None:
    answer = client.get(f"{CITE}&accessed={day}")
    assert answer.status_code == 400 and answer.json()["parameter"] == "accessed"


def test_formats_are_negotiated_and_wrong_values_refused(client: httpx.Client) -> None:
    ris = client.get(CITE, headers={"accept": "application/x-research-info-systems"})
    assert ris.text.startswith("TY  - DATA\r\n") and ris.headers["content-disposition"].endswith('r3.ris"')
    assert client.get(f"{CITE}&format=pdf").status_code == 406
    assert client.get(f"{CITE}&contry=x").json()["parameter"] == "contry"
    assert client.get("/queries/nothing/cite").status_code == 404


def test_bibtex_is_escaped() -> None:
    assert as_bibtex(CITED) == (
        "@misc{mandates-in-country-r7-abababab,\n"
        "  title        = {{Mandates in a country (country: Mali, donor: AT\\&T \\{100\\%\\} "
        "\\textasciitilde{}x\\textbackslash{}y)}},\n"
        "  howpublished = {Mandates in security sector reform},\n"
        "  publisher    = {https://example.org/},\n"
        "  year         = {2026},\n"
        "  month        = {11},\n"
        "  version      = {revision 7, query 0123456789abcdef},\n"
        "  url          = {https://example.org/r/7/queries/mandates-in-country?country=country%2FMLI},\n"
        "  urldate      = {2027-01-02},\n"
        f"  note         = {{8 rows, SHA-256 of the TSV: {'ab' * 32}}},\n"
        "}\n"
    )


def test_ris_has_one_line_a_field_whatever_a_value_holds() -> None:
    lines = as_ris(replace(CITED, values=(("text", "a\r\nER  - \nTY  - BOOK"),))).split("\r\n")
    assert [line[:6] for line in lines if line] == [
        f"{tag}  - " for tag in ("TY", "ID", "TI", "T2", "PB", "PY", "DA", "ET", "UR", "Y2", "N1", "ER")
    ]


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(CITED, issued=None, accessed=None, about=About())
    assert not any(word in as_bibtex(bare) for word in ("year", "urldate", "publisher"))
    assert not any(word in as_csl(bare) for word in ("issued", "accessed", "publisher", "licence"))
    assert not any(f"{tag}  - " in as_ris(bare) for tag in ("PY", "DA", "Y2", "PB"))
