"""What a loader can see to be wrong with a record."""

from __future__ import annotations

from datetime import date

from .pages.periods import Written
from .records import Flag


def period_flags(
    start: Written | None, end: Written | None, suggestion: tuple[date, date] | None = None
) -> tuple[Flag, ...]:
    """Return the flags of one period: ``date-valid`` for each literal that is no day, ``period-order``.

    None stands for an end that the document does not give, which is for validation to judge, not for a loader.
    ``suggestion`` is a period that the same block states elsewhere; it goes with ``period-order`` and is never applied.
    """
    flags = [Flag("date-valid", *side.span, side.literal) for side in (start, end) if side and side.day is None]
    if start and end and start.day and end.day and end.day < start.day:
        span = min(start.span[0], end.span[0]), max(start.span[1], end.span[1])
        flags.append(Flag("period-order", *span, f"{start.literal} - {end.literal}", suggestion))
    return tuple(flags)
