"""Queries written for a distant endpoint, answered by the copy of its vocabulary in the store."""
