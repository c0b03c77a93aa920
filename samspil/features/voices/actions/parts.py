"""What several deeds with a voice do: which records belong to it, and where it is shown when it is not public."""

from __future__ import annotations

from samspil.features.voices import queries, rules
from samspil.features.voices.models import Deposit, Voice
from samspil.paper.refusal import Refused
from samspil.spine import consent, journal, locks, records, texts, thread
from samspil.spine.models import ConsentText, Node, Quote, TextVersion
from samspil.spine.people import Actor


@journal.part
def nodes_of(voice: Voice) -> list[Node]:
    """Return the records that go with a voice: its own and its answers'."""
    return [voice.node, *Node.objects.filter(answer__voice=voice).select_related("organisation")]


@journal.part
def inner(voice: Voice) -> str:
    """Return where a voice is seen while it is not public: its partnership, else its organisation."""
    return records.inner(voice.node.within_id)


@journal.part
def count_answers(voice: Voice) -> None:
    """Write into a voice's column when it was answered, as the one truth says. Whoever changes an answer's state calls it."""
    Voice.objects.filter(pk=voice.pk).update(answered_on=queries.ANSWERED_ON)
    voice.refresh_from_db(fields=["answered_on"])


@journal.deed
def mend_answered(*, by: Actor) -> int:
    """Hold every voice's column against the one truth of when it was answered, mend what differs, and give how many did."""
    astray = list(queries.answered_astray().select_related("node").order_by("pk"))
    for voice in astray:
        locks.reread(voice)
        count_answers(voice)
        journal.note("voice.answered_day_mended", by=by, node=voice.node)
    return len(astray)


@journal.part
def offer_passage(by: Actor, voice: Voice, version: TextVersion) -> None:
    """Let the voice offer its newest words to be quoted, under the label its consent allows; nothing where it allows none."""
    # An offer of older words would let those be quoted that the person has had corrected.
    Quote.objects.filter(node=voice.node).delete()
    said = queries.purposes_of(voice)
    if "quote" in said:
        label = voice.role_label if "role_label" in said and voice.role_label else rules.SIDES[voice.side]
        texts.quote(by=by, node=voice.node, version=version, start=0, end=len(texts.read(version)), speaker=label)


@journal.part
def hide(voice: Voice) -> None:
    """Show a voice and its answers to its own partnership or organisation only."""
    for node in nodes_of(voice):
        thread.show_to(node, inner(voice))


@journal.part
def handed_in(voice: Voice) -> list[str]:
    """Return the ids under which a voice was handed in from phones."""
    return [str(key) for key in Deposit.objects.filter(node=voice.node).order_by("pk").values_list("pk", flat=True)]


@journal.part
def consent_text(by: Actor, version: int = 0) -> ConsentText:
    """Return the text that was read aloud, or that of today (0). Refused for a version that was never written."""
    written = ConsentText.objects.filter(key=rules.CONSENT_KEY)
    if version:
        read_aloud = written.filter(version=version).first()
        if read_aloud is None:
            raise Refused("Samtykket er givet til en tekst, som Samspil ikke kender.", field="purposes")
        return read_aloud

    current = written.order_by("-version").first()
    return current or consent.write_text(
        by=by, key=rules.CONSENT_KEY, title=rules.CONSENT_TITLE, body=rules.CONSENT_BODY
    )
