"""What can be found: title and open words of a node, stemmed. Sealed words never come here."""

from __future__ import annotations

from django.db import models

from samspil.spine.models.thread import Node


class SearchEntry(models.Model):
    """The searchable words of one node. The full-text index beside it is made by a migration for each database."""

    node = models.OneToOneField(Node, models.CASCADE, related_name="search_entry")
    words = models.TextField(help_text="Titel og åbne ord, som de står.")
    stems = models.TextField(help_text="De samme ord som danske stammer, adskilt af mellemrum.")
