"""Reports that prose speaks of: one that exists, one that is planned, one that is only mentioned."""

from __future__ import annotations

import re
from typing import Literal

from .records import ReportRecord

WORDS = (
    "report", "reports", "rapport", "rapports", "informe", "informes", "извештај", "извештајот", "извештаи",
    "raport", "raporti", "raporte", "raportet", "izveštaj", "izvještaj", "izveštaji",
    "تقرير", "التقرير", "تقارير", "التقارير",
)  # fmt: skip

_DETERMINER = r"the|a|an|this|that|these|those|its|their|our|his|her|your|all|both|each|every|any|no|two|three|four"
_PHRASE = re.compile(
    rf"(?:\b(?P<determiner>{_DETERMINER}|le|la|les|l'|un|une|des|ce|cet|ces|son|ses|el|los|las|este|su|sus)\s+)?"
    r"(?P<title>(?:\b(?!(?:and|or|to|will|the|of|in|a|an|that|which|for|with|et|de|des|du|le|la|les|un|une)\b)[^\W\d_][\w'’-]*\s+){0,3})$"
)
_KIND = re.compile(
    r"\b(?:final|full|draft|annual|interim|quarterly|monthly|weekly|mid-term|assessment|mission|evaluation|progress|inception"
    r"|first|second|third|subsequent|written|initial|activity|technical|narrative|financial|joint|short|detailed|internal"
    r"|public|field|visit|trip|lessons|country|status|briefing|audit|review|mapping|analytical|summary)\s+$"
)
_VERB_AFTER = re.compile(
    r"\s+(?:(?:directly|back|only|regularly|weekly|daily|monthly|annually|jointly|every|each|that|how|whether|what|having|being"
    r"|on\s+time|in\s+writing)\b|(?:up\s+)?to\s+(?:the|a|an|its|their|his|her|our|whom|parliament|ministers?)\b)"
)
_NO_REPORT = re.compile(r"\s+(?:writing|writers?|cards?|templates?|formats?|lines?|de\s+forces?)\b")
_ELSE_BEFORE = re.compile(r"\b(?:par|en|sous\s+(?:ce|tout)|sans|ne|que|se)\s+$")
_KIND_AFTER = re.compile(r"\s+(?:final|complet|intermediaire|annuel|definitivo|anual|completo|perfundimtar)s?\b")
_EXISTS = re.compile(
    r"(?:\s+(?:of|on|from)\s+[^.]{1,60}?)?\s+(?:can\s+(?:now\s+)?be|is|are|was|were|has\s+been|have\s+been|peut\s+etre|est|a\s+ete|fue)\s+"
    r"(?:(?:now|also|already|then|ensuite)\s+)?"
    r"(?:found|available|published|finali[sz]ed|delivered|submitted|shared|completed|produced|attached|presented"
    r"|issued|downloaded|accessed|trouve|disponible|publie|remis|consulte|telecharge|finalise|publicado|entregado"
    r"|under\s+the|on\s+the|in\s+the|below|online|here)\b"
)
_PLANNED = re.compile(
    r"(?:\s+(?:of|on|from)\s+[^.]{1,60}?)?\s+(?:is\s+being|are\s+being|will|shall|should|would|is\s+to|are\s+to|sera|seront|sera)\s+"
    r"(?:(?:then|also|subsequently|ensuite)\s+)?(?:be\s+)?(?:(?:then|also)\s+)?\w+"
)
_TO_COME = re.compile(
    r"\b(?:will|shall|should|to|is\s+expected\s+to)\s+(?:\w+\s+)?"
    r"(?:produce|prepare|write|deliver|develop|submit|draft|publish|result\s+in|lead\s+to|include|provide|present)\b[^.]{0,60}$"
)
_DONE = re.compile(
    r"\b(?:produced|prepared|wrote|delivered|submitted|published|resulted\s+in|led\s+to|presented|issued)\b[^.]{0,60}$"
)
_AUXILIARIES = frozenset(["to", "will", "shall", "must", "should", "can", "may", "who", "which", "they", "we", "it"])
_JOINING = frozenset(["and", "or"])
_STOP = re.compile(r"[.!?](?=\s|$)|[\r\n]")

_STOPS = (". ", "! ", "? ", "\n", "\r")
_WORD = 24
_LONGEST_SENTENCE = 600

Status = Literal["exists", "planned", "mentioned"]


def read_report(text: str, folded: str, start: int, end: int, lowest: int, highest: int) -> ReportRecord | None:
    """Return the report that the word at ``text[start:end]`` names, or None where the word is a verb.

    The sentence is looked for between ``lowest`` and ``highest``.
    """
    before = folded[max(lowest, start - _WORD) : start].split()
    if before and (before[-1] in _AUXILIARIES or (before[-1] in _JOINING and text[start:end] == "report")):
        return None
    opening, closing = _sentence(folded, start, end, lowest, highest)
    phrase = _PHRASE.search(folded, max(opening, start - 80), start)
    assert phrase is not None  # it matches the empty text
    if _is_no_report(text, folded, opening, start, end, phrase):
        return None
    begin, named = phrase.start(), text[phrase.start("title") : start]
    if named and not folded.startswith("report", start):  # in other languages, what kind it is stands behind
        begin, named = start, ""
    if kind := _KIND_AFTER.match(folded, end):
        end = kind.end()
    status, finish = _status(folded, opening, start, end, closing)
    title = " ".join(f"{named}{text[start:end]}".split())
    if status == "exists" and finish > end:
        begin = opening
    return ReportRecord(title, status, begin, finish, f"report-{status}")


def _is_no_report(text: str, folded: str, opening: int, start: int, end: int, phrase: re.Match[str]) -> bool:
    """Tell whether the word is a verb ("advisers report that"), or means something else ("par rapport à")."""
    low = max(opening, start - 24)
    if _NO_REPORT.match(folded, end) or _ELSE_BEFORE.search(folded, low, start):
        return True
    word, title = text[start:end], phrase["title"].split()
    if word == "report" and not phrase["determiner"]:
        return not title or (title[-1][-1:] == "s" and title[-1][-2:] != "ss") or bool(_VERB_AFTER.match(folded, end))
    if word == "reports" and not _KIND.search(phrase["title"]) and not (phrase["determiner"] and not title):
        return bool(_VERB_AFTER.match(folded, end))
    return False


def _sentence(folded: str, start: int, end: int, lowest: int, highest: int) -> tuple[int, int]:
    """Return where the sentence around a word begins and ends, looking no further than sentences are long."""
    lowest = max(lowest, start - _LONGEST_SENTENCE)
    opening = max(lowest, *(folded.rfind(stop, lowest, start) + 1 for stop in _STOPS))
    while opening < start and folded[opening].isspace():
        opening += 1
    highest = min(highest, end + _LONGEST_SENTENCE)
    closing = _STOP.search(folded, end, highest)
    if not closing:
        return opening, highest
    return opening, closing.end() if not closing[0].isspace() else closing.start()


def _status(folded: str, opening: int, start: int, end: int, closing: int) -> tuple[Status, int]:
    if _EXISTS.match(folded, end, closing):
        return "exists", closing
    if planned := _PLANNED.match(folded, end, closing):
        return "planned", planned.end()
    before = folded[opening:start]
    if _TO_COME.search(before):
        return "planned", end
    return ("exists", end) if _DONE.search(before) else ("mentioned", end)
