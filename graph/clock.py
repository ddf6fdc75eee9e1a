"""What time it is, as the log of a revision says it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return this moment as xsd:dateTime, in whole seconds of UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
