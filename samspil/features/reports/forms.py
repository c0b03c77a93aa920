"""What people type about recommendations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.reports import rules
from samspil.web import forms as web_forms


class RecommendationForm(web_forms.Form):
    """A recommendation out of a decision, to those among whom it may choose."""

    needed = {"to": _("mindst én her eller nedenfor"), "to_kinds": _("mindst én her eller ovenfor")}
    title = forms.CharField(label=_("Anbefalingen i én linje"), max_length=500)
    passage = web_forms.Words(label=_("Sætningen i beslutningen"), help_text=_("Præcis som den står der."))
    to = web_forms.Several(label=_("Hvilke råd og udvalg får den?"), required=False)
    to_kinds = forms.MultipleChoiceField(
        label=_("Til en slags råd eller udvalg, uden at nævne et bestemt"),
        choices=list(rules.KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class UnpublishForm(web_forms.Form):
    """Why a recommendation is taken off the net."""

    because = web_forms.Choice(label=_("Hvorfor tages den af nettet?"), choices=list(rules.OFF_THE_NET.items()))


class TreatForm(web_forms.Form):
    """What an addressee did."""

    state = web_forms.Choice(label=_("Status"), choices=rules.STATES.choices[1:])
    said = web_forms.Words(label=_("Hvad skete der, eller hvad var svaret?"))
    on = web_forms.DateField(label=_("Hvornår skete det?"), required=False, help_text=_("Ellers i dag."))
