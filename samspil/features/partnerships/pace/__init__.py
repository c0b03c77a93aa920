"""How fast it goes, and when a hand is raised."""
