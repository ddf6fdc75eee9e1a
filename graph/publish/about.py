"""What only the operator knows of the data set: its title, its licence, its publisher. Nothing of it is made up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ..errors import UsageError
from ..settings import PREFIX

TITLE = "Mandates in security sector reform"
DESCRIPTION = (
    "Who asked for mandates in security sector reform, where and when they took place, what they are about, and which "
    "sentence of which source says so."
)


@dataclass(frozen=True)
class About:
    """``licence`` and ``publisher`` are IRIs; empty ones are not spoken of. The licence is that of the data."""

    title: str = TITLE
    description: str = DESCRIPTION
    licence: str = ""
    publisher: str = ""
    contact: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> About:
        """Return what MANDATEGRAPH_TITLE, _DESCRIPTION, _LICENCE, _PUBLISHER and _CONTACT (an IRI) say."""
        env = os.environ if environment is None else environment
        given = {
            name: env.get(f"{PREFIX}{name.upper()}", "").strip()
            for name in ("title", "description", "licence", "publisher", "contact")
        }
        for name in ("licence", "publisher", "contact"):
            check_iri(given[name], f"{PREFIX}{name.upper()}")
        return cls(**{name: value for name, value in given.items() if value})


def check_iri(text: str, where: str) -> None:
    """Raise UsageError for a text that is neither empty nor an absolute IRI."""
    try:
        if text:
            ox.NamedNode(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not an IRI.",
            where=where,
            remedy="Give one such as https://creativecommons.org/licenses/by/4.0/.",
        ) from error
