"""Tables of mandates: CSV, JSON and JSON Lines, to records."""
