"""``info``: what this program and this store are."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection
from importlib.metadata import version
from typing import TYPE_CHECKING

import typer

from ...graph.errors import UsageError
from ..cli.options import BaseOption, JsonOption, OutputOption, QuietOption, StoreOption, VerboseOption, settings
from ..cli.terminal import Terminal, output, print_json

if TYPE_CHECKING:
    from ...graph.store.store import Store

_CLASSES = ("Mandate", "Training", "Report", "Document", "Source", "Finding")


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("info")(info)


def info(
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say which program, data and store these are: versions, sizes, the revision, when it was validated."""
    from ...graph.store.store import open_store

    facts = _program()
    place = settings(store).store
    try:
        with open_store(place, base_iri=base_iri, command="info") as opened:
            facts |= {"store": str(place), **_store(opened)}
    except UsageError as error:
        if place.exists() or base_iri:
            raise
        Terminal(verbose=verbose, quiet=quiet).say(error.text)
    if as_json:
        print_json(facts, output_file)
        return
    with output(output_file) as stream:
        for name, value in facts.items():
            stream.write(f"{name:<20} {_words(value)}\n")


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{kind} {number}" for kind, number in value.items())
    return "no" if value is None else str(value)


def _program() -> dict[str, object]:
    from ...graph.reference import reference_version

    return {
        "mandategraph": version("mandategraph"),
        "reference data": reference_version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "pyoxigraph": version("pyoxigraph"),
        "pyshacl": version("pyshacl"),
        "java": shutil.which("java"),
    }


def _store(opened: Store) -> dict[str, object]:
    from ...graph.validation.findings import validated_revision

    held = opened.info()
    facts: dict[str, object] = {
        "base IRI": opened.base_iri,
        "revision": opened.revision,
        "validated revision": validated_revision(opened),
        "graphs": sum(held.graphs.values()),
        "graphs by kind": held.graphs,
        "statements": held.statements,
        "statements by kind": held.statements_by_kind,
        "bytes on disk": held.bytes_on_disk,
    }
    return facts | {f"{name.lower()}s": _instances(opened, name) for name in _CLASSES}


def _instances(opened: Store, name: str) -> int:
    from pyoxigraph import NamedNode

    from ...graph.iris import MG, PREFIXES

    kind = NamedNode(PREFIXES["rdf"] + "type")
    return len({quad.subject for quad in opened.quads(None, kind, NamedNode(MG + name), None)})
