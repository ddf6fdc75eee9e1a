"""How a body may be written: as it is, without a content coding, and in UTF-8. Anything else is 415 (RFC 9110)."""

from __future__ import annotations

from .messages import Problem, Request

_FORM = "application/x-www-form-urlencoded"
"""Percent-encoded UTF-8 by definition: it has no charset, whatever its sender adds to its name."""


def check_coding(request: Request) -> None:
    """Refuse a body that is packed, or written in another charset than UTF-8: Problem 415."""
    coding = request.headers.get("content-encoding", "").lower()
    if any(each.strip() not in ("", "identity") for each in coding.split(",")):
        detail = f"The content coding {coding[:80]!r} is not read here; send the body as it is."
        raise Problem(415, "Unsupported content coding", detail, headers=[("accept-encoding", "identity")])
    if request.media_type != _FORM:
        check_charset(request.headers.get("content-type", ""))


def check_charset(content_type: str) -> None:
    """Refuse the charset that a media type names, unless it is UTF-8 or a part of it: Problem 415."""
    named = charset(content_type)
    if named not in ("", "utf-8", "utf8", "us-ascii"):
        detail = f"The charset {named[:80]!r} is not read here; send UTF-8."
        raise Problem(415, "Unsupported media type", detail)


def charset(content_type: str) -> str:
    """Return the charset that a media type names, in lower case; empty where it names none."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""
