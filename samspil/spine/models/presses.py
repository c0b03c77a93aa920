"""That a form was sent: what was made of it, kept a few minutes, so that the same press is not carried out twice."""

from __future__ import annotations

from django.db import models


class Press(models.Model):
    """One press by the digest of its page's token and its words, from which nothing can be read back."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    made = models.CharField(max_length=100, blank=True)
    made_key = models.CharField(max_length=40, blank=True)
