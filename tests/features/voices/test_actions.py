"""Every deed done with a voice: its state, its journal rows and its links, together."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from samspil.features.voices import actions, queries, rules
from samspil.features.voices.actions import publishing
from samspil.features.voices.models import Answer, Voice
from samspil.features.voices.queries import reading
from samspil.paper import cpr
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import consent, duties, journal, passes, people, search, texts, thread, visibility
from samspil.spine.models import (
    AccessEntry,
    Consent,
    ConsentText,
    Duty,
    Erasure,
    JournalEntry,
    Link,
    Message,
    Node,
    Pass,
    Quote,
    SearchEntry,
    StoredFile,
    Text,
    TextVersion,
)
from tests.features.voices.conftest import WORDS, Give, make_public
from tests.kit.cast import Cast


def verbs(node: Node) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=node.pk).order_by("sequence").values_list("verb", flat=True))


def activity(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Samtale i hallen",
            organisation=cast.municipality,
            visibility="public",
        )


def insight_on(cast: Cast, voice: Voice) -> Node:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice, kind="test_late", title="Vejen er lang", organisation=cast.municipality, visibility="public"
        )
    version = texts.current(voice.node, "words")
    assert version is not None
    texts.quote(by=cast.alice, node=node, version=version, start=0, end=12, speaker="pårørende")
    thread.link(by=cast.alice, earlier=voice.node, later=node, relation="grounds", why="Læst sammen den 10. marts")
    return node


def test_a_voice_is_received_with_consent_answerer_and_link(cast: Cast, give: Give) -> None:
    source = activity(cast)
    voice = give(source=source, contact="Lillevej 1", consent_until=dt.date(2028, 1, 1), owner=cast.person(cast.bob))

    assert (voice.state, voice.side, voice.role_label) == ("received", "citizen", "pårørende")
    assert voice.node.title == "Bidrag fra pårørende, 3. februar 2026"
    assert (voice.node.visibility, voice.node.occurred_on) == ("organisation", dt.date(2026, 2, 3))
    given = Consent.objects.get(node=voice.node)
    assert given.purposes == ["interpret", "photo", "publish", "quote", "role_label"]
    assert (given.form, given.given_on, given.valid_until) == ("oral", dt.date(2026, 2, 3), dt.date(2028, 1, 1))
    assert (given.text.key, given.text.version, given.subject) == ("voice", 1, voice.subject)
    duty = Duty.objects.get(node=voice.node)
    assert (duty.purpose, duty.owner, duty.due_on) == ("answer", cast.person(cast.bob), dt.date(2026, 3, 5))
    link = Link.objects.get(later=voice.node)
    assert (link.earlier, link.relation, link.why) == (source, "led_to", "Bidraget blev givet dér.")
    assert verbs(voice.node) == [
        "text.written",
        "text.written",
        "consent.given",
        "text.quoted",
        "duty.given",
        "link.made",
        "text.written",
        "voice.danger_answered",
        "voice.received",
    ]


def test_words_are_sealed_and_found_by_no_search(cast: Cast, give: Give) -> None:
    voice = give()
    version = TextVersion.objects.get(text__node=voice.node, text__name="words")
    assert version.body == ""
    assert version.text.subject == voice.subject
    assert texts.read(version) == WORDS
    assert not SearchEntry.objects.filter(words__icontains="kanariefugl").exists()
    assert list(search.find(cast.alice, "kanariefugl")) == []
    assert list(search.find(cast.alice, "pårørende")) == [voice.node]
    assert not any("anarie" in str(row.data) for row in JournalEntry.objects.all())


def test_an_import_of_the_same_voice_twice_is_one(cast: Cast, give: Give) -> None:
    first = give(by=people.job("demo"), source_key="bussen", title="Bussen kører ikke", owner=None)
    again = give(by=people.job("demo"), source_key="bussen", title="Bussen kører ikke")
    assert first == again
    assert Voice.objects.count() == 1
    assert first.node.title == "Bussen kører ikke"
    assert Duty.objects.get(node=first.node).owner_organisation == cast.municipality


def test_a_second_voice_uses_the_consent_text_that_stands(cast: Cast, give: Give) -> None:
    give()
    consent.write_text(by=cast.alice, key="voice", title="Nyt", body="Nye ord")
    assert Consent.objects.get(node=give().node).text.version == 2
    assert ConsentText.objects.filter(key="voice").count() == 2


def test_without_the_right_to_quote_no_passage_is_offered_and_without_role_only_the_side(
    cast: Cast, give: Give
) -> None:
    assert not Quote.objects.filter(node=give(purposes=["interpret"]).node).exists()
    assert Quote.objects.get(node=give(purposes=["quote"]).node).speaker == "borger"
    offered = Quote.objects.get(node=give(purposes=["quote", "role_label"]).node)
    assert (offered.speaker, offered.start, offered.end) == ("pårørende", 0, len(WORDS))


@pytest.mark.parametrize(
    ("changed", "says", "field"),
    [
        ({"words": " "}, "Skriv, hvad personen sagde", "words"),
        ({"words": "x" * 10_001}, "10001 tegn", "words"),
        ({"words": f"nr. {cpr.replacement(dt.date(1960, 5, 4), serial=3).written}"}, "CPR-nummer", "words"),
        ({"contact": cpr.replacement(dt.date(1960, 5, 4), serial=3).written}, "CPR-nummer", "contact"),
        ({"title": cpr.replacement(dt.date(1960, 5, 4), serial=3).written}, "CPR-nummer", "title"),
        ({"purposes": []}, "Sæt kryds", "purposes"),
        ({"received_on": dt.date(2999, 1, 1)}, "ligger i fremtiden", "received_on"),
        ({"consent_given_on": dt.date(2999, 1, 1)}, "Samtykket kan ikke være givet i fremtiden", "given_on"),
        ({"consent_until": dt.date(2020, 1, 1)}, "kan ikke udløbe, før det er givet", "valid_until"),
        ({"due_on": dt.date(2026, 1, 1)}, "Fristen", "due_on"),
        ({"role_label": "morgenvagt"}, "Vælg, om det er", "side"),
    ],
)
def test_a_voice_that_is_refused_leaves_nothing(
    cast: Cast, give: Give, changed: dict[str, object], says: str, field: str
) -> None:
    before = JournalEntry.objects.count()
    with pytest.raises(Refused, match=says) as refused:
        give(**changed)
    assert refused.value.field == field
    assert not Voice.objects.exists()
    assert not Node.objects.filter(kind="voice").exists()
    assert not Text.objects.exists()
    assert JournalEntry.objects.count() == before


def test_outsiders_take_in_nothing(cast: Cast, give: Give) -> None:
    for by in (cast.charlie, cast.dorte, cast.politician):
        with pytest.raises(Refused, match="selv har en rolle"):
            give(by=by)
    assert give(by=cast.alice, within=cast.partnership).node.visibility == "circle"


def test_correcting_builds_on_the_version_seen_and_moves_the_offered_passage(cast: Cast, give: Give) -> None:
    voice = give()
    actions.correct(by=cast.bob, voice=voice, words="Bussen kører ikke.", based_on=1, reason="Stavefejl")
    version = texts.current(voice.node, "words")
    assert version is not None
    assert (version.number, texts.read(version), version.reason) == (2, "Bussen kører ikke.", "Stavefejl")
    assert Quote.objects.get(node=voice.node).version == version
    with pytest.raises(texts.Conflict):
        actions.correct(by=cast.alice, voice=voice, words="Noget andet", based_on=1)
    with pytest.raises(Refused, match="kun indtil det er offentligt"):
        actions.correct(by=cast.charlie, voice=voice, words="x", based_on=2)
    assert verbs(voice.node)[-3:] == ["text.written", "text.quoted", "voice.corrected"]


def test_publishing_opens_the_page_and_the_search_until_the_consent_ends(cast: Cast, give: Give) -> None:
    voice = give(consent_until=dt.date(2999, 12, 31))
    given = actions.answer(by=cast.alice, voice=voice, words="Tak", channel="letter", proof="Brev sendt")
    make_public(cast, voice)
    voice.refresh_from_db()
    assert (voice.state, voice.node.visibility) == ("published", "public")
    assert voice.node.visible_until == dt.date(2999, 12, 31)
    assert Node.objects.get(pk=given.pk).visibility == "public"
    assert list(search.find(cast.dorte, "kanariefugl")) == [voice.node]
    assert verbs(voice.node)[-1] == "voice.published"
    assert {each.body for each in TextVersion.objects.filter(text__node=voice.node)} == {""}
    with pytest.raises(Refused, match="allerede offentligt"):
        publishing.publish(by=cast.bob, voice=voice)


def test_publishing_needs_a_role_near_the_voice_and_the_consent(cast: Cast, give: Give) -> None:
    for by in (cast.politician, cast.director, cast.charlie, cast.dorte):
        with pytest.raises(Refused, match="Kun tovholder, medarbejder og sekretær"):
            publishing.ask(by=by, voice=give())
    quiet = give(purposes=["interpret"])
    with pytest.raises(Refused, match="ikke sagt ja"):
        publishing.ask(by=cast.alice, voice=quiet)
    assert quiet.node.visibility == "organisation"
    wordless = give()
    texts.withdraw(by=cast.alice, text=Text.objects.get(node=wordless.node, name="words"))
    with pytest.raises(Refused, match="ingen ord"):
        make_public(cast, wordless)


def test_a_consent_that_has_lapsed_publishes_nothing_and_hides_what_was_public(cast: Cast, give: Give) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    voice = give(consent_until=yesterday)
    with pytest.raises(Refused, match="ikke sagt ja"):
        publishing.ask(by=cast.alice, voice=voice)
    lasting = give(consent_until=timezone.localdate())
    make_public(cast, lasting)
    assert list(search.find(cast.dorte, "kanariefugl")) == [lasting.node]
    Node.objects.filter(pk=lasting.pk).update(visible_until=yesterday)
    assert list(search.find(cast.dorte, "kanariefugl")) == []


def test_taking_a_voice_off_the_net_also_takes_the_right_out_of_the_consent(cast: Cast, give: Give) -> None:
    voice = give(within=cast.partnership)
    make_public(cast, voice)
    own = people.Actor(passes=frozenset({people.Held(voice.pk, rules.PASS_PURPOSE)}))
    publishing.unpublish(by=own, voice=voice)
    voice.refresh_from_db()
    assert (voice.state, voice.published_at, voice.node.visibility) == ("received", None, "circle")
    assert not consent.allows(voice.node, "publish")
    assert consent.allows(voice.node, "quote")
    assert list(search.find(cast.dorte, "kanariefugl")) == []
    assert not SearchEntry.objects.filter(words__icontains="kanariefugl").exists()
    assert verbs(voice.node)[-3:] == ["consent.withdrawn", "consent.given", "voice.unpublished"]
    with pytest.raises(Refused, match="ikke sagt ja"):
        publishing.ask(by=cast.alice, voice=voice)


@pytest.mark.parametrize("leave_step", [True, False])
def test_withdrawing_works_everywhere_at_once(
    cast: Cast, give: Give, leave_step: bool, django_capture_on_commit_callbacks: Any
) -> None:
    voice = give(contact="dorte@example.org", through="nabo")
    insight = insight_on(cast, voice)
    given = actions.answer(by=cast.alice, voice=voice, words="Kanariesvar", channel="mail", proof="Sendt")
    make_public(cast, voice)
    assert [p.words for p in texts.quotes_of(insight)] == ["Kanariefugl:"]
    duties.give(by=cast.alice, node=voice.node, purpose="answer", title="Svar igen", owner=cast.person(cast.bob))
    actions.close(by=cast.alice, voice=voice, because="Kanariegrund")
    with_code = people.Actor(passes=frozenset({people.Held(voice.pk, rules.PASS_PURPOSE)}))

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(by=with_code, voice=voice, leave_step=leave_step)

    voice.refresh_from_db()
    assert (voice.state, voice.role_label, voice.place, voice.through, voice.not_taken_further_because) == (
        "withdrawn",
        "",
        "",
        "",
        "",
    )
    assert voice.node.title == "Bidrag, trukket tilbage"
    assert texts.quotes_of(insight) == []
    assert Quote.objects.count() == 0
    assert texts.current(voice.node, "words") is None
    assert reading.read(cast.alice, voice, purpose="prøve", whole=True).words == ""
    assert [told.words for told in reading.read(cast.alice, voice, purpose="prøve").answers] == [""]
    assert Erasure.objects.filter(subject_id=voice.subject_id).exists()
    for version in TextVersion.objects.filter(text__node__in=[voice.pk, given.pk]).select_related("text__subject"):
        with pytest.raises(Refused):
            texts.read(version)
    assert not Consent.objects.filter(node=voice.node, withdrawn_at__isnull=True).exists()
    assert not duties.still_open().filter(node=voice.node).exists()
    assert not Message.objects.exists()
    for asked in ("kanariefugl", "kanariesvar", "pårørende"):
        assert list(search.find(cast.alice, asked)) == []
    assert not SearchEntry.objects.filter(node__in=[voice.pk, given.pk]).exists()
    assert not visibility.nodes(cast.dorte).filter(pk__in=[voice.pk, given.pk]).exists()
    behind = thread.trail(cast.dorte, insight)
    assert (voice.pk in behind.nodes) is leave_step
    assert behind.nodes.get(voice.pk) is None
    assert visibility.nodes(with_code).filter(pk=voice.pk).exists()
    rows = JournalEntry.objects.filter(node_id=voice.pk)
    assert (verbs(voice.node)[-1], rows.order_by("sequence").last().data) == (  # type: ignore[union-attr]
        "voice.withdrawn",
        {"step": "nameless" if leave_step else "none"},
    )
    with pytest.raises(Refused, match="allerede trukket tilbage"):
        actions.withdraw(by=cast.alice, voice=voice)


def test_a_photo_needs_its_own_consent_and_goes_with_the_voice(cast: Cast, give: Give) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(picture, format="PNG")
    with pytest.raises(Refused, match="ikke sagt ja til et billede"):
        actions.add_photo(
            by=cast.alice, voice=give(purposes=["quote"]), name="a.png", stream=io.BytesIO(picture.getvalue())
        )
    with pytest.raises(Refused, match="ikke sagt ja til et billede"):
        give(purposes=["quote"], photo=("a.png", io.BytesIO(picture.getvalue())))
    assert reading.photos(cast.bob, give(photo=("a.png", io.BytesIO(picture.getvalue()))))
    voice = give()
    with pytest.raises(Refused, match="Vælg et billede"):
        actions.add_photo(by=cast.alice, voice=voice, name="a.txt", stream=io.BytesIO(b"ord"))
    kept = actions.add_photo(by=cast.alice, voice=voice, name="a.png", stream=io.BytesIO(picture.getvalue()))
    assert (kept.subject, reading.photos(cast.alice, voice)) == (voice.subject, [kept])
    assert reading.photos(cast.politician, voice) == []
    assert files_served(cast, kept.pk) == {"alice": 200, "bob": 200, "poul": 404, "charlie": 404, "dorte": 404}
    assert verbs(voice.node)[-2:] == ["file.stored", "voice.photo_added"]
    actions.withdraw(by=cast.alice, voice=voice)
    assert not StoredFile.objects.filter(node=voice.node).exists()
    assert reading.photos(cast.alice, voice) == []


def test_an_answer_is_linked_does_the_duty_and_tells_by_mail_without_the_words(cast: Cast, give: Give) -> None:
    voice = give(contact="dorte@example.org")
    given = actions.answer(
        by=cast.alice,
        voice=voice,
        words="Nu kører bussen igen.",
        channel="mail",
        proof="E-mail sendt",
        given_on=dt.date(2026, 3, 1),
    )

    assert (given.voice, given.channel, given.given_on) == (voice, "mail", dt.date(2026, 3, 1))
    link = Link.objects.get(later=given.node)
    assert (link.earlier, link.relation) == (voice.node, "answered_by")
    duty = Duty.objects.get(node=voice.node)
    assert (duty.done_by, duty.proof) == (cast.person(cast.alice), "E-mail sendt")
    message = Message.objects.get()
    assert message.address == "dorte@example.org"
    assert "bussen" not in message.body + message.subject
    assert TextVersion.objects.get(text__node=given.node).body == ""
    assert verbs(voice.node)[-2:] == ["duty.done", "voice.answered"]
    assert [told.words for told in reading.read(cast.alice, voice, purpose="prøve").answers] == [
        "Nu kører bussen igen."
    ]
    assert [told.words for told in reading.read(cast.politician, voice, purpose="prøve").answers] == [""]


def test_a_coordinator_answers_for_a_colleague_and_a_politician_only_what_is_theirs(cast: Cast, give: Give) -> None:
    voice = give(owner=cast.person(cast.politician))
    actions.answer(by=cast.politician, voice=voice, words="Tak", channel="in_person", proof="Talt sammen")
    other = give(owner=cast.person(cast.bob), within=cast.partnership)
    with pytest.raises(Refused, match="Kun den, der skal svare"):
        actions.answer(by=cast.politician, voice=other, words="Tak", channel="phone", proof="Ringet")
    actions.answer(by=cast.alice, voice=other, words="Tak", channel="phone", proof="Ringet")
    duty = Duty.objects.get(node=other.node)
    assert (duty.done_by, duty.proof) == (cast.person(cast.alice), "Ringet")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"words": ""}, "Skriv det svar, personen fik"),
        ({"proof": " "}, "nået frem"),
        ({"given_on": dt.date(2026, 2, 2)}, "senest i dag"),
        ({"given_on": dt.date(2999, 2, 2)}, "senest i dag"),
    ],
)
def test_an_answer_that_is_refused(cast: Cast, give: Give, changed: dict[str, object], says: str) -> None:
    voice = give()
    asked: dict[str, object] = {"words": "Tak", "channel": "phone", "proof": "Ringet", **changed}
    with pytest.raises(Refused, match=says):
        actions.answer(by=cast.alice, voice=voice, **asked)  # type: ignore[arg-type]
    assert not Answer.objects.exists()
    assert duties.still_open().filter(node=voice.node).count() == 1


def test_a_voice_closed_with_a_reason_still_waits_for_its_answer(cast: Cast, give: Give) -> None:
    voice = give()
    actions.close(by=cast.alice, voice=voice, because="Der er ikke penge.")
    assert queries.fate(cast.alice, voice).words == "Ikke ført videre: Der er ikke penge."
    assert list(queries.unanswered(cast.alice)) == [voice]
    actions.reopen(by=cast.alice, voice=voice)
    assert queries.fate(cast.alice, voice).label == "modtaget"
    assert verbs(voice.node)[-2:] == ["voice.closed", "voice.reopened"]


def test_a_new_code_makes_the_old_one_worthless(cast: Cast, give: Give) -> None:
    voice = give()
    first = actions.issue_code(by=cast.alice, voice=voice)
    second = actions.issue_code(by=cast.bob, voice=voice)
    assert passes.open_with(second.lower(), purpose=rules.PASS_PURPOSE, source="1").node == voice.node
    with pytest.raises(NotFound):
        passes.open_with(first, purpose=rules.PASS_PURPOSE, source="1")
    assert Pass.objects.filter(node=voice.node, revoked_at__isnull=True).count() == 1
    with pytest.raises(Refused, match="papirkode"):
        actions.issue_code(by=cast.charlie, voice=voice)
    assert verbs(voice.node)[-3:] == ["pass.revoked", "pass.issued", "voice.code_issued"]


def test_reading_sealed_words_is_noted_and_reading_public_ones_is_not(cast: Cast, give: Give) -> None:
    voice = give()
    assert reading.read(cast.politician, voice, purpose="Siden").words == ""
    assert reading.read(cast.charlie, voice, purpose="Siden").words == ""
    assert AccessEntry.objects.count() == 0
    assert reading.read(cast.bob, voice, purpose="Bidragets side").words == WORDS
    entry = AccessEntry.objects.get()
    assert (entry.reader_id, entry.role, entry.purpose) == (cast.bob.person_id, "staff", "Bidragets side")
    assert (entry.node_id, entry.subject_id) == (voice.pk, voice.subject_id)
    make_public(cast, voice)
    assert reading.read(cast.dorte, voice, purpose="Siden").words == WORDS
    assert AccessEntry.objects.count() == 1


def files_served(cast: Cast, pk: object) -> dict[str, int]:
    """Who is served a file by its address. Poul sits in the partnership, so he sees the voice, but may not read its words."""
    people.give_role(
        by=people.job("test"),
        person=cast.person(cast.politician),
        role="politician",
        circle=cast.partnership,
        from_on=dt.date(2020, 1, 1),
    )
    served = {}
    for name, actor in (
        ("alice", cast.alice),
        ("bob", cast.bob),
        ("poul", cast.politician),
        ("charlie", cast.charlie),
        ("dorte", cast.dorte),
    ):
        client = Client()
        if actor.person_id:
            person = cast.person(actor)
            person.user = get_user_model().objects.create_user(name)
            person.save()
            client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        served[name] = client.get(f"/fil/{pk}/").status_code

    return served
