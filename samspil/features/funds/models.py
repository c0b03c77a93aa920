"""Tables of money: pools, appropriations, their movements, and efforts. Amounts are whole øre."""

from __future__ import annotations

from django.db import models

from samspil.features.funds import rules
from samspil.spine.models import Circle, Node, Organisation, Person, Quote


class Pool(models.Model):
    """Money set aside for a purpose, by the body that decides over it."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    body = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg")
    purpose = models.TextField("formål", blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)


class Appropriation(models.Model):
    """An amount for a year, for each of some years, or for an undivided span, resting on a decision."""

    HELD_BY = "part_of"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="appropriations", verbose_name="pulje"
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="heraf"
    )
    amount_ore = models.BigIntegerField("beløb (øre)")
    first_year = models.PositiveIntegerField("første år")
    last_year = models.PositiveIntegerField("sidste år")
    is_per_year = models.BooleanField("hvert år", default=False)
    is_cap = models.BooleanField("loft", default=False, help_text="Højst så meget; det kan blive mindre.")
    receiver = models.CharField("modtager", max_length=200, blank=True)
    condition = models.TextField("vilkår", blank=True)
    rests_on = models.ForeignKey(Quote, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="står i")
    route = models.CharField(
        "videre behandling", max_length=200, blank=True, help_text="Fx sendt videre til regionsrådet."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="appropriation_is_something", condition=models.Q(amount_ore__gt=0)),
            models.CheckConstraint(
                name="appropriation_years_forwards", condition=models.Q(last_year__gte=models.F("first_year"))
            ),
        ]


class Movement(models.Model):
    """So much of an appropriation reached one more stage on a day. Never edited."""

    appropriation = models.ForeignKey(Appropriation, models.PROTECT, related_name="movements")
    stage = models.CharField("trin", max_length=12, choices=[(name, label) for name, label, _ in rules.STAGES[1:]])
    amount_ore = models.BigIntegerField("beløb (øre)")
    on = models.DateField("dato")
    why = models.CharField("begrundelse", max_length=300)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="movement_is_something", condition=models.Q(amount_ore__gt=0))]


class Effort(models.Model):
    """What a decision set going. Care records belong to one; nobody's health is written here."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    description = models.TextField("beskrivelse")
    carried_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udføres af"
    )
    begins_on = models.DateField("begynder", null=True, blank=True)
    ends_on = models.DateField("slutter", null=True, blank=True)
    state = models.CharField("hvor langt", max_length=10, choices=rules.EFFORT.choices, default=rules.EFFORT.first)

    class Meta:
        constraints = [
            rules.EFFORT.constraint("effort_state_is_known"),
            models.CheckConstraint(
                name="effort_ends_after_it_begins",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(begins_on__isnull=True)
                | models.Q(ends_on__gte=models.F("begins_on")),
            ),
        ]
