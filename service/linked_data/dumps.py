"""The whole graph as a file: made once a revision, in the background, then sent to everybody who asks."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...graph.publish.dump import dump
from ...graph.readable import Readable
from ..web.conditional import not_modified
from ..web.messages import Problem, Request, Response, redirect
from .rdf_answers import entity_tag, revision_header

if TYPE_CHECKING:
    from ..engine.engine import Engine

KEPT = 2
PATIENCE = 20.0
"""How many seconds a client waits for a dump that is being made before it is told to come again."""
_PIECE = 1 << 18


class Dumps:
    """The dumps of one service, in a folder of their own that goes with it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._folder: Path | None = None
        self._made: dict[int, asyncio.Task[Path]] = {}

    async def send(self, request: Request) -> Response:
        """Send a revision that is kept, by its number or as ``latest``.

        Problem 404 for one that never was, GoneError for one that is not kept, Problem 503 while it is being made.
        """
        number = self._number(request)
        if number is None:
            current = request.url(f"/dumps/{request.revision or self._engine.revision}.nq.gz")
            return redirect(current, 307).add("cache-control", "no-cache")
        if number > self._engine.revision:
            raise Problem(404, "Not found", f"There is no revision {number} yet.")
        if number not in self._made:
            self._engine.reader(number)  # there is such a revision
        etag = entity_tag(request, number, "dump")
        headers = [
            ("content-type", "application/gzip"),
            ("content-disposition", f'attachment; filename="mandategraph-{number}.nq.gz"'),
            ("etag", etag),
            revision_header(number),
        ]
        if (same := not_modified(request, etag, headers)) is not None:
            return same
        return Response(200, headers, _pieces(await self._file(number)))

    def _number(self, request: Request) -> int | None:
        """Return the revision that is asked for, None for the newest."""
        name = request.path_values["name"]
        number = name.removesuffix(".nq.gz")
        if name == "latest.nq.gz":
            return None
        if name == number or not (number.isascii() and number.isdigit() and len(number) < 10):
            newest = f"/dumps/{self._engine.revision}.nq.gz"
            raise Problem(404, "Not found", f"Dumps are at /dumps/REVISION.nq.gz, the newest at {newest}.")
        return int(number)

    async def _file(self, revision: int) -> Path:
        """Return the file of a revision; it goes on being made when a client leaves or has to come again."""
        if revision not in self._made:
            self._made[revision] = asyncio.create_task(self._make(revision))
        making = self._made[revision]
        try:
            return await asyncio.wait_for(asyncio.shield(making), PATIENCE)
        except TimeoutError:
            detail = f"The dump of revision {revision} is being made."
            raise Problem(503, "Not ready yet", detail, headers=[("retry-after", "30")]) from None
        finally:
            if making.done() and (making.cancelled() or making.exception() is not None):
                self._made.pop(revision, None)

    async def _make(self, revision: int) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mandategraph-dumps-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / f"{revision}.nq.gz"
        await self._engine.read(lambda reader: _write(reader, path), revision)
        for old in sorted(number for number, task in self._made.items() if task.done())[: -KEPT or None]:
            self._made.pop(old)
            (self._folder / f"{old}.nq.gz").unlink(missing_ok=True)
        return path


def _write(reader: Readable, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(dump(reader))


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    """Give a file in pieces; opened at once, it may be removed while it is being sent."""
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
