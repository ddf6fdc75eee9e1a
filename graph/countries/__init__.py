"""Countries and what else has a name: codes, names and IRIs to things."""
