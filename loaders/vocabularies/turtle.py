"""Writes RDF as Turtle in the form of ``turtlefmt``: sorted prefixes, one statement a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_-])?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile('[\\\\"\\n\\r\\t]')
_BAD_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


class Writer:
    """Writes terms under a table of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self._longest = sorted(self.prefixes.items(), key=lambda item: (-len(item[1]), item[0]))

    def iri(self, value: str) -> str:
        """Return an IRI as a prefixed name where one fits, else in angle brackets."""
        for prefix, namespace in self._longest:
            if value.startswith(namespace) and _LOCAL.fullmatch(value[len(namespace) :]):
                return f"{prefix}:{value[len(namespace) :]}"
        return f"<{_BAD_IRI.sub(lambda found: f'%{ord(found[0]):02X}', value)}>"

    def text(self, value: str, language: str = "", datatype: str = "") -> str:
        """Return a literal."""
        quoted = '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value) + '"'
        return f"{quoted}@{language}" if language else f"{quoted}^^{self.iri(datatype)}" if datatype else quoted

    def head(self) -> str:
        """Return the prefix declarations."""
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self.prefixes.items())

    def subject(self, iri: str, classes: Iterable[str], statements: Iterable[tuple[str, str]]) -> str:
        """Return one subject: its classes (prefixed names), then predicate and object (terms as written)."""
        lines = [f"a {' , '.join(classes)}", *(f"{predicate} {value}" for predicate, value in statements)]
        return f"{self.iri(iri)} " + " ;\n    ".join(lines) + " .\n"
