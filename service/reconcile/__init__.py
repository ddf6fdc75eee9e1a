"""Reconciliation: from the names and codes in somebody's table to our things (W3C Entity Reconciliation API)."""
