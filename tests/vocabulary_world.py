"""A store of the example pages with small vocabularies, loaded and linked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from query_world import BASE_FREE, make_store

from mandategraph.graph.linking.stored import keep, linked_names, relink
from mandategraph.graph.store.store import open_store
from mandategraph.graph.vocabularies.stored import add
from mandategraph.loaders.vocabularies.vocabulary import read_vocabulary

STARTED = "2026-11-24T12:00:00Z"
RECIPIENTS = """"code","name_en","name_fr","income_group","geography"
"255","Mali","Mali","LDCs","Western Africa"
"260","Niger","Niger","LDCs","Western Africa"
"251","Liberia","Libéria","LDCs","Western Africa"
"85","Ukraine","Ukraine","LMICs","Europe"
"57","Kosovo","Kosovo","UMICs","Europe"
"""
WIKIDATA: dict[str, dict[str, str | tuple[str, str]]] = {
    "Q912": {"alpha2": "ML", "alpha3": "MLI", "itemLabel": ("Mali", "en")},
    "Q974": {"alpha2": "CD", "alpha3": "COD", "itemLabel": ("République démocratique du Congo", "fr")},
    "Q1246": {"itemLabel": ("Kosovo", "en")},
}


def vocabulary_store(folder: Path) -> Path:
    """Make the store: ``dac`` with groupings, ``wikidata`` with three items."""
    store = make_store(folder / "store", " ".join(BASE_FREE))
    (folder / "recipients.csv").write_text(RECIPIENTS, "utf-8")
    (folder / "wikidata.json").write_text(_results(), "utf-8")
    with open_store(store, write=True) as opened:
        for name, file in (("dac", "recipients.csv"), ("wikidata", "wikidata.json")):
            add(opened, read_vocabulary([folder / file], name, read_on=date(2026, 11, 24)), started=STARTED)
        keep(opened, [relink(opened, name) for name in linked_names(opened, ())], started=STARTED)
    return store


def _results() -> str:
    rows = []
    for item, said in WIKIDATA.items():
        row: dict[str, dict[str, str]] = {"item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}}
        for name, value in said.items():
            text, language = value if isinstance(value, tuple) else (value, "")
            row[name] = {"type": "literal", "value": text, **({"xml:lang": language} if language else {})}
        rows.append(row)
    return json.dumps({"head": {"vars": ["item", "itemLabel", "alpha2", "alpha3"]}, "results": {"bindings": rows}})
