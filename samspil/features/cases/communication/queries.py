"""Joint texts: who stands behind which version, what waits for whom, and what the public reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.cases.communication import rules
from samspil.features.cases.communication.models import CommunicationApproval, CommunicationPartner, JointCommunication
from samspil.features.cases.records.rules import standing
from samspil.paper.refusal import NotFound
from samspil.spine import desk, people, policy, visibility
from samspil.spine.models import Node, Organisation, Person, Role, TextVersion
from samspil.spine.people import Actor

WORDS = "words"


def place_of(partner: CommunicationPartner) -> standing.Place:
    """Return where a partner's part of a joint text lies: in its own organisation."""
    return standing.Place(partner.communication_id, partner.organisation_id, None)


def places_of(communication: JointCommunication) -> list[standing.Place]:
    """Return the partners' places."""
    return [place_of(each) for each in communication.partners.all()]


def newest(communication: JointCommunication) -> TextVersion:
    """Return the newest version of the words, withdrawn or not."""
    versions = TextVersion.objects.filter(text__node=communication.pk, text__name=WORDS)
    return versions.select_related("text", "by").order_by("-number")[0]


def own_approval(actor: Actor, key: str) -> CommunicationApproval:
    """Return an approval that the actor gave by a press, or noted for a partner, by its key; else NotFound."""
    rows = CommunicationApproval.objects.select_related("partner__communication__node")
    return visibility.own(rows, actor, key, by="by", through="partner__communication__node")


def missing(communication: JointCommunication, version: int) -> QuerySet[CommunicationPartner]:
    """Return the partners that have not approved a version."""
    given = CommunicationApproval.objects.filter(partner=OuterRef("pk"), version=version)
    return communication.partners.filter(~Exists(given)).select_related("organisation")


def _holding(organisations: Iterable[UUID], roles: tuple[str, ...]) -> QuerySet[Role]:
    return Role.objects.filter(people.holding(timezone.localdate()), organisation__in=organisations, role__in=roles)


def has_approver(organisation: Organisation) -> bool:
    """Tell whether somebody with an account may approve for an organisation."""
    return organisation.pk in _with_approvers([organisation.pk])


def _with_approvers(organisations: Iterable[UUID]) -> set[UUID | None]:
    held = _holding(organisations, rules.APPROVERS).filter(person__user__isnull=False)
    return set(held.values_list("organisation_id", flat=True))


def writers(communication: JointCommunication) -> list[Person]:
    """Return those who write for the partners today."""
    partners = communication.partners.values_list("organisation_id", flat=True)
    held = _holding(partners, rules.WRITERS)
    return list(Person.objects.filter(pk__in=held.values("person_id")))


@dataclass(frozen=True)
class Standing:
    """One partner and its approval of the version that is looked at."""

    partner: CommunicationPartner
    approval: CommunicationApproval | None
    may_approve: bool
    may_note: bool


@dataclass(frozen=True)
class Page:
    """A joint text as somebody reads it: the words they may see, which version, and who stands behind it."""

    communication: JointCommunication
    words: str
    version: int
    standings: list[Standing]
    may_write: bool
    about: Node | None

    @property
    def is_draft(self) -> bool:
        """Whether the words shown are not the public ones."""
        return self.version != self.communication.published_version

    @property
    def is_whole(self) -> bool:
        """Whether every partner stands behind the words shown."""
        return all(each.approval for each in self.standings)

    @property
    def is_ready(self) -> bool:
        """Whether there is something new to publish, which everybody stands behind."""
        return self.is_draft and self.is_whole


def page(actor: Actor, pk: UUID) -> Page:
    """Return a joint text: its newest words to the partners' writers, the published ones to all others.

    NotFound when it is not published and the actor writes for no partner today.
    """
    joint = visibility.get(
        JointCommunication.objects.select_related("node__organisation", "about").prefetch_related(
            "partners__organisation", "partners__approvals__by"
        ),
        actor,
        pk,
    )
    writes = rules.may_write(actor, places_of(joint))
    if not writes and not joint.published_version:
        raise NotFound

    able = _with_approvers([each.organisation_id for each in joint.partners.all()]) if writes else set()
    last = newest(joint)
    number = last.number if writes else joint.published_version
    shown = last if number == last.number else last.text.versions.get(number=number)
    return Page(
        communication=joint,
        words="" if joint.withdrawn_at else shown.body,
        version=number,
        standings=[
            _standing(actor, each, number, notes=writes and each.organisation_id not in able)
            for each in joint.partners.all()
        ],
        may_write=writes and joint.withdrawn_at is None,
        about=visibility.nodes(actor).filter(pk=joint.about_id).first(),
    )


def _standing(actor: Actor, partner: CommunicationPartner, version: int, *, notes: bool) -> Standing:
    given = next((each for each in partner.approvals.all() if each.version == version), None)
    own = policy.allows(actor, "approve", rules.KIND, place_of(partner))
    return Standing(
        partner,
        given,
        may_approve=own and given is None,
        may_note=notes and given is None and not own,
    )


def partner(actor: Actor, pk: UUID, organisation: UUID) -> CommunicationPartner:
    """Return one partner of a joint text that the actor reads, else NotFound."""
    partners = (each.partner for each in page(actor, pk).standings)
    named = next((each for each in partners if each.organisation_id == organisation), None)
    if named is None:
        raise NotFound
    return named


def published(actor: Actor) -> QuerySet[JointCommunication]:
    """Return the joint texts that are out, and the drafts that the actor may see, the newest first."""
    seen = visibility.rows(JointCommunication.objects.select_related("node"), actor)
    own = [m.organisation_id for m in actor.memberships if m.role in rules.WRITERS]
    mine = Q(pk__in=CommunicationPartner.objects.filter(organisation__in=own).values("communication"))
    return seen.filter(Q(published_version__gt=0) | mine).order_by(F("published_at").desc(nulls_first=True), "pk")


def awaiting(actor: Actor) -> QuerySet[JointCommunication] | None:
    """Return the joint texts whose newest words wait for the actor's own organisation; None for whoever approves for none."""
    mine = [m.organisation_id for m in actor.memberships if m.role in rules.APPROVERS and m.organisation_id]
    if not mine:
        return None

    latest = (
        TextVersion.objects.filter(text__node=OuterRef("communication"), text__name=WORDS)
        .order_by()
        .values("text")
        .annotate(last=Max("number"))
        .values("last")
    )
    waiting = CommunicationPartner.objects.filter(organisation__in=mine).annotate(newest=latest)
    given = CommunicationApproval.objects.filter(partner=OuterRef("pk"), version=OuterRef("newest"))
    open_ones = waiting.filter(~Exists(given)).values("communication")
    waits = JointCommunication.objects.filter(pk__in=open_ones, withdrawn_at__isnull=True).select_related("node")
    return visibility.rows(waits, actor)


def partners_for(about: Node) -> QuerySet[Organisation]:
    """Return the organisations that may stand behind a text on a decision: those that exist today."""
    return Organisation.objects.filter(people.existing(timezone.localdate()), is_invented=about.is_invented).exclude(
        pk=about.organisation_id
    )


def expected(row: JointCommunication) -> desk.Expected:
    """Write a joint text that waits for approval."""
    return desk.Expected(
        what=_("Godkend en fælles udmelding"),
        about=row.node.title,
        at=("cases:communication", row.pk),
        button=_("Læs og godkend"),
        is_invented=row.node.is_invented,
    )
