"""Pages of cases: those that show, those that change, and the reading in of minutes."""
