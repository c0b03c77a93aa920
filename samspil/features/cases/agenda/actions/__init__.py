"""Deeds of agenda."""
