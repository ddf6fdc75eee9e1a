"""Requests a second and latency, measured by `wrk`: a client in C, which leaves the CPU to the servers."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

VARIED = "VARIED-DAY"
"""Stands in an address for a day that is another one in every request."""

_SCRIPT = """
local before, after, day = {before}, {after}, 0
request = function()
  day = day + 1
  local year, month = 2100 + math.floor(day / 336), math.floor(day / 28) % 12 + 1
  local date = string.format("%04d-%02d-%02d", year, month, day % 28 + 1)
  return wrk.format("GET", before .. date .. after)
end
"""
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Rate(NamedTuple):
    """Requests a second, how many there were, and the milliseconds within which half and 99 of 100 were answered."""

    per_second: float
    requests: int
    half: float
    most: float


def wrk(url: str, headers: Mapping[str, str], connections: int, seconds: float) -> Rate:
    """Ask one address over and over; an answer that is an error ends the program."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit(
            "This needs the program wrk (Debian and Ubuntu: apt-get install wrk; macOS: brew install wrk)."
        )
    given = [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    size = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds:g}s", "--timeout", "60s"]
    with tempfile.TemporaryDirectory(prefix="mandategraph-") as folder:
        base, path = re.fullmatch(r"(https?://[^/]+)(/.*)", url).groups()  # type: ignore[union-attr]
        script = []
        if VARIED in path:
            file = Path(folder, "varied.lua")
            before, _, after = path.partition(VARIED)
            file.write_text(_SCRIPT.format(before=_lua(before), after=_lua(after)), "utf-8")
            script, path = ["--script", str(file)], "/"
        command = [program, *size, "--latency", *given, *script, base + path]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"Not every request of {url[:200]} was answered:\n{said}")
    count = int(_found(r"(\d+) requests in", said))
    if not count:
        raise SystemExit(f"No request of {url[:200]} was answered in {seconds:g} s; give it more: --seconds.")
    return Rate(float(_found(r"Requests/sec:\s+([\d.]+)", said)), count, _time("50%", said), _time("99%", said))


def _found(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    if found is None:
        raise SystemExit(f"wrk said something else than expected:\n{said}")
    return found[1]


def _time(share: str, said: str) -> float:
    value = _found(rf"{share}\s+([\d.]+\w+)", said)
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", value).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]


def _lua(text: str) -> str:
    return "[==[" + text + "]==]"
