"""Verbs that are a group of commands, such as ``sources`` and ``sources remove``."""

from __future__ import annotations

from collections.abc import Callable

import typer


def group(help: str, alone: Callable[..., None] | None = None) -> typer.Typer:
    """Return a group of commands: without a command it does what ``alone`` does, or shows its help."""
    made = typer.Typer(
        help=help, invoke_without_command=alone is not None, no_args_is_help=alone is None, rich_markup_mode=None
    )
    made.callback()(alone or _nothing)
    return made


def _nothing() -> None:
    """Keep a group of one command a group: without this, typer would make it that command."""
