"""Who may write: the bearer of a token that the operator gave out."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from pathlib import Path

from ..graph.errors import InputError, UsageError
from .web.messages import Problem, Request

_SHORTEST = 16


def read_tokens(file: Path) -> tuple[str, ...]:
    """Return the tokens of a file, one a line; empty lines and lines that begin with # do not count."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        remedy = "Name a file with one token a line."
        raise InputError(f"the tokens cannot be read: {reason}.", where=str(file), remedy=remedy) from error
    told = [(number, line.strip()) for number, line in enumerate(lines, 1)]
    tokens = {number: line for number, line in told if line and not line.startswith("#")}
    if not tokens:
        raise UsageError("there is no token.", where=str(file), remedy="Write one a line, such as 32 random digits.")
    for number, token in tokens.items():
        if len(token) < _SHORTEST or not token.isascii() or " " in token:
            remedy = f"Write at least {_SHORTEST} letters and digits, without spaces."
            raise UsageError("this token is too easy to guess.", where=f"{file}:{number}", remedy=remedy)
    return tuple(tokens.values())


def require_token(request: Request, tokens: Sequence[str], sent: str = "") -> None:
    """Raise Problem 401 unless the request bears one of the tokens; how long the comparison takes tells nothing.

    ``sent`` is the token of a form, where one came with it.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    scheme, given = ("bearer", sent) if sent else (scheme, given)
    offered = given.strip().encode("utf-8", "surrogateescape")
    matches = [hmac.compare_digest(offered, token.encode()) for token in tokens]
    if scheme.lower() == "bearer" and any(matches):
        return
    error = ', error="invalid_token"' if given else ""
    challenge = f'Bearer realm="mandategraph"{error}'
    detail = "Writing needs the header Authorization: Bearer TOKEN, with a token of the operator."
    raise Problem(401, "Not authorised", detail, headers=[("www-authenticate", challenge)])
