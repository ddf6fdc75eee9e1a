"""The addresses of the service as its clients know them: sub-path, reverse proxy, pinned revision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .messages import Body, Request

_HOST = re.compile(r"[A-Za-z0-9._~-]{1,255}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,64}\](:[0-9]{1,5})?")
_PINNED = re.compile(r"/r/([0-9]{1,9})(/.*)", re.DOTALL)


@dataclass(frozen=True)
class Addresses:
    """``root_path``: what stands before every path (``/x``). ``public_url``: what links start with, if it is fixed.

    ``proxied``: a reverse proxy stands before the service and says in ``X-Forwarded-For`` and ``X-Forwarded-Proto`` who
    asked and how; without it these headers are what anybody may have written, and count for nothing. The proxy says
    the host in ``Host``, the operator what stands before every path: ``X-Forwarded-Host`` and ``X-Forwarded-Prefix``
    pass through a proxy that does not set them, and are never read.
    """

    root_path: str = ""
    proxied: bool = False
    public_url: str | None = None
    default_host: str = "localhost"

    def request(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: Body | bytes, peer: str
    ) -> Request:
        """Return a request with the client and the addresses that it stands for."""
        scheme, host, root = "http", headers.get("host", ""), self.root_path
        if self.proxied:
            peer = _last(headers.get("x-forwarded-for", "")) or peer
            scheme = "https" if _last(headers.get("x-forwarded-proto", "")).lower() == "https" else "http"
        if not _HOST.fullmatch(host):
            host = self.default_host
        if root and (path == root or path.startswith(root + "/")):
            path = path[len(root) :] or "/"
        revision = None
        if path.startswith("/r/") and (pinned := _PINNED.fullmatch(path)):
            revision, path = int(pinned[1]), pinned[2]
        return Request(
            method,
            path,
            query,
            headers,
            body=body,
            client=peer,
            root_path=root,
            base_url=self.public_url or f"{scheme}://{host}{root}",
            revision=revision,
        )


def _last(value: str) -> str:
    """Return what the nearest proxy added."""
    return value.rpartition(",")[2].strip()
