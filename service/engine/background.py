"""Work that nobody waits for, and that ends with whoever began it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from ...graph.errors import StoreError

_LOG = logging.getLogger(__name__)


class Background:
    """Tasks of one owner; what goes wrong with the store in them is logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Begin some work."""
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began

    def cancel(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except StoreError as error:
        _LOG.warning("workers: %s", error)
