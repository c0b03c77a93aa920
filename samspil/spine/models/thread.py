"""The thread: nodes, the links from what came first to what came of it, and the persons a node names as its readers."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from samspil.paper import danish
from samspil.spine.models.people import Circle, Organisation, Person
from samspil.spine.models.rooms import Anywhere, InThread, Room
from samspil.spine.models.secrets import Subject


class Node(models.Model):
    """One record that can be part of a story. The record itself lives in its feature and shares this primary key.

    A record of somebody's care lies in a room of its own (docs/decisions/0018) and is part of no story: `objects` holds the
    thread alone. What the databases refuse about it stands in migration 0015.
    """

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Offentlig")
        CIRCLE = "circle", _("Partnerskabet eller udvalget")
        ORGANISATION = "organisation", _("Organisationen")
        PERSONS = "persons", _("Navngivne personer")
        PREPARING = "preparing", _("Den, der skrev det, sekretæren og direktøren")
        CASELOAD = "caseload", _("De, der har personen hos sig nu")

    class Precision(models.TextChoices):
        DAY = "day", _("Dagen")
        MONTH = "month", _("Måneden")
        SEASON = "season", _("Årstiden")
        YEAR = "year", _("Året")
        UNKNOWN = "unknown", _("Ikke kendt")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slags", max_length=40, db_index=True)
    room = models.CharField("rum", max_length=6, choices=Room.choices, default=Room.THREAD, editable=False)
    subject = models.ForeignKey(
        Subject,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="care_nodes",
        verbose_name="den registrerede",
        help_text="Hvem en post i omsorgsrummet handler om.",
    )
    title = models.CharField("titel", max_length=500)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="nodes", verbose_name="organisation")
    visibility = models.CharField(
        "synlighed", max_length=12, choices=Visibility.choices, default=Visibility.ORGANISATION
    )
    within = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="nodes", verbose_name="partnerskab eller udvalg"
    )
    visible_until = models.DateField("synlig til og med", null=True, blank=True)
    occurred_on = models.DateField("dato", null=True, blank=True, help_text="Den første dag, når dagen ikke er kendt.")
    occurred_precision = models.CharField(
        "hvor præcis datoen er", max_length=8, choices=Precision.choices, default=Precision.DAY
    )
    step_public = models.BooleanField(
        "vises som navnløst led",
        default=False,
        help_text="Et skjult led på en synlig tråd vises kun som navnløst, når dette er sat.",
    )
    is_invented = models.BooleanField("opdigtet", default=False)
    is_sourced = models.BooleanField(
        "hentet fra kilder",
        default=False,
        help_text="Kendes kun fra kilderne: det, der ikke står her, kan være sket alligevel.",
    )
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="oprettet af"
    )
    modified_at = models.DateTimeField("ændret", auto_now=True)

    objects = InThread()
    anywhere = Anywhere()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="node_in_a_circle_names_it",
                condition=~models.Q(visibility="circle") | models.Q(within__isnull=False),
            ),
            models.CheckConstraint(
                name="node_keeps_to_its_room",
                condition=(models.Q(room="thread", subject__isnull=True) & ~models.Q(visibility="caseload"))
                | models.Q(
                    room="care",
                    subject__isnull=False,
                    visibility__in=["caseload", "persons"],
                    step_public=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-occurred_on", "id"], name="node_kind_date"),
            models.Index(fields=["visibility", "kind", "-occurred_on"], name="node_visibility_kind"),
            models.Index(fields=["within", "kind", "-occurred_on", "id"], name="node_within_kind_date"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_care(self) -> bool:
        """Whether it is a record of somebody's care."""
        return self.room == Room.CARE

    def check_on_thread(self) -> None:
        """See that what is done to it is not done to a care record. ValueError: that is a mistake in the programme."""
        if self.is_care:
            message = f"{self.pk} is a care record, and on no thread"
            raise ValueError(message)

    @property
    def when(self) -> danish.When:
        """When it happened, no more precisely than it is known."""
        return danish.When(self.occurred_on, self.occurred_precision)

    @property
    def day(self) -> dt.date | None:
        """The day it happened, when it is known to the day: the only date that may be counted from."""
        return self.when.day

    def date(self, told: danish.When | dt.date | None) -> None:
        """Give it a date, no more precise than it is known. Not saved."""
        made = told if isinstance(told, danish.When) else danish.When(told)
        self.occurred_on, self.occurred_precision = made.on, made.precision


class NamedReader(models.Model):
    """One person who may read one node whose visibility is `persons`."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reads")

    class Meta:
        constraints = [models.UniqueConstraint(name="reader_once_a_node", fields=["node", "person"])]


class Link(models.Model):
    """That one record came of another, said by somebody, with a reason. Never edited, only withdrawn.

    A source that is a record of Samspil is named by its title as it is now (`thread.rename_source`).
    """

    class Relation(models.TextChoices):
        LED_TO = "led_to", _("førte til")
        GROUNDS = "grounds", _("er grundlag for")
        ANSWERED_BY = "answered_by", _("blev besvaret med")
        DECIDED_BY = "decided_by", _("blev afgjort ved")
        FUNDS = "funds", _("betaler")
        CARRIED_OUT_BY = "carried_out_by", _("udføres ved")
        MEASURED_BY = "measured_by", _("er målt ved")
        RELEASES = "releases", _("udløser")
        SUPERSEDED_BY = "superseded_by", _("er afløst af")

    class Strength(models.TextChoices):
        DIRECT = "direct", _("direkte")
        CONTRIBUTED = "contributed", _("bidrog")
        INSPIRED = "inspired", _("inspirerede")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    earlier = models.ForeignKey(Node, models.PROTECT, related_name="links_forward", verbose_name="kom først")
    later = models.ForeignKey(Node, models.PROTECT, related_name="links_backward", verbose_name="kom af det")
    relation = models.CharField("sammenhæng", max_length=20, choices=Relation.choices)
    strength = models.CharField("styrke", max_length=12, choices=Strength.choices, default=Strength.DIRECT)
    why = models.TextField("begrundelse")
    source = models.CharField(
        "kilde", max_length=300, blank=True, help_text="Hvor sammenhængen står: dokument og sted."
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="sat af")
    job = models.CharField("sat af kørsel", max_length=60, blank=True)
    at = models.DateTimeField("sat", auto_now_add=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField("hvorfor trukket tilbage", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="link_not_to_itself", condition=~models.Q(earlier=models.F("later"))),
            models.UniqueConstraint(
                name="link_once", fields=["earlier", "later", "relation"], condition=models.Q(withdrawn_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["earlier"], name="link_forward", condition=models.Q(withdrawn_at__isnull=True)),
            models.Index(fields=["later"], name="link_backward", condition=models.Q(withdrawn_at__isnull=True)),
        ]
