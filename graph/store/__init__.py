"""The store: a folder of named graphs, read by many, written by one, never half."""
