"""Load documents into a store: incremental, idempotent, atomic for each document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from ..graph.countries.resolver import Resolver
from ..graph.errors import MandategraphError, UsageError
from ..graph.iris import MG
from ..graph.store.store import Store, open_store
from .batch import Batch, Entry
from .claims import Claims
from .collector import no_collections
from .documents.discover import STDIN, Discovery, InputFile, discover
from .documents.document import Document, read_document
from .documents.media import IATI
from .extraction import read_page
from .iati.schema import IatiSchema
from .outcomes import LoadReport, Located, SourceOutcome
from .records import Page, Problem
from .sources import is_current, source_graph, version_iri

BATCH = 20_000_000
"""Characters of text that one commit holds at most, but for its last document."""

_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")

Progress = Callable[[int, int, str], None]
"""Called before each input: how many are done, how many there are, the name of this one."""


def load(
    arguments: Iterable[str],
    store: Path,
    *,
    started: str,
    read_on: date,
    base_iri: str | None = None,
    address: str | None = None,
    strict: bool = False,
    iati_schema: Path | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files, folders, patterns and standard input into the store in a folder, made if missing.

    ``started`` (xsd:dateTime) and ``read_on`` are recorded; ``address`` is the URL that the one input was copied from.
    ``strict`` refuses a document with a value that cannot be understood, ``iati_schema`` (the folder of the standard's
    schemas) a file of IATI that is not valid by them. One bad document never stops the others: its outcome is
    ``failed``, and what the store held of it before stays. UsageError where one address is given for several inputs, or
    is no URL.
    """
    found = _addressed(discover(arguments), address)
    schema = IatiSchema(iati_schema) if iati_schema else None
    with open_store(store, write=True, create=True, base_iri=base_iri, command="load") as opened:
        loader = Loader(opened, started, read_on, strict, schema)
        with no_collections():
            return loader.load(found, progress)


def remove(addresses: Iterable[str], store: Path, *, started: str) -> LoadReport:
    """Remove sources from the store: exactly the statements that they alone made. UsageError for an unknown one."""
    with open_store(store, write=True, command="remove") as opened:
        return Loader(opened, started, date.min).remove(addresses)


class Loader:
    """One load into an open store."""

    def __init__(
        self, store: Store, started: str, read_on: date, strict: bool = False, schema: IatiSchema | None = None
    ) -> None:
        self._store, self._read_on, self._strict, self._schema = store, read_on, strict, schema
        self._resolver = Resolver.load()
        prefix = store.minter.graph("source/")
        known = {graph for graph in store.graphs() if graph.startswith(prefix)}
        self._batch = Batch(store, Claims(store, fresh=not known), known, self._resolver, started)

    def load(self, found: Discovery, progress: Progress | None = None) -> LoadReport:
        """Load what was found; see ``load``."""
        outcomes = [_failed(problem.where, problem, ()) for problem in found.problems]
        for number, file in enumerate(found.files):
            if progress:
                progress(number, len(found.files), file.name)
            outcomes.append(self._one(file))
            if self._batch.size > BATCH:
                self._batch.commit()
        self._batch.commit()
        return self._report(outcomes, found.skipped)

    def remove(self, addresses: Iterable[str]) -> LoadReport:
        """Remove sources; see ``remove``."""
        outcomes = []
        for address in addresses:
            if not self._batch.drop(source_graph(address, self._store.minter)):
                remedy = "List the sources with: mandategraph sources"
                raise UsageError("no source has this address.", where=address, remedy=remedy)
            outcomes.append(SourceOutcome(address, "removed"))
        self._batch.commit()
        return self._report(outcomes, ())

    def _report(self, outcomes: list[SourceOutcome], skipped: tuple[tuple[str, str], ...]) -> LoadReport:
        ordered = tuple(sorted(outcomes, key=lambda outcome: outcome.address))
        return LoadReport(ordered, skipped, self._store.revision, self._batch.findings_dropped)

    def _one(self, file: InputFile) -> SourceOutcome:
        try:
            document = read_document(file)
            if is_current(self._store, document):
                return SourceOutcome(document.address, "unchanged")
            if file.path is None and file.address == STDIN.address:
                self._refuse_other(document)
            page = read_page(document, self._resolver, version_iri(document, self._store.minter))
            if self._schema and document.media_type == IATI:
                self._schema.check(document)
        except MandategraphError as error:
            return _failed(file.address, error, ())
        problems = _located(document, page)
        if self._strict and problems:
            return SourceOutcome(document.address, "failed", problems=problems, exit_code=1)
        known = self._batch.add(Entry(document, page, self._read_on))
        return SourceOutcome(
            document.address, "changed" if known else "added", page.mandate_count, len(page.documents), problems
        )

    def _refuse_other(self, document: Document) -> None:
        """Raise UsageError if another page was piped in before, for it has the same name and would be lost."""
        graph = NamedNode(source_graph(document.address, self._store.minter))
        held = {q.object for q in self._store.quads(None, NamedNode(f"{MG}currentVersion"), None, graph)}
        if held - {NamedNode(version_iri(document, self._store.minter))}:
            what = "another page was read from standard input before; this one would replace it."
            remedy = f"Give --address URL, or take the other out: mandategraph sources remove {document.address}"
            raise UsageError(what, where=document.address, remedy=remedy)


def _failed(address: str, error: MandategraphError, problems: tuple[Located, ...]) -> SourceOutcome:
    said = Located(error.where or address, error.what, error.remedy)
    return SourceOutcome(address, "failed", problems=(said, *problems), exit_code=error.exit_code)


def _located(document: Document, page: Page) -> tuple[Located, ...]:
    """Return what reading found, in the order of the text, with the place in the file."""
    found = [*document.problems, *page.problems]
    for record in page.mandates:
        for flag in record.flags:
            if flag.check == "period-order":
                what = f"The period {flag.value} ends before it starts; both dates are kept as written."
                found.append(Problem(flag.start, what, "Check the page; correct the date there if it is wrong."))
    found.sort(key=lambda problem: problem.offset)
    return tuple(Located(document.where(p.offset), p.what, p.remedy) for p in dict.fromkeys(found))


def _addressed(found: Discovery, address: str | None) -> Discovery:
    if address is None:
        return found
    if not _is_url(address):
        remedy = "Write it whole, with https:// or http://, and a space as %20."
        raise UsageError(f"{address!r} is no URL of a page.", where="--address", remedy=remedy)
    if len(found.files) != 1:
        remedy = "Load one file at a time with --address."
        raise UsageError(f"one address is given for {len(found.files)} inputs.", where="--address", remedy=remedy)
    return found._replace(files=(found.files[0]._replace(address=address),))


def _is_url(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(_URL.fullmatch(address) and parts.hostname) and parts.port != 0
    except ValueError:
        return False
