"""Interchange with the aid world: mandates as IATI activities and as a table that is read back."""
