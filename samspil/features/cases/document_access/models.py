"""Answers to requests for access to a case's documents, with a choice for each."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.document_access import rules
from samspil.features.cases.records.models import AgendaItem
from samspil.spine.models import Node, StoredFile


class AccessPackage(models.Model):
    """One answer to one request, by the request's own case number: who asked is kept in the authority's case system."""

    HELD_BY = "item"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="access_package")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="access_packages", verbose_name="punkt")
    reference = models.CharField("anmodningens sagsnummer", max_length=60)
    asked_on = models.DateField("modtaget")
    state = models.CharField("tilstand", max_length=12, choices=rules.STATES.choices, default=rules.STATES.first)
    considered_more = models.BooleanField("mere åbenhed overvejet", default=False)
    handed_out_at = models.DateTimeField("udleveret", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_package_state_is_known", condition=models.Q(state__in=list(rules.STATES.labels))
            ),
            models.CheckConstraint(
                name="access_handed_out_has_a_time",
                condition=models.Q(state="open") | models.Q(handed_out_at__isnull=False, considered_more=True),
            ),
        ]


class AccessChoice(models.Model):
    """What is done with one document of the case, and by which rule anything is left out.

    `knows_closed`: it was not public when somebody chose. What was chosen while it was public is asked anew once it is closed.
    """

    package = models.ForeignKey(AccessPackage, models.CASCADE, related_name="choices", verbose_name="aktindsigt")
    order = models.PositiveSmallIntegerField("nr.")
    kind = models.CharField("slags", max_length=10, choices=list(rules.DOCUMENTS.items()))
    source = models.ForeignKey(Node, models.PROTECT, related_name="+", verbose_name="dokument")
    shown_title = models.CharField("titel på listen", max_length=500)
    choice = models.CharField("valg", max_length=10, blank=True, choices=list(rules.CHOICES.items()))
    ground = models.CharField("regel", max_length=10, blank=True, choices=list(rules.GROUNDS.items()))
    why = models.CharField("begrundelse", max_length=500, blank=True)
    marked = models.TextField("teksten med udeladelser markeret", blank=True)
    knows_closed = models.BooleanField("valgt, efter at det blev lukket", default=False)
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udgave")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="access_choice_order_once", fields=["package", "order"]),
            models.CheckConstraint(
                name="access_left_out_has_a_ground",
                condition=models.Q(choice__in=["", "given"]) | ~models.Q(ground=""),
            ),
        ]

    @property
    def said(self) -> str:
        """What is done with the document, or was once it is handed out; empty while nobody has decided."""
        words = rules.DONE if self.package.state == "handed_out" else rules.CHOICES
        return words.get(self.choice, "")
