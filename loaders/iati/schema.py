"""Files of IATI against the standard's own schema, where a user has it; needs the extra ``iati`` (lxml)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...graph.errors import InputError, UnsupportedError, UsageError
from ..documents.document import Document

if TYPE_CHECKING:
    from lxml import etree

FILE = "iati-activities-schema.xsd"
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LONGEST = 300


class IatiSchema:
    """The schema of a folder, which also holds the two files that it includes."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        if not path.is_file():
            raise UsageError(
                f"there is no {FILE}.", where=str(folder), remedy="Give the folder of the schemas of IATI 2.03."
            )
        try:
            from lxml import etree
        except ImportError as error:
            raise UnsupportedError(
                "checking against a schema needs lxml.",
                where="--iati-schema",
                remedy="Install it: pip install 'mandategraph[iati]'",
            ) from error
        self._etree = etree
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            self._schema: etree.XMLSchema = etree.XMLSchema(etree.parse(str(path), parser))
        except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
            raise UsageError(
                f"the schema cannot be read: {error}.", where=str(path), remedy="Fetch it again."
            ) from error

    def check(self, document: Document) -> None:
        """Raise InputError, with the line of the first fault, if a document is not valid; it must be well-formed."""
        text = _DECLARATION.sub(lambda found: re.sub(r"[^\r\n]", " ", found[0]), document.text, count=1)
        parser = self._etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
        root = self._etree.fromstring(text.encode(), parser)
        if self._schema.validate(root):
            return
        faults = list(self._schema.error_log)
        first = faults[0]
        more = f" ({len(faults) - 1} more faults follow)" if len(faults) > 1 else ""
        raise InputError(
            f"It is not valid by the schema of IATI: {first.message[:_LONGEST].rstrip('.')}{more}.",
            where=f"{document.name}:{first.line}",
            remedy="Correct it, or load it without --iati-schema.",
        )
