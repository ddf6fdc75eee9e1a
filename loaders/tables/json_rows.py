"""JSON -> rows of a table: an array of objects, an object that holds one, a single object, or JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...graph.errors import InputError
from ..documents.document import Document
from ..prose.folding import fold
from ..records import Problem
from .cells import Cell, Row, json_cell
from .columns import are_of_mandates, code_list_of, field_of, is_single, not_of_mandates
from .json_text import JsonArray, JsonError, JsonObject, JsonScalar, JsonValue, read_json, read_json_lines

_HOLDERS = ("mandates", "items", "records", "rows", "data", "results")
_NAMES = ("name", "label", "title", "value", "code", "@value")
_ASIDE = frozenset(("status", "type", "datatype", "xml:lang", "language", "@type", "@language"))
"""What tells how a value is to be taken, not another one."""
_SIDES = {"start": "start", "from": "start", "begin": "start", "end": "end", "to": "end", "until": "end"}
_SECOND_LINE = re.compile(r"[}\]][ \t]*[\r\n]+[ \t]*[{\[]")


class JsonRows:
    """The rows of one JSON document; what a person should look at goes to ``problems``."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self._document, self._text, self._problems = document, document.text, problems
        self._told: set[str] = set()
        self._names: set[str] = set()

    def rows(self) -> Iterator[Row]:
        """Yield the rows; InputError if the document is not JSON or holds no objects."""
        found = [row for item in self._items() if (row := self._row(item))]
        if found and not any(row.fields for row in found):
            raise InputError(
                "No object of this file has a name that is known.",
                where=self._document.where(found[0].start),
                remedy="Name the values: title, donor, country, start, end, and so on.",
            )
        if found and not are_of_mandates(self._names):
            raise not_of_mandates(self._document.where(found[0].start))
        yield from found

    def _items(self) -> Iterator[JsonValue]:
        try:
            root = read_json(self._text)
        except JsonError as error:
            if not _SECOND_LINE.search(self._text):
                raise self._not_json(error) from error
            yield from self._lines()
            return
        yield from _listed(root)

    def _lines(self) -> Iterator[JsonValue]:
        """Yield the values of JSON Lines; a broken line is reported and does not stop the others."""
        values = list(read_json_lines(self._text))
        errors = [value for value in values if isinstance(value, JsonError)]
        if len(errors) * 2 > len(values):
            raise self._not_json(errors[0])
        for value in values:
            if isinstance(value, JsonError):
                what = f"This line is not JSON ({value.what}); it was not read."
                self._problems.append(Problem(value.offset, what, "Correct it, or fetch it again if it was cut."))
            else:
                yield value

    def _not_json(self, error: JsonError) -> InputError:
        remedy = "Correct it, or fetch it again if it was cut."
        return InputError(f"It is not JSON: {error.what}.", where=self._document.where(error.offset), remedy=remedy)

    def _row(self, item: JsonValue) -> Row | None:
        if not isinstance(item, JsonObject):
            self._problems.append(
                Problem(item.start, "This is no object, so it was not read.", "Write an object a mandate.")
            )
            return None
        self._report_repeated(item)
        self._names.update(str(name.value) for name, _ in item.members)
        fields: dict[str, list[Cell]] = {}
        ranked = sorted(item.members, key=lambda member: fold(str(member[0].value)) != field_of(str(member[0].value)))
        for name, value in ranked:
            field = field_of(str(name.value))
            if not field:
                self._report_unknown(name)
            elif field == "period" and isinstance(value, JsonObject):
                self._sides(value, fields)
            else:
                self._add(name, field, value, fields)
        return Row(item.start, item.end, fields)

    def _sides(self, period: JsonObject, fields: dict[str, list[Cell]]) -> None:
        for name, value in period.members:
            side = _SIDES.get(fold(str(name.value)))
            if side:
                self._add(name, side, value, fields)
            else:
                self._report_unknown(name)

    def _add(self, name: JsonScalar, field: str, value: JsonValue, fields: dict[str, list[Cell]]) -> None:
        """Add the values of a name to those of its field; of a field that has one at most, the first is read."""
        cells = list(self._cells(value))
        if is_single(field) and len(cells) > 1:
            what = f"The {field} has {len(cells)} values; only the first was read."
            self._problems.append(Problem(cells[1].start, what, "Give one, or an object for each mandate."))
        if is_single(field) and cells and field in fields:
            what = f"The name {name.value!r} gives the {field} again; it counts where the other is empty."
            self._once(Problem(name.start, what, "Remove one of the two."))
        if listed := code_list_of(str(name.value)):
            cells = [cell._replace(note=listed) for cell in cells]
        if cells:
            fields.setdefault(field, []).extend(cells)

    def _report_repeated(self, value: JsonValue) -> None:
        """Report each name that an object, or one inside it, gives again; what it then gives is not the first."""
        if isinstance(value, JsonArray):
            for item in value.items:
                self._report_repeated(item)
        elif isinstance(value, JsonObject):
            seen: set[str] = set()
            for name, held in value.members:
                if (written := str(name.value)) in seen:
                    what = f"The name {written!r} stands twice in this object; the second may not count."
                    self._problems.append(Problem(name.start, what, "Remove or rename one of the two."))
                seen.add(written)
                self._report_repeated(held)

    def _report_unknown(self, name: JsonScalar) -> None:
        what = f"The name {name.value!r} is not known; what it gives stands only in the text of the source."
        self._once(Problem(name.start, what, "Known are, among others: title, donor, country, start, end."))

    def _once(self, problem: Problem) -> None:
        """Report what holds for the whole table where it stands first."""
        if problem.what not in self._told:
            self._told.add(problem.what)
            self._problems.append(problem)

    def _cells(self, value: JsonValue) -> Iterator[Cell]:
        """Yield the cells of a value: of a string or number, of each item, of an object's name or label."""
        if isinstance(value, JsonArray):
            for item in value.items:
                yield from self._cells(item)
        elif isinstance(value, JsonObject):
            yield from self._named(value)
        elif value.value is not None:
            if isinstance(value.value, str):
                cell = json_cell(self._text, value.start, value.end, value.value)
            else:
                cell = Cell(self._text[value.start : value.end], value.start, value.end)
            if cell.value:
                yield cell

    def _named(self, value: JsonObject) -> Iterator[Cell]:
        for name in _NAMES:
            member = value.get(name)
            if isinstance(member, JsonScalar):
                status = value.get("status")
                note = str(status.value) if isinstance(status, JsonScalar) else ""
                yield from (cell._replace(note=note) for cell in self._cells(member))
                self._report_unread(value, name)
                return
        what = "This object has no name or label, so it was not read."
        self._problems.append(Problem(value.start, what, "Write a name, or a member called name."))

    def _report_unread(self, value: JsonObject, read: str) -> None:
        for name, _ in value.members:
            if name.value != read and name.value not in _ASIDE:
                what = f"Of an object here only its {read!r} is read, not its {name.value!r}."
                self._once(Problem(name.start, what, f"Write under {read!r} what is to be read."))


def _listed(root: JsonValue) -> Iterator[JsonValue]:
    if isinstance(root, JsonArray):
        yield from root.items
        return
    if isinstance(root, JsonObject):
        for holder in _HOLDERS:
            held = root.get(holder)
            if isinstance(held, JsonArray):
                yield from held.items
                return
    yield root
