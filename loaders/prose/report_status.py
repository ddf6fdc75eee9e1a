"""What a sentence says of a report in it: it exists, is planned, is only mentioned; or is denied, and then is none.

Denied is a report that was not made, and one of which the sentence has "no", "any" or, with a "not", "a". One that is
not yet there is planned; a certain one that is not public, sent or approved is mentioned, for it may be written.
"""

from __future__ import annotations

import re
from typing import Literal

Status = Literal["exists", "planned", "mentioned", "denied"]

KINDS = (
    r"final|full|draft|annual|interim|quarterly|monthly|weekly|mid-term|assessment|mission|evaluation|progress|inception"
    r"|first|second|third|subsequent|written|initial|activity|technical|narrative|financial|joint|short|detailed|internal"
    r"|public|field|visit|trip|lessons|country|status|briefing|audit|review|mapping|analytical|summary"
)
"""Words before "report" that tell what kind it is."""

_BE = r"(?:is|are|was|were|has\s+been|have\s+been|had\s+been)"
_TAIL = (
    r"(?:\s*\([^()\r\n]{1,60}\)|\s*[\"“«][^\"”»\r\n]{1,120}[\"”»]|\s+(?:19|20)\d\d\b){0,2}"
    r"(?:\s+(?:of|on|from|for|by|about|entitled|titled|called)\s+[^.]{1,60}?"
    r"|\s+and\s+(?:(?:its|their|all)\s+|(?!(?:the|an?)\b))(?:[\w-]+\s+)?[\w-]+"
    r"|\s+and\s+the\s+(?:[\w-]+\s+)?[\w-]+(?=\s+(?:are|were|have)\b))?"
)
"""What may stand between a report and its verb: a year, a name in quotes, what it is about, and what comes with it."""
_ADVERB = (
    r"(?:(?:now|also|already|then|ensuite|publicly|freely|recently|finally|officially|jointly|currently|still)\s+)?"
)
_EXISTS = re.compile(
    rf"{_TAIL}\s+(?:can\s+(?:now\s+)?be|{_BE}|peut\s+etre|est|sont|a\s+ete|ont\s+ete|fue|esta)\s+{_ADVERB}"
    r"(?:found|available|published|finali[sz]ed|delivered|submitted|shared|completed|produced|attached|presented|written"
    r"|issued|downloaded|accessed|released|launched|circulated|uploaded|posted|handed\s+over|approved|adopted"
    r"|made\s+(?:available|public)|trouve|disponible|publie|remis|consulte|telecharge|finalise|publicado|entregado"
    r"|under\s+the|on\s+(?:the|our|its|their)|in\s+the|below|online|here)s?\b"
    rf"|{_TAIL},?\s+(?:(?:which|that)\s+{_BE}\s+)?(?:published|released|issued|submitted|completed|finali[sz]ed|delivered|available)"
    r"\s+(?:in|on|by|at|to|here)\b"
)
_WILL = r"(?:is\s+being|are\s+being|will|shall|should|would|is\s+to|are\s+to|sera|seront|sera)"
_AHEAD = (
    r"(?:under|in)\s+(?:preparation|way|progress|drafting)|underway|forthcoming|planned|expected|due|foreseen|scheduled|awaited"
    r"|pending|yet\s+to\s+be\s+\w+|to\s+be\s+\w+|to\s+follow|prevus?|attendus?|previstos?"
)
_PLANNED = re.compile(
    rf"(?P<name>{_TAIL})(?:\s+{_WILL}\s+(?!not\b|never\b)(?:(?:then|also|subsequently|ensuite)\s+)?(?:be\s+)?(?:(?:then|also)\s+)?\w+"
    rf"|\s+(?:{_BE}|remains?|can\s+be|est|sont|esta)\s+{_ADVERB}(?:{_AHEAD})\b"
    rf"|\s+(?:{_AHEAD})(?=\s*(?:$|[.,;:)\r\n])|\s+(?:in|by|for|on|before|after|at|later|soon|this|next|from|end|early|mid|late)\b)"
    r"|\s+(?:has|have)\s+yet\s+to\s+(?:be\s+)?\w+"
    r"|\s*[(,:-]\s*(?:forthcoming|planned|expected|due|to\s+be\s+\w+|to\s+follow|in\s+preparation)\b)"
)
_COMING = re.compile(rf"\b(?:forthcoming|upcoming|planned|expected|future)\s+(?:(?:{KINDS})\s+){{0,2}}$")
_TO_COME = re.compile(
    r"\b(?:will|shall|should|to|is\s+expected\s+to)\s+(?:\w+\s+)?"
    r"(?:produce|prepare|write|deliver|develop|submit|draft|publish|result\s+in|lead\s+to|include|provide|present)\b[^.]{0,60}$"
)
_DONE = re.compile(
    r"\b(?:produced|prepared|wrote|delivered|submitted|published|resulted\s+in|led\s+to|presented|issued)\b[^.]{0,60}$"
)

_NOT = r"(?:not|never)\b(?!\s+(?:only|just|merely|simply)\b)"
_MADE = re.compile(
    r"(?:produ[ci]|prepar|writ|draft|deliver|develop|ma[dk]e|creat|complet|result|exist|requir|need|foresee|plan|expect|due\b"
    r"|redig|ecrit|elabor|redactad|escrit|entregad|remis)"
)
"""Words that, denied, leave no report."""
_SENT = re.compile(
    r"(?:publish|shar|releas|submit|sen[dt]|issu|provid|present|finali[sz]|available|attach|found|circulat|includ|ha(?:ve|d)\b"
    r"|publie|disponible|publicad)"
)
"""Words that, denied, leave no report unless it is a certain one: then it only did not go out."""
_NONE_BEFORE = re.compile(
    r"(?:\b(?:without|nor|neither|instead\s+of|rather\s+than|not(?:\s+yet)?)\s+(?:an?|any)\s+(?:[\w-]+\s+){0,3}"
    r"|\b(?:no|neither|without|aucun|(?:pas|point)\s+(?:encore\s+)?de|ningun|no\s+hay(?:\s+un)?|sin(?:\s+un)?|nuk\s+ka(?:\s+asnje)?|nema|нема"
    r"|لا\s+(?:يوجد|توجد)(?:\s+اي)?|بدون)\s+(?:(?!(?:doubt|fewer|less|longer|one|more|two|the|a|an)\b)[\w-]+\s+){0,2})$"
)
_NOT_BEFORE = re.compile(
    rf"(?:\b(?:{_NOT}|failed\s+to|unable\s+to)|n't)\s+(?P<yet>yet\s+)?(?:\w+\s+)?"
    r"(?P<verb>produced?|prepared?|write|wrote|written|draft(?:ed)?|deliver(?:ed)?|develop(?:ed)?|ma[dk]e|created?|completed?|results?\s+in"
    r"|resulted\s+in|lead\s+to|led\s+to|include|included|require|required|need|needed|have|had|plan(?:ned)?|expect(?:ed)?"
    r"|publish(?:ed)?|issued?|submit(?:ted)?|shared?|released?|provided?|present(?:ed)?|sen[dt]|finali[sz]ed?)\s+"
    r"(?:(?!(?:but|and|because|although|while)\b)[^\s.,;:]+\s+){0,5}$"
)
_NOT_AFTER = re.compile(
    rf"{_TAIL}(?:\s+(?:is|are|was|were|has|have|had|will|shall|would|could|can|did|does|do)(?:\s+{_NOT}|n't|not\b)"
    r"(?P<yet>\s+yet)?\s+(?:be\s+|been\s+)?(?P<later>yet\s+)?(?:(?:ever|actually|officially|publicly)\s+)?(?P<verb>\w+)"
    r"|\s+(?:n'|ne\s+)(?:est|sont|a|ont|sera|seront)\s+pas(?P<encore>\s+encore)?\s+(?:ete\s+)?(?P<verbe>\w+)"
    r"|(?P<aun>\s+(?:aun|todavia))?\s+no\s+(?:ha|han|fue|fueron|esta|estan)\s+(?:sido\s+)?(?P<verbo>\w+))"
    r"(?:\s+(?P<last>yet|until|before|encore)\b)?"
)
_CERTAIN = re.compile(
    r"\b(?:the|this|that|these|those|its|their|our|his|her|your|le|la|les|l'|ce|el|los|su|sus)\s+(?:[\w'-]+\s+){0,3}$"
)
_REACH = 160


def status_of(folded: str, opening: int, start: int, end: int, closing: int) -> tuple[Status, int]:
    """Return what the sentence ``opening`` to ``closing`` says of the report at ``start`` to ``end``, and to where."""
    opening = max(opening, start - _REACH)
    if denied := _denial(folded, opening, start, end, closing):
        return denied
    if planned := _PLANNED.match(folded, end, closing):
        return "planned", planned.end()
    if _EXISTS.match(folded, end, closing):
        return "exists", closing
    before = folded[opening:start]
    if _COMING.search(before) or _TO_COME.search(before):
        return "planned", end
    return ("exists", end) if _DONE.search(before) else ("mentioned", end)


def listed_status(folded: str, start: int, words: list[tuple[int, int]], end: int) -> tuple[Status, int]:
    """Return what a line of a list of outputs says of the report that these words name, and where its name ends.

    It exists, as it is listed, unless the line says that it will come or is none.
    """
    statuses = []
    for word in words:
        status, _ = status_of(folded, start, *word, end)
        if status == "planned":
            planned = _PLANNED.match(folded, word[1], end)
            return "planned", planned.end("name") if planned else end
        statuses.append(status)
    return ("denied" if statuses and set(statuses) == {"denied"} else "exists"), end


def _denial(folded: str, opening: int, start: int, end: int, closing: int) -> tuple[Status, int] | None:
    """Return the status of a report of which the sentence says "not" or "no", or None if it says neither."""
    before = folded[opening:start]
    if _NONE_BEFORE.search(before):
        return "denied", end
    if found := _NOT_AFTER.match(folded, end, closing):
        verb = found["verb"] or found["verbe"] or found["verbo"]
        yet = found["yet"] or found["later"] or found["last"] or found["encore"] or found["aun"]
        finish = found.end()
    elif found := _NOT_BEFORE.search(before):
        verb, yet, finish = found["verb"], found["yet"] or re.match(r"[^.,;:]{0,40}\byet\b", folded[end:closing]), end
    else:
        return None
    if yet:
        return "planned", finish
    none = _MADE.match(verb) or (_SENT.match(verb) and not _CERTAIN.search(before))
    return ("denied" if none else "mentioned"), finish
