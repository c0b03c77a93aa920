"""The tables of source documents as data, and of insights with what they rest on."""

from __future__ import annotations

from django.db import models

from samspil.features.insights import rules
from samspil.spine.models import Link, Node, Quote


class Document(models.Model):
    """A source: a report whose parts are open texts of its node, read by its own structure."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="document")
    publisher = models.CharField("udgiver", max_length=200, blank=True)
    author = models.CharField("forfatter", max_length=200, blank=True)
    file_name = models.CharField("filnavn", max_length=200, blank=True)
    sha256 = models.CharField("fingeraftryk af teksten", max_length=64, unique=True)


class Theme(models.Model):
    """A theme as the document names it, in its order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="themes")
    order = models.PositiveIntegerField()
    name = models.CharField("tema", max_length=300)

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(name="theme_order_once", fields=["document", "order"])]


class Part(models.Model):
    """A headed piece of a document. Its words are the document node's open text `text_name`."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="parts")
    order = models.PositiveIntegerField()
    level = models.PositiveIntegerField()
    heading = models.CharField("overskrift", max_length=300, blank=True)
    text_name = models.CharField(max_length=40)

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(name="part_order_once", fields=["document", "order"])]


class ThemePoint(models.Model):
    """One point under a theme, as the document lists it; `place` tells where."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="points")
    order = models.PositiveIntegerField()
    words = models.TextField("punkt")
    place = models.CharField("sted i kilden", max_length=200)

    class Meta:
        ordering = ["theme", "order"]


class Table(models.Model):
    """A table as data. `source_number` is the source's own and may stand twice; `number` counts them in order.

    A row is a list of cells as the source has them: `-` is what it leaves unsaid, and is not nought.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="tables")
    part = models.ForeignKey(Part, models.CASCADE, related_name="tables")
    number = models.PositiveIntegerField("løbenummer")
    source_number = models.CharField("nummer i kilden", max_length=40)
    title = models.CharField("titel", max_length=300)
    header = models.JSONField()
    rows = models.JSONField()
    note = models.TextField(blank=True)
    after = models.PositiveIntegerField(help_text="Hvor mange af afsnittets stykker der står før tabellen.")

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(name="table_number_once", fields=["document", "number"])]

    @property
    def leaves_unsaid(self) -> bool:
        """Whether a cell says `-`."""
        return any(cell == "-" for row in self.rows for cell in row)


class Insight(models.Model):
    """A statement that rests on evidence. Its words are the open texts `statement` and `explanation` of its node."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="insight")
    state = models.CharField("tilstand", max_length=12, choices=rules.STATES.choices, default=rules.STATES.first)

    class Meta:
        constraints = [rules.STATES.constraint("insight_state_known")]


class Evidence(models.Model):
    """What an insight rests on: a link from a source, with the passage when there is one. A passage gone, this is gone."""

    HELD_BY = "insight"
    insight = models.ForeignKey(Insight, models.CASCADE, related_name="evidence")
    link = models.ForeignKey(Link, models.PROTECT, related_name="+")
    quote = models.OneToOneField(Quote, models.CASCADE, null=True, blank=True, related_name="evidence")
    side = models.CharField(
        "side", max_length=20, blank=True, choices=[(side, label) for side, label in rules.SIDES.items() if side]
    )
    speaks_against = models.BooleanField("taler imod indsigten", default=False)

    class Meta:
        ordering = ["pk"]
