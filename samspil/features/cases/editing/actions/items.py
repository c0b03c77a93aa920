"""Items of an agenda: proposed, edited, closed and opened, and joined to their case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from samspil.features.cases.editing import rules
from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.publication import actions as publication_actions
from samspil.features.cases.records.models import AgendaItem, CaseFile, CaseNumber, Meeting, RecommendationClause
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing as records_standing
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, policy, records, texts, thread
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

EDITED = ["kle", "asked_by", "number", "case_number", "recommended_by", "sections", "case_file"]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an item says: its title and numbers, who asks and recommends, and words by section (`case_presentation`, ...)."""

    title: str
    number: str = ""
    case_number: str = ""
    kle: str = ""
    asked_by: str = ""
    recommended_by: str = ""
    clauses: Sequence[str] = ()
    sections: Mapping[str, str] = field(default_factory=dict)


@journal.deed
def add_item(
    *,
    by: Actor,
    meeting: Meeting,
    wording: Wording,
    came_from: Node | None = None,
    why: str = "",
    standing: str = "",
) -> AgendaItem:
    """Put an item on a meeting's agenda, last, in the form of the body's house.

    With `came_from` the item is linked to what it rests on, for the reason `why`. Where the house lets the director approve
    proposals, it is a draft until then; on a published agenda it is a late item.
    """
    locks.reread(meeting)
    policy.check(by, "propose", "case_item", meeting.node, meeting.state)
    house = houses.of(meeting.body.house)
    waits = rules.needs_approval(by, meeting, house_asks=house.approval)
    words = {key: text for key, text in wording.sections.items() if text.strip()}
    item = AgendaItem(
        meeting=meeting,
        order=rows.next_place(meeting.items),
        number=wording.number.strip() or ("" if waits else str(meeting.items.filter(is_on=True).count() + 1)),
        case_number=wording.case_number.strip(),
        kle=rules.check_kle(wording.kle),
        asked_by=wording.asked_by.strip(),
        standing=standing,
        is_on=not waits,
        late_at=None if waits or meeting.state == "planned" else timezone.now(),
        approval="draft" if waits else "",
        recommended_by=wording.recommended_by.strip() or house.recommended_by,
        sections=[*house.sections, *(key for key in words if key not in house.sections)],
    )

    seen = records_standing.seen_by("item", meeting.state, is_closed=False, is_draft=waits)
    invented = meeting.node.is_invented or (came_from is not None and came_from.is_invented)
    opening = records.beside(meeting.node, "case_item", wording.title, visibility=seen, is_invented=invented)
    item.node, item.case_file = records.open_node(opening, by=by), _case_file(meeting, item.case_number)
    item.save(force_insert=True)
    _write_clauses(by, item, wording.clauses, based_on=0, reason="")
    for key, text in words.items():
        texts.write(by=by, node=item.node, name=key, body=text)

    if came_from is not None:
        thread.link(by=by, earlier=came_from, later=item.node, relation=Link.Relation.GROUNDS, why=why)

    changed(item, by=by)
    journal.note("case_item.added", by=by, node=item.node, data={"meeting": meeting.pk})
    return item


def _case_file(meeting: Meeting, case_number: str) -> CaseFile | None:
    if not case_number.strip():
        return None
    case = CaseFile.objects.create()
    CaseNumber.objects.create(case_file=case, organisation=meeting.node.organisation, value=case_number.strip())
    return case


@journal.deed
def edit_item(
    *, by: Actor, item: AgendaItem, wording: Wording, based_on: Mapping[str, int], reason: str = ""
) -> AgendaItem:
    """Change an item's words. `based_on` holds, by section, the version that was edited.

    `texts.Conflict` when somebody else wrote in between; then nothing of the edit is kept. Refused without a reason once
    the minutes are published, and when a clause that is decided would vanish.
    """
    locks.reread(item)
    policy.check(by, "edit", item, state=rules.edit_state(item))
    rules.check_reason(item.meeting, reason)
    item.kle, item.asked_by = rules.check_kle(wording.kle), wording.asked_by.strip()
    item.number, item.case_number = wording.number.strip(), wording.case_number.strip()
    before = (item.recommended_by, [clause.words for clause in item.clauses.all()])
    item.recommended_by = wording.recommended_by.strip()
    after = (item.recommended_by, [houses.bare(words) for words in wording.clauses if words.strip()])
    if before != after:
        _write_clauses(by, item, after[1], based_on=based_on.get("recommendation", 0), reason=reason)

    for key, words in wording.sections.items():
        if words.strip() or key in based_on:
            texts.write(by=by, node=item.node, name=key, body=words, based_on=based_on.get(key, 0), reason=reason)
            if key not in item.sections:
                item.sections = [*item.sections, key]

    if item.case_file is None:
        item.case_file = _case_file(item.meeting, item.case_number)
    elif item.case_number:
        CaseNumber.objects.get_or_create(
            case_file=item.case_file, organisation_id=item.node.organisation_id, value=item.case_number
        )

    item.save(update_fields=EDITED)
    thread.retitle(item.node, wording.title)
    changed(item, by=by, reason=reason)
    journal.note("case_item.edited", by=by, node=item.node)
    return item


def _write_clauses(by: Actor, item: AgendaItem, clauses: Sequence[str], *, based_on: int, reason: str) -> None:
    """Write the clauses in order, and the recommendation as printed from them; an answered clause is never taken away."""
    wanted = [houses.bare(words) for words in clauses if words.strip()]
    standing = list(item.clauses.all())
    gone = standing[len(wanted) :]
    if decided := next((clause for clause in gone if clause.answered_by.exists()), None):
        raise Refused("At-punkt {order} er besluttet og kan ikke fjernes.", field="clauses", order=decided.order)

    for clause, words in zip(standing, wanted, strict=False):
        if clause.words != words:
            clause.words = words
            clause.save(update_fields=["words"])

    RecommendationClause.objects.filter(pk__in=[clause.pk for clause in gone]).delete()
    for order, words in enumerate(wanted[len(standing) :], len(standing) + 1):
        RecommendationClause.objects.create(item=item, order=order, words=words)

    composed = houses.compose(item.recommended_by, wanted)
    if composed or standing:
        texts.write(by=by, node=item.node, name="recommendation", body=composed, based_on=based_on, reason=reason)


@journal.deed
def close_item(*, by: Actor, item: AgendaItem, reason: str, public_title: str, public_decision: str = "") -> AgendaItem:
    """Close an item: from now on the public sees the title and decision written for it, and nothing else.

    The same once more is no change.
    """
    locks.reread(item)
    policy.check(by, "close", item)
    rules.check_closed(reason=reason, public_title=public_title, title=item.node.title)
    said = (True, reason.strip(), public_title.strip(), public_decision.strip())
    if said == (item.is_closed, item.closed_reason, item.public_title, item.public_decision):
        return item

    item.is_closed, item.closed_reason, item.public_title, item.public_decision = said
    item.save(update_fields=["is_closed", "closed_reason", "public_title", "public_decision"])
    changed(item, by=by)
    journal.note("case_item.closed", by=by, node=item.node)
    return item


@journal.deed
def open_item(*, by: Actor, item: AgendaItem) -> AgendaItem:
    """Open a closed item; its closed annexes stay closed. Refused when it is open."""
    locks.reread(item)
    policy.check(by, "close", item)
    if not item.is_closed:
        raise Refused("Punktet er åbent.")
    item.is_closed = False
    item.save(update_fields=["is_closed"])
    changed(item, by=by)
    journal.note("case_item.opened", by=by, node=item.node)
    return item


@journal.deed
def join_case(*, by: Actor, item: AgendaItem, other: AgendaItem) -> CaseFile:
    """Say that two items are one matter: the first moves to the other's case file, with its number."""
    locks.reread(item, other)
    policy.check(by, "edit", item, state=rules.edit_state(item))
    if item.pk == other.pk:
        raise Refused("Vælg et andet punkt end det selv.", field="other")
    if not rows.visible_to(by).filter(pk=other.pk).exists():
        raise Refused("Vælg et punkt, du kan se.", field="other")

    left = item.case_file
    case = other.case_file or CaseFile.objects.create()
    for each in (item, other):
        if each.case_number:
            CaseNumber.objects.get_or_create(
                case_file=case, organisation_id=each.node.organisation_id, value=each.case_number
            )
        each.case_file = case
        each.save(update_fields=["case_file"])
        publication_actions.note_item(each)

    if left is not None:
        publication_actions.note_case(left, organisation_id=item.node.organisation_id)

    journal.note("case_item.joined", by=by, node=item.node, data={"other": other.pk, "case": case.pk})
    return case
