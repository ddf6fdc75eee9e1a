"""Whether a mandate is a training, and its level and language where the title says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .records import Reading

_WORD = (
    r"training(?:s|\s+courses?|\s+workshops?|\s+sessions?)?|(?:intensive\s+|e-learning\s+|induction\s+)?courses?|masterclass"
    r"|formation|cours|curso|capacitacion|entrenamiento|تدريب|دورة|обука|trajnim|kurs|obuka"
)
_TITLE = re.compile(rf"\b(?:{_WORD})\b")
_ABOUT = re.compile(
    r"\b(?:review|evaluation|assessment|analysis|mapping|design|development|support|backstopping|audit|study|strategy|reform"
    r"|examen|appui|evaluacion|apoyo)\b[^-:,]*$"
)
_THING = re.compile(
    r"\s+(?:needs|cent(?:re|er)s?|schools?|academ(?:y|ies)|institut\w*|strateg\w+|manuals?|curricul\w+|materials?|polic\w+|plans?"
    r"|modules?|packages?|facilit\w+|systems?|reform|reviews?|evaluations?|assessments?)\b"
)
_BODY = re.compile(
    r"(?:this|the|cette|ce|este|esta)\s+"
    r"(?:(?!(?:mandate|project|assignment|mission|support|is|was|will|aims?|of|for|to|on|a|an|the|and|in|at)\b)[\w/-]+\s+){0,4}?"
    rf"(?P<word>{_WORD})\b(?!\s+(?:needs|cent(?:re|er)|strategy|of\s+action|of\s+events))"
)
_LEVEL = re.compile(
    r"\b(?:advanced|introductory|introduction|intermediate|basic|foundation|beginners?|avancee?|avanzado|level\s+(?:\d|i{1,3}|iv)|niveau\s+\d|nivel\s+\d)\b"
)
_LANGUAGES = {
    "french": "fr", "english": "en", "spanish": "es", "arabic": "ar", "portuguese": "pt", "russian": "ru",
    "macedonian": "mk", "albanian": "sq", "serbian": "sr", "francais": "fr", "anglais": "en", "espagnol": "es", "arabe": "ar",
}  # fmt: skip
_TONGUE = "|".join(_LANGUAGES)
_LANGUAGE = re.compile(
    rf"\b(?P<word>{_TONGUE})\b(?=(?:\s+(?:language|ssr|advanced|introductory|basic|level\s+\d))*\s+(?:training|course|level))"
    rf"|\b(?:in|en)\s+(?P<tongue>{_TONGUE})\b"
)


def training_evidence(folded: str, title: tuple[int, int], body: tuple[int, int]) -> Reading | None:
    """Return the words that make a mandate a training: in its title, else in the first words of its description.

    A title about a training ("Review of the training centre") or a description that only holds one makes none.
    """
    start, end = title
    for found in _TITLE.finditer(folded, start, end):
        if not _ABOUT.search(folded[start : found.start()]) and not _THING.match(folded, found.end(), end):
            return Reading("training-title", *found.span())
    said = _BODY.match(folded, body[0], min(body[1], body[0] + 160))
    return Reading("training-body", *said.span("word")) if said else None


def training_details(text: str, folded: str, title: tuple[int, int]) -> Iterator[Reading]:
    """Yield the level, as written, and the language, as a BCP 47 tag, that the title of a training says."""
    for found in _LEVEL.finditer(folded, *title):
        yield Reading("training-level", *found.span(), text[found.start() : found.end()])
    if said := _LANGUAGE.search(folded, *title):
        group = "word" if said["word"] else "tongue"
        yield Reading("training-language", *said.span(group), _LANGUAGES[said[group]])
