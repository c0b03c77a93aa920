"""Who takes part: organisations, persons, circles (a partnership or a body) and dated roles in them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


def ends_after_it_begins(what: str) -> models.CheckConstraint:
    """Return the constraint that what is in force from a day to a day ends no earlier than it begins."""
    return models.CheckConstraint(
        name=f"{what}_ends_after_it_begins",
        condition=models.Q(valid_until__isnull=True)
        | models.Q(valid_from__isnull=True)
        | models.Q(valid_until__gte=models.F("valid_from")),
    )


class Organisation(models.Model):
    """An authority, an association or another legal person."""

    class Kind(models.TextChoices):
        REGION = "region", "Region"
        MUNICIPALITY = "municipality", "Kommune"
        ASSOCIATION = "association", "Forening eller civilsamfund"
        CLINIC = "clinic", "Almen praksis"
        FUND = "fund", "Fond"
        RESEARCH = "research", "Forskning"
        UNIT = "unit", "Enhed i en myndighed"
        OTHER = "other", "Andet"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("navn", max_length=200)
    kind = models.CharField("slags", max_length=20, choices=Kind.choices)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="del af"
    )
    phone = models.CharField("telefon", max_length=30, blank=True, help_text="Et nummer, borgere kan ringe til.")
    valid_from = models.DateField("gælder fra", null=True, blank=True)
    valid_until = models.DateField("gælder til og med", null=True, blank=True)
    is_invented = models.BooleanField("opdigtet", default=False)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    modified_at = models.DateTimeField("ændret", auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            ends_after_it_begins("organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who acts here or is named here. A citizen who gives a voice need not be one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("navn", max_length=200)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="konto"
    )
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    is_invented = models.BooleanField("opdigtet", default=False)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    modified_at = models.DateTimeField("ændret", auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Circle(models.Model):
    """Those who work or decide together over a span of time: a partnership, a committee, a council.

    A circle that ends may name the circle that inherits from it; single duties may name another heir.
    """

    class Kind(models.TextChoices):
        PARTNERSHIP = "partnership", "Partnerskab"
        PROGRAMME = "programme", "Program"
        COMMITTEE = "committee", "Udvalg"
        COUNCIL = "council", "Råd eller kommunalbestyrelse"
        HEALTH_CLUSTER = "health_cluster", "Sundhedsklynge"
        HEALTH_COUNCIL = "health_council", "Sundhedsråd"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("navn", max_length=200)
    kind = models.CharField("slags", max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="circles", verbose_name="myndighed"
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partner_in", verbose_name="parter")
    heir = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="inherits_from", verbose_name="arvtager"
    )
    valid_from = models.DateField("gælder fra", null=True, blank=True)
    valid_until = models.DateField("gælder til og med", null=True, blank=True)
    is_invented = models.BooleanField("opdigtet", default=False)
    is_sourced = models.BooleanField("hentet fra kilder", default=False)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    modified_at = models.DateTimeField("ændret", auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            ends_after_it_begins("circle"),
            models.CheckConstraint(
                name="circle_is_not_its_own_heir",
                condition=models.Q(heir__isnull=True) | ~models.Q(heir=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What one person does, where, from when until when. Rights follow from roles and nothing else."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", "Tovholder"
        SECRETARY = "secretary", "Udvalgssekretær"
        DIRECTOR = "director", "Direktør"
        POLITICIAN = "politician", "Politiker"
        STAFF = "staff", "Medarbejder"
        EVALUATOR = "evaluator", "Evaluator"
        MEMBER = "member", "Medlem fra civilsamfundet"
        ADMINISTRATOR = "administrator", "Administrator"

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles", verbose_name="person")
    role = models.CharField("rolle", max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="roles", verbose_name="organisation"
    )
    circle = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="roles", verbose_name="partnerskab eller udvalg"
    )
    from_on = models.DateField("fra")
    until_on = models.DateField("til og med", null=True, blank=True)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    modified_at = models.DateTimeField("ændret", auto_now=True)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="role_is_somewhere",
                condition=models.Q(organisation__isnull=False) | models.Q(circle__isnull=False),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]
