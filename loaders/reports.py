"""Reports that prose speaks of: one that exists, one that is planned, one that is only mentioned."""

from __future__ import annotations

import re
from typing import Literal

from .records import ReportRecord

WORDS = ("report", "reports", "rapport", "rapports", "informe", "informes")

_PHRASE = re.compile(
    r"(?:\b(?:the|a|an|this|these|its|their|two|three|four|le|la|les|un|une|el|los)\s+)?"
    r"(?P<title>(?:(?!(?:and|or|to|will|the|of|in|a|an|that|which|for|with)\b)[^\W\d_][\w'’-]*\s+){0,3})$"
)
_EXISTS = re.compile(
    r"(?:\s+(?:of|on|from)\s+[^.]{1,60}?)?\s+(?:can\s+(?:now\s+)?be|is|are|was|were|has\s+been|have\s+been|peut\s+etre|est|a\s+ete|fue)\s+"
    r"(?:(?:now|also|already|then|ensuite)\s+)?"
    r"(?:found|available|published|finali[sz]ed|delivered|submitted|shared|completed|produced|attached|presented"
    r"|issued|downloaded|accessed|trouve|disponible|publie|remis|publicado"
    r"|under\s+the|on\s+the|in\s+the|below|online|here)\b"
)
_PLANNED = re.compile(
    r"(?:\s+(?:of|on|from)\s+[^.]{1,60}?)?\s+(?:will|shall|should|would|is\s+to|are\s+to|sera|seront|sera)\s+"
    r"(?:(?:then|also|subsequently|ensuite)\s+)?(?:be\s+)?(?:(?:then|also)\s+)?\w+"
)
_TO_COME = re.compile(
    r"\b(?:will|shall|should|to|is\s+expected\s+to)\s+(?:\w+\s+)?"
    r"(?:produce|prepare|write|deliver|develop|submit|draft|publish|result\s+in|lead\s+to|include|provide|present)\b[^.]{0,60}$"
)
_DONE = re.compile(
    r"\b(?:produced|prepared|wrote|delivered|submitted|published|resulted\s+in|led\s+to|presented|issued)\b[^.]{0,60}$"
)
_VERB = re.compile(r"\b(?:to|will|shall|must|should|can|may|and|who|which|they|we|it)\s+$")
_STOP = re.compile(r"[.!?](?=\s|$)|[\r\n]")

Status = Literal["exists", "planned", "mentioned"]


def read_report(text: str, folded: str, start: int, end: int, lowest: int, highest: int) -> ReportRecord | None:
    """Return the report that the word at ``text[start:end]`` names, or None where the word is a verb.

    The sentence is looked for between ``lowest`` and ``highest``.
    """
    opening, closing = _sentence(folded, start, end, lowest, highest)
    before = folded[opening:start]
    if _VERB.search(before):
        return None
    phrase = _PHRASE.search(before)
    begin = opening + (phrase.start() if phrase else len(before))
    named = text[opening + phrase.start("title") : start] if phrase else ""
    status, finish = _status(folded, opening, start, end, closing)
    title = " ".join(f"{named}{text[start:end]}".split())
    if status == "exists" and finish > end:
        begin = opening
    return ReportRecord(title, status, begin, finish, f"report-{status}")


def _sentence(folded: str, start: int, end: int, lowest: int, highest: int) -> tuple[int, int]:
    opening = lowest
    for stop in _STOP.finditer(folded, lowest, start):
        opening = stop.end()
    while opening < start and folded[opening].isspace():
        opening += 1
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
