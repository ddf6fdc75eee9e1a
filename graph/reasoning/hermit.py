"""The HermiT reasoner, through Owlready2, in a process of its own: it may need minutes and gigabytes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from ..errors import TimeLimitError, UnsupportedError

MEMORY = 1500
"""MiB that Java may take."""


class Conclusions(NamedTuple):
    """What the reasoner says: whether the ontology has a model, which classes can have no member, or a complaint."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    complaint: str = ""


def reason(ntriples: bytes, *, time_limit: float = 120.0) -> Conclusions:
    """Return what HermiT says of an ontology.

    UnsupportedError without Java, TimeLimitError after ``time_limit`` seconds. Datatypes that OWL 2 does not know are
    ignored. Nothing is imported, and nothing is fetched.
    """
    if shutil.which("java") is None:
        raise UnsupportedError(
            "the reasoner HermiT needs Java, and there is no java here.",
            where="ontology check",
            remedy="Install a Java runtime (Debian: default-jre-headless), or check without the reasoner.",
        )
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        path = Path(folder, "ontology.nt")
        path.write_bytes(ntriples)
        answer = json.loads(_run(path, time_limit))
    return Conclusions(answer["consistent"], tuple(answer["unsatisfiable"]), answer["complaint"])


def _run(path: Path, time_limit: float) -> str:
    command = [sys.executable, "-P", "-m", __name__, str(path)]
    environment = {**os.environ, "TMPDIR": str(path.parent), "JAVA_TOOL_OPTIONS": ""}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        try:
            output, errors = process.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired:
            raise TimeLimitError(
                f"the reasoner did not end within {time_limit:g} seconds.",
                where="ontology check",
                remedy="Simplify the ontology, or check without the reasoner.",
            ) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        last = (errors.strip().splitlines() or ["no message"])[-1]
        raise UnsupportedError(
            f"the reasoner cannot run here: {last}", where="ontology check", remedy="Check without the reasoner."
        )
    return output


def _child(path: Path) -> None:
    """Reason about a file and write the conclusions to stdout as JSON."""
    import owlready2
    from owlready2 import reasoning

    reasoning.JAVA_MEMORY = MEMORY
    world = owlready2.World()
    with path.open("rb") as file:
        world.get_ontology("https://w3id.org/mandategraph/reasoning#").load(fileobj=file)
    conclusions = Conclusions(True)
    try:
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        names = {entity.iri for entity in world.inconsistent_classes()} - {owlready2.Nothing.iri}
        conclusions = Conclusions(True, tuple(sorted(names)))
    except owlready2.OwlReadyInconsistentOntologyError:
        conclusions = Conclusions(False)
    except owlready2.OwlReadyJavaError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        complaint = next((line for line in lines if "Exception" in line or "Error" in line), lines[-1])
        conclusions = Conclusions(True, (), complaint.removeprefix("Java error message is:").strip())
    sys.stdout.write(json.dumps(conclusions._asdict()))


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
