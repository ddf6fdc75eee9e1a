"""Stored queries over HTTP: forms, answers, pages, citations."""
