"""One module a verb of the command line; each has `attach`, which adds the verb to the program."""
