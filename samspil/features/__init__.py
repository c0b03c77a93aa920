"""Packages that do not know each other; they meet on the spine through kinds and links."""
