"""Items, their annexes and their decisions, written and corrected."""
