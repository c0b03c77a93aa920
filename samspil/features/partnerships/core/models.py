"""Tables of partnerships: the description, its principles and methods, the plan's activities, and for whom somebody sits in one."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core import rules
from samspil.paper import danish, languages
from samspil.spine import sources
from samspil.spine.models import Circle, Gathering, Node, Organisation, Role


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
    state = models.CharField("hvor langt", max_length=12, choices=rules.STATES.choices, default=rules.STATES.first)
    state_source = models.CharField("hvor det står, at den blev holdt", max_length=300, blank=True)
    method = models.CharField("slags", max_length=30, blank=True, choices=rules.METHODS.items())
    aim = models.CharField("hvad den skal føre til", max_length=300, blank=True)
    audience = models.CharField("hvem den er for", max_length=300, blank=True)
    opening = models.CharField("hvem der begynder", max_length=16, blank=True, choices=rules.OPENINGS.items())
    guide = models.PositiveSmallIntegerField(
        "spørgeguidens udgave", null=True, blank=True, help_text="Den, der gjaldt, da aktiviteten blev holdt."
    )
    revision = models.PositiveIntegerField(
        default=0, help_text="Tæller ændringer, så to, der retter samtidig, opdager det."
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="activity_order", fields=["partnership", "order"]),
            rules.STATES.constraint("activity_state_is_known"),
        ]

    @property
    def node(self) -> Node:
        """The record's place on the thread is its gathering's."""
        return self.gathering.node

    # Django takes a model's own in place of the one it makes.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Say how far it is; what the sources do not tell is not said as if it were known that nobody knows."""
        label = languages.told(rules.STATES.labels[self.state])
        return str(sources.absent(self.node, label, rules.UNTOLD)) if self.state == "unknown" else label


class Seat(models.Model):
    """A role in the partnership that is filled for an organisation, as the coordinator says. The organisation's own say roles in it."""

    role = models.OneToOneField(Role, models.CASCADE, primary_key=True, related_name="seat")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="kommer fra")
