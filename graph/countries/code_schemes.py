"""The lists that a country code can belong to: the form of their codes, and how much a code of one decides."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

_SUPPORTING = 3


class Scheme(NamedTuple):
    """A list of codes.

    ``rank`` is how much a code decides: 1 for a list whose every code is one thing, 2 for one whose codes are often
    copied under other meanings (FIPS, MARC), 3 for one that shares codes between things and only supports.
    """

    name: str
    pattern: re.Pattern[str]
    rank: int = 1
    width: int = 0

    @property
    def identifies(self) -> bool:
        """Whether a code of the list decides alone."""
        return self.rank < _SUPPORTING

    def normal(self, value: str) -> str | None:
        """Return a code as it is stored, numbers with their leading zeros; None if it is no code of this list."""
        code = value.strip()
        if self.width and code.isascii() and code.isdigit():
            code = code.zfill(self.width)
        return code if self.pattern.fullmatch(code) else None


def _scheme(name: str, pattern: str, rank: int = 1, width: int = 0) -> Scheme:
    return Scheme(name, re.compile(pattern), rank, width)


SCHEMES = MappingProxyType(
    {
        scheme.name: scheme
        for scheme in (
            _scheme("alpha2", "[A-Z]{2}"),
            _scheme("alpha3", "[A-Z]{3}"),
            _scheme("numeric", r"(?!000)\d{3}", width=3),
            _scheme("m49", r"(?!000)\d{3}", width=3),
            _scheme("iati", "[A-Z]{2}"),
            _scheme("dac", r"\d{1,5}"),
            _scheme("eu", "[A-Z0-9_]{3,10}"),
            _scheme("wikidata", r"Q[1-9]\d*"),
            _scheme("geonames", r"[1-9]\d*"),
            _scheme("marc", "[a-z]{2,3}", rank=2),
            _scheme("fips", "[A-Z]{2}", rank=2),
            _scheme("fifa", "[A-Z]{3}", rank=3),
            _scheme("ioc", "[A-Z]{3}", rank=3),
            _scheme("itu", "[A-Z]{1,3}", rank=3),
            _scheme("wmo", "[A-Z]{2}", rank=3),
            _scheme("ds", "[A-Z]{1,3}", rank=3),
            _scheme("gaul", r"\d+", rank=3),
            _scheme("edgar", "[A-Z0-9]{2}", rank=3),
            _scheme("tld", r"\.[a-z]{2}", rank=3),
            _scheme("dac-sector", r"\d{3,5}", rank=3),
            _scheme("iati-organisation-type", r"\d{2}", rank=3),
        )
    }
)
