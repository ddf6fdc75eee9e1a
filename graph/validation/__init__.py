"""From shapes and flags to findings, and findings as text and data."""
