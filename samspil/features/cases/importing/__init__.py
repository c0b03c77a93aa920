"""Whole meetings read in from their minutes."""
