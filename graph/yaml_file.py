"""YAML that a person wrote, read with errors that say where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml

from .errors import InputError

_Loaded = TypeVar("_Loaded")


def read_yaml(path: Path, what: str, load: Callable[[str], _Loaded]) -> _Loaded:
    """Return what ``load`` makes of a file's text; InputError, with the line, if it cannot be read or is no YAML."""
    try:
        return load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is not UTF-8"
        raise InputError(f"The {what} cannot be read: {why}.", where=str(path), remedy="Give a YAML file.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        raise InputError(f"This is not YAML: {problem}.", where=where, remedy=f"Correct the {what}.") from error
