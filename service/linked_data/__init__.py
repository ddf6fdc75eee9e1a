"""Linked data: IRIs that lead to documents, and what machines look for first."""
