"""How a voice becomes public: what is found in it, two persons, danger first, and nothing that slips in between."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.insights import actions as insights
from samspil.features.insights import queries as insight_queries
from samspil.features.voices import actions, queries
from samspil.features.voices.actions import danger, publishing
from samspil.features.voices.models import Finding, PublicationRequest, Voice
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.queries import reading
from samspil.features.voices.rules import danger as rules_danger
from samspil.features.voices.rules.publishing import Judged
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, people, search, texts, thread
from samspil.spine.models import AccessEntry, Duty, JournalEntry, Node, SearchEntry, StoredFile, TextVersion
from samspil.spine.people import Actor
from tests.features.voices.conftest import Give, make_public
from tests.kit.cast import Cast
from tests.kit.clients import Browse

ISSUE = "Jeg hedder Karen Holm og bor Nygade 4, tlf. 12345678. Bussen kører ikke."
TRACES = ("Karen", "Holm", "Nygade", "12345678")


def judge(by: Actor, voice: Voice, **outcomes: str) -> Voice:
    """Say of everything found what `outcomes` says of its kind, with a reason where it may stand."""
    judged = [
        Judged(
            each.key,
            outcomes.get(each.kind, "masked"),
            "Personen vil have det." if outcomes.get(each.kind) == "answered" else "",
        )
        for each in publishing_queries.traces_in(voice)
    ]
    return publishing.go_through(by=by, voice=voice, judged=judged)


def test_what_was_found_is_named_and_publishing_is_refused_until_it_is_masked_or_answered(
    cast: Cast, give: Give
) -> None:
    voice = give(words=ISSUE)
    with pytest.raises(Refused) as refused:
        publishing.ask(by=cast.alice, voice=voice)
    assert (
        "et navn i ordene (»Karen Holm«), en adresse i ordene (»Nygade 4«) og et telefonnummer i ordene (»12345678«)"
        in (refused.value.sentence)
    )
    judge(cast.secretary, voice)
    make_public(cast, voice)

    seen = reading.read(cast.dorte, voice, purpose="Siden").words
    assert seen == "Jeg hedder [navn] og bor [adresse], tlf. [telefonnummer]. Bussen kører ikke."
    for trace in TRACES:
        assert list(search.find(cast.dorte, trace)) == []
        assert not SearchEntry.objects.filter(words__icontains=trace).exists()
        assert not any(trace in str(row.data) for row in JournalEntry.objects.all())
    # The sealed original stays, for those who may read it, and that is noted.
    before = AccessEntry.objects.count()
    assert reading.read(cast.alice, voice, purpose="prøve", whole=True).words == ISSUE
    assert AccessEntry.objects.count() == before + 1


def test_what_may_stand_stands_with_its_reason_and_by_whom(cast: Cast, give: Give) -> None:
    voice = give(words=ISSUE)
    with pytest.raises(Refused, match="Skriv, hvorfor et navn i ordene må stå"):
        publishing.go_through(
            by=cast.secretary,
            voice=voice,
            judged=[Judged(each.key, "answered") for each in publishing_queries.traces_in(voice)],
        )

    assert not Finding.objects.exists()
    judge(cast.secretary, voice, name="answered")
    make_public(cast, voice)
    assert reading.read(cast.dorte, voice, purpose="Siden").words.startswith("Jeg hedder Karen Holm og bor [adresse]")
    row = Finding.objects.get(kind="name")
    assert (row.outcome, row.judged_by, b"Personen" in bytes(row.because or b"")) == (
        "answered",
        cast.person(cast.secretary),
        False,
    )
    assert {each.because for each in publishing_queries.traces_in(voice) if each.kind == "name"} == {
        "Personen vil have det."
    }


def test_nobody_approves_what_has_been_through_their_own_hands(cast: Cast, give: Give) -> None:
    voice = give(words=ISSUE)
    judge(cast.bob, voice)
    publishing.ask(by=cast.alice, voice=voice)
    with pytest.raises(Refused, match="selv har bedt om det"):
        publishing.publish(by=cast.alice, voice=voice)
    with pytest.raises(Refused, match="selv har sagt, hvad der må stå"):
        publishing.publish(by=cast.bob, voice=voice)
    assert publishing.publish(by=cast.secretary, voice=voice).state == "published"

    received = give(by=cast.alice)
    publishing.ask(by=cast.bob, voice=received)
    with pytest.raises(Refused, match="selv tog imod bidraget"):
        publishing.publish(by=cast.alice, voice=received)

    corrected = give(by=cast.secretary)
    actions.correct(by=cast.bob, voice=corrected, words="Rettet.", based_on=1)
    publishing.ask(by=cast.alice, voice=corrected)
    with pytest.raises(Refused, match="selv har rettet ordene sidst"):
        publishing.publish(by=cast.bob, voice=corrected)


def test_one_of_the_two_is_the_coordinator_and_no_run_of_the_installation_is_either(cast: Cast, give: Give) -> None:
    voice = give(by=people.job("import"), owner=cast.person(cast.alice))
    publishing.ask(by=cast.bob, voice=voice)
    with pytest.raises(Refused, match="Én af de to"):
        publishing.publish(by=cast.secretary, voice=voice)
    job = people.job("import")
    for deed in (publishing.ask, publishing.publish):
        with pytest.raises(Refused, match="En kørsel kan ikke"):
            deed(by=job, voice=voice)
    assert publishing.publish(by=cast.alice, voice=voice).state == "published"
    assert [row.outcome for row in PublicationRequest.objects.filter(voice=voice)] == ["published"]


def test_one_person_alone_never_gets_through(cast: Cast, give: Give) -> None:
    for by in (cast.alice, cast.bob, cast.secretary):
        voice = give(by=people.job("import"), owner=cast.person(cast.alice))
        with pytest.raises(Refused, match="Ingen har bedt om"):
            publishing.publish(by=by, voice=voice)
        publishing.ask(by=by, voice=voice)
        with pytest.raises(Refused, match="selv har bedt om det"):
            publishing.publish(by=by, voice=voice)


@pytest.mark.parametrize("change", ["correct", "answer", "close", "photo"])
def test_what_slips_in_after_the_request_stops_it(cast: Cast, give: Give, change: str) -> None:
    voice = give(by=people.job("import"), owner=cast.person(cast.alice))
    publishing.ask(by=cast.bob, voice=voice)
    if change == "correct":
        actions.correct(by=cast.alice, voice=voice, words="Jeg bor på Nygade 4.", based_on=1)
    elif change == "answer":
        actions.answer(by=cast.alice, voice=voice, words="Kære Karen Holm, tak.", channel="phone", proof="Ringet")
    elif change == "close":
        actions.close(by=cast.alice, voice=voice, because="Der er ikke penge.")
    else:
        actions.add_photo(by=cast.alice, voice=voice, name="a.png", stream=picture())
    with pytest.raises(Refused):
        publishing.publish(by=cast.alice, voice=voice)
    assert Node.objects.get(pk=voice.pk).visibility != "public"


def test_an_answer_to_a_public_voice_is_not_public_before_two_have_made_it_so(cast: Cast, give: Give) -> None:
    voice = make_public(cast, give())
    made = actions.answer(
        by=cast.alice, voice=voice, words="Kære Karen Holm, ring på 12 34 56 78.", channel="phone", proof="Ringet"
    )
    assert Node.objects.get(pk=made.pk).visibility != "public"
    assert [told.words for told in reading.read(cast.dorte, voice, purpose="Siden").answers] == [""]
    with pytest.raises(Refused, match="i svaret"):
        publishing.ask(by=cast.bob, voice=voice)

    judge(cast.secretary, voice)
    publishing.ask(by=cast.bob, voice=voice)
    with pytest.raises(Refused, match="selv tog imod bidraget"):
        publishing.publish(by=cast.alice, voice=voice)

    publishing.refuse(by=cast.alice, voice=voice, because="Jeg tog selv imod det.")
    publishing.ask(by=cast.alice, voice=voice)
    publishing.publish(by=cast.bob, voice=voice)
    assert [told.words for told in reading.read(cast.dorte, voice, purpose="Siden").answers] == [
        "Kære [navn], ring på [telefonnummer]."
    ]


def test_heading_role_and_place_are_read_too_and_rewritten_with_the_mask(cast: Cast, give: Give) -> None:
    voice = give(title="Hilsen Karen Holm", place="Nygade 4", through="nabo Bent")
    with pytest.raises(Refused, match=r"overskriften.*stedet.*på vegne af"):
        publishing.ask(by=cast.alice, voice=voice)
    judge(cast.secretary, voice)
    voice.refresh_from_db()
    assert (voice.node.title, voice.place, voice.through) == ("Hilsen [navn]", "[adresse]", "nabo [navn]")
    kept = TextVersion.objects.get(text__node=voice.node, text__name="before title")
    assert (kept.body, texts.read(kept)) == ("", "Hilsen Karen Holm")
    make_public(cast, voice)
    for trace in TRACES:
        assert list(search.find(cast.dorte, trace)) == []


def picture() -> io.BytesIO:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(written, format="PNG")
    written.seek(0)
    return written


def test_a_picture_is_public_only_when_somebody_has_looked_at_it(cast: Cast, give: Give) -> None:
    voice = give(photo=("a.png", picture()))
    with pytest.raises(Refused, match="et billede, som ingen har set efter"):
        publishing.ask(by=cast.alice, voice=voice)
    judge(cast.secretary, voice)
    make_public(cast, voice)
    kept = StoredFile.objects.get(node=voice.node)
    assert reading.photos(cast.dorte, voice) == []
    assert reading.photos(cast.alice, voice) == [kept]
    assert Client().get(f"/fil/{kept.pk}/").status_code == 404

    shown = give(photo=("b.png", picture()))
    judge(cast.secretary, shown, photo="answered")
    make_public(cast, shown)
    assert [each.node_id for each in reading.photos(cast.dorte, shown)] == [shown.pk]


def test_a_reason_for_closing_holds_no_traces(cast: Cast, give: Give) -> None:
    voice = make_public(cast, give())
    with pytest.raises(Refused, match="en adresse") as refused:
        actions.close(by=cast.alice, voice=voice, because="Der er ikke penge til Nygade 4.")
    assert refused.value.field == "because"
    assert queries.fate(cast.dorte, voice).words.find("Nygade") == -1


def test_what_nobody_has_looked_at_is_masked_even_where_it_is_public_already(cast: Cast, give: Give) -> None:
    voice = give(words=ISSUE)
    # As a voice that was published by one press before the gate was there.
    Voice.objects.filter(pk=voice.pk).update(state="published", published_at=timezone.now())
    thread.show_to(voice.node, Node.Visibility.PUBLIC)
    voice.refresh_from_db()
    shown = reading.read(cast.dorte, voice, purpose="Siden").words
    assert not any(trace in shown for trace in TRACES)
    with journal.writing():
        search.index(voice.node, ISSUE)
    job = people.job("voices.search")
    assert [publishing.keep_search_masked(by=job) for _day in range(2)] == [1, 0]
    assert list(search.find(cast.dorte, "Nygade")) == []


def test_a_quote_in_an_insight_goes_through_the_same_gate(cast: Cast, give: Give) -> None:
    voice = give(by=cast.bob, words=ISSUE, purposes=["interpret", "quote"], danger="")
    insight = insights.begin(
        by=cast.bob, draft=insights.Draft(organisation=cast.municipality, statement="Vejen er lang.")
    )
    passage = voice.node.quotes.get()
    insights.rest_on(by=cast.bob, insight=insight, passage=passage, why="Læst sammen")
    with pytest.raises(Refused, match="nogen er i fare"):
        insights.publish(by=cast.alice, insight=insight)
    danger.answer_danger(by=cast.bob, voice=voice, danger="no")
    with pytest.raises(Refused, match="Karen Holm"):
        insights.publish(by=cast.alice, insight=insight)
    judge(cast.bob, voice)
    insights.publish(by=cast.alice, insight=insight)
    shown = [each.words for each in insight_queries.evidence_of(cast.dorte, insight)]
    assert shown == ["Jeg hedder [navn] og bor [adresse], tlf. [telefonnummer]. Bussen kører ikke."]

    own = give(by=cast.alice, purposes=["interpret", "quote"])
    second = insights.begin(
        by=cast.bob, draft=insights.Draft(organisation=cast.municipality, statement="Bussen mangler.")
    )
    insights.rest_on(by=cast.bob, insight=second, passage=own.node.quotes.get(), why="Læst sammen")
    with pytest.raises(Refused, match="selv tog imod bidraget"):
        insights.publish(by=cast.alice, insight=second)


def test_a_no_is_told_with_its_reason_and_asking_again_is_possible(cast: Cast, give: Give) -> None:
    voice = give()
    with pytest.raises(Refused, match="Ingen har bedt om"):
        publishing.refuse(by=cast.bob, voice=voice, because="Nej")
    publishing.ask(by=cast.alice, voice=voice)
    assert publishing.ask(by=cast.alice, voice=voice) == PublicationRequest.objects.get()
    publishing.refuse(by=cast.bob, voice=voice, because="Stedet kan genkendes.")
    refused = publishing_queries.last_refused(voice)
    assert refused is not None
    assert (refused.because, refused.decided_by) == ("Stedet kan genkendes.", cast.person(cast.bob))
    make_public(cast, voice)


def test_publishing_and_withdrawing_twice_is_journaled_once(cast: Cast, give: Give) -> None:
    voice = give()
    publishing.ask(by=cast.alice, voice=voice)
    # Two who read the voice before either had written: what the second holds in its hands is old.
    first, second = (Voice.objects.get(pk=voice.pk) for _ in range(2))
    assert (first.node.visibility, second.node.visibility) == ("organisation", "organisation")
    publishing.publish(by=cast.bob, voice=first)
    with pytest.raises(Refused, match="allerede offentligt"):
        publishing.publish(by=cast.secretary, voice=second)

    third, fourth = (Voice.objects.get(pk=voice.pk) for _ in range(2))
    actions.withdraw(by=cast.alice, voice=third)
    with pytest.raises(Refused, match="allerede trukket tilbage"):
        actions.withdraw(by=cast.alice, voice=fourth)

    with pytest.raises(Refused):
        publishing.publish(by=cast.bob, voice=first)

    told = JournalEntry.objects.filter(node_id=voice.pk, verb__in=["voice.published", "voice.withdrawn"])
    assert list(told.order_by("sequence").values_list("verb", flat=True)) == ["voice.published", "voice.withdrawn"]
    assert not Finding.objects.filter(voice=voice).exists()


# ---- Danger ----


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Jeg har lyst til at gøre en ende på det hele", True),
        ("Jeg kan ikke mere", True),
        ("Han slog mig i går", True),
        ("hun taler om selvmord", True),
        ("drengen har blå mærker", True),
        ("Jeg vil ikke leve sådan, jeg vil hellere dø", True),
        ("Bussen kører ikke mere end to gange om dagen", False),
        ("Jeg kan ikke mere end at gå til hjørnet", False),
        ("Lægen slog op i en bog", False),
        ("Vi slog os ned i hallen", False),
    ],
)
def test_some_words_make_the_page_ask_once_more(words: str, asks: bool) -> None:
    assert bool(rules_danger.asks(words)) is asks


def test_danger_is_asked_and_a_no_beside_such_words_is_said_twice(cast: Cast, give: Give) -> None:
    sad = "Nogle dage vil jeg gøre en ende på det hele."
    with pytest.raises(Refused, match="»gøre en ende på«") as refused:
        give(words=sad)
    assert refused.value.field == "considered"
    assert not Voice.objects.exists()
    assert give(words=sad, considered=True).is_danger_settled is True


def test_danger_gives_a_named_person_a_duty_of_today_and_nothing_is_public_before_it_is_followed_up(
    cast: Cast, give: Give
) -> None:
    voice = give(danger="yes", danger_owner=cast.person(cast.bob))
    duty = Duty.objects.get(node=voice.node, purpose="danger")
    assert (duty.owner, duty.due_on, duty.title) == (
        cast.person(cast.bob),
        timezone.localdate(),
        "Følg op på bidraget i dag",
    )
    with pytest.raises(Refused, match="om nogen er i fare"):
        publishing.ask(by=cast.alice, voice=voice)

    with pytest.raises(Refused, match="hvornår de fik det at vide"):
        danger.answer_danger(by=cast.bob, voice=voice, danger="yes", told_to="Vagtlægen", done="Ringet")

    tomorrow = timezone.now() + dt.timedelta(days=1)
    with pytest.raises(Refused, match="ligger i fremtiden"):
        danger.answer_danger(
            by=cast.bob, voice=voice, danger="yes", told_to="Vagtlægen", told_at=tomorrow, done="Ringet"
        )

    with pytest.raises(Refused, match="Der er svaret ja før"):
        danger.answer_danger(by=cast.bob, voice=voice, danger="no")

    danger.answer_danger(
        by=cast.bob, voice=voice, danger="yes", told_to="Vagtlægen", told_at=timezone.now(), done="De kørte derud."
    )
    duty.refresh_from_db()
    assert duty.done_at is not None
    assert duty.proof == "Fulgt op. Det står ved bidraget."
    known = publishing_queries.danger_of(voice)
    assert (known.answer, known.told_to, known.done, known.is_settled) == ("yes", "Vagtlægen", "De kørte derud.", True)
    # Sealed as the words are: nowhere in the clear.
    assert {each.body for each in TextVersion.objects.filter(text__node=voice.node)} == {""}
    assert not any("Vagtlægen" in str(row.data) for row in JournalEntry.objects.all())
    make_public(cast, voice)


def test_an_import_that_was_not_asked_is_not_public_before_somebody_answers(cast: Cast, give: Give) -> None:
    voice = give(by=people.job("import"), owner=cast.person(cast.alice), danger="")
    with pytest.raises(Refused, match="om nogen er i fare"):
        publishing.ask(by=cast.bob, voice=voice)
    with pytest.raises(Refused, match="Kun dem, der arbejder"):
        danger.answer_danger(by=cast.politician, voice=voice, danger="no")
    danger.answer_danger(by=cast.bob, voice=voice, danger="no")
    publishing.ask(by=cast.bob, voice=voice)


def test_new_words_that_may_mean_danger_are_asked_about_anew(cast: Cast, give: Give) -> None:
    voice = give()
    actions.correct(by=cast.bob, voice=voice, words="Jeg vil gøre en ende på det.", based_on=1)
    assert Voice.objects.get(pk=voice.pk).is_danger_settled is False


def test_a_withdrawal_leaves_the_duty_to_follow_up(cast: Cast, give: Give, browse: Browse) -> None:
    """A danger is no less because the words are taken back: the same duty, day and owner, done with words by its owner alone."""
    voice = give(danger="yes", owner=cast.person(cast.bob), danger_owner=cast.person(cast.bob))
    before = duties.still_open().get(node=voice.node, purpose=rules_danger.DUTY_PURPOSE)
    actions.withdraw(by=cast.alice, voice=voice)
    (owed,) = duties.still_open().filter(node=voice.node)
    assert (owed.pk, owed.purpose, owed.owner, owed.due_on) == (
        before.pk,
        rules_danger.DUTY_PURPOSE_AFTER,
        cast.person(cast.bob),
        before.due_on,
    )
    with pytest.raises(Refused, match="Kun den, der har opgaven"):
        duties.do(by=cast.alice, duty=owed, proof="Ringet til vagtlægen i dag.")

    bob, place = browse(cast.bob), reverse("web:duty", args=[owed.pk])
    assert "ordene er trukket tilbage" in bob.get(reverse("web:duties")).content.decode()
    assert bob.post(place, {"proof": ""}).status_code == 422
    assert bob.post(place, {"proof": "Ringet til vagtlægen i dag."}).status_code == 302
    owed.refresh_from_db()
    assert (owed.ended, owed.proof, owed.done_by) == ("words", "Ringet til vagtlægen i dag.", cast.person(cast.bob))
    assert not duties.still_open().filter(node=voice.node).exists()


# ---- The pages ----


def test_two_people_do_it_through_the_pages(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(by=people.job("import"), owner=cast.person(cast.alice), words=ISSUE, danger="")
    bob, alice = browse(cast.bob), browse(cast.alice)
    page = reverse("voices:review", args=[voice.pk])
    shown = bob.get(page).content.decode()
    for needed in ("Et navn", "Karen Holm", "Nygade 4", "Svar på, om nogen er i fare", "Sådan læser alle det"):
        assert needed in shown
    asked = bob.get(reverse("voices:danger", args=[voice.pk])).content.decode()
    for needed in ("1-1-2", "70 201 201", "underretning"):
        assert needed in asked
    sent = {"danger": "no", "owner": str(cast.bob.person_id)}
    assert bob.post(reverse("voices:danger", args=[voice.pk]), sent).status_code == 302

    found = publishing_queries.traces_in(voice)
    bare = {f"key-{n}": each.key for n, each in enumerate(found)} | {
        f"outcome-{n}": "answered" for n in range(len(found))
    }
    refused = bob.post(page, bare)
    assert refused.status_code == 422
    assert "Skriv, hvorfor et navn i ordene må stå" in refused.content.decode()
    masked = {f"key-{n}": each.key for n, each in enumerate(found)} | {
        f"outcome-{n}": "masked" for n in range(len(found))
    }
    assert bob.post(page, masked).status_code == 302
    assert bob.post(reverse("voices:ask_publish", args=[voice.pk])).status_code == 302
    assert "En anden end dig skal sige ja" in bob.get(reverse("voices:detail", args=[voice.pk])).content.decode()
    assert "Bob bad" in alice.get(reverse("voices:detail", args=[voice.pk])).content.decode()
    bob.post(reverse("voices:publish", args=[voice.pk]))
    assert Voice.objects.get(pk=voice.pk).state == "received"
    assert "Ja, gør det offentligt" in alice.get(page).content.decode()
    alice.post(reverse("voices:publish", args=[voice.pk]))
    assert Voice.objects.get(pk=voice.pk).state == "published"
    anyone = Client().get(reverse("voices:detail", args=[voice.pk])).content.decode()
    assert "[navn]" in anyone
    for trace in TRACES:
        assert trace not in anyone
        assert "Ingen resultater" in Client().get(f"/soeg/?q={trace}").content.decode()


def test_the_capture_form_asks_about_danger_and_leads_on_after_a_yes(cast: Cast, browse: Browse) -> None:
    client, address = browse(cast.alice), reverse("voices:new")
    sent: dict[str, Any] = {
        "words": "Jeg vil gøre en ende på det hele.",
        "role_label": "borger",
        "purposes": ["quote"],
        "consent_form": "oral",
        "owner": cast.alice.person_id,
        "due_on": "22/12/2099",
        "source_method": "phone",
        "received_on": "3/2/2026",
        "channel": "phone",
        "side": "",
        "organisation": cast.municipality.pk,
    }
    shown = client.get(address).content.decode()

    assert "bekymret for liv eller helbred" in shown
    assert "70 201 201" in shown
    assert client.post(address, sent).status_code == 422
    twice = client.post(address, {**sent, "danger": "no"})
    assert twice.status_code == 422
    assert "ingen er i fare" in twice.content.decode()
    done = client.post(address, {**sent, "danger": "yes"})
    voice = Voice.objects.get()
    assert done["Location"] == reverse("voices:danger", args=[voice.pk])
    assert Duty.objects.get(purpose="danger").owner == cast.person(cast.alice)


def _let_stand(by: Actor, voice: Voice, kind: str) -> None:
    publishing.go_through(
        by=by,
        voice=voice,
        judged=[
            Judged(each.key, "answered", "Den må gerne stå.")
            for each in publishing_queries.traces_in(voice)
            if each.kind == kind
        ],
    )


@pytest.mark.parametrize("where", ["the voice", "an insight"])
def test_nobody_alone_lets_stand_what_two_have_masked(cast: Cast, give: Give, where: str) -> None:
    voice = give(by=cast.bob, words=ISSUE)
    judge(cast.secretary, voice)
    insight = insights.begin(
        by=cast.bob, draft=insights.Draft(organisation=cast.municipality, statement="Vejen er lang.")
    )
    if where == "the voice":
        publishing.ask(by=cast.bob, voice=voice)
        publishing.publish(by=cast.alice, voice=voice)
    else:
        insights.rest_on(by=cast.bob, insight=insight, passage=voice.node.quotes.get(), why="Læst sammen")
        insights.publish(by=cast.alice, insight=insight)

    with pytest.raises(Refused, match="Én kan ikke vise det alene"):
        _let_stand(cast.secretary, voice, "name")
    if where == "the voice":
        assert "Karen" not in reading.read(cast.dorte, voice, purpose="Siden").words
    else:
        assert "Karen" not in str([each.words for each in insight_queries.evidence_of(cast.dorte, insight)])
    judge(cast.secretary, voice)


def test_nobody_alone_shows_a_picture_of_a_public_voice(cast: Cast, give: Give) -> None:
    voice = give(photo=("hall.png", picture()))
    judge(cast.secretary, voice)
    make_public(cast, voice)
    with pytest.raises(Refused, match="Én kan ikke vise det alene"):
        _let_stand(cast.secretary, voice, "photo")
    assert publishing_queries.public_photos(voice) == []


def test_whoever_may_say_yes_is_told_on_the_front_page_that_one_is_waited_for(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice = give(purposes=["interpret", "quote", "publish"])
    asked = "Bidrag, der venter på et ja"
    assert asked not in browse(cast.bob).get("/").content.decode()
    publishing.ask(by=cast.alice, voice=voice)

    page = browse(cast.bob).get("/").content.decode()
    assert asked in page
    assert reverse("voices:review", args=[voice.pk]) in page
    for other in (cast.alice, cast.charlie, cast.politician, cast.dorte):
        assert asked not in browse(other).get("/").content.decode(), other.name
