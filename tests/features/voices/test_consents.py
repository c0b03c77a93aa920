"""One yes taken back or given again: every purpose against everything that rests on one."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.insights import actions as insights
from samspil.features.insights import queries as insights_queries
from samspil.features.insights.models import Insight
from samspil.features.voices import actions as voice_actions
from samspil.features.voices import rules as voice_rules
from samspil.features.voices.consents import actions, queries
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import reading
from samspil.features.voices.rules import consents as rules
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import consent, people, search, takebacks, visibility
from samspil.spine.models import Consent, JournalEntry, Link, Quote
from tests.features.voices.conftest import EVERYTHING, Give, make_public
from tests.kit.cast import Cast

ALL = frozenset(EVERYTHING)


def owner(voice: Voice) -> people.Actor:
    """Give whoever holds the paper code."""
    return people.Actor(passes=frozenset({people.Held(voice.pk, voice_rules.PASS_PURPOSE)}))


def picture() -> io.BytesIO:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(made, format="PNG")
    made.seek(0)
    return made


def used(cast: Cast, give: Give, *, quoted: bool = True) -> tuple[Voice, Insight]:
    """Give a voice that is used in every way: a picture, public, and an insight that rests on it, with its words or without."""
    voice = give(within=cast.partnership)
    voice_actions.add_photo(by=cast.alice, voice=voice, name="hus.png", stream=picture())
    draft = insights.Draft(
        statement="Bussen kører for sjældent.", organisation=cast.municipality, within=cast.partnership
    )
    insight = insights.begin(by=cast.alice, draft=draft)
    passage = Quote.objects.get(node=voice.node) if quoted else None
    insights.rest_on(by=cast.alice, insight=insight, source=voice.node, passage=passage, why="Det siger de.")
    return voice, insight


def uses(cast: Cast, voice: Voice) -> dict[str, bool]:
    """Tell everything that is done with a voice now, as the readings of the product give it."""
    voice.refresh_from_db()
    return {
        "public": voice.state == "published",
        "seen by anybody": visibility.nodes(cast.dorte).filter(pk=voice.pk).exists(),
        "found": bool(list(search.find(cast.dorte, "kanariefugl"))),
        "offered": Quote.objects.filter(node=voice.node).exists(),
        "quoted": Quote.objects.filter(version__text__node=voice.node).exclude(node=voice.node).exists(),
        "rests": insights_queries.standing_evidence().filter(link__earlier=voice.node).exists(),
        "picture": bool(reading.photos(cast.alice, voice)),
        "role": voice.role_label in voice.node.title,
        "role by the words": Quote.objects.filter(version__text__node=voice.node, speaker=voice.role_label).exists(),
        "may be interpreted": consent.allows(voice.node, "interpret"),
    }


# What stops when one purpose is taken back from a voice that is used in every way; everything else goes on.
STOPS = {
    "interpret": {"may be interpreted"},
    "quote": {"public", "seen by anybody", "found", "offered", "quoted", "rests", "role by the words"},
    "role_label": {"role", "role by the words"},
    "publish": {"public", "seen by anybody", "found"},
    "photo": {"picture"},
}


def test_every_purpose_is_explained_and_can_be_taken_back() -> None:
    assert rules.MEANS.keys() == voice_rules.PURPOSES.keys() == STOPS.keys() == ALL == rules.TAKEN.keys()


@pytest.mark.parametrize("purpose", sorted(ALL))
def test_what_stops_with_each_purpose_and_what_goes_on(cast: Cast, give: Give, purpose: str) -> None:
    voice, _insight = used(cast, give)
    make_public_whole(cast, voice)
    before = uses(cast, voice)
    assert all(before.values()), before
    told = Consent.objects.get(node=voice.node)

    actions.take_back(by=owner(voice), voice=voice, purpose=purpose)

    assert {use for use, goes_on in uses(cast, voice).items() if not goes_on} == STOPS[purpose]
    left = ALL - rules.goes_with(purpose)
    for each in ALL:
        assert consent.allows(voice.node, each) is (each in left)
    rest = queries.standing(voice).get()
    assert rest.pk != told.pk
    kept = ("text_id", "form", "given_on", "valid_until", "basis", "recipient_id")
    assert [getattr(rest, name) for name in kept] == [getattr(told, name) for name in kept]
    noted = JournalEntry.objects.filter(node_id=voice.pk, verb="voice.yes_withdrawn").order_by("sequence")
    assert {each.data["purpose"] for each in noted} == rules.goes_with(purpose)
    with pytest.raises(Refused, match="allerede sagt nej"):
        actions.take_back(by=owner(voice), voice=voice, purpose=purpose)


def make_public_whole(cast: Cast, voice: Voice) -> None:
    """Judge the picture, and make the voice public by two persons."""
    from samspil.features.voices.actions import publishing
    from samspil.features.voices.queries import publishing as publishing_queries
    from samspil.features.voices.rules.publishing import Judged

    judged = [
        Judged(key=trace.key, outcome="answered", because="Viser et hus.")
        for trace in publishing_queries.traces_in(voice)
    ]
    publishing.go_through(by=cast.alice, voice=voice, judged=judged)
    make_public(cast, voice)


@pytest.mark.parametrize("gone", [each for n in range(6) for each in itertools.combinations(sorted(ALL), n)])
def test_no_use_without_its_yes_whatever_else_stands(cast: Cast, give: Give, gone: tuple[str, ...]) -> None:
    voice, _insight = used(cast, give)
    for purpose in gone:
        if purpose in queries.purposes(voice):
            actions.take_back(by=owner(voice), voice=voice, purpose=purpose)
    left = ALL - {each for purpose in gone for each in rules.goes_with(purpose)}
    assert queries.purposes(voice) == left
    now = uses(cast, voice)
    assert now["offered"] is now["quoted"] is ("quote" in left)
    assert now["picture"] is ("photo" in left)
    assert now["role"] is ("role_label" in left)
    assert now["may be interpreted"] is ("interpret" in left)
    assert now["rests"] is ("quote" in left)
    stands = Link.objects.filter(earlier=voice.node, relation="grounds", withdrawn_at__isnull=True).exists()
    assert stands is bool({"quote", "interpret"} & left)


def test_what_rests_on_a_voice_without_its_words_stops_with_the_interpretation(cast: Cast, give: Give) -> None:
    voice, _insight = used(cast, give, quoted=False)
    actions.take_back(by=owner(voice), voice=voice, purpose="quote")
    assert uses(cast, voice)["rests"]
    actions.take_back(by=owner(voice), voice=voice, purpose="interpret")
    assert not uses(cast, voice)["rests"]
    assert Link.objects.get(earlier=voice.node).withdrawn_why == actions.WHY


@pytest.mark.parametrize("purpose", sorted(ALL))
def test_a_yes_is_given_again_to_the_text_of_today_and_makes_nothing_public(
    cast: Cast, give: Give, purpose: str
) -> None:
    voice = give(within=cast.partnership, consent_until=timezone.localdate() + dt.timedelta(days=40))
    until = queries.standing(voice).get().valid_until
    title = voice.node.title
    text = consent.write_text(by=cast.alice, key=voice_rules.CONSENT_KEY, title="Ny", body="Ny tekst.")
    actions.take_back(by=owner(voice), voice=voice, purpose=purpose)
    actions.give(by=owner(voice), voice=voice, purpose=purpose)
    made = next(each for each in queries.standing(voice) if purpose in each.purposes)
    assert (made.purposes, made.form, made.text, made.given_on, made.valid_until, made.taken_by) == (
        [purpose],
        "written",
        text,
        timezone.localdate(),
        until,
        None,
    )
    assert queries.purposes(voice) == ALL - (rules.goes_with(purpose) - {purpose})
    voice.refresh_from_db()
    assert (voice.state, voice.node.title) == ("received", title)
    assert Quote.objects.get(node=voice.node).speaker == voice.role_label
    with pytest.raises(Refused, match="allerede sagt ja"):
        actions.give(by=owner(voice), voice=voice, purpose=purpose)


def test_the_last_yes_leaves_nothing_and_a_new_one_lasts_a_year(cast: Cast, give: Give) -> None:
    voice = give(purposes=["interpret"])
    actions.take_back(by=owner(voice), voice=voice, purpose="interpret")
    assert queries.said_yes_to(voice) == []
    actions.give(by=owner(voice), voice=voice, purpose="interpret")
    assert queries.standing(voice).get().valid_until == consent.a_year_after(timezone.localdate())
    Consent.objects.filter(node=voice.node).delete()
    with pytest.raises(Refused, match="intet samtykke"):
        actions.give(by=owner(voice), voice=voice, purpose="interpret")


def test_what_is_refused(cast: Cast, give: Give) -> None:
    voice = give(purposes=["interpret"])
    with pytest.raises(Refused, match="Sig først ja til det"):
        actions.give(by=owner(voice), voice=voice, purpose="publish")
    for deed in (actions.give, actions.take_back):
        with pytest.raises(Refused, match="Vælg et af de spørgsmål"):
            deed(by=owner(voice), voice=voice, purpose="sold")
        for other in (cast.alice, cast.bob, cast.dorte, owner(give())):
            with pytest.raises(NotAllowed):
                deed(by=other, voice=voice, purpose="interpret")
    voice_actions.withdraw(by=cast.alice, voice=voice)
    for deed in (actions.give, actions.take_back):
        with pytest.raises(Refused, match="allerede trukket tilbage"):
            deed(by=owner(voice), voice=voice, purpose="interpret")


@pytest.mark.both_databases
def test_a_restored_database_does_not_hold_the_yes_again(
    cast: Cast, give: Give, django_capture_on_commit_callbacks: object
) -> None:
    voice, other = give(within=cast.partnership), give(within=cast.partnership)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.take_back(by=owner(voice), voice=voice, purpose="quote")
    assert takebacks.again() == 0
    # As a backup from before the taking back has it.
    Consent.objects.filter(node=voice.node, withdrawn_at__isnull=True).delete()
    Consent.objects.filter(node=voice.node).update(withdrawn_at=None)
    assert takebacks.again() > 0
    assert queries.purposes(voice) == ALL - {"quote", "publish"}
    assert queries.purposes(other) == ALL
    assert takebacks.again() == 0
    # What was given again after it stands.
    actions.give(by=owner(voice), voice=voice, purpose="quote")
    assert takebacks.again() == 0
    assert "quote" in queries.purposes(voice)


def test_the_person_changes_one_yes_on_their_page(client: Client, cast: Cast, give: Give) -> None:
    voice = give(within=cast.partnership)
    make_public(cast, voice)
    code = voice_actions.issue_code(by=cast.alice, voice=voice)
    client.post(reverse("voices:code"), {"code": code})
    own = client.get(reverse("voices:own", args=[voice.pk])).content.decode()
    address = reverse("voices:yes", args=[voice.pk])
    assert own.count(address) >= 1
    page = client.get(address)
    assert page["Cache-Control"] == "no-store"
    shown = page.content.decode()
    for purpose, asked in voice_rules.PURPOSES.items():
        assert asked in shown
        assert str(rules.MEANS[purpose]) in shown
    assert shown.count("Tag mit ja tilbage") >= 5
    assert "Sig ja<" not in shown

    back = client.post(reverse("voices:take_back_yes", args=[voice.pk]), {"purpose": "quote"}, follow=True)
    said = back.content.decode()
    assert "Dit ja er taget tilbage: »Mine ord må citeres ordret.«" in said
    assert "Det kan du sige ja til, når dine ord også må citeres." in said
    voice.refresh_from_db()
    assert voice.state == "received"
    again = client.post(reverse("voices:give_yes", args=[voice.pk]), {"purpose": "quote"}, follow=True)
    assert "Du har sagt ja: »Mine ord må citeres ordret.«" in again.content.decode()
    assert "quote" in queries.purposes(voice)
    strange = client.post(reverse("voices:give_yes", args=[voice.pk]), {"purpose": "sold"}, follow=True)
    assert "Vælg et af de spørgsmål, der står på siden." in strange.content.decode()
