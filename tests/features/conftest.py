"""Browsers of the cast, and deeds at once, for the features as for the spine."""

from tests.kit.clients import browse
from tests.kit.vault import race, vault

__all__ = ["browse", "race", "vault"]
