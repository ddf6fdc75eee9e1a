"""One line that tells things of the same name apart."""

from __future__ import annotations

from .index import Index
from .properties import Link, Properties, Text

_MOST = 3


class Descriptions:
    """Describes the things of one index, each once."""

    def __init__(self, index: Index, properties: Properties) -> None:
        self._index, self._properties = index, properties
        self._made: dict[str, str] = {}

    def of(self, key: str) -> str:
        """Return the line for a thing; empty where there is nothing to say."""
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def _make(self, key: str) -> str:
        kind = key.partition("/")[0]
        if kind == "mandate":
            days = [" / ".join(self._texts(key, side)) or "?" for side in ("start", "end")]
            period = " to ".join(days) if days != ["?", "?"] else "no dates"
            return "; ".join(part for part in (period, self._shown(key, "donor"), self._shown(key, "country")) if part)
        if kind == "country":
            until = "".join(self._texts(key, "validUntil"))
            parts = ("Country", self._shown(key, "region"), key.partition("/")[2], f"until {until}" if until else "")
            return "; ".join(part for part in parts if part)
        if kind == "region":
            return "; ".join(part for part in ("Region", self._shown(key, "region")) if part)
        if kind in ("donor", "organisation"):
            of = self._shown(key, "governmentOf")
            return f"State; government of {of}" if of else "Organisation"
        wider = self._shown(key, "broader")
        return f"{kind.capitalize()}{f'; part of {wider}' if wider else ''}"

    def _texts(self, key: str, property: str) -> list[str]:
        found = self._properties.values(key, self._properties.all[property])
        return [value.text if isinstance(value, Text) else str(value) for value in found if not isinstance(value, Link)]

    def _shown(self, key: str, property: str) -> str:
        found = self._properties.values(key, self._properties.all[property])
        labels = [self._index.things[value.key].label for value in found if isinstance(value, Link)]
        more = f" and {len(labels) - _MOST} more" if len(labels) > _MOST else ""
        return ", ".join(labels[:_MOST]) + more
