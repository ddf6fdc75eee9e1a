"""Things that a name can stand for."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["country", "region", "organisation", "place", "theme", "concept", "unresolved"]
Role = Literal["place", "donor"]


class Entity(NamedTuple):
    """A thing of the reference data, or a name that stands for nothing known.

    ``key`` is the path of its IRI below ``{base}id/`` (``country/MLI``); ``label`` its English label, or the name as
    written; ``code`` the ISO 3166-1 alpha-3 of a country, the M49 code of a region, else empty.
    """

    kind: Kind
    key: str
    label: str
    code: str = ""
