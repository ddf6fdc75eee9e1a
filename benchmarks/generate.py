"""Write made-up listing pages, the same ones for the same seed.

    python benchmarks/generate.py --mandates 20000 DIR

About 50 mandates a page and 1 kB a mandate, in the proportions of real pages (see README.md). A mandate of several
countries may stand on the page of a second one, word for word, as it does on the site.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import phrases

PER_PAGE = 50
REPEATED = 0.5
TOWNS = dict(phrases.FIELDS)


class Block(NamedTuple):
    """The text of one mandate and the countries of its header line."""

    text: str
    countries: tuple[str, ...]


class Written(NamedTuple):
    """What a folder of pages holds: ``listed`` counts a mandate once for each page that it stands on."""

    pages: int
    mandates: int
    listed: int
    bytes: int


def _some(random: Random, of: tuple[str, ...], shares: tuple[float, ...]) -> list[str]:
    """Return 1, 2, ... different items, ``shares`` giving the odds of each number."""
    number = random.choices(range(1, len(shares) + 1), shares)[0]
    return random.sample(of, number)


def _day(random: Random, when: date) -> dict[str, object]:
    day = random.randint(1, 20)
    return {
        "day": day,
        "later": day + random.randint(1, 8),
        "month": phrases.MONTHS[when.month - 1],
        "year": when.year,
    }


def _period(random: Random) -> tuple[date, str]:
    """Return the first day and the text of a period: 2 % inverted, 1 % open, 15 % with dots."""
    start = date(2008, 2, 8) + timedelta(random.randrange(16 * 365))
    end = start + timedelta(random.choice((4, 9, 25, 60, 120, 180, 365)))
    kind = random.random()
    if kind < 0.02:
        end = start - timedelta(random.randint(3, 120))
    if kind > 0.99:
        return start, f"{start:%d/%m/%Y} -"
    form = "%d.%m.%Y." if random.random() < 0.15 else "%d/%m/%Y"
    return start, f"{start:{form}} - {end:{form}}"


def _places(random: Random, country: str) -> tuple[tuple[str, ...], str]:
    """Return the countries and the text of a list of places around one country."""
    others = [name for name in _some(random, tuple(TOWNS), (0.5, 0.25, 0.25)) if name != country]
    countries = [country, *others[: random.choices((0, 1, 2), (0.45, 0.3, 0.25))[0]]]
    listed = list(countries)
    if random.random() < 0.03:
        listed.append(random.choice(phrases.REGIONS))
    if random.random() < 0.005:
        listed.append(random.choice(phrases.UNKNOWN_PLACES))
    return tuple(countries), ", ".join(sorted(listed)) if random.random() > 0.02 else ""


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _prose(random: Random, country: str, start: date, training: bool) -> str:
    theme, theme2 = random.sample(phrases.THEMES, 2)
    body, body2 = random.sample(phrases.BODIES, 2)
    sentences = [
        random.choice(phrases.THEMED).format(theme=theme, theme2=theme2),
        random.choice(phrases.PLACED).format(town=TOWNS[country]),
        _capital(random.choice(phrases.BODIED).format(body=body, body2=body2)),
        *random.sample(phrases.PLAIN, random.choices((3, 4, 5), (0.3, 0.5, 0.2))[0]),
    ]
    if random.random() < 0.5:
        sentences.append(f"The method is that of {random.choice(phrases.BODIES)}, used in other places before.")
    if training:
        sentences.append("The training course is open to officers and civilians alike and ends with an exercise.")
    if random.random() < 0.4:
        sentences.append(random.choice(phrases.DATED).format(**_day(random, start)))
    random.shuffle(sentences)
    if random.random() < 0.3:
        sentences.append(random.choice(phrases.REPORTED))
    size = -(-len(sentences) // random.choice((2, 3, 3, 4)))
    paragraphs = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    if random.random() < 0.15:
        paragraphs[1:1] = phrases.BULLETS
    return "\n\n".join(paragraphs)


def make_block(random: Random, country: str) -> Block:
    """Return one mandate that names ``country``."""
    start, period = _period(random)
    countries, places = _places(random, country)
    training = random.random() < 0.3
    other = f"{random.choice(phrases.ACTIONS)} {random.choice(phrases.SUBJECTS)}"
    name = random.choice(phrases.COURSES) if training else other
    title = f"{name}, {country} {start.year}" if random.random() < 0.3 else f"{name} in {country}"
    donors = ", ".join(_some(random, phrases.DONORS, (0.82, 0.14, 0.04))) if random.random() > 0.05 else ""
    header = " ".join(part for part in (donors, "mandate in", places, period) if part)
    label = "\n\nMandate" if random.random() > 0.2 else ""
    return Block(f"{title}\n\n{header}\n\n{_prose(random, country, start, training)}{label}", countries)


def _page(country: str, blocks: list[Block]) -> str:
    return "\n\n".join([country, country, *(block.text for block in blocks)]) + "\n"


def make_pages(mandates: int, seed: int = 1, repeated: float = REPEATED) -> Iterator[tuple[str, str, int, int]]:
    """Yield each page: name, text, number of mandates that are new on it, number of mandates on it."""
    random = Random(seed)
    waiting: dict[str, list[Block]] = {name: [] for name in TOWNS}
    numbers = dict.fromkeys(TOWNS, 0)
    left = mandates
    while left or any(waiting.values()):
        country = random.choice([name for name in TOWNS if left or waiting[name]])
        again, waiting[country] = waiting[country][: PER_PAGE // 2], waiting[country][PER_PAGE // 2 :]
        new = [make_block(random, country) for _ in range(min(left, PER_PAGE - len(again)))]
        left -= len(new)
        for block in new:
            if len(block.countries) > 1 and random.random() < repeated:
                waiting[block.countries[1]].append(block)
        numbers[country] += 1
        name = f"{country.replace(' ', '-').replace(chr(39), '')}-{numbers[country]:04}.txt"
        yield name, _page(country, [*again, *new]), len(new), len(again) + len(new)


def write_pages(folder: Path, mandates: int, seed: int = 1, repeated: float = REPEATED) -> Written:
    """Write the pages of so many different mandates into a folder, which is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = listed = size = 0
    for name, text, _new, on_page in make_pages(mandates, seed, repeated):
        data = text.encode()
        (folder / name).write_bytes(data)
        pages, listed, size = pages + 1, listed + on_page, size + len(data)
    return Written(pages, mandates, listed, size)


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description="Write made-up listing pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mandates", type=int, default=20_000, help="different mandates (default 20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--repeated", type=float, default=REPEATED, help="odds that one of several countries stands twice"
    )
    given = parser.parse_args()
    done = write_pages(given.folder, given.mandates, given.seed, given.repeated)
    print(f"{done.pages} pages, {done.mandates} mandates listed {done.listed} times, {done.bytes / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
