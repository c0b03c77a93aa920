"""A text that several stand behind: begun, written, approved by each, published, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from samspil.features.cases.communication import queries, rules
from samspil.features.cases.communication.models import CommunicationApproval, CommunicationPartner, JointCommunication
from samspil.paper.refusal import Refused, demanded
from samspil.spine import journal, locks, policy, records, search, texts, thread, undoing
from samspil.spine.models import Node, Organisation, TextVersion
from samspil.spine.people import Actor

WORDS = "words"
NO_WORDS = "Skriv, hvad I vil melde ud."


@journal.deed
def begin_communication(
    *, by: Actor, about: Node, title: str, words: str, partners: Sequence[Organisation]
) -> JointCommunication:
    """Begin a joint text on a decision. Only the partners' own writers see it until it is published."""
    locks.reread(about)
    policy.check(by, "add", rules.KIND, about)
    everyone = {about.organisation_id: about.organisation, **{each.pk: each for each in partners}}
    rules.check_partners(len(everyone))
    demanded(words, NO_WORDS, field="words")
    opening = records.Beginning(
        rules.KIND, title, about.organisation, occurred_on=timezone.localdate(), is_invented=about.is_invented
    )

    made = records.new(
        opening,
        lambda node: JointCommunication(node=node, about=about),
        by=by,
        noted="joint_communication.begun",
        came_of=[records.Origin(about, "Beslutningen meldes ud i fællesskab.")],
        words={WORDS: words},
        data={"partners": len(everyone)},
    )
    CommunicationPartner.objects.bulk_create(
        [CommunicationPartner(communication=made, organisation=each) for each in everyone.values()]
    )
    _show_to_writers(made)
    return made


@journal.deed
def write_communication(*, by: Actor, communication: JointCommunication, words: str, based_on: int) -> TextVersion:
    """Write a new version; every approval given before was of other words and holds no more.

    `texts.Conflict` when somebody of another partner wrote in between. What is published stays as it is until all approve.
    """
    locks.reread(communication)
    _check_write(by, communication)
    demanded(words, NO_WORDS, field="words")
    version = texts.write(by=by, node=communication.node, name=WORDS, body=words, based_on=based_on)
    _show_to_writers(communication)
    journal.note("joint_communication.written", by=by, node=communication.node, data={"version": version.number})
    return version


@journal.deed
def approve_communication(*, by: Actor, partner: CommunicationPartner, version: int) -> CommunicationApproval:
    """Say that an organisation stands behind a version. Refused when the words have changed since."""
    locks.reread(partner)
    communication = partner.communication
    policy.check(by, "approve", rules.KIND, queries.place_of(partner))
    rules.check_approve(
        version=version,
        newest=queries.newest(communication).number,
        is_withdrawn=communication.withdrawn_at is not None,
    )
    return _approve(by, partner, version, "")


@journal.deed
def take_approval_back(*, by: Actor, key: str) -> None:
    """Undo that the actor stood behind a version, or noted that a partner did. Refused once it is out or its words have changed."""
    given = queries.own_approval(by, key)
    communication = given.partner.communication
    locks.reread(given.partner, communication, given)
    if given.how:
        _check_write(by, communication)
    else:
        policy.check(by, "approve", rules.KIND, queries.place_of(given.partner))
    undoing.check_lately(given.at)
    rules.check_noted(version=given.version, newest=queries.newest(communication).number)
    if communication.published_version == given.version:
        raise Refused("Udmeldingen er offentlig. Træk den tilbage, og skriv hvorfor.")
    data = {"organisation": given.partner.organisation_id, "version": given.version}
    given.delete()
    journal.note("joint_communication.approval_taken_back", by=by, node=communication.node, data=data)


@journal.deed
def note_approval(*, by: Actor, partner: CommunicationPartner, version: int, how: str) -> CommunicationApproval:
    """Note how a partner that has nobody here approved a version: who, when and how they said so."""
    locks.reread(partner)
    _check_write(by, partner.communication)
    rules.check_note_approval(partner.organisation.name, has_approver=queries.has_approver(partner.organisation))
    said = demanded(how, "Skriv, hvem der godkendte, hvornår og hvordan.", field="how")
    rules.check_noted(version=version, newest=queries.newest(partner.communication).number)
    return _approve(by, partner, version, said)


def _approve(by: Actor, partner: CommunicationPartner, version: int, how: str) -> CommunicationApproval:
    made, is_new = CommunicationApproval.objects.get_or_create(
        partner=partner, version=version, defaults={"by_id": by.person_id, "how": how}
    )
    if is_new:
        journal.note(
            "joint_communication.approved",
            by=by,
            node=partner.communication.node,
            data={"organisation": partner.organisation_id, "version": version},
        )
    return made


@journal.deed
def publish_communication(*, by: Actor, communication: JointCommunication) -> JointCommunication:
    """Publish the newest version. Refused while a partner has not approved it."""
    locks.reread(communication)
    _check_write(by, communication)
    version = queries.newest(communication)
    missing = [each.organisation.name for each in queries.missing(communication, version.number)]
    rules.check_publish(missing, newest=version.number, published=communication.published_version)
    communication.published_version, communication.published_at = version.number, timezone.now()
    communication.save(update_fields=["published_version", "published_at"])
    thread.show_to(communication.node, Node.Visibility.PUBLIC)
    search.index(communication.node, texts.read(version))
    journal.note("joint_communication.published", by=by, node=communication.node, data={"version": version.number})
    return communication


@journal.deed
def withdraw_communication(*, by: Actor, communication: JointCommunication, why: str) -> JointCommunication:
    """Withdraw a joint text: its words are gone everywhere, and a public page says that and why."""
    locks.reread(communication)
    _check_write(by, communication)
    communication.withdrawn_why = demanded(why, "Skriv, hvorfor udmeldingen trækkes tilbage.", field="why")
    communication.withdrawn_at = timezone.now()
    communication.save(update_fields=["withdrawn_at", "withdrawn_why"])
    texts.withdraw(by=by, text=queries.newest(communication).text)
    search.forget(communication.node)
    journal.note("joint_communication.withdrawn", by=by, node=communication.node)
    return communication


def _check_write(by: Actor, communication: JointCommunication) -> None:
    rules.check_write(by, queries.places_of(communication))
    rules.check_stands(is_withdrawn=communication.withdrawn_at is not None)


def _show_to_writers(communication: JointCommunication) -> None:
    """Let every writer of the partners read it, as they are today; what is published is everybody's."""
    if not communication.published_version:
        thread.show_to(communication.node, Node.Visibility.PERSONS, persons=queries.writers(communication))
