"""What every page is given: the data at one revision, the stored queries, and where the service lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urlencode

from ...graph.iris import RULE
from ...graph.publish.addresses import Addresses
from ...graph.publish.schema_org import Value
from ...graph.queries.catalogue import Catalogue
from ...graph.readable import Readable
from .names import Names
from .page_cache import Parts

Fields = Mapping[str, Sequence[str]]
"""What a query string holds: each name with its values."""


@dataclass(frozen=True)
class Link:
    """Something named, and where its page is; ``href`` is empty where it has none."""

    label: str
    href: str
    iri: str = ""


@dataclass(frozen=True)
class View:
    """The data and the place. ``root`` is the path below which the service lives, without a slash at the end.

    ``pinned`` is the revision that the address names (``/r/7/...``): links between pages keep it. ``reviewing``
    says that links are reviewed here. ``parts`` keeps what was counted for other pages; ``data_set`` describes the
    whole in the words of schema.org. ``strange`` are parameters that the page was given and does not know, ``takes``
    those that it does.
    """

    reader: Readable
    catalogue: Catalogue
    root: str = ""
    pinned: int | None = None
    reviewing: bool = False
    parts: Parts = field(default_factory=Parts, repr=False, compare=False)
    data_set: Callable[[], dict[str, Value]] | None = field(default=None, repr=False, compare=False)
    strange: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", Names(self.reader))

    @cached_property
    def start(self) -> str:
        """What the address of a page of this revision starts with."""
        return self.root if self.pinned is None else f"{self.root}/r/{self.pinned}"

    def url(self, path: str, fields: Fields | None = None) -> str:
        """Return the address of a page of this service, such as ``/search``."""
        query = urlencode([(name, value) for name, values in (fields or {}).items() for value in values if value])
        return self.start + quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")

    def href(self, iri: str) -> str:
        """Return where the page of a thing is: here if it is ours, else its IRI if a browser can go there."""
        if iri.startswith(RULE):
            return f"{self.url('/page/ontology')}#rule-{iri.removeprefix(RULE)}"
        path = Addresses(self.reader.minter).path(iri)
        if path is not None:
            _, hash, fragment = iri.partition("#")
            return self.url(f"/page/{path}") + hash + fragment
        return iri if iri.startswith(("http://", "https://")) else ""

    def link(self, iri: str) -> Link:
        """Return a thing as a link with its label."""
        return Link(self.names.label(iri), self.href(iri), iri)
