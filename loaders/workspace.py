"""One store as a Python object: load, validate, ask. What the command line does, for programs and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ..graph.clock import now
from ..graph.queries.answers import Answer
from ..graph.queries.free_query import ask
from ..graph.queries.parameters import Argument
from ..graph.settings import Settings
from ..graph.store.embedded import EmbeddedStore
from ..graph.store.store import open_store

if TYPE_CHECKING:
    from rdflib import Dataset

    from ..graph.description import Description
    from ..graph.interchange.iati import Reporter, Written
    from ..graph.linking.model import Linking
    from ..graph.queries.catalogue import Catalogue
    from ..graph.validation.findings import Finding
    from ..graph.validation.validation import Validation
    from ..graph.vocabularies.data import VocabularyData
    from .load import Progress
    from .outcomes import LoadReport


class Workspace:
    """One store in a folder. It is opened when it is first asked something, and closed with the ``with`` block.

        with mandategraph.open("store") as graph:
            graph.load("pages/")
            graph.query("mandates-in-country", country="Mali").to_pandas()

    Several processes may read a store; while one writes it (``load``, ``remove``, ``validate``), nobody else may.
    """

    def __init__(self, path: Path | str, *, base_iri: str | None = None) -> None:
        self.path = Path(path)
        self._base_iri = base_iri
        self._opened: EmbeddedStore | None = None
        self._catalogue: Catalogue | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.path)!r})"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the store for other processes; it opens again when it is asked something."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def store(self) -> EmbeddedStore:
        """The store, open for reading."""
        if self._opened is None:
            self._opened = open_store(self.path, base_iri=self._base_iri)
            self._opened.warm(Settings.read().memory)
        return self._opened

    @property
    def queries(self) -> Catalogue:
        """The stored queries."""
        if self._catalogue is None:
            from ..graph.queries.catalogue import Catalogue

            self._catalogue = Catalogue.read(portable=False)
        return self._catalogue

    def load(
        self,
        *inputs: str | Path,
        read_on: date | None = None,
        address: str | None = None,
        strict: bool = False,
        iati_schema: Path | str | None = None,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Load files, folders and patterns; the store is made if there is none. What did not change is skipped.

        ``read_on`` is the day the documents were copied (today, if not given), ``address`` the URL that the one input
        was copied from. ``strict`` refuses a document with a value that cannot be understood, ``iati_schema`` (the
        folder of the standard's schemas) a file of IATI that is not valid by them.
        """
        from .load import load

        self.close()
        return load(
            [str(name) for name in inputs],
            self.path,
            started=now(),
            read_on=read_on or date.today(),
            base_iri=self._base_iri,
            address=address,
            strict=strict,
            iati_schema=Path(iati_schema) if iati_schema is not None else None,
            progress=progress,
        )

    def remove(self, *addresses: str) -> LoadReport:
        """Remove sources: exactly the statements that they alone made."""
        from .load import remove

        self.close()
        return remove(addresses, self.path, started=now())

    def validate(
        self,
        *,
        waivers: Path | str | None = None,
        shapes: Path | str | None = None,
        today: date | None = None,
        keep: bool = True,
    ) -> Validation:
        """Check the data with our shapes and those of the folder ``shapes``; ``keep`` stores the findings in the graph.

        ``waivers`` is a YAML file; ``today`` decides which of them have expired.
        """
        from ..graph.validation.validation import known_checks, record, validate
        from ..graph.validation.waivers import read_waivers

        extra = Path(shapes) if shapes is not None else None
        accepted = read_waivers(Path(waivers), known_checks(extra)) if waivers is not None else ()
        self.close()
        with open_store(self.path, write=keep, base_iri=self._base_iri, command="validate") as store:
            validation = validate(store, today=today or date.today(), waivers=accepted, extra=extra)
            if keep:
                record(store, validation, started=now())
        return validation

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings that the last validation kept, in order, without a new one."""
        from ..graph.validation.findings import read_findings

        return read_findings(self.store)

    def add_vocabulary(
        self,
        *files: Path | str,
        name: str,
        format: str | None = None,
        mapping: Path | str | None = None,
        licence: str = "",
        read_on: date | None = None,
    ) -> VocabularyData:
        """Put a vocabulary of others into its own graph, in place of an earlier one of this name, and return it.

        ``format`` is found by what the files hold if it is not given; ``mapping`` is a YAML file for any other SKOS,
        OWL or CSV file. InputError, and nothing changes, for a file with anything wrong in it.
        """
        from ..graph.vocabularies.stored import add, check_name
        from .vocabularies.vocabulary import read_vocabulary

        data = read_vocabulary(
            [Path(file) for file in files],
            check_name(name),
            format,
            Path(mapping) if mapping is not None else None,
            licence=licence,
            read_on=read_on or date.today(),
        )
        self.close()
        with open_store(self.path, write=True, create=True, base_iri=self._base_iri, command="vocabulary") as store:
            add(store, data, started=now())
        return data

    def link(self, *names: str, keep: bool = True) -> tuple[Linking, ...]:
        """Link our things to the entries of vocabularies (all, if none is named); ``keep`` stores the links.

        What a person accepted or rejected before stays so.
        """
        from ..graph.linking.stored import keep as keep_links
        from ..graph.linking.stored import linked_names, relink

        self.close()
        with open_store(self.path, write=keep, base_iri=self._base_iri, command="link") as store:
            found = tuple(relink(store, name) for name in linked_names(store, names))
            if keep:
                keep_links(store, found, started=now())
        return found

    def query(
        self,
        name: str,
        *,
        limit: int | None = None,
        offset: int = 0,
        **parameters: Argument | Sequence[Argument] | None,
    ) -> Answer:
        """Answer a stored query; a parameter that is None is left open."""
        given = {key: value for key, value in parameters.items() if value is not None}
        return self.queries.run(self.store, name, given, limit=limit, offset=offset)

    def sparql(self, text: str, *, union: bool = True) -> Answer:
        """Answer a SPARQL query; ``union``: its default graph is all graphs together."""
        return ask(self.store, text, union=union)

    def describe(self, kind: str, name: str) -> Description:
        """Return everything about one thing, each value with the sentences behind it.

        UsageError, with candidates, if it is not clear which thing is meant.
        """
        from ..graph.description import describe
        from ..graph.queries.lookup import look_up

        return describe(self.store, look_up(self.store, kind, name))

    def export_iati(
        self,
        file: Path | str,
        *,
        reporter: Reporter | None = None,
        on: date | None = None,
        with_undated: bool = False,
    ) -> Written:
        """Write the mandates as IATI activities, and return how many, and which were left out and why.

        ``on`` tells what is planned from what has begun (else the latest day on which a source was read);
        ``with_undated`` also writes mandates without any day, and the file is then not valid by the standard's schema.
        """
        from ..graph.countries.resolver import Resolver
        from ..graph.interchange.iati import write_iati
        from ..graph.whole_file import whole_file

        with whole_file(Path(file)) as stream:
            return write_iati(self.store, stream, Resolver.load(), reporter, on, with_undated)

    def export_csv(self, file: Path | str) -> int:
        """Write the mandates as a table that ``load`` reads back, and return how many."""
        from ..graph.countries.resolver import Resolver
        from ..graph.interchange.mandate_table import write_table
        from ..graph.whole_file import whole_file

        with whole_file(Path(file)) as stream:
            return write_table(self.store, stream, Resolver.load())

    def dataset(self) -> Dataset:
        """Return an rdflib Dataset over the same store, to read from; it needs the extra ``rdflib``."""
        from ..graph.store.rdflib_view import dataset

        return dataset(self.store)


def open(path: Path | str, *, base_iri: str | None = None) -> Workspace:
    """Return the workspace of the store in a folder, which the first ``load`` makes if there is none."""
    return Workspace(path, base_iri=base_iri)
