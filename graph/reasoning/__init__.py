"""Checks of the ontology: profiles, consistency, quality queries."""
