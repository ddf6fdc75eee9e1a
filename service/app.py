"""The application: every feature's routes, wired to one service."""

from __future__ import annotations

from importlib import import_module

from .application import Application
from .state import Service
from .web.access_log import AccessLog
from .web.addresses import Addresses
from .web.router import Route, Router

FEATURES = (
    "health",
    "stored.routes",
    "openapi.routes",
    "sparql.protocol",
    "sparql.graph_store",
    "linked_data.well_known",
    "linked_data.site_map",
    "linked_data.feed",
    "linked_data.documents",
    "reconcile.routes",
    "linked_data.routes",
    "pages.link_review",
    "pages.routes",
)
"""Modules of this package with ``routes(service)``; of two patterns that fit a path, the first one answers."""


def build_app(service: Service, log: AccessLog | None = None) -> Application:
    """Return the application with the routes of every feature."""
    found: list[Route] = []
    for name in FEATURES:
        found += import_module(f".{name}", __package__).routes(service)
    service.routes += found
    return Application(service, Router(found), log)


def addresses(service: Service) -> Addresses:
    """Return the addresses that the service has for its clients."""
    settings = service.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return Addresses(
        settings.root_path,
        settings.proxy_headers,
        settings.public_url.rstrip("/") if settings.public_url else None,
        f"{host}:{settings.port}",
    )
