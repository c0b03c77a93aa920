"""What people type about voices, made into clean values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.voices import queries, rules
from samspil.spine.models import Consent
from samspil.spine.people import Actor
from samspil.web import forms as web_forms

_PICTURES = "image/jpeg,image/png,image/webp"


class NewVoice(web_forms.Form):
    """A voice, taken in on a phone at a kitchen table: what must be asked stands first, the rest has a likely answer."""

    words = forms.CharField(
        label=_("Hvad sagde personen?"),
        widget=forms.Textarea(attrs={"rows": "6"}),
        help_text=_("Skriv det, som det blev sagt. Ingen navne og ingen CPR-numre."),
    )
    role_label = forms.CharField(
        label=_("Personens rolle"),
        initial=_("borger"),
        max_length=60,
        help_text=_("For eksempel borger, pårørende eller frivillig."),
    )
    place = forms.CharField(label=_("Hvor var I?"), max_length=120, required=False)
    purposes = forms.MultipleChoiceField(
        label=_("Hvad har personen sagt ja til?"),
        choices=list(rules.PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Læs dem højt, og sæt kun kryds, hvor personen siger ja."),
        error_messages={"required": _("Sæt kryds ved mindst én ting. Uden samtykke kan bidraget ikke gemmes.")},
    )
    consent_form = web_forms.Choice(
        label=_("Hvordan blev der sagt ja?"), choices=Consent.Form.choices, initial=Consent.Form.ORAL
    )
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Hvem giver svar?"), queryset=None, empty_label=None
    )
    due_on = web_forms.DateField(label=_("Senest den"))

    source_method = web_forms.Choice(
        label=_("Hvordan mødtes I?"), choices=list(rules.METHODS.items()), initial="kitchen_table_talk"
    )
    received_on = web_forms.DateField(label=_("Hvornår?"))
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
    side = web_forms.Choice(
        label=_("Personen taler som"),
        choices=[("", _("det, rollen siger")), *((key, label) for key, label in rules.SIDES.items())],
        required=False,
        widget=forms.Select,
    )
    title = forms.CharField(
        label=_("Overskrift"),
        max_length=120,
        required=False,
        help_text=_("Kort og uden navne. Ellers hedder bidraget efter rolle og dato."),
    )
    consent_until = web_forms.DateField(label=_("Samtykket gælder til og med"), required=False)
    photo = forms.FileField(
        label=_("Billede"),
        required=False,
        widget=forms.FileInput(attrs={"accept": _PICTURES}),
        help_text=_("Kun når personen har sagt ja til det. Sted og andre skjulte oplysninger fjernes."),
    )
    within: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Partnerskab"), queryset=None, required=False, empty_label=_("Kun min egen organisation")
    )
    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Modtaget for"), queryset=None, empty_label=None
    )

    FIRST = ("words", "role_label", "place", "purposes", "consent_form", "owner", "due_on")

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {
            "owner": actor.person_id,
            "received_on": today,
            "due_on": today + dt.timedelta(days=rules.DAYS_TO_ANSWER),
            **kwargs.get("initial", {}),
        }
        super().__init__(data, files, **kwargs)
        choices = {
            "owner": queries.colleagues_of(actor),
            "within": queries.circles_of(actor),
            "organisation": queries.organisations_of(actor),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not actor.circles:
            del self.fields["within"]

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that are asked at the table."""
        return [self[name] for name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that have a likely answer."""
        return [field for field in self if field.name not in self.FIRST]

    @property
    def more_is_open(self) -> bool:
        """Whether an error hides among the rest."""
        return any(field.errors for field in self.more)

    def values(self) -> dict[str, Any]:
        """This function will give what `actions.receive` takes."""
        values = dict(self.cleaned_data)
        values["method"] = values.pop("source_method")
        photo = values.pop("photo")
        return {**values, "photo": (photo.name, photo) if photo else None}


class Wording(web_forms.Form):
    """A voice's words, mended."""

    words = forms.CharField(label=_("Hvad sagde personen?"), widget=forms.Textarea(attrs={"rows": "12"}))
    reason = forms.CharField(label=_("Hvorfor rettes ordene?"), max_length=300, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, localize=False, initial=0)


class AnswerGiven(web_forms.Form):
    """What the person was told, and what shows that they were."""

    words = forms.CharField(
        label=_("Svaret"),
        widget=forms.Textarea(attrs={"rows": "8"}),
        help_text=_("Skriv til personen: hvad blev der af det, du fortalte?"),
    )
    channel = web_forms.Choice(label=_("Hvordan blev svaret givet?"), choices=list(rules.CHANNELS.items()))
    given_on = web_forms.DateField(label=_("Hvornår?"))
    proof = forms.CharField(
        label=_("Hvad viser, at svaret nåede frem?"),
        max_length=300,
        help_text=_("For eksempel »talt i telefon« eller »brev sendt«."),
    )


class Reason(web_forms.Form):
    """Why a voice goes no further."""

    because = forms.CharField(
        label=_("Hvorfor føres bidraget ikke videre?"),
        widget=forms.Textarea(attrs={"rows": "4"}),
        max_length=2000,
        help_text=_("Personen får det at læse. Skriv hele sætninger."),
    )


class Withdrawal(web_forms.Form):
    """That a voice is withdrawn, and whether a nameless step may stay."""

    leave_step = forms.BooleanField(
        label=_("Tråden må gerne vise, at der har været et bidrag her – uden ord, rolle og navn."), required=False
    )


class PaperCode(forms.Form):
    """A code from paper."""

    code = forms.CharField(
        label=_("Koden på dit papir"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Tolv bogstaver og tal, for eksempel 7KQ2-M9XA-41ZD. Store og små bogstaver er lige gode."),
    )
