"""Everything that answers at one revision, made once for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property

from ...graph.countries.resolver import Resolver
from ...graph.readable import Readable
from .conditions import Judge
from .descriptions import Descriptions
from .finding import Finder
from .index import Index, read_index
from .properties import Properties
from .reconciling import Reconciler

_KEPT = 3


class Matcher:
    """The index of a revision with what looks into it."""

    def __init__(self, reader: Readable, resolver: Resolver) -> None:
        self.minter = reader.minter
        self.index: Index = read_index(reader, resolver)
        self.properties = Properties(self.index, reader)
        self.finder = Finder(self.index, reader.minter)
        self.reconciler = Reconciler(self.index, self.finder, Judge(self.index, self.finder, self.properties))

    @cached_property
    def descriptions(self) -> Descriptions:
        """The lines that tell things apart."""
        return Descriptions(self.index, self.properties)


class Matchers:
    """The matchers of the last revisions that were asked."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._made: OrderedDict[int, Matcher] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, reader: Readable) -> Matcher:
        """Return the matcher for the revision of ``reader``; making one takes some 2 s for 100,000 mandates."""
        with self._lock:
            if reader.revision not in self._made:
                self._made[reader.revision] = Matcher(reader, self._resolver)
                while len(self._made) > _KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(reader.revision)
            return self._made[reader.revision]
