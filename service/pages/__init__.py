"""The pages that people read: one module a page, each a pure function of what is in the graph."""
