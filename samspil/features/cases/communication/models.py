"""One text that several organisations stand behind: who they are, and which version each has approved."""

from __future__ import annotations

from django.db import models

from samspil.spine.models import Node, Organisation, Person


class JointCommunication(models.Model):
    """A text on a decision that each partner approves before it is out. Its words are its node's text `words`, in versions."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="joint_communication")
    about = models.ForeignKey(Node, models.PROTECT, related_name="+", verbose_name="handler om")
    published_version = models.PositiveIntegerField("offentlig udgave", default=0)
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)
    withdrawn_why = models.CharField("hvorfor trukket tilbage", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawn_communication_says_why",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_why=""),
            )
        ]


class CommunicationPartner(models.Model):
    """One organisation that must stand behind the text."""

    HELD_BY = "communication"
    communication = models.ForeignKey(JointCommunication, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="communication_partner_once", fields=["communication", "organisation"])
        ]


class CommunicationApproval(models.Model):
    """That a partner stands behind one version. Another version needs another approval."""

    partner = models.ForeignKey(CommunicationPartner, models.CASCADE, related_name="approvals")
    version = models.PositiveIntegerField("udgave")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    how = models.CharField("hvordan, når den er noteret", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(name="approved_once_a_version", fields=["partner", "version"])]
