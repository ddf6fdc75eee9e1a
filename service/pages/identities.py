"""A country as all vocabularies know it: identities, days, what came before and after it, groupings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...graph.countries.identity import DatedName, identity
from ...graph.countries.resolver import Resolver
from ...graph.iris import MG, PREFIXES
from .reading import select, term, values
from .view import Link, View

_QUERY = "identities-of-country"
_NAMES = {
    "alpha2": "ISO alpha-2", "alpha3": "ISO alpha-3", "numeric": "ISO numeric", "m49": "UN M49", "dac": "OECD DAC",
    "eu": "EU", "marc": "MARC", "geonames": "GeoNames", "wikidata": "Wikidata", "iati": "IATI", "fips": "FIPS",
    "ds": "vehicle sign", "edgar": "EDGAR", "fifa": "FIFA", "gaul": "GAUL", "ioc": "IOC", "itu": "ITU",
    "tld": "top-level domain", "wmo": "WMO",
}  # fmt: skip


@dataclass
class Known:
    """What one vocabulary says: IRIs with the relation to ours, codes with their list, days, whether it withdrew it."""

    vocabulary: str
    iris: list[tuple[Link, str]] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    since: str = ""
    until: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class InTime:
    """A country in time; empty where nothing is known or it always was."""

    since: str = ""
    until: str = ""
    before: tuple[Link, ...] = ()
    after: tuple[Link, ...] = ()
    parted_from: tuple[Link, ...] = ()
    parted: tuple[Link, ...] = ()
    names: tuple[DatedName, ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is anything to tell."""
        return self != InTime()


def identities(view: View, iri: str) -> list[Known]:
    """Return what each vocabulary calls a country, in the order of their names; ours is not among them."""
    if _QUERY not in view.catalogue:
        return []
    found: dict[str, Known] = {}
    for row in view.catalogue.run(view.reader, _QUERY, {"country": iri}).records():
        name, value = str(row["vocabulary"]), str(row["value"])
        if value == iri:
            continue
        known = found.setdefault(name, Known(name))
        if row["kind"] == "IRI":
            known.iris.append((plain(view, value), str(row["relation"])))
            known.since, known.until = str(row["from"] or ""), str(row["until"] or "")
            known.withdrawn = known.withdrawn or bool(row["deprecated"])
        else:
            known.codes.append((_NAMES.get(str(row["kind"]), str(row["kind"])), value))
    return [found[name] for name in sorted(found, key=str.casefold)]


def in_time(view: View, iri: str) -> InTime:
    """Return what is known of a country in time."""
    entity = Resolver.load().entity(view.reader.minter.key(iri) or "")
    if entity is None or entity.kind != "country":
        return InTime()
    found = identity(entity)
    return InTime(
        since=str(found.valid_from or ""),
        until=str(found.valid_until or ""),
        before=_links(view, found.predecessors),
        after=_links(view, found.successors),
        parted_from=_links(view, found.parted_from),
        parted=_links(view, found.parted),
        names=found.names,
    )


def groupings(view: View, iri: str) -> list[tuple[str, tuple[Link, ...]]]:
    """Return the regions and groups that a country is in, by vocabulary; ours come first, without a name."""
    reader = view.reader
    above: set[str] = set()
    waiting = [*values(reader, iri, f"{PREFIXES['skos']}broader"), *values(reader, iri, f"{MG}inGroup")]
    while waiting:
        one = waiting.pop()
        if one not in above:
            above.add(one)
            waiting += values(reader, one, f"{PREFIXES['skos']}broader")
    linked = select(
        reader,
        f"SELECT DISTINCT ?group ?label ?scheme {{ {term(iri)} skos:exactMatch ?entry . ?entry skos:broader+ ?group . "
        "?group a mg:VocabularyEntry ; rdfs:label ?label ; skos:inScheme/rdfs:label ?scheme }",
    )
    own = sorted((view.link(one) for one in above), key=lambda link: link.label)
    found: dict[str, list[Link]] = {"": own} if own else {}
    for row in sorted(linked, key=lambda row: (row["scheme"].casefold(), row["label"], row["group"])):
        found.setdefault(row["scheme"], []).append(Link(row["label"], view.href(row["group"]), row["group"]))
    return [(scheme, tuple(links)) for scheme, links in found.items()]


def elsewhere(view: View, iri: str) -> list[tuple[str, Link]]:
    """Return the entries of vocabularies that mean the same thing: each with its vocabulary, or with its host."""
    rows = select(
        view.reader,
        f"SELECT ?entry (MIN(STR(?title)) AS ?scheme) {{ {term(iri)} skos:exactMatch ?entry "
        "OPTIONAL { ?entry a mg:VocabularyEntry ; skos:inScheme/rdfs:label ?title } } GROUP BY ?entry ORDER BY ?entry",
    )
    found = [(row["scheme"] or urlsplit(row["entry"]).hostname or "", plain(view, row["entry"])) for row in rows]
    return sorted(found, key=lambda pair: (pair[0].casefold(), pair[1].iri))


def plain(view: View, iri: str) -> Link:
    """Return an IRI as a link that shows it without its scheme; to its page, if it is one of ours."""
    return Link(iri.removeprefix("https://").removeprefix("http://"), view.href(iri), iri)


def _links(view: View, keys: Iterable[str]) -> tuple[Link, ...]:
    return tuple(view.link(view.reader.minter.thing(key)) for key in keys)
