"""What prose says: names, dates, reports, clauses, each with its place and its rule."""
