"""Reports that prose speaks of: one that exists, one that is planned, one that is only mentioned."""

from __future__ import annotations

import re

from ..records import ReportRecord
from .report_status import KINDS, status_of

WORDS = (
    "report", "reports", "rapport", "rapports", "informe", "informes", "извештај", "извештајот", "извештаи",
    "raport", "raporti", "raporte", "raportet", "izveštaj", "izvještaj", "izveštaji",
    "تقرير", "التقرير", "تقارير", "التقارير",
)  # fmt: skip

_DETERMINERS = (
    "the", "a", "an", "this", "that", "these", "those", "its", "their", "our", "his", "her", "your", "all", "both",
    "each", "every", "any", "no", "neither", "some", "several", "many", "few", "two", "three", "four", "five",
    "six", "ten",
)  # fmt: skip
_DETERMINER = "|".join(_DETERMINERS)
_NO_TITLE = (
    rf"{_DETERMINER}|and|or|but|nor|to|will|would|shall|should|can|could|may|might|must|of|in|on|by|from|at|as|if|when|which|who"
    r"|for|with|without|not|never|yet|is|are|was|were|be|been|being|has|have|had|do|does|did|there|here|it|they|we|he|she"
    r"|et|de|des|du|le|la|les|un|une"
)
"""Words that no title of a report goes past."""
_MAKING = (
    r"(?:produc|prepar|deliver|publish|submitt?|present|issu|draft|complet|shar|receiv|requir|includ|provid|releas|finali[sz]"
    r"|develop|contain|creat)(?:e|es|ed|s|ing)?|wrote|writes?|writing|made|makes?|making|sent|sends?|sending|gave|gives?|read|reads"
)
_ADJECTIVE = "".join(rf"(?<!\b{word}\s)" for word in _DETERMINERS)
"""Before a word that makes reports if it is a verb: it is one unless it follows an article ("the published report")."""
_PHRASE = re.compile(
    rf"(?:\b(?P<determiner>{_DETERMINER}|le|la|les|l'|un|une|des|ce|cet|ces|son|ses|el|los|las|este|su|sus)\s+)?"
    rf"(?P<title>(?:\b(?!(?:{_NO_TITLE})\b)(?!{_ADJECTIVE}(?:{_MAKING})\b)[^\W\d_][\w'’-]*\s+){{0,3}})$"
)
_NAMED = re.compile(
    r"\s*(?:,\s*)?(?:(?:entitled|titled|called)\s+)?[\"“«](?P<name>\s*[A-Z0-9À-Þ][^\"”»\r\n]{2,119})[\"”»]"
)
_MANY_DO = re.compile(
    r"[^.,;:\r\n]{0,60}?\b(?:are|were|have|will|can|could|should|may|must|would|shall|show|say|describe|cover|contain|remain)\b"
)
_BEGINS = re.compile(r"(?:^|[,;:]\s*|\b(?:and|but|that|where|while|when)\s+)$")
_KIND = re.compile(rf"\b(?:{KINDS})\s+$")
_VERB_AFTER = re.compile(
    r"\s+(?:(?:directly|back|only|regularly|weekly|daily|monthly|annually|jointly|every|each|that|how|whether|what|having|being"
    r"|on\s+time|in\s+writing)\b|(?:up\s+)?to\s+(?:the|a|an|its|their|his|her|our|whom|parliament|ministers?)\b)"
)
_NO_REPORT = re.compile(r"\s+(?:writing|writers?|cards?|templates?|formats?|lines?|de\s+forces?)\b")
_ELSE_BEFORE = re.compile(r"\b(?:par|en|sous\s+(?:ce|tout)|sans|ne|que|se)\s+$")
_KIND_AFTER = re.compile(r"\s+(?:final|complet|intermediaire|annuel|definitivo|anual|completo|perfundimtar)s?\b")
_ONE = frozenset(["the", "a", "an", "this", "that", "its", "their", "our", "his", "her", "each", "every"])
_AUXILIARIES = frozenset(["to", "will", "shall", "must", "should", "can", "may", "who", "which", "they", "we", "it"])
_JOINING = frozenset(["and", "or"])
_STOP = re.compile(r"[.!?](?=\s|$)|[\r\n]")

_STOPS = (". ", "! ", "? ", "\n", "\r")
_WORD = 24
_LONGEST_PHRASE = 4
"""Words before "report" that can belong to it."""
_LONGEST_SENTENCE = 600


def read_report(text: str, folded: str, start: int, end: int, lowest: int, highest: int) -> ReportRecord | None:
    """Return the report that the word at ``text[start:end]`` names, or None where the word is a verb or it is denied.

    The sentence is looked for between ``lowest`` and ``highest``.
    """
    before = folded[max(lowest, start - _WORD) : start].split()
    if before and (
        (before[-1] in _AUXILIARIES and (text[start:end], before[-1]) != ("reports", "to"))
        or (before[-1] in _JOINING and text[start:end] == "report")
    ):
        return None
    opening, closing = _sentence(folded, start, end, lowest, highest)
    low = max(opening, start - 80)
    words = folded[low:start].rsplit(None, _LONGEST_PHRASE)
    phrase = _PHRASE.search(folded, low + len(words[0]) if len(words) > _LONGEST_PHRASE else low, start)
    assert phrase is not None  # it matches the empty text
    if _is_no_report(text, folded, opening, start, end, phrase):
        return None
    begin, named = phrase.start(), text[phrase.start("title") : start]
    if named and not folded.startswith("report", start):  # in other languages, what kind it is stands behind
        begin, named = start, ""
    if kind := _KIND_AFTER.match(folded, end):
        end = kind.end()
    status, finish = status_of(folded, opening, start, end, closing)
    if status == "denied":
        return None
    title = " ".join(f"{named}{text[start:end]}".split())
    if called := _NAMED.match(text, end, closing):
        title, finish = called["name"].strip(), max(finish, called.end())
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
    kind = _KIND.search(phrase["title"]) and title != ["mission"]  # which acts, and has reports
    if word == "reports" and not kind and not (phrase["determiner"] and not title):
        return bool(_VERB_AFTER.match(folded, end)) or _has_actor(folded, opening, end, phrase)
    return False


def _has_actor(folded: str, opening: int, end: int, phrase: re.Match[str]) -> bool:
    """Tell whether "the team reports" begins a clause in which many things do nothing: the team does."""
    one = phrase["determiner"] in _ONE and phrase["title"].strip() and phrase["title"].rstrip()[-1] != "s"
    begins = _BEGINS.search(folded, max(opening, phrase.start() - 12), phrase.start())
    return bool(one and (begins or phrase.start() == opening)) and not _MANY_DO.match(folded, end)


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
