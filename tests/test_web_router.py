"""Which handler answers."""

from __future__ import annotations

import asyncio

import pytest

from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.router import Route, Router


async def _ok(request: Request) -> Response:
    values = ",".join(f"{name}={value}" for name, value in request.path_values.items())
    return Response(200, [], f"{request.method} {values}".encode())


_ROUTER = Router(
    [
        Route("/queries", {"GET": _ok, "POST": _ok}),
        Route("/queries/{name}", {"GET": _ok}),
        Route("/queries/fixed", {"GET": _ok}),
        Route("/graphs/{path*}", {"GET": _ok, "PUT": _ok}),
        Route("/a.b/{x}/c", {"DELETE": _ok}),
    ]
)


def _answer(method: str, path: str) -> str:
    request = Request(method, path)
    _, handler = _ROUTER.handler(request)
    response = asyncio.run(handler(request))
    assert isinstance(response.body, bytes)
    return response.body.decode() or str(response.headers)


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/queries", "GET "),
        ("HEAD", "/queries", "HEAD "),
        ("GET", "/queries/a b", "GET name=a b"),
        ("GET", "/queries/fixed", "GET "),
        ("PUT", "/graphs/a/b\nc", "PUT path=a/b\nc"),
        ("GET", "/graphs/", "GET path="),
        ("DELETE", "/a.b/é/c", "DELETE x=é"),
        ("OPTIONS", "/queries", "[('allow', 'GET, HEAD, OPTIONS, POST')]"),
        ("OPTIONS", "*", "[('allow', 'DELETE, GET, HEAD, OPTIONS, POST, PUT')]"),
    ],
)
def test_a_path_has_one_handler(method: str, path: str, answer: str) -> None:
    assert _answer(method, path) == answer


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/", 404, None),
        ("GET", "*", 400, None),
        ("GET", "/queries/", 404, None),
        ("GET", "/queries/a/b", 404, None),
        ("GET", "/aXb/1/c", 404, None),
        ("DELETE", "/queries", 405, "GET, HEAD, OPTIONS, POST"),
        ("HEAD", "/a.b/1/c", 405, "DELETE, OPTIONS"),
        ("get", "/queries", 405, "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_nothing_and_not_allowed(method: str, path: str, status: int, allow: str | None) -> None:
    with pytest.raises(Problem) as told:
        _answer(method, path)
    assert told.value.status == status
    assert dict(told.value.headers).get("allow") == allow


def test_two_routes_for_one_path_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two routes for /a"):
        Router([Route("/a", {"GET": _ok}), Route("/a", {"POST": _ok})])
