"""Keeps up with the store: publishes revisions, copies the newest one into memory, follows other processes' loads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ...graph.errors import MandategraphError, StoreLockedError
from ...graph.iris import Minter
from ...graph.store.folder import StoreFolder
from ...graph.store.journal import Journal
from ..limits import Limits
from .pool import Pool
from .reader import Reader
from .revisions import Revision, Revisions
from .snapshots import Snapshots

_LOG = logging.getLogger(__name__)
_QUIET = 1.0


class Keeper:
    """The revisions of one store that can be read, and what makes them so."""

    def __init__(self, store: Path, limits: Limits, pool: Pool) -> None:
        self._folder, self._limits, self._pool = StoreFolder(store), limits, pool
        self._listeners: list[Callable[[int], None]] = []
        self._changed = asyncio.Event()
        self.snapshots = Snapshots(store)
        self.revisions = Revisions(limits.kept_revisions)
        self.minter = Minter()

    def read_base(self) -> None:
        """Read the base IRI of the store."""
        self.minter = Minter(self._folder.read_base())

    def on_revision(self, callback: Callable[[int], None]) -> None:
        """Have ``callback`` called with each new revision."""
        self._listeners.append(callback)

    async def first(self) -> None:
        """Publish what the store holds now; StoreLockedError when another process keeps writing it."""
        number, folder = await asyncio.to_thread(self.snapshots.take, 5.0)
        self.read_base()
        await self.publish(number, folder)

    async def publish(self, number: int, folder: Path) -> None:
        """Make a revision the one that new requests read; nothing if it is already."""
        if not self.revisions.numbers or self.revisions.newest.number != number:
            self._announce(Revision(number, folder, Reader(number, folder, self.minter)))

    async def keep_warm(self) -> None:
        """Copy the newest revision into memory when nothing was written for a moment; never return."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_QUIET):
                    await self._changed.wait()
                continue
            await self._warm(self.revisions.newest)

    async def watch(self) -> None:
        """Notice revisions that other processes make, and swap to them when they are ready; never return."""
        journal = Journal(self._folder.journal)
        await self._warm(self.revisions.newest)
        while True:
            await asyncio.sleep(self._limits.poll)
            try:
                if await asyncio.to_thread(journal.last) != self.revisions.newest.number:
                    await self._follow()
            except StoreLockedError:
                continue
            except MandategraphError as error:
                _LOG.warning("the store's new revision cannot be read: %s", error)

    async def _follow(self) -> None:
        number, folder = await asyncio.to_thread(self.snapshots.take)
        if number == self.revisions.newest.number:
            return
        revision = Revision(number, folder, Reader(number, folder, self.minter))
        await self._warm(revision)
        self._announce(revision)

    def _announce(self, revision: Revision) -> None:
        before = self.revisions.newest if self.revisions.numbers else None
        self.revisions.publish(revision)
        if before is not None:
            before.reader.cool()
        for listener in self._listeners:
            listener(revision.number)
        self._changed.set()

    async def _warm(self, revision: Revision) -> None:
        """Have the main process and the workers answer a revision from memory, where it fits."""
        release = self.revisions.lease(revision)
        try:
            if await asyncio.to_thread(revision.reader.fits, self._limits.memory):
                hold = self._pool.hold(revision.number, revision.folder)
                await asyncio.gather(asyncio.to_thread(revision.reader.warm), hold)
        except MandategraphError as error:
            _LOG.warning("answers come from the disk: %s", error)
        finally:
            release()
