"""Fills an empty installation with the five real documents and one invented programme, through the product's own importers."""

from samspil.site.demo.loading import is_loaded, load

__all__ = ["is_loaded", "load"]
