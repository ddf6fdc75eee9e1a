"""Names for cells and codes for attributes that are read back to the same things."""

from __future__ import annotations

from ..countries.resolver import Resolver
from ..entities import Role
from .facts import Named


class Naming:
    """Finds for each thing a name that stands for it alone."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._codes: dict[str, dict[str, str]] = {}

    def name(self, thing: Named, role: Role) -> str:
        """Return the label of a thing where that is read back to it, else its key."""
        if self._resolver.entity(thing.key) is None:  # a name nobody knows is kept as it is written
            return thing.label
        found = self._resolver.resolve(thing.label, role).entity
        same = found is not None and found.key == thing.key
        return thing.label if same else thing.key

    def code(self, key: str, scheme: str) -> str:
        """Return the code of a thing in a scheme; empty where it has none, or shares it with another."""
        if scheme not in self._codes:
            table = self._resolver.gazetteer.codes.get(scheme, {})
            self._codes[scheme] = {found[0].key: code for code, found in sorted(table.items()) if len(found) == 1}
        return self._codes[scheme].get(key, "")
