"""Deeds at once, for the features as for the spine."""

from tests.kit.vault import race, vault

__all__ = ["race", "vault"]
