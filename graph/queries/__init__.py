"""Stored queries and free ones: read, bound, guarded, answered."""
