"""The document of a thing: what is said of it, labels, what points at it, and the passages it was read from."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from ..errors import UsageError
from ..iris import RULE
from ..readable import Readable, lexical
from .addresses import Addresses, uri
from .inverse import Count, Page, inverse_counts, inverse_page, is_version
from .labels import labels, say_labels
from .selectors import Quoter, explain_passages, say_selectors
from .statements import Statements, english, expand, integer, short, term
from .terms import own_statements


class ThingDocument(NamedTuple):
    """The document of a thing; ``pages`` are the pages of what points at it that it holds."""

    iri: str
    label: str
    statements: Statements
    pages: tuple[Page, ...]


def is_known(reader: Readable, iri: str) -> bool:
    """Tell whether the graph, or the files of shapes, name an IRI as subject or object, or as a graph."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    patterns = ((node, None, None, None), (None, None, node, None), (None, None, None, node))
    return any(any(True for _ in reader.quads(*pattern)) for pattern in patterns) or bool(own_statements(iri))


def describe_thing(
    reader: Readable, iri: str, *, inverse: str | None = None, page: int = 1, service: str = ""
) -> ThingDocument | None:
    """Return the document of a thing, a graph, a rule or a shape; None if nothing is known of it.

    ``inverse`` (a prefixed name or an IRI of a property) asks for one page of what points at the thing with that
    property, and nothing else; without it the first page for each property comes with what is said of the thing.
    ``service`` is the address of the service, where a graph can be fetched as a whole.
    """
    if not is_known(reader, iri):
        return None
    return _Builder(reader, iri, service).build(inverse, page)


class _Builder:
    """Builds one document."""

    def __init__(self, reader: Readable, iri: str, service: str) -> None:
        self._reader, self._iri, self._service = reader, iri, service
        self._addresses = Addresses(reader.minter)
        self._document = self._addresses.document(iri)
        self._quoter = Quoter(reader)
        self._statements = Statements()

    def build(self, inverse: str | None, number: int) -> ThingDocument:
        label = self._label()
        counts = inverse_counts(self._reader, self._iri)
        if inverse is None:
            self._say_own()
            self._say_graph()
            wanted = [(count, 1) for count in counts]
        else:
            wanted = [(self._count(counts, expand(inverse)), number)]
        pages = tuple(inverse_page(self._reader, self._iri, count, each) for count, each in wanted)
        for page in pages:
            self._say_page(page)
        self._say_passages()
        self._say_document(label)
        say_labels(self._statements, self._reader, own_statements)
        return ThingDocument(self._iri, label, self._statements, pages)

    def _label(self) -> str:
        found = [quad.object for quad in labels(self._reader, self._iri, own_statements)]
        literals = [each for each in found if isinstance(each, ox.Literal)]
        best = min(literals, key=lambda each: (each.language not in (None, "en"), each.value), default=None)
        return best.value if best else self._addresses.path(self._iri) or self._iri

    def _count(self, counts: tuple[Count, ...], property: str) -> Count:
        known = next((count for count in counts if count.predicate == property), None)
        if known is None:
            names = ", ".join(short(count.predicate) for count in counts) or "none"
            raise UsageError(
                f"nothing points at this with {short(property)}.", where="in", remedy=f"These properties do: {names}."
            )
        return known

    def _say_own(self) -> None:
        node = ox.NamedNode(self._iri)
        quads = list(self._reader.quads(node, None, None, None))
        self._statements.copy(quads or own_statements(self._iri))
        graphs = sorted({lexical(quad.graph_name) for quad in quads} - {""})
        self._statements.say(self._document, "dct:source", *graphs)
        if is_version(self._reader, self._iri):
            explain_passages(self._statements, self._document)
        if self._iri.startswith(RULE):
            self._say_rule_use(node)

    def _say_rule_use(self, rule: ox.NamedNode) -> None:
        """Say how often a rule was applied: it is a property, and its uses are not links to it."""
        partition = f"{self._document}#uses"
        used = sum(1 for _ in self._reader.quads(None, rule, None, None))
        self._statements.say(self._addresses.dataset, "void:propertyPartition", partition)
        self._statements.say(partition, "void:property", rule)
        self._statements.say(partition, "void:triples", integer(used))

    def _say_graph(self) -> None:
        """Say what a named graph is, how large, and where its statements are."""
        graphs = self._reader.minter.graph("")
        if not self._iri.startswith(graphs):
            return
        size = sum(1 for _ in self._reader.quads(None, None, None, ox.NamedNode(self._iri)))
        self._statements.say(self._iri, "rdf:type", term("sd:Graph"), term("void:Dataset"))
        self._statements.say(self._iri, "void:triples", integer(size))
        self._statements.say(self._addresses.dataset, "void:subset", self._iri)
        name = self._iri.removeprefix(graphs)
        if name.startswith("source/"):
            self._statements.say(self._iri, "dct:source", self._reader.minter.thing(name))
        if self._service:
            dump = f"{self._service}/graphs?graph={uri(self._iri).replace('&', '%26').replace('#', '%23')}"
            self._statements.say(self._iri, "void:dataDump", dump)

    def _say_page(self, page: Page) -> None:
        """Say who points here, of how many, and where the rest is (Hydra)."""
        collection = f"{self._document}?in={uri(short(page.predicate))}"
        manner, thing = f"{collection}#links", ox.NamedNode(self._iri)
        self._statements.say(self._document, "hydra:collection", collection)
        self._statements.say(collection, "rdf:type", term("hydra:Collection"))
        self._statements.say(collection, "hydra:totalItems", integer(page.total))
        self._statements.say(collection, "hydra:memberAssertion", manner)
        self._statements.say(manner, "hydra:property", page.predicate)
        self._statements.say(manner, "hydra:object", thing)
        self._statements.copy(
            ox.Quad(ox.NamedNode(member), ox.NamedNode(page.predicate), thing) for member in page.members
        )
        if page.last > 1:  # else the links themselves say it all
            self._statements.say(collection, "hydra:member", *page.members)
            self._say_view(collection, page)

    def _say_view(self, collection: str, page: Page) -> None:
        def address(number: int) -> str:
            return f"{collection}&page={number}"

        view = address(page.number)
        self._statements.say(collection, "hydra:view", view)
        self._statements.say(view, "rdf:type", term("hydra:PartialCollectionView"))
        self._statements.say(view, "hydra:first", address(1))
        self._statements.say(view, "hydra:last", address(page.last))
        if page.number > 1:
            self._statements.say(view, "hydra:previous", address(page.number - 1))
        if page.number < page.last:
            self._statements.say(view, "hydra:next", address(page.number + 1))

    def _say_passages(self) -> None:
        """Say of each passage that is named what it is evidence for, and where it stands."""
        for passage in sorted(iri for iri in self._statements.iris() if "#char=" in iri):
            quads = list(self._reader.quads(ox.NamedNode(passage), None, None, None))
            self._statements.copy(quads)
            say_selectors(self._statements, self._quoter, passage, self._addresses)
            for quad in quads:
                if quad.predicate.value.startswith(RULE):
                    self._statements.copy(self._reader.quads(quad.predicate, term("mg:states"), None, None))

    def _say_document(self, label: str) -> None:
        self._statements.say(self._document, "rdf:type", term("foaf:Document"))
        self._statements.say(self._document, "rdfs:label", english(f"What is known of {label}"))
        self._statements.say(self._document, "foaf:primaryTopic", self._iri)
        self._statements.say(self._document, "void:inDataset", self._addresses.dataset)
        self._statements.say(self._document, "owl:versionInfo", ox.Literal(f"revision {self._reader.revision}"))
