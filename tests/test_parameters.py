"""What each type of parameter takes, what it becomes, and how a value that does not fit is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_query_world import things

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.errors import ParameterError
from mandategraph.graph.iris import DEFAULT_BASE, Minter
from mandategraph.graph.queries.header import COLUMN_TYPES, Parameter
from mandategraph.graph.queries.parameter_things import Things
from mandategraph.graph.queries.parameters import MAX_LENGTH, MAX_VALUES, Argument, read_arguments, read_value

XSD = "http://www.w3.org/2001/XMLSchema#"
ID = f"{DEFAULT_BASE}id/"

TAKEN = [
    ("string", "", "", "string"),
    ("string", " a\n\"}' ", " a\n\"}' ", "string"),
    ("string", "\u202e\U0001f600", "\u202e\U0001f600", "string"),
    ("integer", "42", "42", "integer"),
    ("integer", " -7 ", "-7", "integer"),
    ("integer", "007", "007", "integer"),
    ("integer", "9223372036854775807", "9223372036854775807", "integer"),
    ("decimal", "0.50", "0.50", "decimal"),
    ("decimal", "-.5", "-.5", "decimal"),
    ("decimal", "3", "3", "decimal"),
    ("boolean", "true", "true", "boolean"),
    ("boolean", "Yes", "true", "boolean"),
    ("boolean", "0", "false", "boolean"),
    ("boolean", "NO", "false", "boolean"),
    ("date", "2016-02-29", "2016-02-29", "date"),
    ("year", "2016", "2016", "integer"),
    ("year", "0099", "99", "integer"),
    ("language", "FR", "fr", "string"),
    ("language", "zh-hant-tw", "zh-Hant-TW", "string"),
    ("language", "es-419", "es-419", "string"),
]
TAKEN_IRIS = [
    ("iri", "http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
    ("iri", "urn:isbn:1", "urn:isbn:1"),
    ("iri", "https://exämple.org/é", "https://exämple.org/é"),
    ("iri", "mandate/x-2014-07-01", f"{ID}mandate/x-2014-07-01"),
    ("iri", "source/a/0123456789abcdef#char=1,2", f"{ID}source/a/0123456789abcdef#char=1,2"),
    ("iri", "mg:donor", "https://w3id.org/mandategraph/ontology#donor"),
    ("iri", "rdfs:label", "http://www.w3.org/2000/01/rdf-schema#label"),
    ("country", "Mali", f"{ID}country/MLI"),
    ("country", " MLI ", f"{ID}country/MLI"),
    ("country", "466", f"{ID}country/MLI"),
    ("country", "country/MLI", f"{ID}country/MLI"),
    ("country", f"{ID}country/MLI", f"{ID}country/MLI"),
    ("region", "Africa", f"{ID}region/002"),
    ("region", "region/002", f"{ID}region/002"),
    ("donor", "EU", f"{ID}donor/european-union"),
    ("donor", "Netherlands", f"{ID}donor/netherlands"),
    ("donor", "donor/netherlands", f"{ID}donor/netherlands"),
    ("donor", "A Foundation", f"{ID}donor/a-foundation"),
    ("donor", "donor/a-foundation", f"{ID}donor/a-foundation"),
    ("donor", f"{ID}donor/a-foundation", f"{ID}donor/a-foundation"),
    ("donor", "organisation/issat", f"{ID}organisation/issat"),
    ("theme", "Gender", f"{ID}theme/gender"),
    ("theme", "theme/gender", f"{ID}theme/gender"),
    ("theme", "gender", f"{ID}theme/gender"),
    ("theme", f"{ID}theme/gender", f"{ID}theme/gender"),
    ("theme", "réforme du secteur de la sécurité", f"{ID}theme/security-sector-reform"),
    ("theme", "ssr", f"{ID}theme/security-sector-reform"),
]
REFUSED = [
    ("string", "a\0b", "NUL"), ("string", "\ud800", "surrogate"), ("string", "x" * (MAX_LENGTH + 1), "longer"),
    ("iri", "", "absolute IRI"), ("iri", "mali", "absolute IRI"), ("iri", "http://a b/", "absolute IRI"),
    ("iri", "http://a/>", "absolute IRI"), ("iri", "http://a/\\u003e", "absolute IRI"),
    ("iri", "<http://a/>", "absolute IRI"), ("iri", "mandate/a>b", "absolute IRI"),
    ("iri", "mandate/a b", "absolute IRI"), ("iri", "mg:a b", "absolute IRI"), ("iri", " http://a/", "absolute IRI"),
    ("iri", "//a/b", "absolute IRI"), ("iri", "http://a/\n", "absolute IRI"), ("iri", "\ud800:x", "surrogate"),
    ("integer", "", "whole number"), ("integer", "1.0", "whole number"), ("integer", "1e3", "whole number"),
    ("integer", "٣", "whole number"), ("integer", "9223372036854775808", "64 bits"), ("integer", "1_0", "whole"),
    ("integer", "0x1", "whole number"), ("integer", "--1", "whole number"), ("integer", "9" * 5000, "whole number"),
    ("decimal", "1e3", "a number"), ("decimal", ".", "a number"), ("decimal", "NaN", "a number"),
    ("decimal", "1,5", "a number"), ("decimal", "1" * 19, "18 digits"),
    ("boolean", "maybe", "true or false"), ("boolean", "", "true or false"), ("boolean", "ＴＲＵＥ", "true or false"),
    ("date", "2015-02-29", "a day that exists"), ("date", "2015-13-01", "a day that exists"),
    ("date", "0000-01-01", "a day that exists"), ("date", "01/07/2014", "YYYY-MM-DD"), ("date", "2014-7-1", "YYYY-MM"),
    ("date", "20140701", "YYYY-MM-DD"), ("date", "2014-07-01T00:00:00", "YYYY-MM-DD"), ("date", "٢٠١٤-٠٧-٠١", "YYYY"),
    ("date", "2014-07-01Z", "YYYY-MM-DD"), ("date", "today", "YYYY-MM-DD"), ("date", "2014-W27-2", "YYYY-MM-DD"),
    ("year", "14", "four digits"), ("year", "20144", "four digits"), ("year", "0000", "four digits"),
    ("year", "-100", "four digits"),
    ("language", "french!", "BCP 47"), ("language", "a", "BCP 47"), ("language", "fr_FR", "BCP 47"),
    ("language", "english", "BCP 47"),
    ("language", "fr-", "BCP 47"), ("language", "", "BCP 47"), ("language", "fr-" + "abcdefgh-" * 9, "BCP 47"),
    ("country", "Atlantis", "no country known here"), ("country", "", "no country"), ("country", "Q0", "no country"),
    ("country", "Congo", "country/COG (Congo); country/COD"), ("country", "Africa", "is the region Africa, not a"),
    ("country", "country/XXX", "no country"), ("country", "http://a b/", "no country"),
    ("region", "Mali", "is the country Mali, not a region"), ("region", "Mordor", "no region"),
    ("donor", "Nobody", "no donor"), ("donor", "donor/a>b", "no donor"), ("donor", "{}", "no donor"),
    ("theme", "cooking", "no theme"), ("theme", "", "no theme"), ("theme", "theme/", "no theme"),
]  # fmt: skip


def read(kind: str, value: str) -> ox.NamedNode | ox.Literal:
    """Return the term of a value of a parameter called p."""
    donors = ("donor/a-foundation", "organisation/issat")
    return read_value("a-query", Parameter("p", kind), value, things(donors=donors))


@pytest.mark.parametrize(("kind", "value", "lexical", "datatype"), TAKEN)
def test_a_value_becomes_a_literal(kind: str, value: str, lexical: str, datatype: str) -> None:
    assert read(kind, value) == ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(("kind", "value", "iri"), TAKEN_IRIS)
def test_a_value_becomes_an_iri(kind: str, value: str, iri: str) -> None:
    assert read(kind, value) == ox.NamedNode(iri)


@pytest.mark.parametrize(("kind", "value", "told"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_with_the_reason(kind: str, value: str, told: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read(kind, value)
    assert caught.value.where == "a-query, parameter p"
    assert told in str(caught.value)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 400


def test_every_type_is_tried_above() -> None:
    kinds = set(COLUMN_TYPES) - {"any"}
    assert {row[0] for row in TAKEN} | {row[0] for row in TAKEN_IRIS} == kinds == {row[0] for row in REFUSED}


@pytest.mark.parametrize("name", ["ML", "MLI", "466", "Mali", "mali", "Q912", "http://www.wikidata.org/entity/Q912"])
def test_a_country_is_found_under_every_name_of_the_reference_data(name: str) -> None:
    reference = Things(Minter("https://example.org/"), Resolver.load, lambda iri: False)
    found = read_value("a-query", Parameter("p", "country"), name, reference)
    assert found == ox.NamedNode("https://example.org/id/country/MLI")


def test_things_of_the_default_base_are_found_below_another() -> None:
    for kind, value, key in (
        ("country", f"{ID}country/MLI", "country/MLI"),
        ("country", "https://x.org/id/country/MLI", "country/MLI"),
        ("theme", "https://x.org/id/theme/gender", "theme/gender"),
        ("iri", "country/MLI", "country/MLI"),
    ):
        found = read_value("q", Parameter("p", kind), value, things("https://x.org/"))
        assert found == ox.NamedNode(f"https://x.org/id/{key}")


@pytest.mark.parametrize(
    ("kind", "given", "lexical"),
    [
        ("integer", 3, ["3"]),
        ("boolean", True, ["true"]),
        ("date", date(2014, 7, 1), ["2014-07-01"]),
        ("decimal", Decimal("1.50"), ["1.50"]),
        ("decimal", Decimal("1E+3"), ["1000"]),
        ("integer", ["1", 2], ["1", "2"]),
        ("integer", (), []),
    ],
)
def test_python_values_stand_for_what_one_would_type(
    kind: str, given: Argument | Sequence[Argument], lexical: list[str]
) -> None:
    found = read_arguments("q", [Parameter("p", kind, multiple=True)], {"p": given}, things())
    assert [term.value for term in found.get("p", ())] == lexical


def test_values_are_sets_in_the_order_given_and_names_in_the_order_of_the_header() -> None:
    parameters = [Parameter("b", "integer", multiple=True), Parameter("a", "string", default=("x",))]
    found = read_arguments("q", parameters, {"b": ["2", "1", " 2"]}, things())
    assert list(found) == ["b", "a"]
    assert [term.value for term in found["b"]] == ["2", "1"]
    assert [term.value for term in found["a"]] == ["x"]
    assert [t.value for t in read_arguments("q", parameters, {"a": "y"}, things())["a"]] == ["y"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "parameter must: a value is required. For example 1."),
        ({"must": ""}, "does not fit"),
        ({"must": []}, "a value is required"),
        ({"must": ["1", "2"]}, "takes one value, not 2"),
        ({"must": 1, "may": ["x"] * (MAX_VALUES + 1)}, "at most"),
        ({"must": 1, "most": "x"}, "Did you mean must?"),
        ({"must": 1, "zzz": "x"}, "It has: choice, may, must."),
        ({"must": 1, "a" * 9999: "x"}, "there is no parameter"),
        ({"must": 1, "choice": "all"}, "Give one of full, fractional"),
        ({"must": 1, "choice": "full "}, "Give one of full, fractional"),
        ({"must": 1.5}, "float is no value"),
        ({"must": None}, "NoneType is no value"),
        ({"must": datetime(2014, 7, 1)}, "datetime is no value"),
        ({"must": Decimal("NaN")}, "Decimal is no value"),
        ({"must": Fraction(1, 2)}, "Fraction is no value"),
        ({"must": b"1"}, "bytes is no value"),
    ],
)
def test_arguments_that_do_not_fit_are_told(arguments: dict[str, Argument], told: str) -> None:
    parameters = [
        Parameter("must", "integer", required=True, example=("1",)),
        Parameter("may", "string", multiple=True),
        Parameter("choice", "string", values=("full", "fractional")),
    ]
    with pytest.raises(ParameterError) as caught:
        read_arguments("q", parameters, arguments, things())
    assert told in str(caught.value)


@given(st.sampled_from(sorted(set(COLUMN_TYPES) - {"any"})), st.text(st.characters(), max_size=40))
def test_any_text_is_a_term_of_its_type_or_a_parameter_error(kind: str, value: str) -> None:
    try:
        term = read(kind, value)
    except ParameterError:
        return
    assert isinstance(term, ox.NamedNode) == (kind in ("iri", "country", "region", "donor", "theme"))


def test_a_first_day_after_the_last_is_refused() -> None:
    header = (Parameter("from", "date"), Parameter("to", "date"))
    same = {"from": "2015-12-31", "to": "2015-12-31"}
    assert len(read_arguments("a-query", header, same, things())) == 2
    with pytest.raises(ParameterError, match=r"a-query: from \(2016-01-01\) is after to \(2015-12-31\)"):
        read_arguments("a-query", header, {**same, "from": "2016-01-01"}, things())
