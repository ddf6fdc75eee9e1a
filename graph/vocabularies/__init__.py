"""The vocabularies of others, as data in graphs of their own."""
