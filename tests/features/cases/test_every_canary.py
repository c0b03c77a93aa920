"""A word of its own in every field that can be closed, looked for at every address, in every file and picture, as every outsider.

That no field is forgotten is read from the models: a new one is either given its word here or said to be open, with the reason.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, get_resolver, reverse

from samspil.features.cases.agenda.actions import meetings, presentations
from samspil.features.cases.agenda.models import Presentation
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.authorisations.models import Authorisation
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.document_access.models import AccessChoice
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.follow_up.models import NoFollowUp
from samspil.features.cases.importing.models import ImportedSource, SourceRemainder
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, Annex, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import attendance
from samspil.features.cases.records.queries import rows as records_rows
from samspil.features.cases.versions.models import MinutesVersion
from samspil.spine import notes, people, search, thread
from samspil.spine.models import Invitation, Link, Node, StoredFile
from tests.features.cases.test_views import OUTSIDERS
from tests.kit.addresses import addresses
from tests.kit.answers import met
from tests.kit.cast import Cast
from tests.kit.clients import enter

# The word of each field is made of its name: a leak says where it came from.
CLOSED = (
    "AgendaItem.case_number",
    "AgendaItem.asked_by",
    "AgendaItem.approval_said",
    "AgendaItem.withdrawn_why",
    "AgendaItem.recommended_by",
    "AgendaItem.sections",
    "AgendaItem.closed_reason",
    "CaseNumber.value",
    "RecommendationClause.words",
    "RouteStep.to_text",
    "RouteStep.ended_how",
    "Annex.document_number",
    "Annex.reference",
    "Annex.closed_reason",
    "AnnexVersion.document_number",
    "AnnexVersion.reason",
    "AccessPackage.reference",
    "AccessChoice.shown_title",
    "AccessChoice.why",
    "AccessChoice.marked",
    "DutyStatus.words",
    "NoFollowUp.why",
    "MinutesVersion.reason",
    "MinutesApproval.note",
    "Authorisation.given_to",
    "Authorisation.scope",
    "Authorisation.ended_why",
    "Presentation.to_text",
    "Presentation.presenter",
    "Presentation.said",
    "Recusal.reason",
    "Dissent.words",
    "CommunicationApproval.how",
    "SourceRemainder.unplaced",
    "SourceRemainder.furniture",
)
# Numbers that must be written in a form of their own.
SHAPED = {"AgendaItem.kle": "91.82.73"}
# What the spine keeps of a closed record. A statement's title is the beginning of its words.
SPINE = (
    "Node.title item",
    "Node.title annex",
    "Node.title authorisation",
    "Node.title joint",
    "Text section",
    "Text statement",
    "Text joint",
    "StoredFile.name",
    "StoredFile content",
    "Duty.title",
    "Link.why",
    "PrivateNote",
)
# Text that the public is meant to read, or that says nothing of a matter.
OPEN = {
    "Body.house": "the form's key",
    "Body.shorthand": "the committee's own name",
    "Meeting.cancelled_why": "written for those who see the meeting",
    "ImportedSource.key": "a hash, shown nowhere",
    "ImportedSource.sha256": "a hash, shown nowhere",
    "AgendaItem.number": "stands on the public line of a closed item",
    "AgendaItem.standing": "the name of a standing item, from the house's file",
    "AgendaItem.public_title": "written for the public",
    "AgendaItem.public_decision": "written for the public",
    "ClosedNotice.number": "written for the public",
    "ClosedNotice.decision": "written for the public",
    "JointCommunication.withdrawn_why": "stands in the place of a public text; an unpublished one is the partners'",
    "MinutesVersion.content": "keys of wordings, never words",
    "MinutesApproval.of": "a hash",
    "OwnPage.token_hash": "a hash",
    "OwnPage.key_id": "the name of a key",
}
# Beside the words: what the pages say when somebody stood aside, voted, or brought a closed matter to the council.
TOLD = ("Inhabil:", "Afstemning:", "styrelseslovens § 23", "Mindretalsudtalelse")
JOB = people.job("test")


def word(field: str) -> str:
    return SHAPED.get(field) or f"kanarie{re.sub('[^a-z]', '', field.lower())}"


WORDS = {field: word(field) for field in (*CLOSED, *SHAPED, *SPINE)}


@dataclass(frozen=True)
class Closed:
    """A meeting with an open item and a closed one that has everything; the keys that outsiders know, and those they may not."""

    meeting: Meeting
    open_keys: tuple[UUID, ...]
    hidden: frozenset[UUID]


def closed_case(cast: Cast, meeting: Meeting) -> Closed:
    """Make the whole of it by the deeds themselves; what no deed leaves standing on a decided item is written beside them."""
    by = cast.secretary
    open_item = items.add_item(
        by=by, meeting=meeting, wording=items.Wording(title="Åbent punkt", sections={"case_presentation": "Åbent."})
    )
    made = items.add_item(
        by=by,
        meeting=meeting,
        wording=items.Wording(
            title=f"Køb {word('Node.title item')}",
            case_number=word("AgendaItem.case_number"),
            recommended_by=word("AgendaItem.recommended_by"),
            clauses=[f"{word('RecommendationClause.words')} købes"],
            sections={"case_presentation": word("Text section")},
            kle=word("AgendaItem.kle"),
            asked_by=word("AgendaItem.asked_by"),
        ),
    )
    items.close_item(
        by=by,
        item=made,
        reason=f"§ 10 {word('AgendaItem.closed_reason')}",
        public_title="Køb af ejendom",
        public_decision="Godkendt.",
    )
    thread.link(by=by, earlier=open_item.node, later=made.node, relation=Link.Relation.LED_TO, why=word("Link.why"))
    annex = annexes.add_annex(
        by=by,
        item=made,
        title=word("Node.title annex"),
        document_number=word("Annex.document_number"),
        reference=word("Annex.reference"),
        closed_reason=word("Annex.closed_reason"),
        name=f"{word('StoredFile.name')}.txt",
        stream=io.BytesIO(word("StoredFile content").encode()),
    )
    annexes.add_version(
        by=by,
        annex=annex,
        name=f"{word('StoredFile.name')}-2.txt",
        stream=io.BytesIO(b"nyere"),
        document_number=word("AnnexVersion.document_number"),
        reason=word("AnnexVersion.reason"),
    )
    Annex.objects.filter(pk=annex.pk).update(document_number=word("Annex.document_number"))
    named = [
        protocol_actions.note_attendance(by=by, meeting=meeting, name=name, presence="present")
        for name in ("Poul", "Inger", "Lone")
    ]
    meetings.publish_agenda(by=by, meeting=meeting)
    minutes_actions.begin_minutes(by=by, meeting=meeting)
    statements.add_statement(by=by, item=_item(open_item.pk), printed="Drøftet.", outcomes=["DISCUSSED"])
    statement = _decided(cast, made.pk, named)
    minutes_actions.publish_minutes(by=by, meeting=records_rows.meeting(by, meeting.pk))
    _after(cast, made.pk, statement, named)
    source = ImportedSource.objects.create(key="a" * 64, meeting=meeting, sha256="b" * 64)
    SourceRemainder.objects.create(
        source=source,
        unplaced=word("SourceRemainder.unplaced"),
        furniture=[["page", f"{word('SourceRemainder.furniture')} side 1"]],
    )
    hidden = Node.objects.exclude(visibility="public").values_list("pk", flat=True)
    steps = RouteStep.objects.filter(statement__item=made.pk).values_list("pk", flat=True)
    files = StoredFile.objects.filter(node__in=hidden).values_list("pk", flat=True)
    said = open_item.statements.get()
    seen = (meeting.pk, open_item.pk, said.pk, made.notice.pk, meeting.body_id, cast.municipality.pk)

    return Closed(meeting, seen, frozenset([*hidden, *steps, *files]))


def _item(pk: UUID) -> AgendaItem:
    return AgendaItem.objects.select_related("node", "meeting__node__organisation", "meeting__body__circle").get(pk=pk)


def _decided(cast: Cast, pk: UUID, named: list[Invitation]) -> DecisionStatement:
    by, item = cast.secretary, _item(pk)
    poul, inger, lone = named
    made = statements.add_statement(
        by=by,
        item=item,
        printed=f"Udvalget ønsker {word('Text statement')}.",
        outcomes=["APPROVED"],
        stance="WISHES",
        answers=item.clauses.all(),
    )
    statement = attendance.statement(by, made.pk)
    protocol_actions.recuse(by=by, item=item, invitation=lone, reason=word("Recusal.reason"))
    protocol_actions.record_votes(by=by, statement=statement, named={poul.pk: "for", inger.pk: "against"})
    protocol_actions.add_dissent(
        by=by, statement=statement, invitation=inger, kind="dissent", words=word("Dissent.words")
    )
    protocol_actions.claim_stay(by=by, statement=statement, invitation=inger, to_text=word("RouteStep.to_text"))
    RouteStep.objects.filter(statement=made.pk).update(
        state="treated", ended_on=dt.date(2026, 4, 1), ended_how=word("RouteStep.ended_how")
    )
    AgendaItem.objects.filter(pk=pk).update(
        approval_said=word("AgendaItem.approval_said"),
        withdrawn_why=word("AgendaItem.withdrawn_why"),
        sections=[*item.sections, word("AgendaItem.sections")],
    )

    return attendance.statement(by, made.pk)


def _after(cast: Cast, pk: UUID, statement: DecisionStatement, named: list[Invitation]) -> None:
    """What is written when the minutes are out: a correction, duties, leave to act, a presentation, access, a joint text."""
    by, item = cast.secretary, _item(pk)
    statement = attendance.statement(by, statement.pk)
    statements.correct_statement(
        by=by,
        statement=statement,
        printed=f"Udvalget ønsker nu {word('Text statement')}.",
        outcomes=["APPROVED"],
        stance="WISHES",
        answers=item.clauses.all(),
        based_on=1,
        reason=word("MinutesVersion.reason"),
    )
    minutes_actions.note_minutes_approval(
        by=by, meeting=records_rows.meeting(by, item.meeting_id), invitation=named[0], note=word("MinutesApproval.note")
    )
    duty = follow_up_actions.give_duty(
        by=by, statement=statement, title=word("Duty.title"), owner_circle=cast.committee, due_on=dt.date(2026, 4, 1)
    )
    NoFollowUp.objects.create(statement=statement, why=word("NoFollowUp.why"))
    follow_up_actions.tell_status(by=by, duty=duty, words=word("DutyStatus.words"))
    leave = authorisations_actions.authorise(
        by=by,
        statement=statement,
        title=word("Node.title authorisation"),
        given_to=word("Authorisation.given_to"),
        scope=word("Authorisation.scope"),
    )
    authorisations_actions.end_authorisation(
        by=by, authorisation=leave, ended_on=dt.date(2026, 5, 1), why=word("Authorisation.ended_why")
    )
    shown = presentations.add_presentation(
        by=by, item=item, to_text=word("Presentation.to_text"), presenter=word("Presentation.presenter")
    )
    presentations.note_presentation(
        by=by, presentation=shown, held_on=dt.date(2026, 4, 2), said=word("Presentation.said"), meeting=item.meeting
    )
    item.case_file.numbers.create(organisation=cast.municipality, value=word("CaseNumber.value"))  # type: ignore[union-attr]
    package = document_access_actions.prepare_access(
        by=by, item=item, reference=word("AccessPackage.reference"), asked_on=dt.date(2026, 3, 10)
    )
    AccessChoice.objects.filter(package=package).update(
        shown_title=word("AccessChoice.shown_title"), why=word("AccessChoice.why"), marked=word("AccessChoice.marked")
    )
    fund = people.add_organisation(by=JOB, name="En fond", kind="fund")
    joint = communication_actions.begin_communication(
        by=by, about=statement.node, title=word("Node.title joint"), words=word("Text joint"), partners=[fund]
    )
    for partner in joint.partners.filter(organisation=fund):
        communication_actions.note_approval(by=by, partner=partner, version=1, how=word("CommunicationApproval.how"))

    notes.keep(by=by, node=item.node, words=word("PrivateNote"))


@pytest.fixture
def case(cast: Cast, meeting: Meeting) -> Closed:
    return closed_case(cast, meeting)


def text_fields() -> Iterator[str]:
    """Every field of the feature that holds free text, read from the models."""
    for model in apps.get_app_config("cases").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
                yield f"{model.__name__}.{field.name}"


def test_no_field_of_text_is_forgotten() -> None:
    found = set(text_fields())
    assert found - {*CLOSED, *SHAPED} - OPEN.keys() == set()
    assert (OPEN.keys() | {*CLOSED, *SHAPED}) - found == set()
    assert {*CLOSED, *SHAPED} & OPEN.keys() == set()


def test_every_word_stands_in_its_field(case: Closed) -> None:
    """Or nothing below proves anything."""
    for field in (*CLOSED, *SHAPED):
        model, name = field.split(".")
        rows = apps.get_model("cases", model).objects.values_list(name, flat=True)
        assert any(word(field) in str(value) for value in rows), field


# What a reader of the closed item is shown somewhere; the rest is for other eyes, kept apart, or gone from the pages.
NOT_ON_THE_MEMBERS_PAGES = {
    "AccessPackage.reference": "the secretary's",
    "AccessChoice.shown_title": "the secretary's",
    "AccessChoice.why": "the secretary's",
    "AccessChoice.marked": "the secretary's",
    "CaseNumber.value": "kept with the matter; pages show the number that the item itself carries",
    "AgendaItem.approval_said": "read on an item that is sent back",
    "AgendaItem.withdrawn_why": "read on an item that is taken off",
    "AgendaItem.sections": "a section without words is not printed",
    "CommunicationApproval.how": "the partners'",
    "Node.title joint": "the partners'",
    "Text joint": "the partners'",
    "SourceRemainder.unplaced": "the secretary's: test_what_a_source_left_is_the_secretarys_alone",
    "SourceRemainder.furniture": "the secretary's: test_what_a_source_left_is_the_secretarys_alone",
    "PrivateNote": "the secretary's own",
    "StoredFile content": "in the file, whose address carries a key of its own: `web:file`",
}


def asked(case: Closed) -> list[str]:
    """Every address of the product that can be asked for with nothing, or with a key that an outsider knows."""
    found = []
    for name in sorted(set(addresses(get_resolver().url_patterns))):
        if name.startswith(("account_", "mfa_", "usersessions_")):
            continue
        forms: list[tuple[object, ...]] = [()]
        if name.startswith(("cases:", "web:")):
            forms += [(key,) for key in case.open_keys]
        if name == "oparl:object":
            kinds = ("meeting", "agendaitem", "paper", "consultation", "file", "location", "organization", "body")
            forms = [(kind, key) for kind in kinds for key in case.open_keys]
        if name == "cases:minutes_version":
            forms = [(case.meeting.pk, number) for number in (1, 2, 3)]
        for args in forms:
            try:
                found.append(reverse(name, args=args))
            except NoReverseMatch:
                continue

    lists = ("agendaitem", "consultation", "file", "meeting", "paper", "location", "organization", "person")
    base = reverse("oparl:system")
    found += [f"{base}body/{case.open_keys[-1]}/{each}/" for each in lists]
    found += [
        f"{reverse(f'cases:{name}', args=[key])}?form={form}"
        for name, key in (("export_meeting", case.meeting.pk), ("export_body", case.meeting.body_id))
        for form in ("tekst", "json", "csv")
    ]
    return found


@pytest.mark.turn(1)
@pytest.mark.walk(many=1, first=2)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_address_no_file_and_no_picture_tells_an_outsider(cast: Cast, case: Closed, name: str) -> None:
    client = enter(cast, name)
    # A coordinator and a director of a partner write the joint text themselves, and the director's own page has it.
    own = {"CommunicationApproval.how", "Node.title joint", "Text joint"} if name in {"alice", "director"} else set()
    leaks, answered = [], 0
    for address, status, shown in met(client, asked(case)):
        answered += status == 200
        leaks += [(address, field) for field, canary in WORDS.items() if canary in shown and field not in own]
        leaks += [(address, told) for told in TOLD if told in shown]
        hidden = [str(pk) for pk in case.hidden if str(pk) in shown]
        leaks += [(address, pk) for pk in hidden if not own or not _is_joint(pk)]
    assert leaks == []
    assert answered > 40


def _is_joint(pk: str) -> bool:
    return Node.objects.filter(pk=pk, kind="joint_communication").exists()


def test_the_committee_meets_them(cast: Cast, case: Closed) -> None:
    """Or the test above looks where nothing is."""
    keys = [*case.hidden, case.meeting.pk]
    places = [
        reverse(name, args=[key])
        for key in keys
        for name in (
            "cases:detail",
            "cases:decision",
            "cases:annex",
            "cases:authorisation",
            "cases:meeting",
            "web:file",
        )
    ]
    matters = AgendaItem.objects.exclude(case_file=None).values_list("case_file", flat=True)

    places += [reverse("cases:matter", args=[key]) for key in matters]
    client = enter(cast, "politician")
    shown = "\n".join(words for _address, status, words in met(client, places) if status == 200)
    missing = {field for field, canary in WORDS.items() if canary not in shown}
    assert missing - NOT_ON_THE_MEMBERS_PAGES.keys() == set()
    assert [told for told in TOLD if told not in shown] == []


@pytest.mark.turn(1)
@pytest.mark.walk(many=1, first=2)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_what_begins_from_something_closed_is_refused_as_from_nothing(cast: Cast, case: Closed, name: str) -> None:
    """An address may carry a record's key as a question: what a new record comes of."""
    client = enter(cast, name)
    different = []
    for address in ("cases:new", "cases:new_communication", "web:search"):
        path = reverse(address)
        gone = client.get(path, {"fra": "00000000-0000-4000-8000-000000000000"})
        for pk in case.hidden:
            if _is_joint(str(pk)):
                continue
            here = client.get(path, {"fra": str(pk)})
            if (here.status_code, _plain(here.content)) != (gone.status_code, _plain(gone.content)):
                different.append((address, pk))
    assert different == []


def _plain(content: bytes) -> str:
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', "", content.decode()
    )


@pytest.mark.parametrize("name", [*OUTSIDERS, "secretary", "politician"])
def test_no_search_finds_one(cast: Cast, case: Closed, name: str) -> None:
    assert [field for field, canary in WORDS.items() if list(search.find(getattr(cast, name), canary))] == []


def test_a_private_note_is_its_writers_alone(cast: Cast, case: Closed) -> None:
    places = [reverse("cases:detail", args=[key]) for key in case.hidden] + [
        reverse(f"web:{name}") for name in ("notes", "notes_file", "overview")
    ]
    for name in ("politician", "director", "alice"):
        assert not any(word("PrivateNote") in shown for _address, _status, shown in met(enter(cast, name), places))
    assert any(word("PrivateNote") in shown for _address, _status, shown in met(enter(cast, "secretary"), places))


def test_what_a_source_left_is_the_secretarys_alone(cast: Cast, case: Closed) -> None:
    place = reverse("cases:unplaced", args=[case.meeting.pk])
    left = [word("SourceRemainder.unplaced"), word("SourceRemainder.furniture")]
    for name in (*OUTSIDERS, "politician"):
        ((_address, status, shown),) = met(enter(cast, name), [place])
        assert (status in {403, 404}, [each for each in left if each in shown]) == (True, []), name
    ((_address, status, shown),) = met(enter(cast, "secretary"), [place])
    assert (status, [each for each in left if each not in shown]) == (200, [])


def test_there_is_something_of_each_kind(case: Closed) -> None:
    counted = {model.__name__: model.objects.count() for model in (Authorisation, Presentation, MinutesVersion)}
    assert counted == {"Authorisation": 1, "Presentation": 1, "MinutesVersion": 2}
