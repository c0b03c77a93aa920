"""Programmes of several partnerships, as their sources tell them."""
