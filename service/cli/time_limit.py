"""A time limit for a command that waits for another host inside of the engine, which nothing else can interrupt."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ...graph.errors import TimeLimitError
from .terminal import report_error


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the process with the error of a time limit unless this is left in time; 0 is no limit.

    Only for commands that read: nothing is tidied up.
    """
    if not seconds:
        yield
        return
    timer = threading.Timer(seconds, _end, (seconds,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(seconds: float) -> None:
    error = TimeLimitError(
        f"the query took longer than {seconds:g} seconds.", where="query", remedy="Give it more with --timeout."
    )
    report_error(error)
    sys.stderr.flush()
    os._exit(error.exit_code)
