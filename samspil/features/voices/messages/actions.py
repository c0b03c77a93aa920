"""The deed by which a person writes to those who took their words in."""

from __future__ import annotations

from django.utils import timezone

from samspil.features.voices import rules as voice_rules
from samspil.features.voices.messages import queries, rules
from samspil.features.voices.models import Voice
from samspil.features.voices.rules import danger
from samspil.spine import duties, journal, locks, policy, texts
from samspil.spine.people import Actor


@journal.deed
def write_us(*, by: Actor, voice: Voice, about: str, words: str = "", phone: str = "") -> Voice:
    """Keep a message from the person, sealed, and give somebody the duty to answer it within a week.

    One waits at a time. Words that may mean danger are answered today, and somebody answers anew whether anybody is in danger.
    """
    locks.reread(voice, voice.node)
    policy.check(by, "write_us", voice)
    tidy = rules.check_message(about, words, is_waiting=queries.open_message(voice) is not None)
    for field, written in {"words": tidy, "phone": phone}.items():
        voice_rules.check_no_cpr(written, field=field)

    said = [rules.ABOUT.get(about, ""), tidy, f"Telefon: {phone.strip()}" if phone.strip() else ""]
    newest = texts.current(voice.node, "message")
    texts.write(
        by=by,
        node=voice.node,
        name="message",
        body="\n\n".join(filter(None, said)),
        subject=voice.subject,
        based_on=newest.number if newest else 0,
    )
    may_be_danger = bool(tidy and danger.asks(tidy))
    if may_be_danger:
        voice.is_danger_settled = False
        voice.save(update_fields=["is_danger_settled"])

    duties.give(
        by=by,
        node=voice.node,
        purpose=rules.DUTY_PURPOSE,
        title=rules.DUTY_TITLE,
        owner=queries.who_answers(voice),
        due_on=rules.due(timezone.localdate(), may_be_danger=may_be_danger),
    )
    journal.note("voice.message", by=by, node=voice.node, data={"about": about})
    return voice
