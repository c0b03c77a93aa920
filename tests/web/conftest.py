"""What the tests of the product's own pages may ask for."""

from tests.kit.records import client_of, record, tie

__all__ = ["client_of", "record", "tie"]
