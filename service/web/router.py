"""Routes: a pattern of a path, and what answers each method there."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field

from .messages import Problem, Request, Response

Handler = Callable[[Request], Coroutine[object, object, Response]]


@dataclass(frozen=True)
class Route:
    """A path and its handlers by method.

    In ``path``, ``{name}`` stands for one segment and ``{name*}`` for the rest, slashes included. Where there is a GET
    there is a HEAD; OPTIONS and 405 come from the router. ``shared`` are the methods that pages of any origin may use.
    """

    path: str
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    shared: tuple[str, ...] = ("GET", "HEAD")

    @property
    def allowed(self) -> str:
        """The value of the header ``Allow``."""
        implied = {"OPTIONS", *(("HEAD",) if "GET" in self.handlers else ())}
        return ", ".join(sorted({*self.handlers, *implied}))


class Router:
    """All routes: plain paths by look-up, patterns in the order in which they were given."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._plain: dict[str, Route] = {}
        self._patterns: list[tuple[re.Pattern[str], Route]] = []
        for route in routes:
            if "{" in route.path:
                self._patterns.append((_compiled(route.path), route))
            elif route.path in self._plain:
                raise ValueError(f"two routes for {route.path}")
            else:
                self._plain[route.path] = route

    def _whole(self, method: str) -> tuple[Route, Handler]:
        """Return what answers a request about the service as a whole (RFC 9110, section 9.3.7); Problem 400."""
        if method != "OPTIONS":
            raise Problem(400, "Bad request", f"The target * is for OPTIONS, not for {method}.")
        routes = [*self._plain.values(), *(route for _, route in self._patterns)]
        everything = Route("*", {name: handler for route in routes for name, handler in route.handlers.items()})
        return everything, lambda _: _options(everything)

    def find(self, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """Return the route of a path with the values of its pattern."""
        if (route := self._plain.get(path)) is not None:
            return route, {}
        for pattern, route in self._patterns:
            if found := pattern.fullmatch(path):
                return route, found.groupdict()
        return None

    def handler(self, request: Request) -> tuple[Route, Handler]:
        """Return what answers a request, and set its ``path_values``; Problem 404 or 405."""
        if request.path == "*":
            return self._whole(request.method)
        found = self.find(request.path)
        if found is None:
            raise Problem(404, "Not found", f"There is nothing at {request.path}.")
        route, request.path_values = found
        method = "GET" if request.method == "HEAD" and "HEAD" not in route.handlers else request.method
        if method == "OPTIONS" and "OPTIONS" not in route.handlers:
            return route, lambda _: _options(route)
        if method not in route.handlers:
            detail = f"{request.method} is not allowed here; {route.allowed} are."
            raise Problem(405, "Method not allowed", detail, headers=[("allow", route.allowed)])
        return route, route.handlers[method]


async def _options(route: Route) -> Response:
    return Response(204, [("allow", route.allowed)])


def _compiled(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\*?\})", path)
    return re.compile("".join(_part(part) for part in parts), re.DOTALL)


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name = part.strip("{}")
    return f"(?P<{name[:-1]}>.*)" if name.endswith("*") else f"(?P<{name}>[^/]+)"
