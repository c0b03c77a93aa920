"""Answers to requests for access to the documents of a case (aktindsigt)."""
