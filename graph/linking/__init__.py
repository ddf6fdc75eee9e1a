"""Links between our things and the entries of other vocabularies: found by code, then by name, kept with their why."""
