"""Tables of meeting times: what is asked, of whom, what they answered, and when their calendar is taken."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.times import rules
from samspil.spine.models import Node, Organisation, Pass, Person


class TimeRequest(models.Model):
    """One asking for times for one or several activities of a plan."""

    HELD_BY = "partnership"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="time_request")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="time_requests")
    first = models.DateField("første dag")
    last = models.DateField("sidste dag")
    parts = models.CharField("dele af dagen", max_length=60, help_text="Navne fra reglerne, med blank imellem.")
    weekdays = models.CharField("ugedage", max_length=20, help_text="0 er mandag, med blank imellem.")
    is_closed_by_agreement = models.BooleanField("fri på aftalte fridage", default=True)
    closed_weeks = models.CharField("uger uden møder", max_length=200, blank=True)
    least_days = models.PositiveIntegerField("dage mellem aktiviteterne", default=0)
    is_short = models.BooleanField("tæt på hinanden", default=False)
    answer_by = models.DateField("svar senest", null=True, blank=True)
    shows_title = models.BooleanField("titlen må stå i mail", default=False)
    state = models.CharField("hvor langt", max_length=10, choices=rules.STATES.choices, default=rules.STATES.first)

    class Meta:
        constraints = [
            models.CheckConstraint(name="time_request_window", condition=models.Q(last__gte=models.F("first"))),
            rules.STATES.constraint("time_request_state"),
        ]


class SoughtTime(models.Model):
    """One activity that a time is sought for, in the plan's order."""

    request = models.ForeignKey(TimeRequest, models.CASCADE, related_name="sought")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sought")
    order = models.PositiveIntegerField()
    half_hours = models.PositiveIntegerField("halve timer")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="sought_once", fields=["request", "activity"])]


class Quorum(models.Model):
    """How many at least must come from one organisation."""

    request = models.ForeignKey(TimeRequest, models.CASCADE, related_name="quorums")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    least = models.PositiveIntegerField("mindst")

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(name="quorum_once", fields=["request", "organisation"])]


class Asked(models.Model):
    """One person asked, for the organisation they come from, with the link they answer by."""

    HELD_BY = "request"
    request = models.ForeignKey(TimeRequest, models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    must_come = models.BooleanField("skal med", default=False)
    is_citizen = models.BooleanField("borger", default=False)
    issued = models.ForeignKey(Pass, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("svaret", null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="svaret på vegne af, ved"
    )
    reminded_at = models.DateTimeField("mindet om det", null=True, blank=True)

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(name="asked_once", fields=["request", "person"])]


class Availability(models.Model):
    """One answer: whether a person can on one part of one day."""

    asked = models.ForeignKey(Asked, models.CASCADE, related_name="availabilities")
    on = models.DateField()
    part = models.CharField(max_length=12, choices=[(key, part.label) for key, part in rules.PARTS.items()])
    level = models.CharField("svar", max_length=6, choices=list(rules.LEVELS.items()))

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(name="availability_once", fields=["asked", "on", "part"])]


class BusyTime(models.Model):
    """When a calendar that was handed over is taken: the time and nothing else of it."""

    asked = models.ForeignKey(Asked, models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
