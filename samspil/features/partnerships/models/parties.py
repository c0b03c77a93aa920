"""For whom somebody sits in a partnership, where that opens the partnership and not the organisation itself."""

from __future__ import annotations

from django.db import models

from samspil.spine.models import Organisation, Role


class Seat(models.Model):
    """A role in the partnership that is filled for an organisation, as the coordinator says. The organisation's own say roles in it."""

    role = models.OneToOneField(Role, models.CASCADE, primary_key=True, related_name="seat")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="kommer fra")
