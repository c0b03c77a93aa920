"""Wiring: the pages that show every sub-area, the addresses, and what is announced to the spine."""
