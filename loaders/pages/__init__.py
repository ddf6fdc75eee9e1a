"""Pages that people wrote: listings and a mandate's own page, to records."""
