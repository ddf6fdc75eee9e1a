"""Whether a file that no format knows is whole: one that was cut loses what it would be known by."""

from __future__ import annotations

from .files import VocabularyFile
from .rdf_files import is_rdf, read_rdf
from .xml_tree import read_xml

_MARK = b"\xef\xbb\xbf"


def check_whole(file: VocabularyFile) -> None:
    """Raise InputError, with the line, for what is no JSON, XML, RDF or CSV although it begins or is named like it."""
    suffix, begins = file.path.suffix.lower(), file.data.removeprefix(_MARK).lstrip()[:1]
    if suffix == ".json" or begins in (b"{", b"["):
        file.json()
    elif suffix == ".xml" or (begins == b"<" and not is_rdf(file)):
        read_xml(file)
    elif is_rdf(file):
        read_rdf(file)
    elif suffix == ".csv":
        for _ in file.rows(()):
            pass
