"""Commands with many flags: the flags are the fields of a named tuple, each with its option as its type."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, get_type_hints

Flags = TypeVar("Flags", bound=NamedTuple)


def taking(flags: type[Flags], run: Callable[[Flags], None]) -> Callable[..., None]:
    """Return the command that calls ``run``, whose docstring is its help, with the flags of the call."""

    @wraps(run)
    def command(**given: object) -> None:
        run(flags._make(given[name] for name in flags._fields))

    return declared(command, keywords(flags))


def keywords(flags: type[NamedTuple]) -> list[inspect.Parameter]:
    """Return the fields of a named tuple as the parameters of a command; the type of a field holds its option."""
    options, defaults = get_type_hints(flags, include_extras=True), flags._field_defaults
    empty = inspect.Parameter.empty
    return [keyword(name, defaults.get(name, empty), options[name]) for name in flags._fields]


def keyword(name: str, default: object, option: Any) -> inspect.Parameter:
    """Return one parameter of a command."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=option)


def declared(command: Callable[..., None], parameters: Iterable[inspect.Parameter]) -> Callable[..., None]:
    """Give a function that takes anything the signature from which typer makes its options."""
    listed = list(parameters)
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in listed}
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    return command
