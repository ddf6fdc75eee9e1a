"""What the service says of itself, in the words of version 0.2 and of the draft of 1.0."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from ...graph.iris import MG
from .entity_types import TYPES
from .extending import CONTENT_HELP, CONTENTS, LANGUAGE_HELP, LIMIT_HELP
from .preview import HEIGHT, WIDTH
from .requests import BATCH

DRAFT = "1.0-draft"
_NAME = "Mandates in security sector reform"
_SETTINGS: tuple[tuple[str, str, str, object, str], ...] = (
    ("limit", "Limit", "number", 0, LIMIT_HELP),
    ("content", "Content", "select", "entity", CONTENT_HELP),
    ("language", "Language", "text", "", LANGUAGE_HELP),
)
Url = Callable[[str], str]
Manifest = dict[str, object]


def manifest_02(base_iri: str, url: Url) -> Manifest:
    """Return the manifest of version 0.2; ``url`` gives the full address of a path of the service."""
    root = url("/reconcile")

    def suggest(kind: str) -> dict[str, str]:
        flyout = {"flyout_service_url": root, "flyout_service_path": f"/flyout/{kind}?id=${{id}}"}
        return {"service_url": root, "service_path": f"/suggest/{kind}", **flyout}

    settings = [
        {"name": id, "label": name, "type": kind, "default": default, "help_text": help, **_choices(kind)}
        for id, name, kind, default, help in _SETTINGS
    ]
    return {
        "versions": ["0.2"],
        **_common(),
        "identifierSpace": f"{base_iri}id/",
        "schemaSpace": MG,
        "view": {"url": f"{url('/id/')}{{{{id}}}}"},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {kind: suggest(kind) for kind in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/extend/propose"},
            "property_settings": settings,
        },
    }


def manifest_draft(url: Url) -> Manifest:
    """Return the manifest of the draft of 1.0."""
    settings = [
        {"id": id, "name": name, "type": kind, "default": default, "helpText": help, **_choices(kind)}
        for id, name, kind, default, help in _SETTINGS
    ]
    return {
        "versions": [DRAFT],
        **_common(),
        "lang": "en",
        "standardizedScore": True,
        "view": {"url": f"{url('/id/')}{{+id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": settings},
    }


def _common() -> Manifest:
    return {
        "name": _NAME,
        "serviceVersion": version("mandategraph"),
        "batchSize": BATCH,
        "defaultTypes": [type.described() for type in TYPES.values()],
    }


def _choices(kind: str) -> dict[str, object]:
    return {"choices": [{"value": id, "name": name} for id, name in CONTENTS.items()]} if kind == "select" else {}
