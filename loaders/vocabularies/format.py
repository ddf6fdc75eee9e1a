"""What a vocabulary's format is: how a file of it is known, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ...graph.vocabularies.data import VocabularyEntry
from .files import VocabularyFile


def _no_version(file: VocabularyFile) -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """A kind of vocabulary file.

    ``source`` and ``licence`` are where such files come from and what is usual for them; the user may say otherwise.
    """

    name: str
    title: str
    source: str
    licence: str
    recognise: Callable[[VocabularyFile], bool]
    read: Callable[[VocabularyFile], Iterable[VocabularyEntry]]
    version: Callable[[VocabularyFile], str] = _no_version
