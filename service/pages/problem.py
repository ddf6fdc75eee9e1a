"""The page of a problem: what went wrong, and what to do."""

from __future__ import annotations

from .rendering import render
from .view import View

_WORDS = {
    404: "There is nothing at this address.",
    410: "This revision is no longer kept.",
    413: "What was sent is too large.",
    429: "Too many requests came at once. Wait a moment and try again.",
    503: "The service is busy. Wait a moment and try again.",
}


def problem_page(view: View, status: int, title: str, detail: str = "", extra: dict[str, object] | None = None) -> str:
    """Render a problem; ``extra`` are the further members of its document, such as line and column."""
    said = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in (extra or {}).items()
        if value not in ([], ())
    }
    return render(view, "problem.html", title=title, status=status, detail=detail or _WORDS.get(status, ""), extra=said)
