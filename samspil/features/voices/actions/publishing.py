"""The way of a voice to the public, by two persons: go through what was found, ask, and another says yes or no; and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.actions.parts import hide, nodes_of
from samspil.features.voices.models import Finding, PublicationRequest, Voice
from samspil.features.voices.queries import publishing as queries
from samspil.features.voices.rules import publishing as rules_publishing
from samspil.features.voices.rules.publishing import Judged, Trace
from samspil.paper import identity
from samspil.paper.refusal import Refused
from samspil.spine import consent, journal, locks, policy, search, secrets, takebacks, texts, thread
from samspil.spine.models import Node, SearchEntry
from samspil.spine.people import Actor

# A mask may be longer than what it hides; the columns hold no more than this.
_LONGEST = {"role_label": 60, "place": 120, "through": 60}


@journal.deed
def go_through(*, by: Actor, voice: Voice, judged: Collection[Judged]) -> Voice:
    """Say of things found in a voice whether each is masked, or may stand and why.

    The words and the answers keep their sealed originals and are masked where the public reads them. A heading, a role or a place is
    rewritten with the mask, and what stood there is kept sealed.
    """
    locks.reread(voice, voice.node)
    policy.check(by, "review", voice)
    rules_publishing.check_person(by)
    pairs = rules_publishing.check_judged(queries.traces_in(voice), judged)
    rules_publishing.check_not_public(pairs, queries.public_parts(voice))

    for trace, said in pairs:
        # What stands in a column cannot hide its words: the mask is written into it below.
        if trace.part in queries.PLAIN and said.outcome == "masked":
            continue
        _keep(by, voice, trace, said)
    for part in {trace.part for trace, said in pairs if trace.part in queries.PLAIN and said.outcome == "masked"}:
        _rewrite(
            by, voice, part, {trace.words for trace, said in pairs if trace.part == part and said.outcome == "masked"}
        )
    if pairs:
        journal.note("voice.gone_through", by=by, node=voice.node, data={"judged": len(pairs)})
    return voice


def _keep(by: Actor, voice: Voice, trace: Trace, said: Judged) -> None:
    is_photo = trace.kind == rules_publishing.PHOTO
    # A picture has no words to hash; it is known by its file.
    key_id = "" if is_photo else secrets.keyed_hash("voice finding", "")[0]
    Finding.objects.filter(voice=voice, part=trace.part, kind=trace.kind, mark=trace.mark).delete()
    row = Finding(
        voice=voice,
        part=trace.part,
        kind=trace.kind,
        mark=trace.mark,
        key_id=key_id,
        outcome=said.outcome,
        judged_by_id=by.person_id,
    )
    if said.outcome == "answered":
        row.because = secrets.seal(voice.subject, said.because.strip(), bound_to=f"finding/{row.pk}")

    row.save(force_insert=True)


def _rewrite(by: Actor, voice: Voice, part: str, hidden: Collection[str]) -> None:
    """Put the masks into a part that stands in a column, and keep what stood there sealed."""
    before = {each.name: each.text for each in queries.parts(voice)}[part]
    after = identity.mask(before, [each for each in queries.found_in(part, before) if each.words in hidden])
    newest = texts.current(voice.node, f"before {part}")
    texts.write(
        by=by,
        node=voice.node,
        name=f"before {part}",
        body=before,
        subject=voice.subject,
        based_on=newest.number if newest else 0,
    )
    if part == "title":
        thread.retitle(voice.node, after)
        return

    column = "not_taken_further_because" if part == "because" else part
    setattr(voice, column, after[: _LONGEST.get(column)])
    voice.save(update_fields=[column])


@journal.deed
def ask(*, by: Actor, voice: Voice) -> PublicationRequest:
    """Ask for a voice, or for what has come to a public one, to become public just as it stands now.

    Refused until danger is answered and everything found is masked or answered. Asking twice for the same is asking once.
    """
    locks.reread(voice, voice.node)
    policy.check(by, "ask_publish", voice)
    rules_publishing.check_person(by)
    rules_publishing.check_ready(
        voice,
        may_be_published=consent.allows(voice.node, "publish"),
        has_more=queries.has_more(voice),
        traces=queries.traces_in(voice),
    )
    if (standing := queries.standing_request(voice)) is not None:
        return standing

    # An older request asked for the voice as it no longer is.
    _decide(by, voice, "overtaken")
    key_id, content = queries.content_of(voice)
    asked = PublicationRequest.objects.create(voice=voice, content=content, key_id=key_id, asked_by_id=by.person_id)
    journal.note("voice.publication_asked", by=by, node=voice.node, data={"request": asked.pk})
    return asked


@journal.deed
def publish(*, by: Actor, voice: Voice) -> Voice:
    """Say yes to a request: make a voice and its answers public, masked, and its words found by search.

    Everything is looked at again as it is at this moment. Refused to whoever asked, took in, corrected last, judged or answered.
    """
    locks.reread(voice, voice.node)
    policy.check(by, "publish", voice)
    rules_publishing.check_person(by)
    asked = queries.standing_request(voice) if voice.state != "withdrawn" else None
    rules_publishing.check_ready(
        voice,
        may_be_published=consent.allows(voice.node, "publish"),
        has_more=queries.has_more(voice),
        traces=queries.traces_in(voice),
    )
    rules_publishing.check_second_hands(by, voice, queries.hands_on(voice, asked.asked_by) if asked else None)
    standing = consent.standing_for("publish").filter(node=voice.node).order_by("given_on", "pk").first()
    if standing is None or texts.current(voice.node, "words") is None:
        raise Refused("Bidraget har ingen ord eller intet samtykke og kan ikke gøres offentligt.")

    voice.state, voice.published_at = "published", timezone.now()
    voice.save(update_fields=["state", "published_at"])
    # Seen no longer than the consent lasts.
    voice.node.visible_until = standing.valid_until
    voice.node.save(update_fields=["visible_until"])
    for node in nodes_of(voice):
        thread.show_to(node, Node.Visibility.PUBLIC)
    search.index(voice.node, queries.public_words(voice))
    _decide(by, voice, "published")
    journal.note("voice.published", by=by, node=voice.node, data={"until": standing.valid_until})
    return voice


@journal.deed
def refuse(*, by: Actor, voice: Voice, because: str) -> Voice:
    """Say no to a request, and what is to be mended first. Refused without a request, and without a reason."""
    locks.reread(voice, voice.node)
    policy.check(by, "publish", voice)
    rules_publishing.check_person(by)
    reason = rules_publishing.check_refuse(because)
    if queries.open_request(voice) is None:
        raise Refused("Ingen har bedt om, at bidraget bliver offentligt.")
    _decide(by, voice, "refused", reason)
    journal.note("voice.publication_refused", by=by, node=voice.node)
    return voice


def _decide(by: Actor, voice: Voice, outcome: str, because: str = "") -> None:
    """Close the open request for a voice, if there is one."""
    PublicationRequest.objects.filter(voice=voice, outcome="").update(
        outcome=outcome, because=because, decided_by_id=by.person_id, decided_at=timezone.now()
    )


@journal.deed
def unpublish(*, by: Actor, voice: Voice) -> Voice:
    """Take a voice off the net at once, and the word `publish` out of its consent."""
    locks.reread(voice, voice.node)
    policy.check(by, "unpublish", voice)
    _take_off_the_net(by, voice)
    # Listed outside the database: a backup restored from before this would show the voice again.
    takebacks.note(voice.subject, rules.OFF_THE_NET)
    return voice


@journal.deed
def unpublish_again(*, by: Actor, taken: Mapping[UUID, dt.datetime]) -> int:
    """Take off the net again what was taken off after it was published, as a restored database does not know."""
    published = Voice.objects.filter(state="published", subject__in=taken).select_related(
        "node__organisation", "node__within"
    )
    # Made public anew since then, by two persons, it stays.
    risen = [each for each in published if each.published_at and each.published_at < taken[each.subject_id]]
    for voice in risen:
        _take_off_the_net(by, voice)
    return len(risen)


def _take_off_the_net(by: Actor, voice: Voice) -> None:
    consent.take_back(by=by, node=voice.node, purposes={"publish"})
    take_down(by, voice)


@journal.part
def take_down(by: Actor, voice: Voice) -> None:
    """Let a public voice be seen by its own alone again. Its consent is another matter."""
    voice.state, voice.published_at = "received", None
    voice.save(update_fields=["state", "published_at"])
    hide(voice)
    search.index(voice.node, "")
    journal.note("voice.unpublished", by=by, node=voice.node)


@journal.deed
def keep_search_masked(*, by: Actor) -> int:
    """Let search hold of each public voice what its page shows and no more, and give how many had to be changed.

    For voices that were public before anything was masked, and for whatever is found only by a later version.
    """
    changed = 0
    for voice in Voice.objects.filter(state="published").select_related("node", "subject"):
        shown = queries.public_words(voice)
        standing = SearchEntry.objects.filter(node=voice.node).first()
        if standing is None or standing.words.partition("\n")[2] != shown:
            search.index(voice.node, shown)
            journal.note("voice.search_masked", by=by, node=voice.node)
            changed += 1
    return changed
