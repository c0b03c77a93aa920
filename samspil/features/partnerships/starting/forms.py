"""What is asked of a partnership that begins: one activity, and the roles as they are proposed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.starting import rules
from samspil.web import forms as web_forms


class FirstForm(web_forms.Form):
    """The first activity."""

    method = web_forms.Choice(
        label=_("Hvad begynder I med?"), choices=core_rules.METHODS.items(), initial=rules.FIRST_METHOD
    )
    title = forms.CharField(
        label=_("Hvad skal den hedde?"), max_length=200, required=False, help_text=_("Tomt felt: slagsens navn.")
    )
    on = web_forms.DateField(
        label=_("Dato"), required=False, help_text=_("Lad feltet stå tomt, hvis dagen ikke er kendt.")
    )
    starts = web_forms.TimeField(label=_("Begynder kl."), required=False)
    place = forms.CharField(label=_("Sted"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a clock without a day: it would be lost."""
        values = super().clean() or self.cleaned_data
        if values.get("starts") and not values.get("on") and not self.errors.get("on"):
            self.add_error("starts", _("Skriv også datoen."))
        return values

    def values(self) -> dict[str, Any]:
        """Return the activity, filled from its method, and the roles that are told."""
        said = self.cleaned_data
        blank = dict.fromkeys(("aim", "audience", "level", "opening", "description"), "")
        activity = {name: said[name] for name in ("method", "title", "on", "starts", "place")}
        return {"told": self.told(), "activity": method_rules.filled({**activity, "ends": None, **blank})}

    def told(self) -> dict[str, tuple[str, str]]:
        """Return the roles that are written: none where the role card stands already."""
        return {}


class StartForm(FirstForm):
    """The first activity and the role card, as it is proposed."""

    more = tuple(f"{side}_{part}" for side in charter_rules.SIDES for part in ("role", "expects"))
    is_charter = forms.BooleanField(
        label=_("Skriv rollekortet, som det er foreslået under »Flere oplysninger«. Det kan rettes siden."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, sides: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        asks = (_("%(who)s: hvad er rollen?"), _("%(who)s: hvad kan de andre vente?"))
        for side, name in charter_rules.SIDES.items():
            for part, label, words in zip(("role", "expects"), asks, charter_rules.PROPOSED[side], strict=True):
                self.fields[f"{side}_{part}"] = forms.CharField(
                    label=label % {"who": name},
                    widget=forms.Textarea(attrs={"rows": 2}),
                    required=False,
                    max_length=2000,
                    initial=words,
                )

    def told(self) -> dict[str, tuple[str, str]]:
        """Return the roles of the sides that are there or that the method asks for, and of those somebody wrote."""
        said = self.cleaned_data
        if not said["is_charter"]:
            return {}
        roles = {side: (said[f"{side}_role"], said[f"{side}_expects"]) for side in charter_rules.SIDES}
        return rules.agreed(roles, {*self.sides, *method_rules.method(said["method"]).sides})
