"""The process that writes: it holds the store's lock and its database, and may be killed without harm.

Orders come through a socket, one at a time. What an order changed is durable and a revision after ``settle``.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from ...graph.errors import MandategraphError
from ...graph.store.database import named
from ...graph.store.embedded import EmbeddedStore
from ...graph.store.store import open_store
from . import guard
from .endpoints import unanswered
from .errors import ConflictError
from .faults import tell
from .processes import end_with_parent, with_big_stack
from .syntax import syntax
from .uploads import read_upload
from .using import check_words, with_dataset
from .wire import Closed, Kind, Line, Message, unpack
from .worker import limit_memory

_BULK = 4 << 20
_GRAPH = re.compile(r"The graph .* (?:does not exist|already exists)", re.DOTALL)


class Writer:
    """Carries out orders on the open store."""

    def __init__(self, store: EmbeddedStore, services: frozenset[str]) -> None:
        self._store, self._services = store, services
        self._altered = False
        self._validation = store.minter.graph("validation")

    def carry_out(self, order: Message, data: bytes) -> Message:
        """Do what is ordered; return what there is to tell."""
        orders: dict[str, Callable[[Message, bytes], Message]] = {
            "update": self._update,
            "put": self._put,
            "post": self._post,
            "delete": self._delete,
            "settle": self._settle,
        }
        return orders[str(order["op"])](order, data)

    def _update(self, order: Message, data: bytes) -> Message:
        text = operation = data.decode()
        guard.check(text, self._services, "update")
        tokens = check_words(text)
        using, named_graphs = cast(list[str], order["using"]), cast(list[str], order["using_named"])
        text = with_dataset(text, tokens, using, named_graphs)
        base = order["base_iri"]
        try:
            self._alter(lambda store: store.update(text, base_iri=str(base) if base else None))
        except SyntaxError as error:
            raise syntax(error, operation, "update") from error
        except RuntimeError as error:
            raise _conflict(error) from error
        except OSError as error:
            raise unanswered(error, operation, self._services) from error
        if self._validation not in text:
            self._drop_validation()
        return {}

    def _put(self, order: Message, data: bytes) -> Message:
        graph = str(order["graph"])
        text = read_upload(_parts(order, data), graph)
        created = not self._exists(graph)
        if text:
            self._settle_altered(str(order["at"]))
            self._store.replace(graph, text, str(order["at"]))
        elif graph:
            node = named(graph)
            self._alter(lambda store: store.update(f"DROP SILENT GRAPH {node} ; CREATE GRAPH {node}"))
        else:
            self._alter(lambda store: store.clear_graph(ox.DefaultGraph()))
        self._drop_validation(unless=graph)
        return {"created": created}

    def _post(self, order: Message, data: bytes) -> Message:
        graph = str(order["graph"])
        text = read_upload(_parts(order, data), graph)
        created = not self._exists(graph)

        def add(store: ox.Store) -> None:
            if not text and graph:
                store.add_graph(named(graph))
            (store.bulk_load if len(text) > _BULK else store.load)(text, ox.RdfFormat.N_QUADS)

        self._alter(add)
        self._drop_validation(unless=graph)
        return {"created": created}

    def _delete(self, order: Message, data: bytes) -> Message:
        graph = str(order["graph"])
        if not self._exists(graph):
            return {"found": False}
        node = named(graph) if graph else ox.DefaultGraph()
        self._alter(lambda store: store.remove_graph(node))
        self._drop_validation(unless=graph)
        return {"found": True}

    def _settle(self, order: Message, data: bytes) -> Message:
        """Make everything durable and take a snapshot."""
        self._settle_altered(str(order["at"]))
        folder = Path(str(order["folder"])) / f"{self._store.revision}-{order['owner']}"
        if not folder.exists():
            self._store.engine.backup(str(folder))
        return {"revision": self._store.revision, "folder": str(folder)}

    def _settle_altered(self, at: str) -> None:
        if self._altered:
            self._store.settle(1, at)
            self._altered = False

    def _alter(self, work: Callable[[ox.Store], None]) -> None:
        self._store.alter(work)
        self._altered = True

    def _exists(self, graph: str) -> bool:
        """Tell whether there is such a graph; the default graph always is there."""
        return not graph or self._store.contains(graph)

    def _drop_validation(self, unless: str = "") -> None:
        """Drop the findings of the last validation, which the new data may contradict."""
        if unless != self._validation and self._store.contains(self._validation):
            self._alter(lambda store: store.remove_graph(named(self._validation)))


def _parts(order: Message, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the parts of an upload: media type and data."""
    start = 0
    for media_type, size in cast(list[tuple[str, int]], order["parts"]):
        yield media_type, data[start : start + size]
        start += size


def _conflict(error: RuntimeError) -> BaseException:
    """Return what an update finds missing, or there already, as an error of its own; anything else is a defect."""
    if not _GRAPH.fullmatch(str(error)):
        return error
    what = str(error)[:1].lower() + str(error)[1:]
    return ConflictError(
        f"{what}.", where="update", remedy="Nothing was changed. Say SILENT where that does not matter."
    )


def main(arguments: list[str]) -> None:
    """Open the store, then carry out orders until the socket closes."""
    arguments = with_big_stack(__spec__.name, arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(arguments[0])) as end:
        _open_and_serve(Line(end), unpack(arguments[1].encode()))


def _open_and_serve(line: Line, task: Message) -> None:
    end_with_parent()
    try:
        store = open_store(str(task["store"]), write=True, command="serve", wait=float(str(task["wait"])))
    except MandategraphError as error:
        line.send(Kind.ERROR, tell(error))
        return
    limit_memory(int(str(task["memory"])))
    with store, suppress(Closed):
        line.send(Kind.MESSAGE, {"revision": store.revision, "base_iri": store.base_iri})
        writer = Writer(store, frozenset(str(iri) for iri in cast(list[str], task["services"])))
        while True:
            _serve(writer, line)


def _serve(writer: Writer, line: Line) -> None:
    order, data = unpack(line.receive()[1]), line.receive()[1]
    try:
        line.send(Kind.MESSAGE, writer.carry_out(order, data))
    except Closed:
        raise
    except MandategraphError as error:
        line.send(Kind.ERROR, tell(error))
    except BaseException as error:  # the order is lost, and the main process starts another writer
        what = f"{type(error).__name__}: {error}"
        line.send(Kind.ERROR, {"error": "InternalError", "what": what, "trace": traceback.format_exc()})
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
