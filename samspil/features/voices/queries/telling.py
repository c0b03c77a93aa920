"""What voices tell somebody who asks what is kept about them (`spine.subject_access`)."""

from __future__ import annotations

from collections.abc import Iterator

from samspil.features.voices import queries, rules
from samspil.features.voices.alarm.models import Clock, Preparedness
from samspil.features.voices.legal import rules as legal_rules
from samspil.features.voices.models import Pad, Phone, Voice
from samspil.paper import danish, languages
from samspil.paper.languages import told
from samspil.spine.people import Actor
from samspil.spine.subject_access import Entry, Whose, day_told, facts

TEXTS = languages.words(
    {
        "voice.words": "Dine ord",
        "voice.contact": "Hvor du vil have svar",
        "voice.danger": "Om nogen var i fare",
        "voice.message": "Dine beskeder til os",
        "answer.words": "Svaret til dig",
    }
)
# Whoever holds the paper may be the one that somebody is in danger of.
WITHHELD = languages.words(
    {
        "voice.danger": "Det kan handle om andre, og papiret kan ligge hos en anden. "
        "Ring til det sted, der tog imod dine ord, så får du det at vide."
    }
)


# What became of a voice is told as everybody may see it: nothing of others' work comes with it.
VISITOR = Actor()


def given(whose: Whose) -> Iterator[Entry]:
    """Tell what is kept of each voice besides its words: when and how it was given, what became of it, and how long it is kept."""
    mine = Voice.objects.filter(subject__in=whose.subjects)
    for voice in mine.select_related("node__organisation", "profile").order_by("received_on", "pk"):
        profile = voice.profile
        yield Entry(
            voice.node.title,
            facts(
                (told("Givet"), danish.date(voice.received_on)),
                (told("Hvordan"), rules.METHODS[voice.method]),
                (told("Sted"), voice.place),
                (told("Du talte som"), rules.SIDES[voice.side]),
                (told("Rolle"), voice.role_label),
                (told("Sagt på dine vegne af"), voice.through),
                (told("Svar gives ved"), rules.CHANNELS[voice.channel]),
                (told("Dataansvarlig"), profile.controller if profile else voice.node.organisation.name),
                (told("Databehandlere"), profile.processors if profile else ""),
                (told("Gives videre"), _passed_on(voice)),
                (told("Gemmes"), profile.retention if profile else ""),
                (told("Kan være pligt til at gemme"), profile.kept if profile else ""),
                (told("Offentligt siden"), day_told(voice.published_at)),
                (told("Trukket tilbage"), day_told(voice.withdrawn_at)),
            ),
            ((told("Det skete der"), _story(voice)),),
            held_by=voice.node.organisation,
        )


def taken(whose: Whose) -> Iterator[Entry]:
    """Tell a person which pads, phones and duties of preparedness are theirs."""
    person = whose.person
    if person is None:
        return
    for phone in Phone.objects.filter(person=person).select_related("organisation"):
        yield Entry(
            phone.label,
            facts(
                (told("Gjort klar"), day_told(phone.created_at)),
                (told("Kan aflevere til"), day_told(phone.expires_at)),
                (told("Stoppet"), day_told(phone.revoked_at)),
            ),
            held_by=phone.organisation,
        )
    for pad in Pad.objects.filter(holder=person).select_related("node__organisation"):
        said = facts((told("Dag"), danish.date(pad.on)), (told("Sedler"), pad.number))
        yield Entry(pad.node.title, said, held_by=pad.node.organisation)
    for ready in Preparedness.objects.filter(next_in_line=person).select_related("organisation"):
        yield Entry(told("Du får besked, når ingen har taget en fare"), held_by=ready.organisation)
    told_of = Clock.objects.filter(told=person).count()
    if told_of:
        yield Entry(told("Du har fået besked om en fare"), facts((told("Gange"), told_of)))


def _story(voice: Voice) -> str:
    """Return what became of a voice, a line for each thing, with the day it began."""
    told_of = queries.chapters(queries.story(VISITOR, voice))
    return "\n".join(f"{danish.date(each.on)}: {each.sentence}" if each.on else each.sentence for each in told_of)


def _passed_on(voice: Voice) -> str:
    """Return to whom a voice's words may be passed on, as its profile says."""
    return legal_rules.PASSING_ON[voice.profile.passing_on] if voice.profile else ""
