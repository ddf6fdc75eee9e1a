"""What a handler gets and gives: requests, responses, and problems (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable
from urllib.parse import quote, unquote

PROBLEM_TYPE = "application/problem+json"
Header = tuple[str, str]


class Body(Protocol):
    """The body of a request, as its server gives it: in pieces, each read once."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...


@runtime_checkable
class SupportsClose(Protocol):
    """A body that can be left before its end."""

    async def aclose(self) -> None: ...


class Params(tuple[Header, ...]):
    """Names and values of a query string or a form, in the order in which they came."""

    __slots__ = ()

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the first value of a name."""
        return next((value for key, value in self if key == name), default)

    def all(self, name: str) -> list[str]:
        """Return every value of a name."""
        return [value for key, value in self if key == name]

    def one(self, name: str) -> str | None:
        """Return the only value of a name, None where it is not given; Problem 400 where it is given twice."""
        values = self.all(name)
        if len(values) > 1:
            raise Problem(400, "Parameter given twice", f"Give {name!r} once; it was given {len(values)} times.")
        return values[0] if values else None

    def names(self) -> list[str]:
        """Return every name once, in order."""
        return list(dict.fromkeys(name for name, _ in self))


class Request:
    """One request. ``path`` is decoded and below ``root_path``; header names are lower case.

    ``base_url`` is what a link starts with: scheme, host and root path, without a slash at the end. ``revision`` is
    the revision that the address pins (``/r/7/...``), None for the current one; ``path`` is then what follows it.
    ``path_values`` holds what the pattern of the route matched, ``route`` is that pattern.
    """

    __slots__ = (
        "_body", "_params", "base_url", "client", "headers", "method", "path", "path_values", "raw_query", "revision",
        "root_path", "route",
    )  # fmt: skip

    def __init__(
        self,
        method: str,
        path: str,
        raw_query: str = "",
        headers: Mapping[str, str] | None = None,
        *,
        body: Body | bytes = b"",
        client: str = "",
        root_path: str = "",
        base_url: str = "http://127.0.0.1",
        revision: int | None = None,
    ) -> None:
        self.method, self.path, self.raw_query = method, path, raw_query
        self.headers: Mapping[str, str] = headers or {}
        self.client, self.root_path, self.base_url, self.revision = client, root_path, base_url, revision
        self.path_values: Mapping[str, str] = {}
        self.route = ""
        self._body = body
        self._params: Params | None = None

    @property
    def params(self) -> Params:
        """What the query string holds; Problem 400 where it is not UTF-8."""
        if self._params is None:
            self._params = parse_form(self.raw_query)
        return self._params

    @property
    def media_type(self) -> str:
        """The media type of the body in lower case, without its parameters; empty where none is given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def url(self, path: str, **params: str) -> str:
        """Return the full address of a (decoded) path of this service, such as ``/queries``."""
        tail = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in params.items())
        return self.base_url + quote(path, safe="/:@!$&'()*+,;=~") + (f"?{tail}" if tail else "")

    async def pieces(self, limit: int) -> AsyncIterator[bytes]:
        """Give the body as it arrives; Problem 413 once it is longer than ``limit`` bytes."""
        declared = self.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise too_large(limit)
        if isinstance(self._body, bytes):
            if len(self._body) > limit:
                raise too_large(limit)
            yield self._body
            return
        size = 0
        async for piece in self._body:
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            yield piece

    async def read(self, limit: int) -> bytes:
        """Return the whole body; Problem 413 if it is longer than ``limit`` bytes, of which no more are kept."""
        return b"".join([piece async for piece in self.pieces(limit)])

    async def form(self, limit: int) -> Params:
        """Return the fields of an ``application/x-www-form-urlencoded`` body."""
        return parse_form((await self.read(limit)).decode("latin-1"))


class Trailers(NamedTuple):
    """Header fields that are known only when a streamed body has ended (RFC 9110, section 6.5).

    ``names`` are those that may come; ``told`` is asked for them after the last piece.
    """

    names: Sequence[str]
    told: Callable[[], Sequence[Header]]


class Response:
    """One response. A body of bytes is sent with its length, an iterator of pieces as it comes.

    An iterator that raises after its first piece breaks the connection: the client sees that the body is not whole.
    """

    __slots__ = ("body", "headers", "status", "trailers")

    def __init__(
        self,
        status: int = 200,
        headers: Sequence[Header] = (),
        body: bytes | AsyncIterator[bytes] = b"",
        trailers: Trailers | None = None,
    ) -> None:
        self.status, self.headers, self.body, self.trailers = status, list(headers), body, trailers

    def header(self, name: str) -> str | None:
        """Return the first value of a header (name in lower case)."""
        return next((value for key, value in self.headers if key == name), None)

    def add(self, name: str, value: str) -> Response:
        """Add a header (name in lower case) and return the response."""
        self.headers.append((name, value))
        return self


def text(body: str, media_type: str = "text/plain; charset=utf-8", status: int = 200) -> Response:
    """Return text as a response."""
    return Response(status, [("content-type", media_type)], body.encode())


def html(body: str, status: int = 200) -> Response:
    """Return a page as a response."""
    return text(body, "text/html; charset=utf-8", status)


def json_response(data: object, media_type: str = "application/json", status: int = 200) -> Response:
    """Return plain data as a response in JSON."""
    return Response(status, [("content-type", media_type)], json.dumps(data, ensure_ascii=False).encode())


def redirect(location: str, status: int = 303) -> Response:
    """Send the client to another address."""
    return Response(status, [("location", location)])


class Problem(Exception):
    """An answer that says what went wrong (RFC 9457), raised anywhere below a handler.

    ``extra`` are members of the problem document, such as ``line`` and ``column``.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        type: str = "about:blank",
        headers: Sequence[Header] = (),
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail, self.type = status, title, detail, type
        self.headers, self.extra = list(headers), dict(extra or {})

    def document(self) -> dict[str, object]:
        """Return the members of the problem document."""
        named: dict[str, object] = {"type": self.type, "title": self.title, "status": self.status}
        return {**named, **({"detail": self.detail} if self.detail else {}), **self.extra}

    def response(self) -> Response:
        """Return the problem as JSON."""
        answer = json_response(self.document(), PROBLEM_TYPE, self.status)
        answer.headers += self.headers
        return answer


async def close(body: bytes | AsyncIterator[bytes]) -> None:
    """Close the body of a response that is not read to its end, so that whoever makes it is free."""
    if isinstance(body, SupportsClose):
        await body.aclose()


def too_large(limit: int) -> Problem:
    """Return the problem of a body that is longer than ``limit`` bytes."""
    detail = f"A body of at most {limit} bytes is read here."
    return Problem(413, "Content too large", detail, headers=[("connection", "close")], extra={"limit": limit})


def parse_form(encoded: str) -> Params:
    """Return names and values of a query string or form: ``+`` is a space, what is not UTF-8 is a Problem 400."""
    try:
        return Params((_decoded(name), _decoded(value)) for name, value in _pairs(encoded))
    except UnicodeError as error:
        detail = "The parameters are not percent-encoded UTF-8."
        raise Problem(400, "Parameters cannot be read", detail) from error


def _pairs(encoded: str) -> list[Header]:
    parts = (part.partition("=") for part in encoded.split("&") if part)
    return [(name, value) for name, _, value in parts]


def _decoded(encoded: str) -> str:
    raw = encoded.replace("+", " ").encode("latin-1")
    return unquote(raw.decode("utf-8"), errors="strict")
