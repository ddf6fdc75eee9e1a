"""SERVICE in a query: which endpoints it asks, and whether they are allowed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .sparql_tokens import Kind, LexicalError, Token, tokenise

_STAND_IN = "GRAPH  "
"""Takes the place of an allowed SERVICE: as long, and as good for the scan."""


def without_allowed(text: str, services: Collection[str]) -> str:
    """Return the text with another word for each SERVICE that asks an allowed endpoint, named by a whole IRI."""
    try:
        tokens = tokenise(text)
    except LexicalError:  # what cannot be read is not allowed either
        return text
    for at, token in enumerate(tokens):
        if token.word == "SERVICE" and _target(tokens, at) in services:
            text = f"{text[: token.start]}{_STAND_IN}{text[token.end :]}"
    return text


def endpoints_asked(text: str, services: Collection[str]) -> tuple[str, ...]:
    """Return those of the allowed endpoints that a query asks, in the order in which it names them."""
    if not services:
        return ()
    try:
        tokens = tokenise(text)
    except LexicalError:
        return ()
    asked = (_target(tokens, at) for at, token in enumerate(tokens) if token.word == "SERVICE")
    return tuple(dict.fromkeys(target for target in asked if target in services))


def _target(tokens: Sequence[Token], at: int) -> str:
    """Return the IRI that follows SERVICE or SERVICE SILENT; nothing for a prefixed name or a variable."""
    following = [token for token in tokens[at + 1 : at + 3] if token.word != "SILENT"]
    if not following or following[0].kind is not Kind.IRI or "\\" in following[0].text:
        return ""
    return following[0].text[1:-1]
