"""IATI activities to records."""
