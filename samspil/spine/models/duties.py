"""A duty: something somebody owes, with an owner, a date, a review date, and proof when it is done."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Circle, Organisation, Person
from samspil.spine.models.rooms import Anywhere, HangsOnThread
from samspil.spine.models.thread import Node


class Duty(models.Model):
    """What is owed on a record, by a person, a circle or an organisation. An ended circle's duty goes to its heir."""

    class Ended(models.TextChoices):
        WORDS = "words", "Udført, vist med ord"
        RECORD = "record", "Udført med det, der skulle laves"
        LAPSED = "lapsed", "Bortfaldet"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="duties", verbose_name="vedrører")
    purpose = models.CharField(
        "formål", max_length=30, help_text="Funktionens eget ord for opgaven, fx answer eller follow_up."
    )
    title = models.CharField("opgave", max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="ejer")
    owner_circle = models.ForeignKey(
        Circle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="ejer (udvalg eller partnerskab)",
    )
    owner_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="ejer (organisation)"
    )
    heir = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="duties_to_inherit", verbose_name="arvtager"
    )
    due_on = models.DateField("frist", null=True, blank=True)
    review_on = models.DateField("ses efter", null=True, blank=True)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField("udført", null=True, blank=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    proof = models.TextField("bevis", blank=True, help_text="Hvad der viser, at opgaven er udført.")
    ended = models.CharField("endte", max_length=10, choices=Ended.choices, blank=True, default="")
    fulfilled_by = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, related_name="fulfils", verbose_name="udført med"
    )

    objects = HangsOnThread()
    anywhere = Anywhere()

    class Meta:
        verbose_name_plural = "opgaver"
        constraints = [
            models.CheckConstraint(
                name="duty_has_an_owner",
                condition=models.Q(owner__isnull=False)
                | models.Q(owner_circle__isnull=False)
                | models.Q(owner_organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_done_with_proof", condition=models.Q(done_at__isnull=True) | ~models.Q(proof="")
            ),
            models.CheckConstraint(
                name="duty_ended_one_way",
                condition=models.Q(done_at__isnull=True, ended="")
                | models.Q(done_at__isnull=False, ended__in=["words", "record", "lapsed"]),
            ),
            models.CheckConstraint(
                name="duty_fulfilled_by_a_record",
                condition=models.Q(ended="record", fulfilled_by__isnull=False)
                | (~models.Q(ended="record") & models.Q(fulfilled_by__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="duty_open_due", condition=models.Q(done_at__isnull=True))]
