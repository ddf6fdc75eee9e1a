"""The settings of one run, read once from flags and environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import UsageError
from .iris import DEFAULT_BASE, check_base

PREFIX = "MANDATEGRAPH_"


@dataclass(frozen=True)
class Settings:
    """``store``: folder of the embedded store. ``base_iri``: where the things of a new store live.

    ``memory``: MiB that a copy of the graph in memory may take. Environment: MANDATEGRAPH_STORE and so on.
    """

    store: Path = Path("mandategraph-store")
    base_iri: str = DEFAULT_BASE
    memory: int = 2048

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return the settings that the environment gives; UsageError names the key and the value."""
        env = os.environ if environment is None else environment
        found = cls()
        if value := env.get(PREFIX + "STORE"):
            found = replace(found, store=Path(value))
        if value := env.get(PREFIX + "BASE_IRI"):
            found = replace(found, base_iri=check_base(value, where=PREFIX + "BASE_IRI"))
        if value := env.get(PREFIX + "MEMORY"):
            found = replace(found, memory=_whole_number(value, PREFIX + "MEMORY"))
        return found


def _whole_number(value: str, key: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise UsageError(f"{value!r} is no whole number above 0.", where=key, remedy="Give MiB, such as 2048.")
    return int(value)
