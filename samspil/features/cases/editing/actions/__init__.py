"""Deeds of editing."""
