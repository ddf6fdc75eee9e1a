"""Make pages from records: a hypothesis strategy of listing pages together with what a reader must find in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hypothesis import strategies as st

from mandategraph.loaders.prose.folding import fold
from mandategraph.loaders.prose.reports import WORDS

Role = Literal["donor", "place"]

DONORS = (
    "Netherlands", "UK", "EU", "European Union", "AU", "UN", "OSCE", "AfDB", "Switzerland", "FRANCE", "Pays-Bas",
    "Países Bajos", "هولندا", "Норвешка", "Zvicra", "Northern Lights Fund", "Fondation Tête-à-Tête",
)  # fmt: skip
PLACES = (
    "Mali", "MALI", "Niger", "Nigeria", "DRC", "Cote d'Ivoire", "Côte d’Ivoire", "Guinea-Conakry", "Guinea-Bissau",
    "Burkina Faso", "Bosnia and Herzegovina", "Congo, Democratic Republic of", "The Gambia", "Kosovo", "ليبيا",
    "Северна Македонија", "Mali i Zi", "Somalia", "Central America", "SOUTH AMERICA", "Africa", "EU", "Upper Valley",
)  # fmt: skip
PROSE = (
    "This mandate was the third of its kind.",
    "A mandate in Kinshasa alone would not do, as most soldiers serve in the east.",
    "It follows the mandate in Mali 01/07/2014 - 31/08/2015 and takes up where that ended.",
    "The mandate in question sends four teams – one to each town.",
    "1) what works and what does not; and",
    "- a visit to two posts",
    "Netherlands mandate",
    "Mandate of the police: a short history",
    "No programmes have been added yet.",
    "Downloaded 1700 times since 25 January 2017.",
    "Deux polices, un même métier\u00a0: l’équipe compare.\u00a0",
    "قراءة في مشروع القانون.",
)
REPORT = "The full report can be found under the documents tab."
COURSES = ("Level 2 Training on SSR", "Advanced French Training Course", "Formation de niveau 1 sur la RSS")
TELLING = frozenset(map(fold, WORDS)) | frozenset(
    {"training", "trainings", "train", "course", "courses", "masterclass", "formation", "formations", "cours", "curso"}
    | {"cursos", "capacitacion", "entrenamiento", "trajnim", "trajnimi", "trajnimit", "trajnime", "kurs", "kursi"}
    | {"kursevi", "obuka", "obuke", "obuku", "обука", "обуката", "обуки", "تدريب", "التدريب", "دورة", "الدورة", "دورات"}
    | {"mandate"}
)
"""Words of a title that are no mere words: they make the mandate a training, or speak of a report."""
ENDINGS = ("\n", "\r\n", "\r")

_LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Pd", "Sc", "Mn"])
_WORD = st.text(_LETTERS, min_size=1, max_size=12)
_DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))


@dataclass(frozen=True)
class Mandate:
    """A mandate as a writer of pages has it; ``None`` for a day the page does not give."""

    title: str
    donors: tuple[str, ...]
    places: tuple[str, ...]
    start: date
    end: date | None
    dotted: bool
    training: bool
    report: bool
    prose: tuple[str, ...]
    label: bool

    @property
    def literals(self) -> tuple[str, str]:
        """The two days as the page writes them."""
        form = "%d.%m.%Y." if self.dotted else "%d/%m/%Y"
        return f"{self.start:{form}}", f"{self.end:{form}}" if self.end else ""

    @property
    def header(self) -> str:
        """The header line."""
        first, last = self.literals
        parts = (", ".join(self.donors), "mandate in", ", ".join(self.places), first, "-", last)
        return " ".join(part for part in parts if part)

    @property
    def lines(self) -> list[str]:
        """Every line of the block."""
        told = [*self.prose, REPORT] if self.report else [*self.prose]
        return [self.title, self.header, *told, *(["Mandate"] if self.label else [])]


@dataclass(frozen=True)
class WrittenPage:
    """A page as text, and the mandates it was made from."""

    heading: str
    mandates: tuple[Mandate, ...]
    twice: bool = True
    gap: str = "\n\n"
    final: bool = True
    text: str = field(init=False)

    def __post_init__(self) -> None:
        head = [self.heading] * (2 if self.twice else 1)
        lines = [*head, *(line for mandate in self.mandates for line in mandate.lines)]
        object.__setattr__(self, "text", self.gap.join(lines) + (self.gap if self.final else ""))


def _is_mere(word: str) -> bool:
    return TELLING.isdisjoint(re.findall(r"\w+", fold(word)))


def _titles() -> st.SearchStrategy[str]:
    """Any words at all, unless they say something of their own: a label, a header line, a course."""
    words = (
        st.lists(_WORD.filter(_is_mere), min_size=1, max_size=8)
        .map(" ".join)
        .filter(lambda text: any(map(str.isalpha, text)))
    )
    return st.one_of(
        words,
        st.sampled_from(("EU SSR Policy - Country case studies Mali, DRC and Ukraine", "Lessons 2014 - 2016", "Mali")),
    )


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    """Draw a mandate."""
    training = draw(st.booleans())
    title = draw(_titles())
    return Mandate(
        title=f"{draw(st.sampled_from(COURSES))}, {title}" if training else title,
        donors=tuple(draw(st.lists(st.sampled_from(DONORS), max_size=3, unique=True))),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=4, unique=True))),
        start=draw(_DAYS),
        end=draw(st.none() | _DAYS),
        dotted=draw(st.booleans()),
        training=training,
        report=draw(st.booleans()),
        prose=tuple(draw(st.lists(st.sampled_from(PROSE), max_size=4))),
        label=draw(st.booleans()),
    )


@st.composite
def pages(draw: st.DrawFn) -> WrittenPage:
    """Draw a page of up to five mandates, with one or two headings, any line ends, blank lines or none."""
    ending = draw(st.sampled_from(ENDINGS))
    return WrittenPage(
        heading=draw(st.sampled_from(("Mali", "Côte d’Ivoire", "Regions"))),
        mandates=tuple(draw(st.lists(mandates(), max_size=5))),
        twice=draw(st.booleans()),
        gap=ending * draw(st.integers(1, 3)),
        final=draw(st.booleans()),
    )
