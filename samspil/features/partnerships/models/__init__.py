"""Tables of partnerships: the description, its principles and methods, and the plan's activities with their landing notes."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships import rules
from samspil.features.partnerships.rules import methods as method_rules
from samspil.features.partnerships.rules import plans as plan_rules
from samspil.paper import danish
from samspil.spine import sources
from samspil.spine.models import Circle, Gathering, Node


class Partnership(models.Model):
    """One undertaking of several organisations. Its long texts are the spine's texts on the same node."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    circle = models.OneToOneField(
        Circle, models.PROTECT, related_name="partnership", verbose_name="parter og deltagere"
    )
    programme = models.CharField("program", max_length=200, blank=True)
    target_group = models.CharField("målgruppe", max_length=300, blank=True)
    geography = models.CharField("sted", max_length=300, blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)
    source_hash = models.CharField(max_length=64, blank=True, db_index=True)
    ended_on = models.DateField("sluttede", null=True, blank=True, help_text="Den første dag, når dagen ikke er kendt.")
    ended_precision = models.CharField(max_length=8, choices=Node.Precision.choices, default=Node.Precision.UNKNOWN)
    ended_source = models.CharField("hvor slutningen står", max_length=300, blank=True)

    @property
    def ended(self) -> danish.When | None:
        """When it came to its end, no more precisely than it is known; None while it goes on as far as Samspil knows."""
        return danish.When(self.ended_on, self.ended_precision) if self.ended_on else None


class Principle(models.Model):
    """A principle that the work rests on."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="principles")
    order = models.PositiveIntegerField()
    name = models.CharField("princip", max_length=100)
    description = models.TextField("beskrivelse", blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="principle_order", fields=["partnership", "order"])]


class Method(models.Model):
    """A way of working, described in the source or only named there."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="methods")
    order = models.PositiveIntegerField()
    name = models.CharField("metode", max_length=100)
    description = models.TextField("beskrivelse", blank=True, help_text="Tom, når kilden kun nævner metoden.")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="method_order", fields=["partnership", "order"])]


class Activity(models.Model):
    """One thing of the plan, at a time as precise as it is known (the gathering's)."""

    HELD_BY = "partnership"
    gathering = models.OneToOneField(Gathering, models.CASCADE, primary_key=True, related_name="activity")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="activities", verbose_name="partnerskab")
    order = models.PositiveIntegerField("plads i planen")
    period = models.CharField("periode, som den står", max_length=60, blank=True)
    description = models.TextField("hvad der sker", blank=True)
    time_note = models.CharField("forbehold om tiden", max_length=200, blank=True)
    is_possible = models.BooleanField("eventuel", default=False)
    level = models.CharField("lovet inddragelse", max_length=12, blank=True, choices=rules.LEVELS.items())
    state = models.CharField("hvor langt", max_length=12, choices=rules.LABELS.items(), default="planned")
    state_source = models.CharField("hvor det står, at den blev holdt", max_length=300, blank=True)
    method = models.CharField("slags", max_length=30, blank=True, choices=plan_rules.METHODS.items())
    aim = models.CharField("hvad den skal føre til", max_length=300, blank=True)
    audience = models.CharField("hvem den er for", max_length=300, blank=True)
    opening = models.CharField("hvem der begynder", max_length=16, blank=True, choices=method_rules.OPENINGS.items())
    guide = models.PositiveSmallIntegerField(
        "spørgeguidens udgave", null=True, blank=True, help_text="Den, der gjaldt, da aktiviteten blev holdt."
    )
    revision = models.PositiveIntegerField(
        default=0, help_text="Tæller ændringer, så to, der retter samtidig, opdager det."
    )

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="activity_order", fields=["partnership", "order"])]

    @property
    def node(self) -> Node:
        """The record's place on the thread is its gathering's."""
        return self.gathering.node

    # Django takes a model's own in place of the one it makes.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Say how far it is; what the sources do not tell is not said as if it were known that nobody knows."""
        label = rules.LABELS[self.state]
        return str(sources.absent(self.node, label, rules.UNTOLD)) if self.state == "unknown" else label


class LandingNote(models.Model):
    """Where we landed, what came of it, what is next: three lines without which no activity closes."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="landing")
    landed = models.TextField("hvor vi landede")
    came_of_it = models.TextField("hvad der kom ud af det")
    what_next = models.TextField("hvad der nu skal ske")
    written_at = models.DateTimeField(auto_now=True)


from samspil.features.partnerships.models.charter import (  # noqa: E402 -- they point at what stands above
    Acknowledgement,
    Mandate,
    MandateNeed,
    Milestone,
    ProblemStatement,
    RegisterEntry,
    RoleCharter,
    RoleExpectation,
    SharedPost,
)
from samspil.features.partnerships.models.civic import CivicTask, VolunteerHours  # noqa: E402
from samspil.features.partnerships.models.day import DayNote, Digest, Photo, Rating  # noqa: E402 -- they point at what stands above
from samspil.features.partnerships.models.parties import Seat  # noqa: E402
from samspil.features.partnerships.models.plans import (  # noqa: E402
    Intensity,
    PlanApproval,
    PlanVersion,
    RememberedTable,
)
from samspil.features.partnerships.models.programmes import FocusArea, Participant, Programme, Track  # noqa: E402 -- they point at what stands above
from samspil.features.partnerships.models.relations import RelationAnswer, RelationAsked, RelationRound  # noqa: E402
from samspil.features.partnerships.models.times import (  # noqa: E402
    Asked,
    Availability,
    BusyTime,
    Quorum,
    SoughtTime,
    TimeRequest,
)

__all__ = [
    "Acknowledgement",
    "Activity",
    "Asked",
    "Availability",
    "BusyTime",
    "CivicTask",
    "DayNote",
    "Digest",
    "FocusArea",
    "Intensity",
    "LandingNote",
    "Mandate",
    "MandateNeed",
    "Method",
    "Milestone",
    "Participant",
    "Partnership",
    "Photo",
    "PlanApproval",
    "PlanVersion",
    "Principle",
    "ProblemStatement",
    "Programme",
    "Quorum",
    "Rating",
    "RegisterEntry",
    "RelationAnswer",
    "RelationAsked",
    "RelationRound",
    "RememberedTable",
    "RoleCharter",
    "RoleExpectation",
    "Seat",
    "SharedPost",
    "SoughtTime",
    "TimeRequest",
    "Track",
    "VolunteerHours",
]
