"""From documents to records to quads."""
