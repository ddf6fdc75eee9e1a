"""The knowledge graph: identity, store, validation and stored queries. Imports nothing else of ours."""
