"""Consent: which text, for what, to whom, how given, until when; and its withdrawal."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Organisation, Person
from samspil.spine.models.secrets import Subject
from samspil.spine.models.thread import Node


class ConsentText(models.Model):
    """One version of the words that people consent to. Never edited: a new wording is a new version."""

    key = models.SlugField("nøgle", max_length=40)
    version = models.PositiveIntegerField("version")
    title = models.CharField("titel", max_length=200)
    body = models.TextField("tekst")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="consent_text_version", fields=["key", "version"])]


class Consent(models.Model):
    """What one data subject has agreed to about one record."""

    class Basis(models.TextChoices):
        GDPR_CONSENT = (
            "gdpr_consent",
            "Samtykke (databeskyttelsesforordningen art. 6, stk. 1, litra a, og art. 9, stk. 2, litra a)",
        )
        PUBLIC_TASK = (
            "public_task",
            "Offentlig opgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra g)",
        )
        PUBLIC_HEALTH = (
            "public_health",
            "Sundhedsopgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra h)",
        )
        HEALTH_43 = "health_43", "Videregivelse efter sundhedslovens § 43 (skriftligt, højst et år)"

    class Form(models.TextChoices):
        WRITTEN = "written", "Skriftligt"
        ORAL = "oral", "Mundtligt"
        THROUGH_ANOTHER = "through_another", "Gennem en, personen stoler på"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.CASCADE, related_name="consents", verbose_name="vedrører")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="consents", verbose_name="den registrerede")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name="samtykketekst")
    basis = models.CharField("grundlag", max_length=20, choices=Basis.choices)
    purposes = models.JSONField(
        "må bruges til", default=list, help_text="Liste af formål, fx interpret, quote, publish, photo."
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="modtager"
    )
    form = models.CharField("givet", max_length=20, choices=Form.choices)
    given_on = models.DateField("givet den")
    taken_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modtaget af"
    )
    valid_until = models.DateField("gælder til og med", null=True, blank=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["node", "withdrawn_at"], name="consent_node")]
