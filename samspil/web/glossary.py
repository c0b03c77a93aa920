"""The words of the pages, each told in a sentence, and what each role does first: one list that everybody can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from samspil.paper import languages
from samspil.spine.actors import Actor
from samspil.spine.models import Role
from samspil.web.request import Request


@dataclass(frozen=True)
class Word:
    """A word as it stands on the pages, and what is meant by it."""

    word: str | Promise
    meaning: str | Promise


WORDS = (
    Word(_("Den røde tråd"), _("Hvad noget kom af, og hvad der kom ud af det, skridt for skridt.")),
    Word(_("Bidrag"), _("Det, et menneske eller en gruppe har fortalt, med deres egne ord og deres ja.")),
    Word(_("Kilde"), _("Et dokument, et billede eller et tal, som noget andet bygger på.")),
    Word(_("Indsigt"), _("Noget, parterne har forstået sammen, med de bidrag og kilder, det bygger på.")),
    Word(_("Partnerskab"), _("Myndigheder, borgere og foreninger, der arbejder sammen om én ting i en aftalt tid.")),
    Word(_("Tovholder"), _("Den, der holder sammen på et partnerskab og ved, hvad der er næste skridt.")),
    Word(_("Rollekort"), _("Hvad hver part lover at gøre, og hvad de andre kan vente af dem.")),
    Word(_("Aktivitet"), _("En dag, hvor mennesker mødes: en samtale, en gåtur, et borgermøde.")),
    Word(_("Hvor vi landede"), _("Det korte svar efter en aktivitet: hvad vi blev enige om, og hvem der gør hvad.")),
    Word(
        _("Prøvehandling"), _("Noget, der prøves i lille skala og i kort tid, med en regel for, hvornår man stopper.")
    ),
    Word(_("Sag"), _("Det, et udvalg behandler, på ét eller flere møder.")),
    Word(_("Beslutning"), _("Det, et udvalg har sagt, med udvalgets egne ord.")),
    Word(_("Anbefaling"), _("Det, et udvalg eller et råd beder andre om at gøre.")),
    Word(_("Pulje"), _("Penge, der er sat af til et formål, og som kan søges.")),
    Word(pgettext_lazy("glossary", "Indsats"), _("Det, en beslutning satte i gang, og hvem der gør det.")),
    Word(pgettext_lazy("glossary", "Effekt"), _("Om det hjalp, hvor meget, og hvor sikkert vi ved det.")),
    Word(pgettext_lazy("glossary", "Svar"), _("Det, den, der gav et bidrag, får at vide om, hvad der blev af det.")),
    Word(_("Arvtager"), _("Den, der tager over, når noget slutter.")),
    Word(_("Udgave"), _("Noget, som det så ud, før eller efter at det blev rettet.")),
    Word(_("Over fristen"), _("Dagen, hvor det skulle være gjort, er gået.")),
    Word(_("Opdigtet"), _("Fundet på for at vise, hvordan Samspil virker. Det står på hver side, det gælder.")),
    Word(_("Kode"), _("Står på et papir, du har fået. Den viser dig dit eget, uden at du logger ind.")),
)
HELP = {
    Role.Kind.COORDINATOR: _(
        "Begynd med det, der forventes af dig. Planlæg så næste aktivitet, og skriv bagefter, hvor I landede."
    ),
    Role.Kind.SECRETARY: _(
        "Åbn det næste møde: Der lægger du sager på dagsordenen og skriver beslutningerne ind, punkt for punkt."
    ),
    Role.Kind.DIRECTOR: _(
        "Se, hvad der venter på din godkendelse, og hvilke beslutninger ingen endnu har ført ud i livet."
    ),
    Role.Kind.POLITICIAN: _(
        "Se dit næste møde og dets sager. I hver sag kan du følge tråden tilbage til det, borgerne fortalte."
    ),
    Role.Kind.STAFF: _("Skriv bidrag ind, når nogen fortæller dig noget, og se, hvilke svar der venter på dig."),
    Role.Kind.EVALUATOR: _(
        "Åbn et partnerskab og se fremmøde, fremdrift og vurderinger. Du læser med og ændrer ikke noget."
    ),
    Role.Kind.MEMBER: _("Se dine næste datoer og svar på, om du kommer. Du kan altid sige, at det bliver for meget."),
    Role.Kind.ADMINISTRATOR: _(
        "Sørg for, at de rigtige har de rigtige roller, og se i driftstatus, om noget er gået i stå."
    ),
}


@dataclass(frozen=True)
class Help:
    """What one role does first."""

    role: str
    says: str


def helps(roles: Iterable[str]) -> list[Help]:
    """Return the help of some roles, each once, in the order of the list of roles."""
    asked = set(roles)
    return [Help(languages.told(str(kind.label)), str(HELP[kind])) for kind in Role.Kind if kind in asked]


def help_for(actor: Actor) -> list[Help]:
    """Return the help of the roles that an actor has today. No query."""
    return helps(each.role for each in actor.memberships)


@require_safe
def page(request: Request) -> HttpResponse:
    """Tell what the words mean, in the order in which one meets them along the thread."""
    return render(request, "web/glossary.html", {"glossary": WORDS, "helps": helps(Role.Kind)})
