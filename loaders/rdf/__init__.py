"""RDF files to statements."""
