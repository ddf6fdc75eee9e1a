"""The limits of the service in words, for descriptions that programs and people read."""

from __future__ import annotations

from .serve_settings import ServeSettings


def in_words(settings: ServeSettings) -> str:
    """Return what a client may cost, what happens beyond, and what the service may take in all."""
    limits = settings.limits
    most = f"at most {limits.client_queries} queries" if limits.client_queries else "any number of queries"
    rate = f"{settings.rate:g} requests a second ({settings.burst:,} at once)" if settings.rate else "any number"
    told = [
        f"A query may take {limits.timeout:g} seconds, {_mib(limits.worker_memory)} and {limits.max_rows:,} rows.",
        f"One client may have {most} running at once, and never all workers that do the same work; "
        f"more of them wait {limits.queue_timeout:g} seconds at most, then get 503 with Retry-After.",
        f"One client may send {rate}, then gets 429 with Retry-After.",
    ]
    if settings.workers > 1:
        told.append(f"{settings.workers} processes serve, and each gives a client an equal part of these.")
    most, largest = _mib(settings.total_memory()), _mib(limits.memory)
    told.append(
        f"The service takes at most {most} of memory in all, with a graph of {largest}; a larger one is on disk."
    )
    return " ".join(told)


def _mib(size: int) -> str:
    return f"{size >> 20:,} MiB"
