"""Whether a mandate is a training, and its level and language where the title says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import Reading

_WORD = (
    r"training(?:s|\s+courses?|\s+workshops?|\s+sessions?)?|(?:intensive\s+|e-learning\s+|induction\s+|online\s+)?courses?|masterclass"
    r"|train(?:ing)?[\s-](?:(?:of|for)[\s-](?:the[\s-])?|the[\s-])?trainers?|formations?(?!\s+of\b)|cours|cursos?|capacitacion|entrenamiento"
    r"|(?:ال)?تدريب|(?:ال)?دورة|دورات|обука(?:та)?|обуки|trajnimi?t?|trajnime|kurs(?:i|evi)?|obuk[aeu]"
)
_TITLE = re.compile(rf"\b(?:{_WORD})\b")
_ABBREVIATED = re.compile(r"T(?<!\wT)[oO]Ts?\b")
"""Training of trainers, which only its capitals tell."""
_ABOUT = re.compile(
    r"\b(?:reviews?|evaluation|evaluating|assessments?|assessing|analysis|mapping|design|development|developing|support|supporting"
    r"|backstopping|audit|study|strategy|reform|lessons|examen|appui|etude|evaluacion|apoyo|revision|estudio)\b(?P<rest>[^-:,]*)$"
)
_GIVEN = re.compile(r"\b(?:deliver(?:y|ing)|facilitat(?:ion|ing)|conduct(?:ing)?|running|animation|imparticion)\b")
_NO_COURSE_BEFORE = re.compile(
    r"\b(?:of|(?:in|over|during|on|off|chang(?:e|ing)|stay(?:ing)?)(?:\s+(?:the|its|this))?|en|au|main|race)\s+$"
)
_THING = re.compile(
    r"(?:'s?)?\s+(?:(?:programm?es?\s+)?(?:develop(?:ment|ing)|design(?:ing)?|creation|planning)\b"
    r"(?!\s*(?:,|and|&)\s+(?:deliver|facilitat|implement|conduct))|needs|cent(?:re|er)s?|schools?|academ(?:y|ies)|institut\w*|strateg\w+|manuals?|curricul\w+|materials?|polic\w+|plans?"
    r"|modules?|packages?|facilit\w+|systems?|reform|reviews?|evaluations?|assessments?|missions?|units?|wings?|departments?"
    r"|directorates?|doctrines?|capabilit\w+|capacit\w+|support|corrections?|of\s+(?:action|events|justice)|d'appel|d'assises"
    r"|des\s+comptes|et\s+tribunaux|supreme|penal|constitutionnelle)\b"
)
_BODY = re.compile(
    r"(?:this|the|cette|ce|este|esta)\s+"
    r"(?:(?!(?:mandate|project|assignment|mission|support|is|was|will|aims?|of|for|to|on|a|an|the|and|in|at)\b)[\w/-]+\s+){0,4}?"
    rf"(?P<word>{_WORD})\b(?!\s+(?:needs|cent(?:re|er)|strategy|of\s+(?:the\s+)?(?:action|events|police|arm|soldiers|security|gendarm|recruits)))"
)
_GRADE = (
    r"(?:advanced|introductory|introduction|intermediate|basic|foundation|beginners?|avancee?|intermediaire"
    r"|avanzado|basico|intermedio)"
)
_NUMBER = r"(?:levels?\s+(?:\d(?:\s*(?:-|&|/|and|to)\s*\d)?|i{1,3}|iv)|niveau\s+\d|nivel\s+\d)"
_LEVEL = re.compile(rf"\b(?:{_GRADE}(?:\s+{_NUMBER})?|{_NUMBER})\b")
LANGUAGES = {
    "french": "fr", "english": "en", "spanish": "es", "arabic": "ar", "portuguese": "pt", "russian": "ru",
    "macedonian": "mk", "albanian": "sq", "serbian": "sr", "francais": "fr", "anglais": "en", "espagnol": "es",
    "arabe": "ar", "russe": "ru", "ruso": "ru", "espanol": "es", "ingles": "en", "frances": "fr", "portugues": "pt",
    "portugais": "pt",
}  # fmt: skip
_ONE_TONGUE = "|".join(LANGUAGES)
_TONGUE = (
    rf"(?:{_ONE_TONGUE})(?:\s*(?:[,/&-]|,?\s*\b(?:and|or|et|ou|y|o)\b)\s*(?:(?:in|en)\s+)?(?:{_ONE_TONGUE})\b){{0,6}}"
)
"""One language or a list of them."""
_LANGUAGE = re.compile(
    rf"\b(?P<word>{_TONGUE})\b(?=(?:\s+(?:language|ssr|advanced|introductory|basic|level\s+\d))*\s+(?:training|course|level))"
    rf"|\b(?:in|en)\s+(?P<tongue>{_TONGUE})\b(?=\s*(?:$|[,.;:)(/|]|-\s|(?:for|on|and|with|to|at|sur|pour|a|de|sobre|para)\b))"
)


_EACH_TONGUE = re.compile(rf"\b(?:{_ONE_TONGUE})\b")


def training_evidence(text: str, folded: str, title: tuple[int, int], body: tuple[int, int]) -> Reading | None:
    """Return the words that make a mandate a training: in its title, else in the first words of its description.

    A title about a training ("Review of the training centre") or a description that only holds one makes none.
    """
    start, end = title
    for found in (*_TITLE.finditer(folded, start, end), *_ABBREVIATED.finditer(text, start, end)):
        if _is_one(folded, start, end, found):
            return Reading("training-title", *found.span())
    said = _BODY.match(folded, body[0], min(body[1], body[0] + 160))
    return Reading("training-body", *said.span("word")) if said else None


def _is_one(folded: str, start: int, end: int, found: re.Match[str]) -> bool:
    """Tell whether a title with the word for a training is one of a training, not of something about it."""
    if _THING.match(folded, found.end(), end) or (
        found[0].startswith("cour") and _NO_COURSE_BEFORE.search(folded, start, found.start())
    ):
        return False
    about = _ABOUT.search(folded, start, found.start())
    return not about or bool(_GIVEN.search(about["rest"]))


def training_details(text: str, folded: str, title: tuple[int, int]) -> Iterator[Reading]:
    """Yield the level, as written, and each language, as a BCP 47 tag, that the title of a training says."""
    for found in _LEVEL.finditer(folded, *title):
        yield Reading("training-level", *found.span(), text[found.start() : found.end()])
    if said := _LANGUAGE.search(folded, *title):
        for found in _EACH_TONGUE.finditer(folded, *said.span("word" if said["word"] else "tongue")):
            yield Reading("training-language", *found.span(), LANGUAGES[found[0]])


def training_texts(details: list[Reading]) -> Iterator[tuple[str, str]]:
    """Yield the literal facts that ``training_details`` found: all words for the level as one, each language."""
    levels = [str(found.value) for found in details if found.rule == "training-level"]
    if levels:
        yield "trainingLevel", ", ".join(levels)
    yield from (("trainingLanguage", str(found.value)) for found in details if found.rule == "training-language")
