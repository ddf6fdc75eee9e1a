"""Which document tells of an IRI: one rule for things, graphs, rules, shapes and the ontology, in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ..iris import DEFAULT_BASE, MG, RULE, SHAPE, Minter

ONTOLOGY = MG.rstrip("#")
SHAPES = SHAPE.rstrip("/")
RULES = RULE.rstrip("/")
_VOCABULARY = ("ontology", "rule", "shape")
"""What stands below the default base in every store: the terms keep their IRIs wherever the data lives."""
_SAFE = "/:@!$&'()*+,;=~%?#"


@dataclass(frozen=True)
class Addresses:
    """The documents of one store. A path is what follows ``/data/`` or ``/page/``, such as ``country/MLI``."""

    minter: Minter

    def path(self, iri: str) -> str | None:
        """Return the path of the document that tells of an IRI, None for an IRI of others.

        A passage is told of by the document of its version, a term of the ontology by the ontology.
        """
        whole = iri.partition("#")[0]
        if (key := self.minter.key(whole)) is not None:
            return key or None
        graphs = self.minter.graph("")
        if whole.startswith(graphs):
            return f"graph/{whole.removeprefix(graphs)}" if whole != graphs else None
        below = whole.removeprefix(DEFAULT_BASE)
        if below != whole and below.split("/")[0] in _VOCABULARY:
            return below.rstrip("/")
        return None

    def iri(self, path: str) -> str:
        """Return the IRI that the document at a path tells of."""
        kind, _, rest = path.partition("/")
        if kind == "graph":
            return self.minter.graph(rest)
        return f"{DEFAULT_BASE}{path}" if kind in _VOCABULARY else self.minter.thing(path)

    def document(self, iri: str) -> str:
        """Return the IRI of the document that tells of one of our IRIs."""
        return f"{self.minter.base}data/{self.path(iri)}"

    def page(self, iri: str) -> str | None:
        """Return the path of the page that tells of an IRI, in ASCII, with its fragment; None for IRIs of others."""
        path, fragment = self.path(iri), iri.partition("#")[2]
        return None if path is None else uri(f"/page/{path}" + (f"#{fragment}" if fragment else ""))

    def link(self, iri: str, service: str) -> str | None:
        """Return the address of the page of an IRI at the service; None for IRIs of others."""
        page = self.page(iri)
        return None if page is None else service + page

    @property
    def dataset(self) -> str:
        """The IRI of the data set that the store holds."""
        return f"{self.minter.base}void#dataset"


def uri(iri: str) -> str:
    """Return an IRI in ASCII, as headers and addresses of pages need it."""
    return quote(iri, safe=_SAFE)
