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
    from .graph.answers import Answer
    from .graph.countries import Resolution, Resolver
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
    from .graph.findings import Finding
    from .graph.store import Store, open_store
    from .graph.stored_queries import Catalogue
    from .graph.validation import Validation
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
    "Answer": "graph.answers",
    "Catalogue": "graph.stored_queries",
    "Description": "graph.description",
    "Finding": "graph.findings",
    "LoadReport": "loaders.outcomes",
    "Resolution": "graph.countries",
    "Resolver": "graph.countries",
    "Store": "graph.store",
    "Validation": "graph.validation",
    "Workspace": "loaders.workspace",
    "open": "loaders.workspace",
    "open_store": "graph.store",
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
