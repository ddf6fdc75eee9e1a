"""How a query ends that is not answered, or not to its end: the error, and the word that is counted."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

from ...graph.errors import MandategraphError, TimeLimitError
from .errors import MemoryLimitError, OverloadedError, QueryTooLargeError, ResultBrokenError
from .faults import InternalError

if TYPE_CHECKING:
    from .spawner import Worker

_LOG = logging.getLogger(__name__)
_BURIAL = 2.0
_WORDS = {"TimeLimitError": "time", "MemoryLimitError": "memory", "OverloadedError": "refused"}


async def failure(worker: Worker | None, cause: str, timeout: float) -> MandategraphError:
    """Say why a worker is gone; ``cause`` is why it was stopped, if it was: "time" or "moved"."""
    if cause == "time":
        return TimeLimitError(
            f"the query took longer than {timeout:g} seconds.",
            remedy="Ask for less, or for more time if the service allows it.",
        )
    if cause == "moved":
        return OverloadedError("too many results are being read.", retry_after=10)
    status = await _status(worker)
    if status == -signal.SIGSEGV:
        return QueryTooLargeError("the query is nested too deeply.", remedy="Make it simpler.")
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return MemoryLimitError("the query needs more memory than one may have.", remedy="Ask for less.")
    return InternalError(f"a worker ended with status {status}.")


async def _status(worker: Worker | None) -> int | None:
    if worker is None:
        return None
    try:
        async with asyncio.timeout(_BURIAL):
            return await asyncio.shield(worker.ended)
    except TimeoutError:
        return None


def broken(error: MandategraphError) -> MandategraphError:
    """Return what a reader is told when an error ends a result that has begun."""
    if isinstance(error, OverloadedError):
        return error
    return ResultBrokenError(f"the result broke off: {error.what}", remedy=error.remedy)


def outcome_of(error: MandategraphError) -> str:
    """Return the word for an ending by an error; a defect of the service is logged."""
    if isinstance(error, InternalError):
        _LOG.error("%s\n%s", error.what, error.trace)
        return "crash"
    return _WORDS.get(type(error).__name__, "error")
