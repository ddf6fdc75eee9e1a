"""What two days make of a period."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeVar

PeriodStatus = Literal["valid", "inverted", "open", "missing"]
_Day = TypeVar("_Day", date, str)


def period_status(start: _Day | None, end: _Day | None) -> PeriodStatus:
    """Return what two days make, or two ISO dates of which an empty one is none."""
    if start and end:
        return "valid" if start <= end else "inverted"
    return "open" if start or end else "missing"
