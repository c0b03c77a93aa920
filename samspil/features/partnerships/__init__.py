"""Partnerships: why several organisations work together, by which methods, and the living plan of what they do when.

Records: Partnership (with Principles and Methods), Activity (a dated row of the plan, with its LandingNote).
Comes from: a decision to work together. Leads to: voices, insights and trials.
Sub-areas, each using those below it (pyproject.toml): core, versions, methods, times, plans, civic, day, parties, the rest, pages."""

PLACE = 10
