"""A text that several stand behind: nobody speaks for another, and a changed word takes every approval back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.communication import queries as communication_queries
from samspil.features.cases.communication import rules as communication_rules
from samspil.features.cases.communication.models import CommunicationApproval, CommunicationPartner, JointCommunication
from samspil.features.cases.records.models import Meeting
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import people, search, texts
from samspil.spine.models import JournalEntry, Link, Node, Organisation
from tests.features.cases.test_following import asked
from tests.features.cases.test_views import page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter
from tests.web.test_undo import WORD

JOB = people.job("test")
WORDS = "Vi prøver det i fællesskab, og værnedammen er med."


@pytest.fixture
def joint(cast: Cast, meeting: Meeting) -> JointCommunication:
    """A draft by the municipality (Alice, Ditte, Sofie) with the other one (Charlie)."""
    statement = asked(cast, meeting)
    return communication_actions.begin_communication(
        by=cast.alice, about=statement.node, title="Vi gør det sammen", words=WORDS, partners=[cast.elsewhere]
    )


def partner(joint: JointCommunication, organisation: Organisation) -> CommunicationPartner:
    return CommunicationPartner.objects.select_related("communication__node", "organisation").get(
        communication=joint, organisation=organisation
    )


def approve(cast: Cast, joint: JointCommunication, version: int) -> None:
    communication_actions.approve_communication(
        by=cast.alice, partner=partner(joint, cast.municipality), version=version
    )
    communication_actions.approve_communication(
        by=cast.charlie, partner=partner(joint, cast.elsewhere), version=version
    )


def fresh(joint: JointCommunication) -> JointCommunication:
    return JointCommunication.objects.select_related("node", "about").get(pk=joint.pk)


def published(cast: Cast, joint: JointCommunication) -> JointCommunication:
    approve(cast, joint, 1)
    return communication_actions.publish_communication(by=cast.charlie, communication=fresh(joint))


@pytest.mark.parametrize(
    ("missing", "newest", "public", "words"),
    [
        ([], 1, 0, ""),
        ([], 2, 1, ""),
        (["Fonden"], 1, 0, "mangler godkendelse fra: Fonden"),
        ([], 1, 1, "allerede offentlig"),
    ],
)
def test_what_may_be_published(missing: list[str], newest: int, public: int, words: str) -> None:
    if words:
        with pytest.raises(Refused, match=words):
            communication_rules.check_publish(missing, newest=newest, published=public)
    else:
        communication_rules.check_publish(missing, newest=newest, published=public)


def test_begin(cast: Cast, joint: JointCommunication) -> None:
    assert (joint.node.visibility, joint.published_version) == ("persons", 0)
    assert sorted(joint.node.readers.values_list("person__name", flat=True)) == ["Alice", "Charlie", "Ditte", "Sofie"]
    assert Link.objects.get(later=joint.node).earlier == joint.about
    assert JournalEntry.objects.order_by("-pk").values_list("verb", flat=True)[0] == "joint_communication.begun"
    for actor in (cast.bob, cast.charlie, cast.politician):
        with pytest.raises(NotAllowed):
            communication_actions.begin_communication(
                by=actor, about=joint.about, title="x", words="x", partners=[cast.elsewhere]
            )
    with pytest.raises(Refused, match="mindst to parter"):
        communication_actions.begin_communication(
            by=cast.alice, about=joint.about, title="x", words="x", partners=[cast.municipality]
        )
    with pytest.raises(Refused, match="Skriv, hvad I vil melde ud"):
        communication_actions.begin_communication(
            by=cast.alice, about=joint.about, title="x", words=" ", partners=[cast.elsewhere]
        )


def test_a_draft_is_the_partners_own(cast: Cast, joint: JointCommunication) -> None:
    for actor in (cast.bob, cast.politician, cast.dorte):
        with pytest.raises(NotFound):
            communication_queries.page(actor, joint.pk)
        assert list(communication_queries.published(actor)) == []
    assert communication_queries.page(cast.charlie, joint.pk).words == WORDS
    assert list(search.find(cast.dorte, "værnedammen")) == []
    for role in cast.person(cast.charlie).roles.all():
        people.end_role(by=JOB, role=role, on=role.from_on)
    with pytest.raises(NotFound):
        communication_queries.page(people.actor_for(cast.person(cast.charlie)), joint.pk)


def test_nobody_speaks_for_another(cast: Cast, joint: JointCommunication) -> None:
    theirs, ours = partner(joint, cast.elsewhere), partner(joint, cast.municipality)
    for actor, whose in ((cast.alice, theirs), (cast.charlie, ours), (cast.secretary, ours), (cast.bob, ours)):
        with pytest.raises(NotAllowed, match="Kun organisationens egen"):
            communication_actions.approve_communication(by=actor, partner=whose, version=1)
    communication_actions.approve_communication(by=cast.director, partner=ours, version=1)
    with pytest.raises(Refused, match="mangler godkendelse fra: Anden Kommune"):
        communication_actions.publish_communication(by=cast.alice, communication=fresh(joint))
    assert fresh(joint).published_version == 0


def test_published_when_all_stand_behind_it(cast: Cast, joint: JointCommunication) -> None:
    assert list(communication_queries.awaiting(cast.charlie)) == [joint]
    out = published(cast, joint)
    assert (out.published_version, Node.objects.get(pk=joint.pk).visibility) == (1, "public")
    assert list(communication_queries.awaiting(cast.charlie)) == []
    assert [node.pk for node in search.find(cast.dorte, "værnedammen")] == [joint.pk]
    shown = page(Client(), "communication", joint.pk)
    assert WORDS in shown
    assert "Hvem der står bag" in shown
    assert "Anden Kommune" in shown
    assert "Charlie" not in shown
    with pytest.raises(Refused, match="allerede offentlig"):
        communication_actions.publish_communication(by=cast.alice, communication=fresh(joint))


def test_a_press_of_approval_is_undone_until_the_text_is_out(cast: Cast, joint: JointCommunication) -> None:
    client, mine = enter(cast, "alice"), partner(joint, cast.municipality)
    press = reverse("cases:approve_communication", args=[joint.pk, cast.municipality.pk, 1])
    word = WORD.findall(client.post(press, follow=True).content.decode())[0]
    answer = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "står ikke bag teksten endnu" in answer
    assert not CommunicationApproval.objects.filter(partner=mine).exists()

    published(cast, joint)
    given = CommunicationApproval.objects.get(partner=mine)
    with pytest.raises(Refused, match="Udmeldingen er offentlig"):
        communication_actions.take_approval_back(by=cast.alice, key=str(given.pk))
    with pytest.raises(NotFound):
        communication_actions.take_approval_back(by=cast.charlie, key=str(given.pk))


def test_a_change_takes_the_approvals_back(cast: Cast, joint: JointCommunication) -> None:
    published(cast, joint)
    communication_actions.write_communication(
        by=cast.charlie, communication=fresh(joint), words="Nye ord om solsorten.", based_on=1
    )
    assert WORDS in page(Client(), "communication", joint.pk)
    assert "solsorten" not in page(Client(), "communication", joint.pk)
    assert [each.approval for each in communication_queries.page(cast.alice, joint.pk).standings] == [None, None]
    with pytest.raises(Refused, match="Teksten er ændret"):
        communication_actions.approve_communication(by=cast.alice, partner=partner(joint, cast.municipality), version=1)

    communication_actions.approve_communication(by=cast.alice, partner=partner(joint, cast.municipality), version=2)
    with pytest.raises(Refused, match="mangler godkendelse fra: Anden Kommune"):
        communication_actions.publish_communication(by=cast.alice, communication=fresh(joint))

    communication_actions.approve_communication(by=cast.charlie, partner=partner(joint, cast.elsewhere), version=2)
    communication_actions.publish_communication(by=cast.alice, communication=fresh(joint))
    assert "solsorten" in page(Client(), "communication", joint.pk)
    assert CommunicationApproval.objects.count() == 4


def test_two_on_the_same_text_are_told(cast: Cast, joint: JointCommunication) -> None:
    communication_actions.write_communication(
        by=cast.charlie, communication=fresh(joint), words="Charlies ord.", based_on=1
    )
    with pytest.raises(texts.Conflict) as conflict:
        communication_actions.write_communication(
            by=cast.alice, communication=fresh(joint), words="Alices ord.", based_on=1
        )
    assert (conflict.value.mine, conflict.value.theirs.body) == ("Alices ord.", "Charlies ord.")
    client = enter(cast, "alice")
    shown = send(client, "edit_communication", joint.pk, expect=422, words="Alices ord.", based_on="1")
    assert "Charlies ord." in shown
    assert "Alices ord." in shown
    send(client, "edit_communication", joint.pk, words="Vores ord.", based_on="2")
    assert communication_queries.page(cast.alice, joint.pk).words == "Vores ord."


def test_a_partner_without_an_account_is_noted_with_proof(cast: Cast, meeting: Meeting) -> None:
    fund = people.add_organisation(by=JOB, name="Fonden", kind="fund", is_invented=True)
    joint = communication_actions.begin_communication(
        by=cast.alice, about=asked(cast, meeting).node, title="Sammen", words=WORDS, partners=[fund]
    )
    theirs = partner(joint, fund)
    with pytest.raises(Refused, match="Skriv, hvem der godkendte"):
        communication_actions.note_approval(by=cast.alice, partner=theirs, version=1, how=" ")

    with pytest.raises(Refused, match="Teksten er ændret"):
        communication_actions.note_approval(by=cast.alice, partner=theirs, version=7, how="Mail")

    with pytest.raises(NotAllowed):
        communication_actions.note_approval(by=cast.charlie, partner=theirs, version=1, how="Mail")

    communication_actions.note_approval(by=cast.alice, partner=theirs, version=1, how="Mail af 3. maj fra direktøren.")
    assert CommunicationApproval.objects.get().how == "Mail af 3. maj fra direktøren."
    enter(cast, "alice")
    with pytest.raises(Refused, match="har selv en tovholder"):
        communication_actions.note_approval(
            by=cast.director, partner=partner(joint, cast.municipality), version=1, how="Mail"
        )


def test_withdrawn_words_are_gone_and_the_page_says_why(cast: Cast, joint: JointCommunication) -> None:
    published(cast, joint)
    with pytest.raises(Refused, match="hvorfor udmeldingen"):
        communication_actions.withdraw_communication(by=cast.alice, communication=fresh(joint), why="")
    communication_actions.withdraw_communication(by=cast.charlie, communication=fresh(joint), why="Tallet var forkert.")
    shown = page(Client(), "communication", joint.pk)
    assert "Tallet var forkert." in shown
    assert "værnedammen" not in shown
    assert list(search.find(cast.dorte, "værnedammen")) == []
    with pytest.raises(Refused, match="er trukket tilbage"):
        communication_actions.write_communication(by=cast.alice, communication=fresh(joint), words="Igen", based_on=1)
    with pytest.raises(Refused, match="er trukket tilbage"):
        communication_actions.approve_communication(by=cast.alice, partner=partner(joint, cast.municipality), version=1)
    assert "Trukket tilbage" in page(Client(), "communications")


def test_the_whole_way_on_the_pages(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    alice, charlie = enter(cast, "alice"), enter(cast, "charlie")
    address = f"{reverse('cases:new_communication')}?fra={statement.pk}"
    assert alice.post(address, {"title": "Sammen", "words": WORDS}).status_code == 422
    made = alice.post(address, {"title": "Sammen", "words": WORDS, "partners": [str(cast.elsewhere.pk)]})
    pk = made["Location"].rstrip("/").rpartition("/")[2]
    assert "Kladde" in page(alice, "communications")
    assert Client().get(reverse("cases:communication", args=[pk])).status_code == 404
    assert "Godkend en fælles udmelding" in page(charlie, "web:overview")
    assert "Fælles udmelding" in page(alice, "decision", statement.pk)
    for client, organisation in ((alice, cast.municipality), (charlie, cast.elsewhere)):
        assert "Godkend for min organisation" in page(client, "communication", pk)
        send(client, "approve_communication", pk, organisation.pk, 1)

    send(charlie, "publish_communication", pk)
    assert "offentliggjort" in page(Client(), "communication", pk)
    send(alice, "withdraw_communication", pk, expect=422, why="")
    send(alice, "withdraw_communication", pk, why="Forkert tal.")
    assert "Forkert tal." in page(Client(), "communication", pk)
