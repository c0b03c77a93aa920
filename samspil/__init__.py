"""Samspil keeps one unbroken thread from a citizen's words to the measured effect and the answer given back."""

__version__ = "0.1.0"
