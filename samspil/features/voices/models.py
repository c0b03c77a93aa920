"""The tables of voices and answers. Words and addresses are sealed texts of the spine and stand in no column here."""

from __future__ import annotations

from django.db import models

from samspil.features.voices import rules
from samspil.spine.models import Node, Person, Subject


class Voice(models.Model):
    """What one person or group said. Its fate is no column: it is read from the thread."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="voice")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="den registrerede")
    state = models.CharField(
        "tilstand", max_length=12, choices=list(rules.STATE_LABELS.items()), default=rules.STATES[0]
    )
    side = models.CharField("side", max_length=20, choices=list(rules.SIDES.items()))
    role_label = models.CharField("rolle", max_length=60, blank=True)
    method = models.CharField("metode", max_length=30, choices=list(rules.METHODS.items()))
    place = models.CharField("sted", max_length=120, blank=True)
    received_on = models.DateField("givet den")
    received_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modtaget af"
    )
    through = models.CharField(
        "bragt af", max_length=60, blank=True, help_text="Rollen på den, der sagde det på en andens vegne."
    )
    channel = models.CharField("svar gives ved", max_length=20, choices=list(rules.CHANNELS.items()))
    not_taken_further_because = models.TextField("ikke ført videre, fordi", blank=True)
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="voice_state_known", condition=models.Q(state__in=rules.STATES)),
            models.CheckConstraint(
                name="voice_published_at", condition=~models.Q(state="published") | models.Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="voice_withdrawn_at",
                condition=models.Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="voice_received_on")]


class Answer(models.Model):
    """What was told back to the person, when, how, by whom, and what shows that it reached them."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="answer")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="answers")
    channel = models.CharField("svaret ved", max_length=20, choices=list(rules.CHANNELS.items()))
    given_on = models.DateField("svaret den")
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["given_on", "node"]
