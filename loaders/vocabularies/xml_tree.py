"""XML as a tree whose elements know their lines. A document type, and with it every entity, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from .files import VocabularyFile

_LANGUAGE = "xml:lang"


@dataclass
class Element:
    """An element: ``text`` is that directly in it, ``line`` where it begins."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of this name."""
        return (child for child in self.children if child.name == name)

    def find(self, *path: str) -> Element | None:
        """Return the first element at the end of a path of names."""
        found: Element | None = self
        for name in path:
            found = next(found.all(name), None) if found else None
        return found

    def text_of(self, *path: str) -> str:
        """Return the text at the end of a path, with single spaces; nothing if there is no such element."""
        found = self.find(*path)
        return " ".join(found.text.split()) if found else ""

    @property
    def language(self) -> str:
        """The language that the element itself states."""
        return self.attributes.get(_LANGUAGE, "")


def read_xml(file: VocabularyFile) -> Element:
    """Return the root element; InputError, with the line, for what is not XML or declares a document type."""
    parser = expat.ParserCreate()
    root = Element("", {}, 0)
    open_elements = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(name: str) -> None:
        open_elements.pop()

    def text(content: str) -> None:
        open_elements[-1].text += content

    def refuse(*declaration: object) -> None:
        raise file.broken(
            "The file declares a document type; its entities could pull in other files or grow without bound",
            parser.CurrentLineNumber,
            "Take the <!DOCTYPE> away.",
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(file.data, True)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code]
        raise file.broken(f"This is not XML: {message}", f"{error.lineno}:{error.offset + 1}") from error
    return root.children[0]
