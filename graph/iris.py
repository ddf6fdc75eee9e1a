"""Namespaces and minting: the only place that builds IRIs of ours."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from .errors import UsageError

DEFAULT_BASE = "https://w3id.org/mandategraph/"
MG = "https://w3id.org/mandategraph/ontology#"
RULE = "https://w3id.org/mandategraph/rule/"
SHAPE = "https://w3id.org/mandategraph/shape/"

PREFIXES: dict[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "mg": MG,
    "mgr": RULE,
    "mgs": SHAPE,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SLUG_LENGTH = 80
_NOT_WORD = re.compile(r"[\W_]+")
_NODE = re.compile(r"/id/source/[^/#]+/[0-9a-f]{16}/node/\d+$")
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`]+/")


def slug(text: str) -> str:
    """Return ``text`` as a path segment: lower case, no accents, words joined by hyphens.

    Letters of any script stay. A long text is cut and ends in eight digits of its hash; a text without a letter or
    digit is its hash alone, so two texts share a slug only when they differ in case, accents or punctuation.
    """
    words = _NOT_WORD.sub("-", text.lower() if text.isascii() else _bare(text)).strip("-")
    if words and len(words) <= _SLUG_LENGTH:
        return words
    digest = hashlib.sha256((words or text).encode()).hexdigest()[:8]
    return f"{words[:_SLUG_LENGTH].rstrip('-')}-{digest}" if words else digest


def _bare(text: str) -> str:
    """Return ``text`` in lower case and without accents."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))


def check_base(base: str, *, where: str = "--base-iri") -> str:
    """Return ``base`` if it can be the base of IRIs; UsageError otherwise."""
    if not _BASE.fullmatch(base):
        raise UsageError(
            f"{base!r} cannot be a base IRI.", where=where, remedy="Give an absolute http(s) IRI that ends in a slash."
        )
    return base


@dataclass(frozen=True)
class Minter:
    """Builds every IRI below one base IRI."""

    base: str = DEFAULT_BASE

    def thing(self, key: str) -> str:
        """Return the IRI of the thing with this key, such as ``country/MLI``."""
        return f"{self.base}id/{key}"

    def key(self, iri: str) -> str | None:
        """Return the key of one of our things, or None for any other IRI."""
        prefix = f"{self.base}id/"
        return iri[len(prefix) :] if iri.startswith(prefix) else None

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph, such as ``countries`` or ``source/mali-txt``."""
        return f"{self.base}graph/{name}"

    def finding(self, check: str, focus_key: str, value: str = "") -> str:
        """Return the IRI of what one check found of one thing (and one value of it)."""
        tail = f"/{slug(value)}" if value else ""
        return self.thing(f"finding/{check}/{focus_key}{tail}")


def mandate_name(title: str, start: date | None) -> str:
    """Return the last segment of a mandate's key before any discriminator."""
    return f"{slug(title)}-{start.isoformat() if start else 'undated'}"


def version_key(source_slug: str, sha256: str) -> str:
    """Return the key of one version of a source."""
    return f"source/{source_slug}/{sha256[:16]}"


def node(version_iri: str, number: int) -> str:
    """Return the IRI that a blank node of a version of a source has instead."""
    return f"{version_iri}/node/{number}"


def is_node(iri: str) -> bool:
    """Tell whether an IRI is one that a blank node has instead."""
    return _NODE.search(iri) is not None


def passage(version_iri: str, start: int, end: int) -> str:
    """Return the IRI of a passage: code points ``start`` to ``end`` of a version's text (RFC 5147, section 3)."""
    return f"{version_iri}#char={start},{end}"
