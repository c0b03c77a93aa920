"""A visit and its contacts: what a feature's care record looks like (docs/how-to/care-records.md)."""

from __future__ import annotations

from django.db import models

from samspil.spine.models import CarePart, CareRecord


class Visit(CareRecord):
    """One visit. `way` is a code of the feature's own; what was said stands in the node's sealed texts."""

    way = models.CharField("hvordan", max_length=60, blank=True)
    next_on = models.DateField("næste", null=True, blank=True)


class Contact(CarePart):
    """One time somebody was in touch about a visit."""

    note = models.CharField("kode", max_length=60, blank=True)
    on = models.DateField("dato")
