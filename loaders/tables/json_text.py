"""JSON -> values that know where they stand in the text; for JSON Lines too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 200
"""How deep values may be nested."""

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonError(Exception):
    """The text is not JSON at ``offset``; the message says what stands there instead of what."""

    def __init__(self, offset: int, what: str) -> None:
        self.offset, self.what = offset, what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class JsonScalar:
    """A string (``start`` to ``end`` is what stands between the quotes), number, true, false or null."""

    start: int
    end: int
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class JsonArray:
    """An array with its items."""

    start: int
    end: int
    items: tuple[JsonValue, ...]


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object with its members in order; a name may stand twice."""

    start: int
    end: int
    members: tuple[tuple[JsonScalar, JsonValue], ...]

    def get(self, name: str) -> JsonValue | None:
        """Return the first member with this name."""
        return next((value for key, value in self.members if key.value == name), None)


JsonValue = JsonScalar | JsonArray | JsonObject


def read_json(text: str) -> JsonValue:
    """Return the one value that ``text`` is; JsonError if it is not JSON, or is followed by anything."""
    value, end = _value(text, _skip(text, 0), 0)
    if end < len(text):
        raise JsonError(end, f"{_shown(text, end)} follows the end of the JSON value")
    return value


def read_json_lines(text: str) -> Iterator[JsonValue | JsonError]:
    """Yield the value of each line that is not blank, or what is wrong with it."""
    for line in re.finditer(r"[^\r\n]+", text):
        if line[0].strip(" \t"):
            try:
                yield _line(text, line)
            except JsonError as error:
                yield error if error.offset <= line.end() else JsonError(line.start(), "it ends too early")


def _line(text: str, line: re.Match[str]) -> JsonValue:
    value, _ = _value(text, _skip(text, line.start()), 0)
    end = value.end + (isinstance(value, JsonScalar) and isinstance(value.value, str))
    if end > line.end():
        raise JsonError(line.start(), "it ends too early")
    if text[end : line.end()].strip(" \t"):
        raise JsonError(end, f"{_shown(text, end)} follows the JSON value on its line")
    return value


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _value(text: str, start: int, depth: int) -> tuple[JsonValue, int]:
    """Return the value that begins at ``start``, and where what follows it begins."""
    if depth > DEEPEST:
        raise JsonError(start, f"values are nested deeper than {DEEPEST}")
    opening = text[start : start + 1]
    if opening == "{":
        return _object(text, start, depth)
    if opening == "[":
        return _array(text, start, depth)
    if opening == '"':
        string = _string(text, start)
        return string, _skip(text, string.end + 1)
    found = _SCALAR.match(text, start)
    if not found:
        raise JsonError(start, f"{_shown(text, start)} is no JSON value")
    return JsonScalar(start, found.end(), _scalar(found[0], start)), _skip(text, found.end())


def _scalar(written: str, start: int) -> int | float | bool | None:
    if len(written) > 400:
        raise JsonError(start, "this number has too many digits")
    value: int | float | bool | None = json.loads(written)
    return value


def _string(text: str, start: int) -> JsonScalar:
    found = _STRING.match(text, start)
    if not found:
        raise JsonError(start, "this string is never closed, or holds a line end or control character")
    try:
        value = str(json.loads(found[0]))
    except ValueError as error:
        raise JsonError(start, "this string holds an escape that JSON does not know") from error
    if _SURROGATE.search(value):
        raise JsonError(start, "this string holds half of a surrogate pair")
    return JsonScalar(start + 1, found.end() - 1, value)


def _array(text: str, start: int, depth: int) -> tuple[JsonArray, int]:
    items: list[JsonValue] = []
    position = _skip(text, start + 1)
    while text[position : position + 1] != "]" or items:
        item, position = _value(text, position, depth + 1)
        items.append(item)
        if text[position : position + 1] == "]":
            break
        position = _comma(text, position, "]", start)
    return JsonArray(start, position + 1, tuple(items)), _skip(text, position + 1)


def _object(text: str, start: int, depth: int) -> tuple[JsonObject, int]:
    members: list[tuple[JsonScalar, JsonValue]] = []
    position = _skip(text, start + 1)
    while text[position : position + 1] != "}" or members:
        if text[position : position + 1] != '"':
            raise JsonError(position, f"{_shown(text, position)} stands where a name in double quotes must")
        name = _string(text, position)
        position = _skip(text, name.end + 1)
        if text[position : position + 1] != ":":
            raise JsonError(position, f"{_shown(text, position)} stands where a colon must")
        value, position = _value(text, _skip(text, position + 1), depth + 1)
        members.append((name, value))
        if text[position : position + 1] == "}":
            break
        position = _comma(text, position, "}", start)
    return JsonObject(start, position + 1, tuple(members)), _skip(text, position + 1)


def _comma(text: str, position: int, closing: str, opened: int) -> int:
    if text[position : position + 1] == ",":
        return _skip(text, position + 1)
    if position >= len(text):
        kind = "array" if closing == "]" else "object"
        raise JsonError(opened, f"this {kind} is never closed; the file may have been cut")
    raise JsonError(position, f"{_shown(text, position)} stands where ',' or '{closing}' must")


def _shown(text: str, position: int) -> str:
    return repr(text[position : position + 20].split("\n")[0]) if position < len(text) else "the end of the file"
