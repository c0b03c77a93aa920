"""The access log: who read or searched personal data, where from, for what purpose. Apart from the journal."""

from __future__ import annotations

from django.db import models


class AccessEntry(models.Model):
    """One reading. Shown to the person it concerns as organisation, role, purpose and time.

    `purpose` is a sentence of the product's own. What the reader wrote themselves is `sealed`: for the person it is about, whose
    erasure closes it, and for this installation where it is about nobody in particular.
    """

    class Deed(models.TextChoices):
        READ = "read", "Læst"
        SEARCHED = "searched", "Fremsøgt"
        EXPORTED = "exported", "Hentet ud"

    at = models.DateTimeField(auto_now_add=True)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    reader_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    organisation_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=100, blank=True)
    sealed = models.BinaryField(null=True)
    subject_id = models.UUIDField(null=True, db_index=True)
    node_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_has_one_purpose",
                condition=models.Q(purpose="", sealed__isnull=False) | ~models.Q(purpose="") & models.Q(sealed=None),
            )
        ]

    @property
    def sealed_at(self) -> str:
        """Where the reader's words are bound to stand: the record and who read it."""
        return f"access/{self.node_id}/{self.reader_id}"
