"""Cross-origin reads: pages of any origin may read what anybody may read, and nothing else."""

from __future__ import annotations

from .messages import Request, Response
from .router import Route

_EXPOSED = ", ".join(
    (
        "etag",
        "link",
        "location",
        "retry-after",
        "server-timing",
        "content-disposition",
        "mandategraph-revision",
        "mandategraph-rows",
        "mandategraph-limit",
        "mandategraph-truncated",
        "mandategraph-offset",
        "mandategraph-total",
        "mandategraph-query-version",
        "mandategraph-as",
        "mandategraph-without",
        "mandategraph-mirror",
        "mandategraph-repeats",
    )
)
_DAY = "86400"


def allow_reads(request: Request, response: Response, route: Route | None) -> None:
    """Add the headers that let a page of another origin read the response, or send the request it asks about.

    They do not depend on the origin, so that an answer kept by a cache serves every origin.
    """
    if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
        if route is None or not route.shared:
            return
        response.headers += [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", ", ".join(route.shared)),
            ("access-control-allow-headers", "accept, content-type, if-none-match"),
            ("access-control-max-age", _DAY),
        ]
    elif route is None or request.method in route.shared:
        response.headers += [("access-control-allow-origin", "*"), ("access-control-expose-headers", _EXPOSED)]
