"""The data under another base, for a copy that is served where its IRIs do not lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..iris import Minter


@dataclass(frozen=True)
class Rewriter:
    """Moves IRIs of the data (things, graphs, documents) from a store's base below ``service``, which ends in a slash.

    Terms of the ontology, rules and shapes keep their IRIs, so the statements mean what they meant.
    """

    minter: Minter
    service: str

    @property
    def note(self) -> str:
        """What a rewritten document says of itself."""
        return (
            f"Rewritten for local use: IRIs of the data begin with {self.service} here and with {self.minter.base} "
            "in the graph. Do not store or cite them."
        )

    def iri(self, iri: str) -> str:
        """Return an IRI as it is written here."""
        base = self.minter.base
        for room in ("id/", "graph/", "data/", "page/", "void", "dcat"):
            if iri.startswith(base + room):
                return self.service + iri.removeprefix(base)
        return iri

    def quads(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Give statements as they are written here."""
        for quad in quads:
            subject, object = (
                ox.NamedNode(self.iri(each.value)) if isinstance(each, ox.NamedNode) else each
                for each in (quad.subject, quad.object)
            )
            assert not isinstance(subject, ox.Literal | ox.Triple)
            yield ox.Quad(subject, quad.predicate, object)
