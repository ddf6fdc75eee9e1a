"""A small world for the tests of stored queries: a store in memory, a resolver of five names, a query from text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from mandategraph.graph.entities import Entity, Kind, Role
from mandategraph.graph.iris import DEFAULT_BASE, Minter
from mandategraph.graph.queries.files import StoredQuery, check_query
from mandategraph.graph.queries.parameter_things import Things

MALI = Entity("country", "country/MLI", "Mali", "MLI")
CONGO = Entity("country", "country/COG", "Congo", "COG")
DRC = Entity("country", "country/COD", "Democratic Republic of the Congo", "COD")
AFRICA = Entity("region", "region/002", "Africa", "002")
UNION = Entity("organisation", "donor/european-union", "European Union")
NETHERLANDS = Entity("organisation", "donor/netherlands", "Netherlands")
NAMES = {
    ("place", "mali"): (MALI,), ("place", "mli"): (MALI,), ("place", "466"): (MALI,),
    ("place", "cod"): (DRC,), ("place", "congo"): (CONGO, DRC), ("place", "africa"): (AFRICA,),
    ("place", "002"): (AFRICA,), ("donor", "eu"): (UNION,), ("donor", "netherlands"): (NETHERLANDS,),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What the resolver of these tests answers."""

    entity: Entity | None
    candidates: tuple[Entity, ...]


class FewNames:
    """A resolver that knows the names above."""

    def resolve(self, text: str, role: Role = "place", *, kind: Kind | None = None) -> Found:
        found = NAMES.get((role, text.lower()), ())
        fitting = [entity for entity in found if kind in (None, entity.kind)]
        return Found(fitting[0] if len(fitting) == 1 else None, found)


@dataclass
class World:
    """A store in memory with what a stored query needs of one."""

    base_iri: str = DEFAULT_BASE
    revision: int = 7
    quads: ox.Store = field(default_factory=ox.Store)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, turtle: str, base_iri: str = DEFAULT_BASE) -> World:
        """Return a world of these statements, in one named graph; ``:`` is ``urn:`` and ``id:`` things of the base."""
        world = cls(base_iri)
        prefixes = f"PREFIX : <urn:> PREFIX id: <{base_iri}id/> PREFIX mg: <https://w3id.org/mandategraph/ontology#> "
        labels = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        xsd = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
        graph = ox.NamedNode(f"{base_iri}graph/source/one")
        world.quads.load((prefixes + labels + xsd + turtle).encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
        return world

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        self.asked.append(sparql)
        return self.quads.query(sparql, use_default_graph_as_union=True)


def things(base: str = DEFAULT_BASE, donors: tuple[str, ...] = ()) -> Things:
    """Return what parameters may name: the names above, and donors that stand in the data by key."""
    minter = Minter(base)
    return Things(minter, FewNames, lambda iri: minter.key(iri) in donors)


def query(body: str, params: str = "", columns: str = "", *, name: str = "a-query", extra: str = "") -> StoredQuery:
    """Return a checked stored query; ``params`` and ``columns`` are the insides of a flow mapping."""
    header = "#+ title: A query\n#+ question: What is there?\n"
    header += f"#+ params: {{{params}}}\n" if params else ""
    header += f"#+ columns: {{{columns}}}\n" if columns else ""
    header += "".join(f"#+ {line}\n" for line in extra.splitlines())
    prefixes = (
        "PREFIX : <urn:>\nPREFIX id: <https://w3id.org/mandategraph/id/>\n"
        "PREFIX mg: <https://w3id.org/mandategraph/ontology#>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    )
    return check_query(Path(f"{name}.rq"), header + prefixes + body, "0" * 16)
