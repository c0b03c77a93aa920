"""Deeds at once, for the features as for the spine."""

from tests.spine.conftest import race, vault

__all__ = ["race", "vault"]
