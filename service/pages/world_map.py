"""A map of countries, drawn on the server: land from a file that is built, the countries in question on top of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from . import static_files
from .view import Link

CLASSES = 5
_DATA = "vendor/world.json"
_SMALL = 7.0
"""A country whose larger side is shorter than this on the map is shown by a dot."""


@dataclass(frozen=True)
class Shape:
    """A country on the map: its outline, or a dot at ``x``, ``y`` where it is too small to be seen."""

    link: Link
    amount: float
    grade: int
    path: str
    x: float
    y: float
    small: bool


@dataclass(frozen=True)
class Grade:
    """One step of the legend."""

    number: int
    low: float
    high: float


@dataclass(frozen=True)
class WorldMap:
    """What is drawn: ``box`` is the part of the world that is shown, ``unit`` the size of a dot there."""

    box: str
    sphere: str
    shapes: tuple[Shape, ...]
    grades: tuple[Grade, ...]
    missing: tuple[Link, ...]
    unit: float
    whole: bool


def draw(amounts: Mapping[str, tuple[Link, float]], *, crop: bool = False) -> WorldMap | None:
    """Draw countries by their alpha-3; None where the map was not built or none of them is on it.

    ``crop`` shows only the surroundings of the countries.
    """
    world = _world()
    known = {code: pair for code, pair in amounts.items() if code in world.countries}
    if not known:
        return None
    limits = _limits([amount for _, amount in known.values()])
    box = _crop(world, known) if crop else (0.0, 0.0, world.width, world.height)
    shapes = [_shape(world.countries[code], link, amount, limits) for code, (link, amount) in sorted(known.items())]
    missing = tuple(link for code, (link, _) in sorted(amounts.items()) if code not in world.countries)
    grades = tuple(Grade(n, low, high) for n, (low, high) in enumerate(limits, start=1))
    text = " ".join(f"{number:g}" for number in box)
    return WorldMap(text, world.sphere, tuple(shapes), grades, missing, round(box[2] / 1000, 4), not crop)


@dataclass(frozen=True)
class _Country:
    path: str
    x: float
    y: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class _World:
    width: float
    height: float
    sphere: str
    countries: Mapping[str, _Country]


@lru_cache(maxsize=1)
def _world() -> _World:
    file = static_files.read(_DATA)
    if file is None:
        return _World(1000, 442, "", {})
    data = json.loads(file.body)
    countries = {
        code: _Country(shape["d"], shape["x"], shape["y"], tuple(shape["box"]))
        for code, shape in data["countries"].items()
    }
    return _World(data["width"], data["height"], data["sphere"], countries)


def _shape(country: _Country, link: Link, amount: float, limits: list[tuple[float, float]]) -> Shape:
    left, top, right, bottom = country.box
    grade = next((n for n, (_, high) in enumerate(limits, start=1) if amount <= high), len(limits))
    small = max(right - left, bottom - top) < _SMALL
    return Shape(link, amount, grade, country.path, country.x, country.y, small)


def _limits(amounts: list[float]) -> list[tuple[float, float]]:
    """Return the steps of the legend: at most ``CLASSES``, each with about as many different amounts."""
    different = sorted(set(amounts))
    steps = min(CLASSES, len(different))
    cuts = [n * len(different) // steps for n in range(steps + 1)]
    return [(different[low], different[high - 1]) for low, high in pairwise(cuts)]


def _crop(world: _World, known: Mapping[str, object]) -> tuple[float, float, float, float]:
    """Return the part of the map around some countries, at least a fifth of its width."""
    boxes = [world.countries[code].box for code in known]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    ratio = 1.6
    width = max((right - left) * 1.5, (bottom - top) * 1.5 * ratio, world.width / 5)
    width = min(width, world.width)
    height = min(width / ratio, world.height)
    x = min(max((left + right - width) / 2, 0), world.width - width)
    y = min(max((top + bottom - height) / 2, 0), world.height - height)
    return round(x, 1), round(y, 1), round(width, 1), round(height, 1)
