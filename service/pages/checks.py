"""The checks: what each looks for, how grave it is, and what it found."""

from __future__ import annotations

from functools import lru_cache

from ...graph.iris import SHAPE
from ...graph.validation.shapes import SEVERITIES, Check, Shapes
from .reading import select
from .rendering import render
from .view import View


def checks_page(view: View, name: str = "") -> str | None:
    """Render all checks, or one; None if there is none of that name."""
    checks = [check for check in _checks() if name in ("", check.name)]
    if not checks:
        return None
    rows = select(
        view.reader,
        "SELECT ?shape (COUNT(DISTINCT ?f) AS ?n) { ?f a mg:Finding ; sh:sourceShape ?shape } GROUP BY ?shape",
    )
    counts = {row["shape"].removeprefix(SHAPE): int(row["n"]) for row in rows}
    return render(
        view,
        "checks.html",
        title=checks[0].label.capitalize() if name else "Checks",
        here="/findings",
        checks=checks,
        counts=counts,
        one=bool(name),
    )


def check_names(view: View) -> list[str]:
    """Return the names of all checks, and of those of which the data holds findings."""
    rows = select(view.reader, "SELECT DISTINCT ?shape { ?finding a mg:Finding ; sh:sourceShape ?shape }")
    return sorted({*(check.name for check in _checks()), *(row["shape"].removeprefix(SHAPE) for row in rows)})


@lru_cache(maxsize=1)
def _checks() -> tuple[Check, ...]:
    found = Shapes.load().checks.values()
    return tuple(sorted(found, key=lambda check: (SEVERITIES.index(check.severity), check.name)))
