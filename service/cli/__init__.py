"""The command line: the program, and what its verbs share."""
