"""Country vocabularies: a module a file format, each gives names and facts; ``reference`` makes one file of them."""
