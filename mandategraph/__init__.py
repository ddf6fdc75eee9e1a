"""mandategraph: from pages of mandates to a checked, explained, queryable knowledge graph.

    import mandategraph as mg

    with mg.open("store") as graph:
        graph.load("pages/")
        graph.query("mandates-in-country", country="Mali").records()

Names are imported when they are first used, so that a program pays only for what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .graph.countries.resolver import Resolution, Resolver
    from .graph.description import Description
    from .graph.errors import (
        DataError,
        InputError,
        MandategraphError,
        ParameterError,
        StoreDamagedError,
        StoreError,
        StoreLockedError,
        TimeLimitError,
        UnsupportedError,
        UsageError,
    )
    from .graph.queries.answers import Answer
    from .graph.queries.catalogue import Catalogue
    from .graph.store.store import Store, open_store
    from .graph.validation.findings import Finding
    from .graph.validation.validation import Validation
    from .loaders.outcomes import LoadReport
    from .loaders.workspace import Workspace, open

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Catalogue",
    "DataError",
    "Description",
    "Finding",
    "InputError",
    "LoadReport",
    "MandategraphError",
    "ParameterError",
    "Resolution",
    "Resolver",
    "Store",
    "StoreDamagedError",
    "StoreError",
    "StoreLockedError",
    "TimeLimitError",
    "UnsupportedError",
    "UsageError",
    "Validation",
    "Workspace",
    "open",
    "open_store",
]

_ROOMS = {
    "Answer": "graph.queries.answers",
    "Catalogue": "graph.queries.catalogue",
    "Description": "graph.description",
    "Finding": "graph.validation.findings",
    "LoadReport": "loaders.outcomes",
    "Resolution": "graph.countries.resolver",
    "Resolver": "graph.countries.resolver",
    "Store": "graph.store.store",
    "Validation": "graph.validation.validation",
    "Workspace": "loaders.workspace",
    "open": "loaders.workspace",
    "open_store": "graph.store.store",
}
"""Where each public name lives; the others are errors."""


if not TYPE_CHECKING:  # so that type checkers refuse a name that is not there

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f".{_ROOMS.get(name, 'graph.errors')}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
