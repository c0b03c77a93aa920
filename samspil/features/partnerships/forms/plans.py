"""What people type about a short course."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.models import Intensity
from samspil.features.partnerships.rules import intensive as rules
from samspil.paper import danish
from samspil.web import forms as web_forms


def _number(**kwargs: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "form-input input-char-4", "inputmode": "numeric"})
    return forms.IntegerField(widget=widget, localize=False, max_value=999, **kwargs)


class IntensiveForm(web_forms.Form):
    """The promises of a short, intensive course."""

    begins_on = web_forms.DateField(label=_("Begynder"))
    ends_on = web_forms.DateField(label=_("Slutter"))
    most_organisations = _number(label=_("Organisationer højst"), initial=rules.MOST_ORGANISATIONS)
    most_people = _number(label=_("Inviterede højst til hver aktivitet"), initial=rules.MOST_PEOPLE)
    most_days_between = _number(label=_("Dage højst mellem to aktiviteter"), initial=rules.MOST_DAYS_BETWEEN)

    def limits(self) -> rules.Limits:
        """Return the promises."""
        return rules.Limits(**self.cleaned_data)


def proposed(intensity: Intensity | None) -> dict[str, Any]:
    """Return what the form begins with: what stands, else a course from the next Monday."""
    if intensity is not None:
        return {name: getattr(intensity, name) for name in IntensiveForm.base_fields}
    today = danish.today()
    begins = today + dt.timedelta(days=8 - today.isoweekday())
    return {"begins_on": begins, "ends_on": begins + dt.timedelta(weeks=rules.WEEKS, days=-3)}
