"""Verbs that are a group of commands, such as ``sources`` and ``sources remove``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from ...graph.errors import UsageError


class _Group(TyperGroup):
    """A group whose own options are refused before a command's name, where they would change nothing."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments name (see click); UsageError if an option stands before it."""
        found = super().resolve_command(ctx, args)
        for option in self.params:
            source = ctx.get_parameter_source(option.name)
            if source and source.name == "COMMANDLINE" and not ctx.resilient_parsing:
                remedy = f"Write it behind the name: {ctx.info_name} {found[0]} {option.opts[0]} ..."
                raise UsageError(f"it stands before {found[0]}.", where=option.opts[0], remedy=remedy)
        return found


def group(help: str, alone: Callable[..., None] | None = None) -> typer.Typer:
    """Return a group of commands: without a command it does what ``alone`` does, or shows its help."""
    made = typer.Typer(
        cls=_Group,
        help=help,
        invoke_without_command=alone is not None,
        no_args_is_help=alone is None,
        rich_markup_mode=None,
    )
    made.callback()(alone or _nothing)
    return made


def _nothing() -> None:
    """Keep a group of one command a group: without this, typer would make it that command."""
