"""Whom one calls, as it is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.voices.alarm import queries, rules
from samspil.web import forms as web_forms


class Prepare(web_forms.Form):
    """A place's own lines, its hours, and who is next in line."""

    lines = forms.CharField(
        label=_("Hvem ringer man til nu?"),
        widget=forms.Textarea(attrs={"rows": "5"}),
        required=False,
        max_length=2_000,
        help_text=_(
            "En på hver linje: navn; nummer; hvornår der svares. For eksempel »Kommunens akuttelefon; 12 34 56 78; hele "
            "døgnet«. 1-1-2 står altid først."
        ),
    )
    hours = forms.IntegerField(
        label=_("Inden for hvor mange timer skal der være fulgt op?"),
        min_value=1,
        max_value=rules.MOST_HOURS,
        initial=rules.HOURS,
        help_text=_("Timerne løber, fra nogen svarer ja til, at en person kan være i fare."),
    )
    next_in_line = web_forms.One(
        label=_("Hvem får besked, når tiden er gået?"),
        required=False,
        empty_label=_("Den tovholder, der har været her længst"),
        help_text=_("Den, der har opgaven, beholder den. Beskeden kommer én gang."),
    )

    def __init__(self, *args: Any, organisation: UUID, **kwargs: Any) -> None:
        super().__init__(*args, among={"next_in_line": queries.next_in_line(organisation)}, **kwargs)
