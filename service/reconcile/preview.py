"""A small page about a thing, for a frame in somebody else's page: no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

from .entity_types import TYPES, EntityType
from .matcher import Matcher
from .properties import Link, Property, Text

WIDTH, HEIGHT = 430, 300
_SHOWN = 8
_ROWS = (
    "label", "alpha2", "alpha3", "m49", "dac", "region", "country", "donor", "start", "end", "theme", "report",
    "governmentOf", "mandateCount", "validFrom", "validUntil", "broader",
)  # fmt: skip
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:8px;color:#1b1b1b;background:#fff}h1{font-size:16px;margin:0 0 2px}"
    "p{margin:0 0 6px;color:#555}table{border-collapse:collapse}th{text-align:left;font-weight:600;"
    "padding:1px 10px 1px 0;vertical-align:top;white-space:nowrap}td{padding:1px 0;"
    "overflow-wrap:anywhere}a{color:#0b5394}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{label}</title><style>{style}</style></head>'
    '<body><h1><a href="{href}" target="_blank" rel="noopener">{label}</a></h1><p>{about}</p>'
    "<table>{rows}</table></body></html>\n"
)
_ROW = Markup('<tr><th scope="row">{name}</th><td>{values}</td></tr>')
_FLYOUT = Markup("<p><strong>{label}</strong>{lines}</p>")
_LINE = Markup("<br>{line}")


def preview(matcher: Matcher, key: str, href: str) -> str:
    """Return the page about a thing; ``href`` is where its full page is."""
    rows = Markup("").join(_row(matcher, key, name) for name in _ROWS)
    thing = matcher.index.things[key]
    return _PAGE.format(
        label=thing.label, style=Markup(_STYLE), href=href, about=matcher.descriptions.of(key), rows=rows
    )


def flyout(matcher: Matcher, key: str) -> str:
    """Return the few lines that a client shows beside a suggested thing."""
    thing = matcher.index.things[key]
    types = ", ".join(TYPES[type].name for type in thing.types)
    return _lines(thing.label, types, matcher.descriptions.of(key))


def type_flyout(type: EntityType) -> str:
    """Return the few lines that a client shows beside a suggested type."""
    wider = ", ".join(TYPES[id].name for id in type.broader)
    return _lines(type.name, type.description, f"A kind of {wider}" if wider else "")


def property_flyout(property: Property) -> str:
    """Return the few lines that a client shows beside a suggested property."""
    having = ", ".join(TYPES[id].name for id in property.paths if id in TYPES)
    return _lines(property.name, property.description, f"Of: {having}" if having else "")


def _lines(label: str, *lines: str) -> str:
    shown = Markup("").join(_LINE.format(line=line) for line in lines if line)
    return _FLYOUT.format(label=label, lines=shown)


def _row(matcher: Matcher, key: str, name: str) -> Markup:
    property = matcher.properties.all.get(name)
    values = matcher.properties.values(key, property) if property else []
    if property is None or not values:
        return Markup("")
    shown = [
        matcher.index.things[value.key].label
        if isinstance(value, Link)
        else value.text
        if isinstance(value, Text)
        else value
        for value in values
    ]
    texts = list(dict.fromkeys(str(each) for each in shown))
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return _ROW.format(name=property.name, values="; ".join(texts[:_SHOWN]) + more)
