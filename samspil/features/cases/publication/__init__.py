"""Who sees which part of a meeting, and what of it is open data."""
