"""What is typed on a phone without network, and what makes a phone ready. The capture form is drawn here and read on the phone alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.voices import rules
from samspil.features.voices.actions.deposits import Readiness
from samspil.spine import people
from samspil.spine.models import Consent
from samspil.spine.people import Actor
from samspil.web import forms as web_forms

ANSWERS = [("yes", _("Ja")), ("no", _("Nej"))]
# Nothing that is typed here is offered again by the browser, sent to a spelling service, or kept to fill the page in anew.
SHUT = {"autocomplete": "off", "spellcheck": "false", "autocorrect": "off"}


class Capture(web_forms.Form):
    """A voice, typed where there is no network. Field by field it has the names that `rules.deposits.read` reads."""

    use_required_attribute = False
    words = forms.CharField(
        label=_("Hvad sagde personen?"),
        widget=forms.Textarea(attrs={"rows": "6"}),
        help_text=_("Skriv det, som det blev sagt. Ingen navne og ingen CPR-numre."),
    )
    danger = web_forms.Choice(
        label=_(rules.danger.QUESTION),
        choices=[(key, _(label)) for key, label in rules.danger.ANSWERS.items()],
        help_text=_("Tanker om selvmord, vold, overgreb, et barn, der ikke har det godt. Svaret gemmes låst."),
    )
    considered = forms.BooleanField(label=_("Jeg har læst ordene igen, og ingen er i fare."), required=False)
    role_label = forms.CharField(
        label=_("Personens rolle"),
        initial=_("borger"),
        max_length=60,
        help_text=_("For eksempel borger, pårørende eller frivillig."),
    )
    place = forms.CharField(
        label=_("Hvor var I?"), max_length=120, required=False, help_text=_("By eller egn. Ingen adresse.")
    )
    method = web_forms.Choice(
        label=_("Hvordan mødtes I?"), choices=list(rules.METHODS.items()), initial="kitchen_table_talk"
    )
    through = forms.CharField(
        label=_("Sagt på en andens vegne af"),
        max_length=60,
        required=False,
        help_text=_("Rollen på den, der bragte ordene videre, for eksempel nabo. Lad feltet stå tomt ellers."),
    )
    channel = web_forms.Choice(
        label=_("Hvordan vil personen have svar?"), choices=list(rules.CHANNELS.items()), initial="letter"
    )
    contact = forms.CharField(
        label=_("Adresse, telefon eller e-mail til svaret"),
        max_length=300,
        required=False,
        help_text=_("Gemmes låst og bruges kun til svaret."),
    )
    consent_form = web_forms.Choice(
        label=_("Hvordan blev der sagt ja?"), choices=Consent.Form.choices, initial=Consent.Form.ORAL
    )
    photos = forms.FileField(
        label=_("Billeder"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Højst fem, og kun når personen har sagt ja til det. Sted og andre skjulte oplysninger fjernes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = [f"purpose-{key}" for key in rules.PURPOSES]
        for key, label in rules.PURPOSES.items():
            self.fields[f"purpose-{key}"] = web_forms.Choice(label=_(label), choices=ANSWERS)
        for field in self.fields.values():
            field.widget.attrs.update(SHUT)


class Ready(web_forms.Form):
    """What a phone is made ready for."""

    label = forms.CharField(
        label=_("Hvad kalder I telefonen?"),
        max_length=60,
        help_text=_("For eksempel »Bobs telefon«. Det står på tovholderens liste."),
    )
    follows_up = web_forms.One(
        label=_("Hvem følger op, hvis nogen er i fare?"),
        empty_label=None,
        help_text=_("Navn og nummer står på telefonen, når du svarer ja til, at nogen er i fare."),
    )
    within = web_forms.One(label=_("Partnerskab"), required=False, empty_label=_("Kun min egen organisation"))
    organisation = web_forms.One(label=_("Modtaget for"), empty_label=None)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        places = people.places_of(actor)
        among = {
            "follows_up": places.colleagues,
            "within": places.circles,
            "organisation": places.organisations,
        }
        super().__init__(data, files, among=among, **kwargs)
        self.fields["follows_up"].initial = actor.person_id
        if not actor.circles:
            del self.fields["within"]
        self.leave_out_where_one("organisation")

    def values(self) -> dict[str, Any]:
        """Return what `actions.deposits.ready` takes."""
        return {"opening": Readiness(**self.cleaned_data)}


class Bring(web_forms.Form):
    """The file that a phone saved when it could not send."""

    file = forms.FileField(
        label=_("Filen fra telefonen"),
        widget=forms.FileInput(attrs={"accept": ".samspil"}),
        help_text=_("Den ender på .samspil. Indholdet er forseglet og bliver først åbnet her."),
    )
