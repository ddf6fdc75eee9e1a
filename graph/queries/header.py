"""The header of a stored query: YAML in ``#+`` comments, read strictly.

What it should not hold is refused: an unknown key, a type that there is not, a default that is not among the values.
Each complaint names the line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from .header_yaml import HeaderError, choice, compose, fields_of, line_of, refuse_unknown, scalar, texts

TYPES = ("iri", "string", "integer", "decimal", "boolean", "date", "year", "language")
THING_TYPES = ("country", "region", "donor", "theme")
COLUMN_TYPES = (*TYPES, *THING_TYPES, "any")
VIEWS = ("table", "bar", "timeline", "map", "graph")
RESERVED = ("limit", "offset", "format", "as", "run", "accessed")
MAX_HEADER = 16 * 1024

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ROWS = re.compile(r"(>=|<=|>|<|)\s*([0-9]{1,9})")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query.

    ``options`` is an open list of suggestions, or the name of the query that gives it; ``values`` is a closed list.
    """

    name: str
    type: str
    required: bool = False
    multiple: bool = False
    options: str | tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Column:
    """One column of an answer."""

    name: str
    type: str


@dataclass(frozen=True)
class Expectation:
    """How many rows the golden call must have."""

    comparison: str
    count: int

    def holds(self, rows: int) -> bool:
        """Return whether ``rows`` is a number of rows as expected."""
        return {
            ">=": rows >= self.count, "<=": rows <= self.count, ">": rows > self.count, "<": rows < self.count
        }.get(self.comparison, rows == self.count)  # fmt: skip

    def __str__(self) -> str:
        return f"{self.comparison}{self.count} rows"


@dataclass(frozen=True)
class Header:
    """What a query says about itself. ``lines`` has the line of each key."""

    title: str
    question: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    view: str = "table"
    expect: Expectation | None = None
    limit: int | None = None
    version: str = ""
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def header_text(text: str) -> str:
    """Return the YAML of the leading ``#+`` comments; its lines have the numbers of the file's lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.startswith("#+"):
            break
        body = line[2:].rstrip("\r")
        if body and not body.startswith(" "):
            raise HeaderError("a header line begins with '#+ '.", len(lines) + 1)
        lines.append(body[1:])
    if not lines:
        raise HeaderError("there is no header; the file begins with lines '#+ key: value'.", 1)
    if sum(map(len, lines)) > MAX_HEADER:
        raise HeaderError(f"the header is longer than {MAX_HEADER} characters.", 1)
    return "\n".join(lines)


def read_header(text: str) -> Header:
    """Return the header of a query file; HeaderError for anything it should not hold."""
    fields = fields_of(compose(header_text(text)), "the header")
    lines = {key: line_of(node) for key, node in fields.items()}
    known = {"title", "question", "description", "params", "columns", "view", "expect", "limit", "version"}
    refuse_unknown(fields, known, "the header")
    for key in ("title", "question"):
        if key not in fields:
            raise HeaderError(f"the header has no {key!r}.", 1)
    question = scalar(fields["question"], "question")
    if not question.endswith("?"):
        raise HeaderError("'question' ends with a question mark.", lines["question"])
    return Header(
        title=scalar(fields["title"], "title"),
        question=question,
        description=scalar(fields["description"], "description") if "description" in fields else "",
        parameters=_parameters(fields["params"]) if "params" in fields else (),
        columns=_columns(fields["columns"]) if "columns" in fields else (),
        view=choice(fields["view"], "view", VIEWS) if "view" in fields else "table",
        expect=_expectation(fields["expect"]) if "expect" in fields else None,
        limit=_limit(fields["limit"]) if "limit" in fields else None,
        version=scalar(fields["version"], "version") if "version" in fields else "",
        lines=lines,
    )


def _limit(node: yaml.Node) -> int:
    value = scalar(node, "limit")
    if not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise HeaderError("'limit' must be a whole number from 1.", line_of(node))
    return int(value)


def _expectation(node: yaml.Node) -> Expectation:
    fields = fields_of(node, "'expect'")
    refuse_unknown(fields, {"rows"}, "'expect'")
    found = _ROWS.fullmatch(scalar(fields["rows"], "rows")) if "rows" in fields else None
    if found is None:
        raise HeaderError("'expect' must be {rows: \">=1\"} or the like.", line_of(node))
    return Expectation(found[1], int(found[2]))


def _columns(node: yaml.Node) -> tuple[Column, ...]:
    fields = fields_of(node, "'columns'")
    return tuple(Column(name, choice(value, name, COLUMN_TYPES)) for name, value in fields.items())


def _parameters(node: yaml.Node) -> tuple[Parameter, ...]:
    return tuple(_parameter(name, value) for name, value in fields_of(node, "'params'").items())


def _parameter(name: str, node: yaml.Node) -> Parameter:
    line = line_of(node)
    if not _NAME.fullmatch(name):
        raise HeaderError(f"{name!r} cannot be the name of a parameter: letters, digits and '_' only.", line)
    if name in RESERVED:
        raise HeaderError(f"{name!r} is an option of every query and cannot be a parameter.", line)
    fields = fields_of(node, f"parameter {name!r}")
    refuse_unknown(fields, {"type", *_READERS}, f"parameter {name!r}")
    if "type" not in fields:
        raise HeaderError(f"parameter {name!r} has no type.", line)
    kind = choice(fields.pop("type"), "type", (*TYPES, *THING_TYPES))
    given = {key: _READERS[key](value, key) for key, value in fields.items()}
    parameter = Parameter(name, kind, **given, line=line)  # type: ignore[arg-type]
    _check_parameter(parameter)
    return parameter


def _check_parameter(parameter: Parameter) -> None:
    """Refuse combinations that make no sense."""
    name, line = parameter.name, parameter.line
    if parameter.required and parameter.default:
        raise HeaderError(f"parameter {name!r} is required, so it cannot have a default.", line)
    if parameter.required and not parameter.example:
        raise HeaderError(f"parameter {name!r} is required, so it needs an example.", line)
    if parameter.options and parameter.values:
        raise HeaderError(f"parameter {name!r} has 'options' (open) and 'values' (closed); keep one.", line)
    for key in ("default", "example"):
        values: tuple[str, ...] = getattr(parameter, key)
        if len(values) > 1 and not parameter.multiple:
            raise HeaderError(f"parameter {name!r} has several values in {key!r} but not 'multiple: true'.", line)
        for value in values:
            if parameter.values and value not in parameter.values:
                raise HeaderError(f"parameter {name!r}: {key} {value!r} is not among its values.", line)


def _flag(node: yaml.Node, what: str) -> bool:
    return choice(node, what, ("true", "false")) == "true"


def _options(node: yaml.Node, what: str) -> str | tuple[str, ...]:
    return texts(node, what) if isinstance(node, yaml.SequenceNode) else scalar(node, what)


_READERS: dict[str, Callable[[yaml.Node, str], object]] = {
    "required": _flag,
    "multiple": _flag,
    "options": _options,
    "values": texts,
    "default": texts,
    "example": texts,
    "description": scalar,
}
