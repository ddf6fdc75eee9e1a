"""From what a caller gives for a parameter to RDF terms; or a ParameterError that says what is accepted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pyoxigraph

from ..errors import ParameterError
from ..iris import PREFIXES, Minter
from .header import THING_TYPES, Parameter
from .parameter_things import Things, show, thing_term

Term = pyoxigraph.NamedNode | pyoxigraph.Literal
Argument = str | int | Decimal | date
Arguments = Mapping[str, Argument | Sequence[Argument]]

MAX_LENGTH = 10_000
"""Characters of one value."""
MAX_VALUES = 1_000
"""Values of one parameter."""

_XSD = PREFIXES["xsd"]
_INTEGER = re.compile("[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile("[0-9]{4}")
_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}")
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([A-Za-z0-9_.~-]+)")
_KEY = re.compile(r"[a-z][a-z-]*/[^/].*", re.DOTALL)
_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


def read_arguments(
    query: str, parameters: Sequence[Parameter], arguments: Arguments, things: Things
) -> dict[str, tuple[Term, ...]]:
    """Return the terms of every parameter that has a value, defaults included, in the order of the header.

    An empty sequence is no value. ``query`` is the name that errors bear.
    """
    known = {parameter.name for parameter in parameters}
    for name in arguments:
        if name not in known:
            near = difflib.get_close_matches(str(name)[:100], known)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"It has: {', '.join(sorted(known)) or 'none'}."
            raise ParameterError(f"there is no parameter {show(str(name))}.", where=query, remedy=hint)
    bound: dict[str, tuple[Term, ...]] = {}
    for parameter in parameters:
        values = _texts(query, parameter, arguments.get(parameter.name, ())) or parameter.default
        if values:
            terms = (read_value(query, parameter, value, things) for value in values)
            bound[parameter.name] = tuple(dict.fromkeys(terms))
        elif parameter.required:
            raise ParameterError(
                "a value is required.", where=_where(query, parameter), remedy=f"For example {parameter.example[0]}."
            )
    _check_order(query, bound)
    return bound


def _check_order(query: str, bound: Mapping[str, tuple[Term, ...]]) -> None:
    """Refuse a first day after the last: an answer without rows would look like one."""
    first, last = (min(map(_day, bound.get(name, ())), default="") for name in ("from", "to"))
    if first and last and first > last:
        what = f"from ({first}) is after to ({last})."
        raise ParameterError(what, where=query, remedy="Give the earlier one as from.")


def _day(term: Term) -> str:
    is_day = isinstance(term, pyoxigraph.Literal) and term.datatype.value == f"{_XSD}date"
    return term.value if is_day else ""


def read_value(query: str, parameter: Parameter, value: str, things: Things) -> Term:
    """Return the term that one value of a parameter is; ParameterError if it does not fit."""
    if parameter.type in THING_TYPES:
        _check_text(parameter, value, _where(query, parameter))
        return thing_term(parameter.type, value.strip(), things, where=_where(query, parameter))
    return read_plain(query, parameter, value, things.minter)


def read_plain(query: str, parameter: Parameter, value: str, minter: Minter) -> Term:
    """Return the term of a value that needs no reference data: of every type but country, region, donor, theme."""
    where = _where(query, parameter)
    _check_text(parameter, value, where)
    if parameter.type == "iri":
        return _iri(value, where, minter)
    return _READERS[parameter.type](value if parameter.type == "string" else value.strip(), where)


def _texts(query: str, parameter: Parameter, given: Argument | Sequence[Argument]) -> tuple[str, ...]:
    several = given if isinstance(given, Sequence) and not isinstance(given, str | bytes) else (given,)
    if len(several) > 1 and not parameter.multiple:
        raise ParameterError(f"takes one value, not {len(several)}.", where=_where(query, parameter))
    if len(several) > MAX_VALUES:
        raise ParameterError(f"takes at most {MAX_VALUES} values.", where=_where(query, parameter))
    return tuple(_text(value, _where(query, parameter)) for value in several)


def _text(value: object, where: str) -> str:
    """Return a Python value as the text that a caller would have typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date) and type(value) is date:
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, str | int):
        return str(value)
    raise ParameterError(f"{type(value).__name__} is no value.", where=where, remedy="Give a text, number or date.")


def _check_text(parameter: Parameter, value: str, where: str) -> None:
    if len(value) > MAX_LENGTH:
        raise ParameterError(f"the value is longer than {MAX_LENGTH} characters.", where=where)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ParameterError("the value holds NUL or half a surrogate pair, which RDF cannot.", where=where)
    if parameter.values and value not in parameter.values:
        raise _misfit(where, value, f"one of {', '.join(parameter.values)}")


def _where(query: str, parameter: Parameter) -> str:
    return f"{query}, parameter {parameter.name}"


def _misfit(where: str, value: str, accepted: str) -> ParameterError:
    return ParameterError(f"{show(value)} does not fit.", where=where, remedy=f"Give {accepted}.")


def _literal(value: str, kind: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(_XSD + kind))


def _string(value: str, where: str) -> Term:
    return pyoxigraph.Literal(value)


def _integer(value: str, where: str) -> Term:
    if not _INTEGER.fullmatch(value) or not -(2**63) <= int(value) < 2**63:
        raise _misfit(where, value, "a whole number such as 42, of 64 bits at most")
    return _literal(value, "integer")


def _decimal(value: str, where: str) -> Term:
    if not _DECIMAL.fullmatch(value):
        raise _misfit(where, value, "a number such as 0.5, with at most 18 digits before and after the point")
    return _literal(value, "decimal")


def _boolean(value: str, where: str) -> Term:
    if value.lower() not in _TRUTH:
        raise _misfit(where, value, "true or false (or yes, no)")
    return _literal(_TRUTH[value.lower()], "boolean")


def _date(value: str, where: str) -> Term:
    try:
        if not _DATE.fullmatch(value):
            raise _misfit(where, value, "a day as YYYY-MM-DD")
        return _literal(date.fromisoformat(value).isoformat(), "date")
    except ValueError as error:
        raise _misfit(where, value, "a day that exists, as YYYY-MM-DD") from error


def _year(value: str, where: str) -> Term:
    if not _YEAR.fullmatch(value) or value == "0000":
        raise _misfit(where, value, "a year of four digits")
    return _literal(str(int(value)), "integer")


def _language(value: str, where: str) -> Term:
    """Return a tag in the case that BCP 47 recommends: language, then Script, REGION."""
    if not _LANGUAGE.fullmatch(value):
        raise _misfit(where, value, "a language tag (BCP 47) such as fr or pt-BR")
    first, *rest = value.split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part.lower()
             for part in rest]  # fmt: skip
    return pyoxigraph.Literal("-".join([first.lower(), *cased]))


def _iri(value: str, where: str, minter: Minter) -> Term:
    """Return an absolute IRI, one of our prefixed names (``mg:donor``) or a key below the base (``country/MLI``)."""
    prefixed = _PREFIXED.fullmatch(value)
    if prefixed and prefixed[1] in PREFIXES:
        value = PREFIXES[prefixed[1]] + prefixed[2]
    elif _KEY.fullmatch(value):
        value = minter.thing(value)
    try:
        return pyoxigraph.NamedNode(value)
    except ValueError as error:
        accepted = "an absolute IRI, a key such as country/MLI, or a prefixed name such as mg:donor"
        raise _misfit(where, value, accepted) from error


_READERS: dict[str, Callable[[str, str], Term]] = {
    "string": _string,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "year": _year,
    "language": _language,
}
