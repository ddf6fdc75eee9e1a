"""How names are compared: whole, but without regard to case, accents, apostrophes, hyphens, brackets and spacing."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e"})
_DROPPED = "'’‘ʼʻ`´ʹ′.\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff*ـ"
_AND = re.compile(r"\s*&\s*")
_DROP = re.compile(f"[{re.escape(_DROPPED)}]+")
_GAP = re.compile(r"[\s\-‐‑‒–—―_,;:()\[\]\"“”«»/]+")
_APOSTROPHE = re.compile("['’‘ʼʻ`´ʹ′]")
_SAINT = re.compile(r"\bsaint\b")


def fold(text: str) -> str:
    """Return ``text`` in the form in which names are equal: lower case, bare letters, single spaces.

    Dots and apostrophes vanish; hyphens, commas, brackets and any space are one space; ``&`` is ``and``.
    """
    text = _DROP.sub("", text).casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    if "&" in text:
        text = _AND.sub(" and ", text)
    return _GAP.sub(" ", text).strip()


def without_article(folded: str) -> str:
    """Return a folded name without an English article before or after it (``Gambia, The``)."""
    return folded.removeprefix("the ").removesuffix(" the")


def forms(name: str) -> set[str]:
    """Return every folded form under which a listed name is found.

    They differ in the article, in an apostrophe read as a space, and in ``Saint`` written ``St``.
    """
    found = {fold(name)}
    if _APOSTROPHE.search(name):
        found.add(fold(_APOSTROPHE.sub(" ", name)))
    found |= {without_article(form) for form in found}
    return found | {_SAINT.sub("st", form) for form in found if "saint" in form}
