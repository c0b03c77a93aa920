"""Up to when each person has been told what is new."""

from __future__ import annotations

from django.db import models

from samspil.spine.models import Person


class Digest(models.Model):
    """Up to when one person has been told what is new, week by week."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    told_until = models.DateTimeField("fortalt til")
