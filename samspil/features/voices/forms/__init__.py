"""What people type about voices, made into clean values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.voices import actions, rules
from samspil.features.voices.actions.answering import Told
from samspil.features.voices.models import Voice
from samspil.features.voices.rules.publishing import Judged, Trace
from samspil.paper.refusal import Refused
from samspil.spine import people
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
    danger = web_forms.Choice(
        label=_(rules.danger.QUESTION),
        choices=list(rules.danger.ANSWERS.items()),
        help_text=_("Tanker om selvmord, vold, overgreb, et barn, der ikke har det godt. Svaret gemmes låst."),
        error_messages={"required": _("Svar ja eller nej på, om du er bekymret for liv eller helbred.")},
    )
    considered = forms.BooleanField(
        label=_("Jeg har læst ordene igen, og ingen er i fare."), required=False, help_text=_("Kun når svaret er nej.")
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
    owner = web_forms.One(label=_("Hvem giver svar?"), empty_label=None)
    due_on = web_forms.DateField(label=_("Svar senest den"))

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
    within = web_forms.One(label=_("Partnerskab"), required=False, empty_label=_("Kun min egen organisation"))
    organisation = web_forms.One(label=_("Modtaget for"), empty_label=None)

    more = tuple(
        "due_on channel contact source_method received_on through side title consent_until photo within organisation".split()
    )

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        places = people.places_of(actor)
        among = {"owner": places.colleagues, "within": places.circles, "organisation": places.organisations}
        begun = kwargs.pop("initial", {})
        super().__init__(data, files, among=among, **kwargs)
        today = timezone.localdate()
        likely = {
            "owner": actor.person_id,
            "received_on": today,
            "due_on": today + dt.timedelta(days=rules.DAYS_TO_ANSWER),
            **begun,
        }
        # As the field's own beginning, and not the form's: what nobody has written opens no fold.
        for name, value in likely.items():
            if name in self.fields:
                self.fields[name].initial = value

        if not actor.circles:
            del self.fields["within"]
        self.leave_out_where_one("organisation")

        # The page asks twice only where the words may mean danger.
        if not (data and rules.danger.asks(data.get("words", ""))):
            del self.fields["considered"]

    def values(self) -> dict[str, Any]:
        """Return what `actions.receive` takes."""
        values = dict(self.cleaned_data)
        values["method"] = values.pop("source_method")
        photo = values.pop("photo")
        return {"given": actions.Given(**values, photo=(photo.name, photo) if photo else None)}


class Wording(web_forms.Form):
    """A voice's words, mended."""

    words = forms.CharField(label=_("Hvad sagde personen?"), widget=forms.Textarea(attrs={"rows": "12"}))
    reason = forms.CharField(label=_("Hvorfor rettes ordene?"), max_length=300, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, localize=False, initial=0)


_FOLLOWED_UP = _("når der er fulgt op")


class Danger(web_forms.Form):
    """Whether somebody is in danger, who follows up today, and who was told, when, and what was done."""

    needed = dict.fromkeys("told_to told_on told_clock done".split(), _FOLLOWED_UP)
    danger = web_forms.Choice(label=_(rules.danger.QUESTION), choices=list(rules.danger.ANSWERS.items()))
    considered = forms.BooleanField(
        label=_("Jeg har læst ordene igen, og ingen er i fare."), required=False, help_text=_("Kun når svaret er nej.")
    )
    owner = web_forms.One(label=_("Ved ja: hvem følger op i dag?"), empty_label=None)
    told_to = forms.CharField(
        label=_("Hvem har fået det at vide?"),
        max_length=200,
        required=False,
        help_text=_("For eksempel vagtlægen, kommunens børnevagt eller din leder. Gemmes låst."),
    )
    told_on = web_forms.DateField(label=_("Hvilken dag?"), required=False)
    told_clock = web_forms.TimeField(label=_("Hvad var klokken?"), required=False)
    done = forms.CharField(
        label=_("Hvad er der gjort?"),
        widget=forms.Textarea(attrs={"rows": "4"}),
        max_length=2000,
        required=False,
        help_text=_(
            "Gemmes låst. Opgaven lukkes, når der står, hvem der fik det at vide, hvornår, og hvad der er gjort."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, words: str, **kwargs: Any) -> None:
        super().__init__(*args, among={"owner": people.places_of(actor).colleagues}, **kwargs)
        if not rules.danger.asks(words):
            del self.fields["considered"]

    def values(self) -> dict[str, Any]:
        """Return what `actions.danger.answer_danger` takes."""
        values = dict(self.cleaned_data)
        day, clock = values.pop("told_on"), values.pop("told_clock")
        at = dt.datetime.combine(day, clock) if day and clock else None
        return {**values, "told_at": timezone.make_aware(at) if at else None}


class Review(web_forms.Form):
    """What is said of each thing found: masked, or it may stand and why. One pair of fields for each."""

    def __init__(self, *args: Any, found: Sequence[Trace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = list(found)
        self.needed = {
            name: when
            for number in range(len(self.found))
            for name, when in (
                (f"outcome-{number}", _("før bidraget kan blive offentligt")),
                (f"because-{number}", _("når det må stå")),
            )
        }

        for number, each in enumerate(self.found):
            self.fields[f"outcome-{number}"] = web_forms.Choice(
                label=_("Hvad skal der ske med det?"),
                choices=rules.publishing.OUTCOMES.choices(),
                initial=each.outcome,
                required=False,
            )
            self.fields[f"because-{number}"] = forms.CharField(
                label=_("Hvorfor må det stå?"), max_length=500, required=False, initial=each.because
            )
            self.fields[f"key-{number}"] = forms.CharField(
                widget=forms.HiddenInput, initial=each.key, max_length=200, required=False
            )

    @property
    def rows(self) -> list[tuple[Trace, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each finding with its fields."""
        return [
            (each, self[f"outcome-{number}"], self[f"because-{number}"], self[f"key-{number}"])
            for number, each in enumerate(self.found)
        ]

    def values(self) -> dict[str, Any]:
        """Return what was said of those findings that somebody said something of."""
        clean = self.cleaned_data
        judged = [
            Judged(clean[f"key-{number}"], clean[f"outcome-{number}"], clean[f"because-{number}"])
            for number in range(len(self.found))
            if clean[f"outcome-{number}"]
        ]
        return {"judged": judged}


class NotYet(web_forms.Form):
    """Why a voice is not made public yet."""

    because = forms.CharField(
        label=_("Hvad skal rettes først?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=500
    )


class Telephone(web_forms.Form):
    """Whom a person may ring, where no number is known."""

    phone = forms.CharField(
        label=_("Telefonnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_(
            "Otte cifre, for eksempel 12 34 56 78. Nummeret gemmes ved organisationen og står på alle sedler derfra."
        ),
    )


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


class AnswerMany(web_forms.Form):
    """What several people are told: one text for all, and a line of their own for each."""

    words = forms.CharField(
        label=_("Svaret til alle"),
        widget=forms.Textarea(attrs={"rows": "8"}),
        help_text=_("Skriv til personen: hvad blev der af det, du fortalte?"),
    )

    def __init__(self, *args: Any, voices: Sequence[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = list(voices)
        for voice in self.voices:
            self.fields[f"line-{voice.pk}"] = forms.CharField(
                label=_("Kun til denne person, først i svaret"),
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": "2"}),
            )

    @property
    def rows(self) -> list[tuple[Voice, forms.BoundField]]:
        """Each voice with the field of its own line."""
        return [(voice, self[f"line-{voice.pk}"]) for voice in self.voices]

    def clean(self) -> dict[str, Any]:
        """See that what each is told can be kept, before it is shown as it will be."""
        clean = super().clean() or self.cleaned_data
        for told in self._told() if "words" in clean else ():
            try:
                rules.check_words(told.words)
            except Refused as refused:
                self.add_error(f"line-{told.voice.pk}" if clean[f"line-{told.voice.pk}"] else "words", refused.told)
        return clean

    def _told(self) -> list[Told]:
        words = self.cleaned_data["words"]
        return [
            Told(voice, rules.answering.whole(self.cleaned_data.get(f"line-{voice.pk}", ""), words))
            for voice in self.voices
        ]

    def values(self) -> dict[str, Any]:
        """Return what `actions.answering.write_many` takes."""
        return {"told": self._told()}


class NotReached(web_forms.Form):
    """Why an answer did not reach the person, and when and how to try again."""

    because = web_forms.Choice(label=_("Hvorfor nåede det ikke frem?"), choices=list(rules.answering.REASONS.items()))
    try_on = web_forms.DateField(label=_("Prøv igen senest den"))
    channel = web_forms.Choice(label=_("Hvordan prøver I næste gang?"), choices=list(rules.CHANNELS.items()))


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
