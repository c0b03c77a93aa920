"""Whom one calls when somebody is in danger, and the clock of whoever follows up. Voices in danger come from above."""
