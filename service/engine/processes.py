"""How a process of the service starts itself anew with a stack that deeply nested input does not overflow soon."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time

STACK = 64 << 20
_RAISED = "--stack-is-raised"


def with_big_stack(module: str, arguments: list[str]) -> list[str]:
    """Return the arguments once the first thread has its stack, which is laid out when a program starts."""
    if _RAISED in arguments:
        return [argument for argument in arguments if argument != _RAISED]
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    soft = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
    os.execv(sys.executable, [sys.executable, "-P", "-m", module, *arguments, _RAISED])


def end_with_parent() -> None:
    """Have this process end when the one that started it is gone, also in the middle of a long piece of work."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
